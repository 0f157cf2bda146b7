package import SlotModel

/// A text for each code that this room can emit.
package let fileExplanations: [FindingExplanation] =
    FileKind.allCases.flatMap { kind in DeclarationTrouble.allCases.compactMap { $0.explanation(for: kind) } }
    + slotExplanations + workspaceExplanations + yamlExplanations + diskExplanations

/// What can be wrong with a declared file of any kind.
private enum DeclarationTrouble: String, CaseIterable {
    case unknownKey = "unknown-key"
    case missingKey = "missing-key"
    case duplicateKey = "duplicate-key"
    case wrongType = "wrong-type"
    case wrongValue = "wrong-value"
    case missingUnit = "missing-unit"
    case outOfRange = "out-of-range"
    case repeatedEntry = "repeated-entry"

    /// `nil` where files of the kind have nothing that it could be about.
    func explanation(for kind: FileKind) -> FindingExplanation? {
        if kind == .template, self == .missingUnit || self == .outOfRange { return nil }
        let file =
            switch kind {
            case .slot: "a slot file"
            case .workspace: "slots.yaml"
            case .template: "template.yaml"
            }
        let (title, text, example) = words(in: file, kind: kind)
        return FindingExplanation(
            code: "\(kind.rawValue).\(rawValue)",
            title: title,
            text: text,
            example: example
        )
    }

    private func words(in file: String, kind: FileKind) -> (title: String, text: String, example: String?) {
        switch self {
        case .unknownKey:
            (
                "a key that \(file) does not know",
                "Every key of \(file) is declared, and anything else is refused, so that a slip of the pen cannot quietly "
                    + "leave a setting out. Correct the name, or remove the line. 'slots schema \(kind.rawValue)' prints all "
                    + "keys in a form that editors use to complete and check them.",
                kind == .slot ? "delay: 10s     # not dealy" : nil
            )
        case .missingKey:
            (
                "a key that \(file) cannot do without is missing",
                "Some keys have no sensible default, and the file is not used without them. Add the key that the "
                    + "message names; the help line shows what it may look like.",
                kind == .slot ? "exchange: aster" : nil
            )
        case .duplicateKey:
            (
                "a key stands twice in one map",
                "Programs differ in which of the two they believe, so slots believes neither. The message names the "
                    + "line of the first one. Keep one of them and remove the other.",
                nil
            )
        case .wrongType:
            (
                "a value of another sort is wanted",
                "The key takes a value of another sort: a list where a single value stands, a word where a percentage is "
                    + "wanted, 'yes' where only true or false will do. The help line shows how such a value is written. "
                    + "What you write is taken as it stands and never turned into something else.",
                kind == .slot ? "bots: [main]\nenabled: true\nfees: 0.06%" : nil
            )
        case .wrongValue:
            (
                "a value that the key does not take",
                "The value is of the right sort, but not one of those that the key takes: an unknown word, a malformed "
                    + "address, a day that does not exist. The help line lists what is possible or shows an example.",
                nil
            )
        case .missingUnit:
            (
                "a number without its unit",
                "Bots and exchanges count in different units, and a wrong guess costs money: 0.06 may be a percentage or "
                    + "a fraction, 10 may be seconds or milliseconds. So percentages carry their % sign, and times carry "
                    + "ms, s, m, h or d.",
                kind == .slot ? "fees: 0.06%\ndelay: 10s" : "fee-tolerance: 0.005%\nclock-skew: 1s"
            )
        case .outOfRange:
            (
                "a quantity outside of what makes sense",
                "No setting of this sort is that small or that large. Often a unit is wrong, such as ms for s.",
                nil
            )
        case .repeatedEntry:
            (
                "an entry stands twice in a list",
                "The second one changes nothing. Remove it, or correct it where another one was meant.", nil
            )
        }
    }
}

private let slotExplanations = [
    FindingExplanation(
        code: "slot.shared-value",
        title: "a credential that stands in more than one place",
        text:
            "The file marks a value once with '&name' and repeats it with '*name'. To change the one would change the other "
            + "too, so slots changes neither. Write the value out where the message points, and try again.",
        example: "credentials:\n  key: secret:aster.key     # not *key"
    ),
    FindingExplanation(
        code: "slot.not-editable",
        title: "credentials that slots cannot change safely",
        text:
            "slots changes nothing but the credentials in a slot file, and reads the result again before it is written. "
            + "Here that showed something else than was meant, so the file stays as it is. Write each credential on a line of "
            + "its own below 'credentials:', without signs such as '|', '?', '&' and '*', and try again.",
        example: "credentials:\n  key: secret:aster.key\n  secret: secret:aster.secret"
    ),
    FindingExplanation(
        code: "slot.high-fee",
        title: "a fee that hardly any exchange takes",
        text:
            "The fee is above 1% of a trade; above 2% it is an error. Exchanges take a few hundredths of a percent; most often the decimal point "
            + "is in the wrong place. A bot that believes in a fee that is too high waits too long before it sells.",
        example: "fees: 0.06%"
    ),
    FindingExplanation(
        code: "file.other-kind",
        title: "a file that plainly is something else",
        text:
            "A web page, a script, an archive or a bot's own file stands where a file of slots is read. A bot's connections "
            + "are taken over by 'slots import'; anything else goes elsewhere."
    ),
    FindingExplanation(
        code: "slot.cut-value",
        title: "a credential of which YAML leaves something out",
        text:
            "Without quotes, YAML takes '&' at the start of a value for a name, and ' #' for the start of a comment. A "
            + "credential with one of them would reach the exchange without that part, and be refused. Put it in single "
            + "quotes.",
        example: "passphrase: 'Zx9 #abc'"
    ),
    FindingExplanation(
        code: "slot.reference-typo",
        title: "a credential that looks like a misspelt reference",
        text:
            "References begin with secret:, env:, file:, systemd: or cmd:. What begins otherwise is the credential "
            + "itself, and would be sent to the exchange as it stands. This one looks as if a reference was meant.",
        example: "key: env:API_KEY"
    ),
    FindingExplanation(
        code: "slot.bad-name",
        title: "a file name that is no slot name",
        text:
            "The name of a slot is the name of its file. It consists of small letters, digits and '-', begins with a "
            + "letter or digit, and has at most 63 characters, so that it can stand in commands and paths anywhere. Rename "
            + "the file.",
        example: "mv slots/Aster_Main.yaml slots/aster-main.yaml"
    ),
    FindingExplanation(
        code: "slot.same-name",
        title: "two slots whose names differ in capitals only",
        text: "On many machines both would be one file. Rename one of the two.",
        example: nil
    ),
    FindingExplanation(
        code: "slot.unknown-bot",
        title: "a slot names a bot that slots.yaml does not have",
        text:
            "Under bots:, as: and extra: a slot names bots by the names that they have in slots.yaml. Correct the name, or "
            + "add the bot to slots.yaml.",
        example: "bots:\n  main: {template: gunbot, directory: bots/gunbot}"
    ),
    FindingExplanation(
        code: "slot.unknown-command",
        title: "a slot names a command that slots.yaml does not have",
        text:
            "A reference cmd:NAME runs a command that stands in slots.yaml under secret-commands:. A slot file cannot bring a "
            + "command of its own, so that a slot from somebody else cannot run one. Correct the name, or add the command.",
        example: "secret-commands:\n  vault: [pass, show, aster]"
    ),
]

private let workspaceExplanations = [
    FindingExplanation(
        code: "workspace.missing",
        title: "no workspace here",
        text:
            "A workspace is a folder with a file slots.yaml. Change to it, name it with -C, or let 'slots init' lay one out.",
        example: "slots init trading\nslots -C trading validate"
    ),
    FindingExplanation(
        code: "workspace.no-slots",
        title: "a workspace without the folder slots/",
        text:
            "Slot files lie in the folder slots/ beside slots.yaml, one file for each connection. 'slots add' makes the "
            + "folder and the first slot.",
        example: "slots add aster"
    ),
    FindingExplanation(
        code: "template.missing",
        title: "a kind of bot without a template",
        text:
            "A bot's template: names a folder below templates/, which says how that kind of bot writes its files. Correct "
            + "the name, or put the template there.",
        example: "bots:\n  main: {template: gunbot, directory: bots/gunbot}"
    ),
    FindingExplanation(
        code: "template.missing-source",
        title: "a template without its Mustache file",
        text: "Under source:, template.yaml names a Mustache file that lies beside it. It is not there.",
        example: "files:\n  - {path: names.txt, format: text, source: names.txt.mustache}"
    ),
]
