import Operations

extension HelpPages {
    /// The reference of all commands, for `docs/commands.md`.
    package static func markdown() -> String {
        var text = "# Commands\n\nMade by `slots help --markdown` from the program's own declarations.\n\n"
        for name in CommandName.allCases {
            text +=
                "- [`slots \(name.rawValue)`](#slots-\(name.rawValue)): \(CommandDeclaration.of(name).summary)\n"
        }
        text += "\n## Common options\n\nEvery command accepts them, anywhere on the line.\n\n"
        text += table(["Option", "Meaning"], CommonOptions.declarations.map(row))
        for name in CommandName.allCases { text += section(on: .of(name)) }
        text += "\n## Exit codes\n\n"
        text += table(
            ["Code", "Meaning"],
            ExitCode.allCases.map { [String($0.rawValue), cell(sentence($0.meaning))] }
        )
        return text + "\nWhen several apply, the worst wins in the order 65, 78, 1, 69.\n"
    }

    private static func section(on declaration: CommandDeclaration) -> String {
        var text = "\n## slots \(declaration.name.rawValue)\n\n\(sentence(declaration.summary))\n"
        text += "\n```\n\(declaration.usage)\n```\n"
        for paragraph in declaration.description { text += "\n\(prose(paragraph))\n" }
        if !declaration.arguments.isEmpty {
            let rows = declaration.arguments.map { ["`\(cell($0.usage))`", cell(sentence($0.help))] }
            text += "\n" + table(["Argument", "Meaning"], rows)
        }
        let options = declaration.options.filter { !$0.isHidden }
        if !options.isEmpty { text += "\n" + table(["Option", "Meaning"], options.map(row)) }
        text += "\n```sh\n"
        for example in declaration.examples { text += "# \(example.purpose)\n\(example.line)\n" }
        text += "```\n"
        let codes = declaration.exitCodes.map { String($0.rawValue) }.joined(separator: ", ")
        return text + "\nExit codes: \(codes).\n"
    }

    private static func row(_ option: OptionDeclaration) -> [String] {
        let usage = option.usage.drop { $0 == " " }
        return ["`\(cell(usage))`", cell(sentence(option.helpWithDefault))]
    }

    private static func table(_ head: [String], _ rows: [[String]]) -> String {
        ([head, head.map { _ in "---" }] + rows).map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }

    /// A pipe would end the cell.
    private static func cell(_ text: some StringProtocol) -> String { escaping("|", in: text) }

    /// What Markdown would take for markup; commands stay as they can be copied.
    private static func prose(_ text: String) -> String { escaping("<>*`", in: text) }

    private static func escaping(_ signs: String, in text: some StringProtocol) -> String {
        text.reduce(into: "") { result, character in
            if signs.contains(character) { result += "\\" }
            result.append(character)
        }
    }
}
