package import SlotModel

/// What `slots explain` tells about the finding codes of this room.
package let botExplanations: [FindingExplanation] =
    fileExplanations + slotExplanations + templateExplanations + exampleExplanations

private let fileExplanations = [
    FindingExplanation(
        code: "bot.syntax",
        title: "the bot's file is not JSON, or no file of variables",
        text: """
            slots changes a bot's file only where its own members stand, and for that it has to read all of it. A comma \
            too many, a comment or a missing bracket makes the file unreadable, for the bot as well. Mend the file at \
            the line and column that the finding names, or bring back a copy from the bot's own backups. slots \
            leaves the file as it is until then.
            """
    ),
    FindingExplanation(
        code: "bot.other-kind",
        title: "the file is something else than what the bot reads",
        text: """
            A script that exports its settings, a web page that was saved instead of a file, and text in UTF-16 are neither JSON nor a \
            file of variables, and there is no comma to look for. Bring back the bot's own file. slots leaves this one as it is, and never runs it.
            """
    ),
    FindingExplanation(
        code: "bot.wrong-shape",
        title: "a part of the bot's file is not what it should be",
        text: """
            Where the connections stand there must be an object in braces with one object for each connection. Compare \
            the place with a working file of the same bot. slots leaves the file as it is.
            """,
        example: "\"exchanges\": {\"bitget\": {\"key\": \"…\", \"secret\": \"…\"}}"
    ),
    FindingExplanation(
        code: "bot.duplicate-member",
        title: "a name stands twice in the bot's file",
        text: """
            Programs that read JSON take the last of two members with the same name, so that a change to the first one \
            would do nothing. Remove one of the two. Names that stand twice where slots does not write are left alone.
            """
    ),
    FindingExplanation(
        code: "bot.not-empty",
        title: "a connection cannot go while the bot uses it",
        text: """
            The slot is gone, so its connection would be taken out of the bot's file; but pairs are set up for it, and a bot \
            whose pairs have no connection fails. Remove the pairs in the bot, or keep the slot. slots never removes pairs.
            """
    ),
    FindingExplanation(
        code: "bot.still-used",
        title: "the bot goes on using a slot that is disabled or gone",
        text: """
            A disabled slot leaves the bot's file as a removed one does, with the next apply. Where an apply leaves the \
            connection as it is, either pairs are set up for it, and \
            a bot whose pairs have no connection fails; or it was in the file before slots looked after it; or the bot takes \
            connections through a program of its own, which takes none out. Until it goes, \
            the bot trades on it with the keys that it has. To go on with it, remove 'enabled: false' from the slot, after adding \
            what its credentials lack. To end it, remove the pairs in the bot, or turn the connection off there; \
            'slots apply --prune' takes out one that was there before slots.
            """
    ),
    FindingExplanation(
        code: "bot.one-connection",
        title: "several slots for a bot that has one connection",
        text: """
            This kind of bot has one connection, or one for each exchange. Say in each slot which bot it is for, and give each installation \
            of the bot a name and a directory of its own in slots.yaml.
            """,
        example: "bots: [main]"
    ),
    FindingExplanation(
        code: "bot.entry-left",
        title: "a connection stays that slots does not look after any more",
        text: """
            The slot is gone. Its connection was in the file before slots looked after it, so it is not for slots to take it \
            out, and it stays with what slots wrote last; this is told once. Remove it in the bot if you do not want it any \
            more, or take it out of the file at any time with 'slots apply --prune'. A bot that takes its connections through \
            a program of its own keeps them whoever made them.
            """
    ),
    FindingExplanation(
        code: "bot.unseen",
        title: "nobody can see whether the bot has a connection of that name",
        text: """
            The bot encrypts what it keeps, and takes connections through a program of its own. slots cannot look into it: a \
            connection of the same name that you made there yourself would be replaced, so the first time asks. What \
            somebody changes in the bot later is not seen either.
            """
    ),
    FindingExplanation(
        code: "bot.drift",
        title: "somebody changed what slots wrote",
        text: """
            A value that slots wrote into the bot's file has another value now: somebody edited it, or the bot did (Gunbot's \
            AutoConfig changes delays). apply asks before it writes the slot's value again. If the new value is the \
            right one, put it into the slot's file; if the bot is to decide, leave the fee or the delay out of the \
            slot's file, and slots leaves it alone. Credentials that the bot encrypted are no drift.
            """
    ),
    FindingExplanation(
        code: "bot.licence-key",
        title: "the licence key differs from the trading key",
        text: """
            Gunbot has two keys for each connection: the one that the licence knows (masterkey) and the one that it trades \
            with (key). slots writes both into a new connection and afterwards the trading key only. Both must belong \
            to the same account at the exchange. To register another key, use Gunbot's page for API slots.
            """
    ),
    FindingExplanation(
        code: "bot.encrypted-leftover",
        title: "a credential would stay encrypted between plain ones",
        text: """
            The bot encrypted this connection's credentials. New ones go in plain, all of them at once, and the bot encrypts them \
            again. One that the slot does not name would stay encrypted, and nobody knows what the bot makes of that. Name it \
            in the slot's credentials, or clear this connection's keys in the bot first.
            """
    ),
    FindingExplanation(
        code: "bot.new-file",
        title: "the bot's file is missing",
        text: """
            A new file is made that holds the connections and nothing else. If the bot has run before, the 'directory' of the \
            bot in slots.yaml probably leads to the wrong folder. If not, start from the sample file that comes with the bot.
            """
    ),
    FindingExplanation(
        code: "bot.file-gone",
        title: "the bot's file was there, and is gone",
        text: """
            slots wrote into this file, and somebody deleted or moved it, or the bot's 'directory' leads elsewhere now. A new one \
            would hold the connections and nothing else: no pairs, no strategies, none of the bot's own settings. Bring it \
            back from a copy, or from the revision of a later apply, which holds what was there before it ('slots help upkeep'); \
            or agree to a new one.
            """
    ),
    FindingExplanation(
        code: "bot.self-check",
        title: "the merged file is not as planned",
        text: """
            Before anything is written, slots reads the new file again and compares it with the old one. They differ where they \
            must not, so nothing was written. This is a fault of slots. Please report it, with the layout of the file \
            but without its keys.
            """
    ),
]

private let slotExplanations = [
    FindingExplanation(
        code: "bot.unsupported-exchange",
        title: "the bot does not know this exchange",
        text: """
            The template of this kind of bot has no id for the slot's exchange. Say with 'bots' which bots the slot is for, or \
            give the bot's own id with 'as' if a newer release of the bot knows the exchange.
            """,
        example: "bots: [other]"
    ),
    FindingExplanation(
        code: "bot.unusable-slot",
        title: "the bot cannot use this slot",
        text: """
            The template of this kind of bot says why under 'refuses'. Say in the slot's file with 'bots' which bots it is for. \
            Where your release of the bot can use such a slot all the same, copy its folder into the workspace's templates/, \
            and take the refusal out there.
            """,
        example: "bots: [other]"
    ),
    FindingExplanation(
        code: "bot.unconfirmed-slot",
        title: "nobody is sure that the bot can use this slot",
        text: """
            The template of this kind of bot says what is not known, under 'refuses' with 'unconfirmed: true'. The slot is written all \
            the same. Where it works, copy the bot's folder into the workspace's templates/ and take the line out there; where it does \
            not, say with 'bots' which bots the slot is for.
            """,
        example: "bots: [other]"
    ),
    FindingExplanation(
        code: "slot.wrong-id",
        title: "an id under 'as' cannot be",
        text: """
            Under 'as' stands the name of the connection inside the bot: the bot's id for the exchange, and a number for a further \
            connection to the same exchange. An id that the bot uses for another exchange is refused.
            """,
        example: "as: {main: \"bitget#2\"}"
    ),
    FindingExplanation(
        code: "slot.unknown-id",
        title: "an id under 'as' that the template does not know",
        text: """
            It is written as it stands. If the bot does not know it either, it will ignore the connection or complain about it.
            """
    ),
    FindingExplanation(
        code: "slot.duplicate-id",
        title: "two slots want the same connection",
        text: """
            A connection holds the credentials of one slot. Give one of them another number under 'as', or leave 'as' out: slots \
            picks the next free number and stays with it.
            """,
        example: "as: {main: \"bitget#2\"}"
    ),
    FindingExplanation(
        code: "slot.wrong-extra",
        title: "'extra' is not a map",
        text:
            "Under 'extra' stands, for each bot, a map of members that are copied into the slot's connection.",
        example: "extra: {main: {type: bitget}}"
    ),
    FindingExplanation(
        code: "slot.extra-conflict",
        title: "'extra' names what the template writes",
        text: """
            Two values for one member cannot be. Credentials, fees and delay have their own keys in the slot's file; 'extra' is \
            for members that slots does not know.
            """
    ),
    FindingExplanation(
        code: "bot.secret-not-text",
        title: "a credential is not text",
        text: """
            The bytes of the credential are not UTF-8, so that no bot's file can hold them. Often a binary file was named by \
            mistake. Exchanges give keys out of letters, digits and a few signs.
            """
    ),
    FindingExplanation(
        code: "bot.unwritable-value",
        title: "a value that a file of variables cannot hold",
        text: """
            Shells, python-dotenv and systemd agree on what stands between single quotes, with a few exceptions: a single quote, a \
            backslash, a line break, and '${', which some replace by a variable. Rather than guess which program reads the \
            file, slots does not write such a value. Make a key without these characters, or give the script a JSON file.
            """
    ),
    FindingExplanation(
        code: "bot.no-fee",
        title: "a new connection without a fee",
        text: """
            The bot computes with its own default then, which may not be what the account pays. 'slots check' says what the \
            account pays where the exchange tells.
            """,
        example: "fees: 0.1%"
    ),
]

private let templateExplanations = [
    FindingExplanation(
        code: "template.syntax",
        title: "a template cannot be read",
        text:
            "A tag or a section of the Mustache file is not closed, or closed twice. templates.md in slots' documentation shows how they look.",
        example: "{{#label}}label = {{label}}{{/label}}"
    ),
    FindingExplanation(
        code: "template.unknown-name",
        title: "a template asks for a name that does not exist here",
        text:
            "templates.md in slots' documentation lists all names. Those of a slot are known between {{#slots}} and {{/slots}} only."
    ),
    FindingExplanation(
        code: "template.unguarded",
        title: "a template prints what a slot may not have",
        text: """
            A slot without a label would leave an empty one in the bot's file. A section of the same name prints its \
            inside only for slots that have a value.
            """,
        example: "{{#label}}label = {{label}}{{/label}}"
    ),
    FindingExplanation(
        code: "template.misused-name",
        title: "a name that decides is used like one that prints, or the list inside itself",
        text: "Names such as 'last' or 'delay' begin and end sections; they have no text of their own.",
        example: "{{^last}},{{/last}}"
    ),
    FindingExplanation(
        code: "template.credential",
        title: "the template of a text file asks for a credential",
        text: """
            A text file is written as a whole from its Mustache file, which never sees a credential. Credentials go into the \
            members of a json file, which template.yaml declares.
            """
    ),
    FindingExplanation(
        code: "template.partial",
        title: "a template brings in another file",
        text: "Templates are one file each. Put the other file's text in its place."
    ),
    FindingExplanation(
        code: "template.no-credentials",
        title: "a template leaves a slot's credentials out",
        text: """
            No member of the template takes what the slot's kind of key consists of. A member may name several places: the first \
            one that the slot has is written.
            """,
        example: "key: {from: [key, api-wallet]}"
    ),
    FindingExplanation(
        code: "template.no-value",
        title: "a template does not say what the bot calls something",
        text: """
            Under values:, a template says what the bot calls what a slot says. This slot says something that is not in the list.
            """,
        example: "values: {spot: spot, futures: swap}"
    ),
    FindingExplanation(
        code: "template.too-large",
        title: "the rendered file would be too large",
        text:
            "Bots' files of more than 64 MiB are not written. Look for a section that repeats too much text."
    ),
    FindingExplanation(
        code: "template.unsupported-format",
        title: "a format that is not merged",
        text: "slots merges json and env files member by member, and writes text files as a whole."
    ),
]
