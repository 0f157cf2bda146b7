import Operations
package import Terminal
import SlotModel

/// What help prints, each made from the declarations.
package enum HelpPages {
    /// `slots --help`: all commands, with their summaries.
    package static func overview(width: Int?, style: TextStyle) -> String {
        let width = textWidth(width)
        var text = indented(
            "slots proves that a trading bot's API slots work, and writes them into the bot's own files. It never "
                + "orders, moves or withdraws anything: every request only reads.",
            by: 0,
            width: width
        )
        text += section("usage", style) + "  slots COMMAND [OPTION…] [ARGUMENT…]\n"
        let commands = CommandName.allCases.map { ($0.rawValue, CommandDeclaration.of($0).summary) }
        text += section("commands", style) + list(commands, width: width, style: style)
        text += section("options", style) + options(CommonOptions.declarations, width: width, style: style)
        let topicList = HelpTopic.allCases.map { ($0.rawValue, $0.summary) }
        text += section("topics", style) + list(topicList, width: width, style: style)
        text += section("first steps", style) + "  slots init try && slots -C try apply\n  slots help apply\n"
        return text
    }

    /// `slots help CMD`.
    package static func command(_ name: CommandName, width: Int?, style: TextStyle) -> String {
        let width = textWidth(width)
        let declaration = CommandDeclaration.of(name)
        var text = indented("slots \(name.rawValue): \(declaration.summary)", by: 0, width: width)
        text += section("usage", style) + indented(declaration.usage, by: 2, width: width)
        text += section("description", style)
        text += declaration.description.map { indented($0, by: 2, width: width) }.joined(separator: "\n")
        if !declaration.arguments.isEmpty {
            let arguments = declaration.arguments.map { ($0.usage, $0.help) }
            text += section("arguments", style) + list(arguments, width: width, style: style)
        }
        let own = declaration.options.filter { !$0.isHidden }
        if !own.isEmpty { text += section("options", style) + options(own, width: width, style: style) }
        text += section("common options", style) + options(declaration.common, width: width, style: style)
        text += section("examples", style)
        for example in declaration.examples {
            text += style.dim("  # \(example.purpose)") + "\n  \(example.line)\n"
        }
        let codes = declaration.exitCodes.map { (String($0.rawValue), $0.meaning) }
        return text + section("exit codes", style) + list(codes, width: width, style: style)
    }

    /// `slots help exit-codes`; `nil` when there is no such topic.
    package static func topic(_ name: String, width: Int?, style: TextStyle) -> String? {
        HelpTopic(rawValue: name).map { $0.text(width: textWidth(width), style: style) }
    }

    /// Names of the topics.
    package static var topics: [String] { HelpTopic.allCases.map(\.rawValue) }

    /// The text on a command or a topic.
    ///
    /// - Throws: ``UsageError`` with the nearest name when there is neither.
    package static func page(on name: String, width: Int?, style: TextStyle) throws(UsageError) -> String {
        if let command = CommandName(rawValue: name) {
            return self.command(command, width: width, style: style)
        }
        if let text = topic(name, width: width, style: style) { return text }
        let near =
            HelpTopic.other[name]?.rawValue
            ?? nearestName(to: name, among: CommandName.allCases.map(\.rawValue) + topics)
        throw UsageError(
            "no command or topic \(quoted(name))",
            help: near.map { "did you mean '\($0)'?" } ?? "'slots help' lists commands and topics",
            usage: CommandDeclaration.of(.help).usage
        )
    }

    /// Long lines are hard to read; a pipe gets the width of a classic terminal, so that its text is stable.
    static func textWidth(_ width: Int?) -> Int { min(width ?? 80, 100) }

    static func section(_ title: String, _ style: TextStyle) -> String { "\n\(style.bold(title + ":"))\n" }

    /// Names on the left, texts beside them, or below where the names are long or the terminal is narrow.
    static func list(_ entries: [(name: String, text: String)], width: Int, style: TextStyle) -> String {
        let longest = entries.reduce(0) { max($0, displayWidth($1.name)) }
        let margin = min(longest, 26) + 4
        guard width - margin >= 24 else {
            return entries.map { "  \(style.cyan($0.name))\n" + indented($0.text, by: 8, width: width) }
                .joined()
        }
        return entries.map { name, text in
            let lines = wrapped(text, to: width - margin)
            let blanks = String(repeating: " ", count: margin)
            let isLong = displayWidth(name) > margin - 4
            let head = "  " + style.cyan(name)
            let first =
                isLong ? "\n" + blanks : String(repeating: " ", count: margin - 2 - displayWidth(name))
            return head + first + lines.joined(separator: "\n" + blanks) + "\n"
        }
        .joined()
    }

    private static func options(_ options: [OptionDeclaration], width: Int, style: TextStyle) -> String {
        list(options.map { ($0.usage, $0.helpWithDefault) }, width: width, style: style)
    }
}

extension OptionDeclaration {
    /// The help with the default in brackets.
    var helpWithDefault: String { defaultText.map { "\(help) (default: \($0))" } ?? help }
}
