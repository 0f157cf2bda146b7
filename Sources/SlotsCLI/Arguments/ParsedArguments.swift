import SlotModel
package import Terminal

/// A command line that was understood.
package enum Invocation: Sendable {
    case run(ParsedArguments)
    /// `--help` and `-h`: of one command, or of all.
    case help(CommandName?, CommonOptions)
    /// `--version`.
    case version
}

/// What a command was asked to do.
package struct ParsedArguments: Sendable {
    package var command: CommandName
    package var common: CommonOptions
    /// The positional arguments, none of them empty.
    package var arguments: [String]
    /// What stands behind `--`, word for word, of a command that takes another one there; `nil`: there is no `--`.
    package var verbatim: [String]?
    private var flags: Set<String>
    /// All values of each option, in their order.
    private var values: [String: [String]]

    init(
        command: CommandName,
        common: CommonOptions,
        arguments: [String] = [],
        verbatim: [String]? = nil,
        flags: Set<String> = [],
        values: [String: [String]] = [:]
    ) {
        self.command = command
        self.common = common
        self.arguments = arguments
        self.verbatim = verbatim
        self.flags = flags
        self.values = values
    }

    /// Whether the flag was given.
    package subscript(key: FlagKey) -> Bool { flags.contains(key.declaration.long) }

    /// The option's value; `nil` when it was not given.
    package subscript<Value>(key: OptionKey<Value>) -> Value? {
        values[key.declaration.long]?.last.flatMap(key.read)
    }

    /// Every value of an option that may be repeated, in the order of the command line.
    package func all<Value>(_ key: OptionKey<Value>) -> [Value] {
        (values[key.declaration.long] ?? []).compactMap(key.read)
    }

    /// The command as one types it to agree: without its options it would do something else.
    ///
    /// - Parameter added: An argument that nobody typed, and that fixes what is agreed to.
    func agreeing(_ added: String? = nil) -> String {
        let directory = common.directory.map { ["-C", quotedForShell($0)] } ?? []
        let given = (arguments + [added].compactMap(\.self)).map { quotedForShell($0) }
        let valued = values.sorted { $0.key < $1.key }.flatMap { name, values in
            values.flatMap { ["--" + name, quotedForShell($0)] }
        }
        let flags = flags.subtracting(["yes"]).sorted().map { "--" + $0 }
        let words = ["slots", command.rawValue] + directory + given + valued + flags + ["--yes"]
        return words.joined(separator: " ")
    }
}

/// Why a command line was not understood; exit 64.
package struct UsageError: Error, Sendable, Equatable {
    /// No capital, no full stop, nothing in it that a terminal would obey.
    package var message: String
    package var help: String?
    /// The usage line of the command, where one was recognized.
    package var usage: String

    package init(_ message: String, help: String? = nil, usage: String? = nil) {
        self.message = message
        self.help = help
        self.usage = usage ?? "slots COMMAND [OPTION…] [ARGUMENT…]"
    }

    /// Three lines for stderr, each with its line end.
    package func text(_ style: TextStyle) -> String {
        var lines = ["\(style.bold(style.red("error:"))) \(escapedForeignText(message))"]
        if let help { lines.append("  \(style.bold("help:")) \(escapedForeignText(help))") }
        lines.append("  \(style.bold("usage:")) \(usage)")
        return lines.map { $0 + "\n" }.joined()
    }
}
