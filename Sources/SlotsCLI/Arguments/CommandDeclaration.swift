package import Operations

/// Everything that there is to know about one command: parsing, help, completions and manual come from here.
package struct CommandDeclaration: Sendable {
    package struct Example: Sendable {
        /// What it does; no capital, no full stop.
        package var purpose: String
        /// As typed: `slots check aster`.
        package var line: String

        package init(_ purpose: String, _ line: String) {
            self.purpose = purpose
            self.line = line
        }
    }

    package var name: CommandName
    /// Half a sentence; no capital, no full stop.
    package var summary: String
    /// Paragraphs.
    package var description: [String]
    package var arguments: [ArgumentDeclaration]
    /// The command's own; the common ones come on top.
    package var options: [OptionDeclaration]
    /// Common options that mean something here, for help; all of them are accepted everywhere.
    package var common: [OptionDeclaration]
    package var examples: [Example]
    package var exitCodes: [ExitCode]

    package init(
        _ name: CommandName,
        _ summary: String,
        description: [String],
        arguments: [ArgumentDeclaration] = [],
        options: [OptionDeclaration] = [],
        common: [OptionDeclaration],
        examples: [Example],
        exitCodes: [ExitCode]
    ) {
        self.name = name
        self.summary = summary
        self.description = description
        self.arguments = arguments
        self.options = options
        self.common = common
        self.examples = examples
        self.exitCodes = exitCodes
    }

    /// `slots check [OPTION…] [SLOT…]`.
    package var usage: String {
        (["slots", name.rawValue, "[OPTION…]"] + arguments.map(\.usage)).joined(separator: " ")
    }

    /// Option of this command, or a common one, by its long name.
    package func option(long: String) -> OptionDeclaration? {
        (options + common + CommonOptions.declarations).first { $0.long == long }
    }

    package func option(short: Character) -> OptionDeclaration? {
        (options + common + CommonOptions.declarations).first { $0.short == short }
    }
}

/// What a shell offers in a place of the command line.
package enum CompletionKind: Sendable, Hashable {
    case slots, bots, revisions, secrets, files, directories, findingCodes, helpTopics
    /// Only these are accepted.
    case fixed([String])
    case nothing
}

/// A positional argument.
package struct ArgumentDeclaration: Sendable {
    /// In capitals: `SLOT`.
    package var name: String
    package var help: String
    package var isOptional: Bool
    package var isRepeated: Bool
    /// Whether it is what stands behind `--`, word for word.
    package var isVerbatim: Bool
    package var completion: CompletionKind

    package init(
        _ name: String,
        _ help: String,
        optional: Bool = false,
        repeated: Bool = false,
        verbatim: Bool = false,
        completion: CompletionKind
    ) {
        self.name = name
        self.help = help
        isOptional = optional
        isRepeated = repeated
        isVerbatim = verbatim
        self.completion = completion
    }

    /// `SLOT`, `[DIR]`, `[SLOT…]`, `bash|zsh|fish`, `[-- CMD…]`.
    package var usage: String {
        var text = isVerbatim ? "-- \(name)" : name
        if case .fixed(let values) = completion { text = values.joined(separator: "|") }
        if isRepeated { text += "…" }
        return isOptional ? "[\(text)]" : text
    }
}

/// An option, with or without a value.
package struct OptionDeclaration: Sendable {
    /// What the value may be.
    package enum ValueKind: Sendable {
        case choice([String])
        /// `10s`, `250ms`, `1.5h`; below zero only where `signed`.
        case duration(signed: Bool)
        case integer(ClosedRange<Int>)
        /// `2027-11-20`.
        case date
        case directory
        case file
        /// Anything but nothing.
        case text
    }

    package struct Value: Sendable {
        /// In capitals: `DURATION`.
        package var name: String
        package var kind: ValueKind
        /// What shells offer for it, where the kind does not say.
        package var completion: CompletionKind

        package init(_ name: String, _ kind: ValueKind, completion: CompletionKind = .nothing) {
            self.name = name
            self.kind = kind
            self.completion =
                switch kind {
                case .choice(let choices): .fixed(choices)
                case .directory: .directories
                case .file: .files
                case .duration, .integer, .date, .text: completion
                }
        }
    }

    /// Without the dashes.
    package var long: String
    package var short: Character?
    /// `nil`: a flag.
    package var value: Value?
    /// As help tells it.
    package var defaultText: String?
    package var help: String
    /// Not shown in help and completions.
    package var isHidden: Bool
    /// Whether each of several counts, and not the last one only.
    package var isRepeatable: Bool

    package init(
        _ long: String,
        short: Character? = nil,
        value: Value? = nil,
        default defaultText: String? = nil,
        _ help: String,
        hidden: Bool = false,
        repeatable: Bool = false
    ) {
        self.long = long
        self.short = short
        self.value = value
        self.defaultText = defaultText
        self.help = help
        isHidden = hidden
        isRepeatable = repeatable
    }

    /// `-o, --output table|json|ndjson`.
    package var usage: String {
        let names = short.map { "-\($0), --\(long)" } ?? "    --\(long)"
        return valueText.map { "\(names) \($0)" } ?? names
    }

    /// What stands for the value in help: `table|json|ndjson`, `DIR`.
    ///
    /// `nil` for a flag. Choices that would fill a line are told by the value's name.
    package var valueText: String? {
        guard let value else { return nil }
        guard case .choice(let choices) = value.kind else { return value.name }
        let text = choices.joined(separator: "|")
        return text.count <= 40 ? text : value.name
    }
}
