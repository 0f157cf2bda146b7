package import SlotModel

/// Findings of 'slots import'.
package let importExplanations: [FindingExplanation] = [
    FindingExplanation(
        code: "import.no-file",
        title: "the file to import is not there",
        text:
            "slots import wants the path of the bot's own configuration, seen from the folder that you are in.",
        example: "slots import bots/gunbot/config.js"
    ),
    FindingExplanation(
        code: "import.no-entries",
        title: "the file holds no connections",
        text:
            "The bot's template names the object in which its file keeps the connections. This file has no such object."
    ),
    FindingExplanation(
        code: "import.nothing",
        title: "there is nothing that could be imported",
        text: "The file has no entries, or none became a slot; then what is told of each says why."
    ),
    FindingExplanation(
        code: "import.no-bot",
        title: "slots.yaml does not say whose file this is",
        text: """
            A slot belongs to bots that slots.yaml names. The file lies in no bot's folder, and --bot was not given, or \
            there is no such bot.
            """,
        example: "bots:\n  main:\n    template: gunbot\n    directory: bots/gunbot"
    ),
    FindingExplanation(
        code: "import.unsupported-bot",
        title: "the configuration of this kind of bot cannot be imported",
        text: "slots import reads files with several connections. Write the slots of other bots by hand."
    ),
    FindingExplanation(
        code: "import.unknown-exchange",
        title: "an entry belongs to an exchange that slots does not know",
        text: "slots leaves it as it is, now and whenever it writes the file."
    ),
    FindingExplanation(
        code: "import.encrypted",
        title: "the bot encrypted the keys of an entry",
        text: """
            Only the bot can read them, so no slot can be made of them. The entry stays as it is. To manage it with slots, \
            write a slot with keys from the exchange and the entry's id under as:.
            """,
        example: "as: {main: \"bitget#2\"}"
    ),
    FindingExplanation(
        code: "import.no-key",
        title: "an entry has no key that could be used",
        text: """
            Key and secret have to be there, and a passphrase where the exchange wants one, each one line of text without \
            control characters. Entries without them connect to nothing.
            """
    ),
    FindingExplanation(
        code: "import.bad-id",
        title: "no slot name can be made of an entry's id",
        text:
            "Slots are named by the selector and the entry's number, such as bitget-2. This id has no such number."
    ),
    FindingExplanation(
        code: "import.market",
        title: "an entry may be spot or futures",
        text: """
            Gunbot has one id for both on this exchange, so the file does not tell. It was taken for spot; --selector says \
            otherwise.
            """,
        example: "slots import config.js --selector bitget=bitget-futures"
    ),
    FindingExplanation(
        code: "import.no-main-wallet",
        title: "the main wallet of an Aster key is missing",
        text: """
            Keys of the newer generation (V3) belong to a main wallet, whose address the bot's file does not have. The \
            slot is written disabled. Add main-wallet under credentials, with the address that you log in to Aster with, \
            and remove 'enabled: false'.
            """,
        example: "credentials:\n  main-wallet: \"0x…\""
    ),
    FindingExplanation(
        code: "import.odd-value",
        title: "a fee or a delay that cannot be meant",
        text: """
            In the unit in which the bot reads it the number means more than anybody wants: mostly it was written in another, \
            such as milliseconds. So it does not come into the slot's file, and the bot goes on with it. Write the right \
            value into the slot's file, and apply.
            """,
        example: "delay: 5s"
    ),
    FindingExplanation(
        code: "import.left",
        title: "a member of an entry stays with the bot",
        text: """
            The slot does not name it, so slots never changes it: the licence's own keys, what may be a secret, and what a \
            slot file cannot hold as it is.
            """
    ),
    FindingExplanation(
        code: "import.id-taken",
        title: "another slot has this connection already",
        text: "One connection belongs to one slot. Remove the other slot, or leave this entry to it."
    ),
    FindingExplanation(
        code: "import.shared-key",
        title: "two connections trade with one key",
        text: """
            The bot's file has the same key in two entries, or a slot that is there has it. Both slots name the same stored \
            secret where they can, and where the policy denies shared keys, the second one allows it for itself. A key of \
            its own for each slot is better: one can then be replaced or revoked without the other.
            """,
        example: "slots replace-key bitget-2"
    ),
    FindingExplanation(
        code: "import.would-change",
        title: "the next plan will change the bot's file",
        text: """
            The bot's template in this workspace writes an entry differently from how the file has it. 'slots plan' shows \
            what would change.
            """
    ),
    FindingExplanation(
        code: "import.exists",
        title: "an import would overwrite what is there",
        text: """
            A slot, a private file or a stored secret of the same name holds something else. At a terminal you are asked; \
            in a script look at it with --dry-run, and agree with --yes.
            """,
        example: "slots import bots/gunbot/config.js --dry-run"
    ),
    FindingExplanation(
        code: "import.changed",
        title: "a file or a secret came to be there while the import ran",
        text: """
            What was asked about is no longer all that would be overwritten: somebody wrote a slot or a secret of the \
            same name meanwhile. Nothing was written. Start again to see what is there now.
            """
    ),
    FindingExplanation(
        code: "import.cannot-write",
        title: "a file of the import cannot be written",
        text: "The disk is full, or you may not write there. Everything is as it was before."
    ),
]
