package import SlotModel

/// Findings of 'slots template'.
package let teachingExplanations: [FindingExplanation] = [
    FindingExplanation(
        code: "template.exists",
        title: "the workspace has a kind of bot of this name already",
        text: "Nothing is overwritten. Take another name, or remove the folder below templates/ first.",
        example: "slots template list"
    ),
    FindingExplanation(
        code: "template.no-example",
        title: "there is no example file",
        text:
            "A template is proposed from a file that such a bot has, and tried on one. The path is seen from where you are.",
        example: "slots template new mybot --from mybot/config.json"
    ),
    FindingExplanation(
        code: "template.no-proposal",
        title: "an example file is too odd for a proposal",
        text:
            "What was made of it would be no template. Write one by hand: copy that of a kind that is alike, and change it."
    ),
    FindingExplanation(
        code: "template.cannot-write",
        title: "a new template cannot be written",
        text: "The disk is full, or you may not write there. Everything is as it was before."
    ),
    FindingExplanation(
        code: "template.no-slot",
        title: "no slot can be used by a kind of bot",
        text: """
            Under 'ids' stands no exchange that slots knows, or 'refuses' leaves none of their slots. So there is nothing to \
            try.
            """
    ),
    FindingExplanation(
        code: "template.no-target",
        title: "an example file has no counterpart in a template",
        text: "All files of this kind of bot are written as a whole, so nothing of the example would stay."
    ),
    FindingExplanation(
        code: "template.credential-left",
        title: "a part of a key goes nowhere",
        text: """
            No member of the template takes this part of an exchange's keys. Where the bot needs it, it will not sign in. \
            Declare the member that it reads it from, or refuse slots that have it, with the reason.
            """,
        example: "passphrase: {from: passphrase}"
    ),
    FindingExplanation(
        code: "template.import-left",
        title: "an import would not make a slot of what the template writes",
        text: """
            'slots import' reads the template's table backwards. What is needed of a slot is not told by any member: the \
            exchange, or a part of the key. Writing works all the same.
            """,
        example: "exchange: {from: exchange}"
    ),
    FindingExplanation(
        code: "template.import-differs",
        title: "an import would take a connection for another exchange's",
        text: """
            Spot and futures have the same id in 'ids', and no member tells them apart, so an import takes it for spot unless \
            --selector says otherwise. Writing works all the same.
            """,
        example: "market: {from: market}"
    ),
    FindingExplanation(
        code: "template.import-changes",
        title: "a plan after an import would change the bot's file",
        text: """
            What a slot says after the import is written differently from what stood there. Mostly a member has values for \
            some words only, or is written for every slot and read for none.
            """
    ),
]
