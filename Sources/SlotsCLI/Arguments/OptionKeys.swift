/// A flag that commands ask for: `arguments[.yes]`.
package struct FlagKey: Sendable {
    package let declaration: OptionDeclaration

    package static let yes = FlagKey(
        "yes",
        short: "y",
        "do it without asking, also where something of yours would be overwritten or removed"
    )
    package static let offline = FlagKey("offline", "leave the exchanges out: nothing is checked")
    package static let detailedExitCode = FlagKey(
        "detailed-exitcode",
        "exit 2 when there is something to change, 0 when there is not"
    )
    package static let reveal = FlagKey("reveal", "show the value; without it nothing is shown")
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
        "how long to wait when another apply is at work"
    )
    package static let maximumAge = OptionKey.duration(
        "max-age",
        "accept a recorded result that is not older than this, without asking the exchange"
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

extension OptionKey where Value == String {
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

extension OptionKey where Value == Int {
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
