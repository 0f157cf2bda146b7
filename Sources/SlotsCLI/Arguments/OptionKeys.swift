import Exchanges
package import SlotEditing
package import SlotModel

/// A flag that commands ask for: `arguments[.yes]`.
package struct FlagKey: Sendable {
    package let declaration: OptionDeclaration

    package static let yes = FlagKey(
        "yes",
        short: "y",
        "do it without asking, also where something of yours would be overwritten or removed"
    )
    package static let prune = FlagKey(
        "prune",
        "take out connections of slots that are gone or disabled also where they were there before slots"
    )
    package static let offline = FlagKey("offline", "leave the exchanges out: no slot is checked")
    /// ``offline`` where no slot is checked anyway.
    package static let withoutNetwork = FlagKey("offline", "leave the network out; look at all else")
    package static let skipFailed = FlagKey(
        "skip-failed",
        "leave out slots that do not check out: their entries stay as they are, and the exit code is 1"
    )
    package static let detailedExitCode = FlagKey(
        "detailed-exitcode",
        "exit 2 when there is something to change, 0 when there is not"
    )
    package static let dryRun = FlagKey(
        "dry-run",
        "show what would be written, without the secrets, and write nothing"
    )
    package static let empty = FlagKey("empty", "without example slots")
    package static let reveal = FlagKey("reveal", "with get: show the value, which get refuses without it")
    package static let sheet = FlagKey("sheet", "show what a hosted platform's form asks for")
    /// ``reveal`` of a sheet.
    package static let revealSheet = FlagKey("reveal", "with --sheet: show the values, on a terminal only")
    package static let man = FlagKey("man", "the manual page as roff", hidden: true)
    package static let markdown = FlagKey(
        "markdown",
        "the reference of all commands as Markdown",
        hidden: true
    )

    private init(_ long: String, short: Character? = nil, _ help: String, hidden: Bool = false) {
        declaration = OptionDeclaration(long, short: short, help, hidden: hidden)
    }
}

/// An option with a value that commands ask for: `arguments[.wait]`.
package struct OptionKey<Value: Sendable>: Sendable {
    package let declaration: OptionDeclaration
    /// `nil` when the text is not acceptable.
    let read: @Sendable (String) -> Value?
}

extension OptionKey where Value == Duration {
    package static let wait = OptionKey.duration(
        "wait",
        default: "0s",
        "how long to wait when another command is writing"
    )
    package static let within = OptionKey.duration(
        "within",
        default: "2m",
        "how long the bot has until it shows the balances"
    )
    package static let since = OptionKey.duration(
        "since",
        "how far back, such as 7d; all that is kept without it"
    )
    package static let maximumAge = OptionKey.duration(
        "max-age",
        "accept a recorded result that is not older than this, without asking the exchange"
    )
    package static let patience = OptionKey.duration(
        "patience",
        default: "0s",
        "how long to wait for exchanges that cannot be reached at present, asking again at least every minute"
    )
    package static let clockOffset = OptionKey.duration(
        "clock-offset",
        default: "0s",
        signed: true,
        "how far the served exchanges' clock is ahead of ours; below zero: behind"
    )
    package static let latency = OptionKey.duration(
        "latency",
        default: "0s",
        "how long the served exchanges wait before each answer"
    )

    private static func duration(
        _ long: String,
        default defaultText: String? = nil,
        signed: Bool = false,
        _ help: String
    ) -> OptionKey {
        let value = OptionDeclaration.Value("DURATION", .duration(signed: signed))
        return OptionKey(
            declaration: OptionDeclaration(long, value: value, default: defaultText, help),
            read: { readDuration($0, signed: signed) }
        )
    }
}

extension FlagKey {
    package static let unlimited = FlagKey(
        "unlimited",
        "the served exchanges have no rate limits; for measurements",
        hidden: true
    )
    package static let anySignature = FlagKey(
        "any-signature",
        "the served exchanges look at the form of a signature only; for measurements",
        hidden: true
    )
}

extension FlagKey {
    package static let fromEnvironment = FlagKey(
        "from-env",
        "take the credentials from variables such as ASTER_PRIVATE_KEY, and ask nothing"
    )
    package static let noCheck = FlagKey("no-check", "write the slot without asking the exchange")
    package static let undo = FlagKey(
        "undo",
        "bring back the credentials that were replaced the last time; those that the slot has are kept instead"
    )
    package static let forget = FlagKey("forget", "forget the credentials that were replaced the last time")
    package static let otherAccount = FlagKey(
        "other-account",
        "the new credentials may belong to another account: the slot trades on that one from now on"
    )
    /// ``noCheck`` where nothing but former credentials may go unchecked.
    package static let noCheckOfFormer = FlagKey(
        "no-check",
        "with --undo: bring them back, and write them, without asking the exchange"
    )
    /// ``yes`` where people are asked more than one thing.
    package static let agreed = FlagKey(
        "yes",
        short: "y",
        "ask nothing: it is the same account where the exchange does not tell, and the bots' files are written"
    )
    package static let noApply = FlagKey("no-apply", "leave the bots' files as they are")
    package static let force = FlagKey("force", "write the slot also when it is not connected")
}

extension OptionKey where Value == SecretPlace {
    package static let secrets = OptionKey(
        declaration: OptionDeclaration(
            "secrets",
            value: OptionDeclaration.Value("WHERE", .choice(SecretPlace.allCases.map(\.rawValue))),
            default: "age where it is installed or secrets.age is there, else file",
            "where secrets go: into secrets.age, into private files below secrets/, or nowhere (env)"
        ),
        read: { SecretPlace(rawValue: $0) }
    )
}

extension OptionKey where Value == Network {
    package static let network = OptionKey(
        declaration: OptionDeclaration(
            "network",
            value: OptionDeclaration.Value("NETWORK", .choice(Network.allCases.map(\.rawValue))),
            default: "the workspace's",
            "the exchange's system that the credentials are for"
        ),
        read: { Network(rawValue: $0) }
    )
    package static let networkOfWorkspace = OptionKey(
        declaration: OptionDeclaration(
            "network",
            value: OptionDeclaration.Value("NETWORK", .choice(Network.allCases.map(\.rawValue))),
            default: Network.sandbox.rawValue,
            "where the slots will run; example slots exist for the sandbox only"
        ),
        read: { Network(rawValue: $0) }
    )
}

extension OptionKey where Value == String {
    package static let form = OptionKey.text(
        "form",
        "FORM",
        "the kind of credentials where an exchange has several: V3 or V1 for Aster",
        completion:
            .fixed(
                Set(Connectors.all.map(\.profile.forms).filter { $0.count > 1 }.joined().map(\.name)).sorted()
            )
    )
    package static let apiWallet = OptionKey.text("api-wallet", "ADDRESS", "the API wallet's address")
    package static let mainWallet = OptionKey.text("main-wallet", "ADDRESS", "the main wallet's address")
    package static let through = OptionKey.text(
        "through",
        "ID",
        "a connection of the bot that is registered and works; without it: one whose balance the bot shows"
    )
    package static let label = OptionKey.text("label", "TEXT", "a name for people")
    package static let fees = OptionKey.text(
        "fees",
        "RATE",
        "what a trade costs: 0.06%, or maker/taker: 0.02%/0.06%"
    )
    package static let delay = OptionKey.text("delay", "DURATION", "the bot's pause between two pairs: 10s")

    private static func text(
        _ long: String,
        _ value: String,
        _ help: String,
        completion: CompletionKind = .nothing
    ) -> OptionKey {
        OptionKey(
            declaration: OptionDeclaration(long, value: .init(value, .text, completion: completion), help),
            read: { $0 }
        )
    }

    package static let keep = OptionKey(
        declaration: OptionDeclaration(
            "keep",
            value: OptionDeclaration.Value("NAME", .text),
            "a variable that a slot names and that the bot reads, too; repeat it for several",
            repeatable: true
        ),
        read: { $0 }
    )
    package static let bot = OptionKey(
        declaration: OptionDeclaration(
            "bot",
            value: OptionDeclaration.Value("BOT", .text, completion: .bots),
            default: "the bot in whose folder the file lies",
            "whose connections these are, as slots.yaml names it"
        ),
        read: { $0 }
    )
    package static let from = OptionKey(
        declaration: OptionDeclaration(
            "from",
            value: OptionDeclaration.Value("FILE", .file),
            default: "asked for at a terminal",
            "with new: a file that such a bot has, JSON or variables, with a connection in it"
        ),
        read: { $0 }
    )
    package static let out = OptionKey(
        declaration: OptionDeclaration(
            "out",
            value: OptionDeclaration.Value("FILE", .file),
            "save the plan, without any secret, for an apply that carries out exactly this one, and once"
        ),
        read: { $0 }
    )
    package static let only = OptionKey(
        declaration: OptionDeclaration(
            "only",
            value: OptionDeclaration.Value("SLOT", .text, completion: .slots),
            "ask and change this slot alone; repeat it for several",
            repeatable: true
        ),
        read: { $0 }
    )
    package static let selector = OptionKey(
        declaration: OptionDeclaration(
            "selector",
            value: OptionDeclaration.Value("ID=SELECTOR", .text),
            "what an entry of the file is, where its id does not tell, such as bitget=bitget-futures; repeat it for "
                + "several",
            repeatable: true
        ),
        read: { $0 }
    )
    package static let recipient = OptionKey(
        declaration: OptionDeclaration(
            "recipient",
            value: OptionDeclaration.Value("RECIPIENT", .text),
            "who can open secrets.age from now on: age1… or an SSH key; repeat it for several",
            repeatable: true
        ),
        read: { $0 }
    )
    package static let recipientsFile = OptionKey(
        declaration: OptionDeclaration(
            "recipients-file",
            value: OptionDeclaration.Value("FILE", .file),
            "the same from a file with one on each line"
        ),
        read: { $0 }
    )
}

extension OptionKey where Value == CalendarDate {
    package static let expires = OptionKey(
        declaration: OptionDeclaration(
            "expires",
            value: OptionDeclaration.Value("DAY", .date),
            "the key's last day, for 'expires' in the slot, such as 2027-11-20"
        ),
        read: { CalendarDate($0) }
    )
}

extension OptionKey where Value == SecretKeeping {
    package static let secrets = OptionKey(
        declaration: OptionDeclaration(
            "secrets",
            value: OptionDeclaration.Value("WHERE", .choice(SecretKeeping.allCases.map(\.rawValue))),
            default: "age where it is installed or secrets.age is there, else file",
            "where the keys go: into secrets.age, or into files of mode 0600 below secrets/"
        ),
        read: { SecretKeeping(rawValue: $0) }
    )
}

extension OptionKey where Value == Selector {
    package static let fakes = OptionKey(
        declaration: OptionDeclaration(
            "fakes",
            value: OptionDeclaration.Value("SELECTOR", .choice(Selector.allCases.map(\.rawValue))),
            "print the fake keys of an exchange's accounts, and what each account shows, and serve nothing"
        ),
        read: { Selector(rawValue: $0) }
    )
}

extension OptionKey where Value == Int {
    package static let limit = OptionKey(
        declaration: OptionDeclaration(
            "limit",
            value: OptionDeclaration.Value("N", .integer(1...1_000_000)),
            "the latest N lines only"
        ),
        read: { readInteger($0, in: 1...1_000_000) }
    )
    package static let numberedAccounts = OptionKey(
        declaration: OptionDeclaration(
            "accounts",
            value: OptionDeclaration.Value("N", .integer(0...100_000)),
            default: "0",
            "serve this many more accounts with numbers for names; for measurements",
            hidden: true
        ),
        read: { readInteger($0, in: 0...100_000) }
    )
    package static let port = OptionKey(
        declaration: OptionDeclaration(
            "port",
            value: OptionDeclaration.Value("N", .integer(0...65_535)),
            default: "0, any free port",
            "the port of the loopback address to serve on"
        ),
        read: { readInteger($0, in: 0...65_535) }
    )
}
