import SlotModel
import Terminal

/// Turns a command line into an ``Invocation``.
///
/// Options may stand anywhere; `--opt=value`, `--opt value`, `-Cdir`, `-C dir`, `-qh`; `--` ends them. An option given
/// twice counts the last time, so that an alias can be overridden. Names are never abbreviated.
///
/// - Parameter home: What `~/` at the start of a path stands for; shells leave it in `--directory=~/x`.
package func parseArguments(_ arguments: [[UInt8]], home: String? = nil) throws(UsageError) -> Invocation {
    var texts: [String] = []
    for bytes in arguments {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let shown = quoted(String(decoding: bytes, as: UTF8.self))
            throw UsageError("the argument \(shown) is not valid UTF-8")
        }
        texts.append(text)
    }
    return try parseArguments(texts, home: home)
}

/// As with bytes; the program's own name is not among the arguments.
package func parseArguments(_ arguments: [String], home: String? = nil) throws(UsageError) -> Invocation {
    var parser = ArgumentParser(remaining: arguments[...], home: home)
    return try parser.parse()
}

/// How to tell that a command line is wrong: its command as far as it is known, `-o` and `--color`.
func readable(_ arguments: [[UInt8]]) -> (command: CommandName?, options: CommonOptions) {
    let texts = arguments.map { String(decoding: $0, as: UTF8.self) }
    func value<Value: RawRepresentable<String>>(_ long: String, _ short: String? = nil) -> Value? {
        for (text, next) in zip(texts, texts.dropFirst() + [""]) {
            if text == "--" { return nil }
            if text == "--" + long || text == short { return Value(rawValue: next) }
            if text.hasPrefix("--\(long)=") { return Value(rawValue: String(text.dropFirst(long.count + 3))) }
            if let short, text.hasPrefix(short) { return Value(rawValue: String(text.dropFirst(2))) }
        }
        return nil
    }
    var options = CommonOptions()
    options.output = value("output", "-o") ?? .table
    options.color = value("color") ?? .auto
    return (texts.lazy.compactMap(CommandName.init(rawValue:)).first, options)
}

private struct ArgumentParser {
    var remaining: ArraySlice<String>
    let home: String?
    var declaration: CommandDeclaration?
    var common = CommonOptions()
    var positionals: [String] = []
    /// See ``ParsedArguments/verbatim``.
    var verbatim: [String]?
    /// Options seen, in their order; those of a command may stand before its name.
    var given: [(name: String, shown: String, value: String?)] = []

    mutating func parse() throws(UsageError) -> Invocation {
        var areOptionsOver = false
        let isEmpty = remaining.isEmpty
        while let text = remaining.popFirst() {
            if areOptionsOver || !text.hasPrefix("-") || text == "-" {
                try takeWord(text)
            } else if text == "--" {
                areOptionsOver = true
                if declaration?.arguments.last?.isVerbatim == true {
                    verbatim = Array(remaining)
                    remaining = []
                }
            } else if text.hasPrefix("--") {
                try takeLong(text.dropFirst(2))
            } else {
                try takeShort(text.dropFirst())
            }
        }
        if given.contains(where: { $0.name == "version" }) { return .version }
        if given.contains(where: { $0.name == "help" }) { return .help(declaration?.name, common) }
        guard let declaration else {
            if isEmpty { return .help(nil, common) }
            throw UsageError("no command given", help: "'slots help' lists the commands")
        }
        return try finish(declaration)
    }

    // MARK: - Words

    private mutating func takeWord(_ text: String) throws(UsageError) {
        guard declaration == nil else {
            guard !text.isEmpty else { throw usageError("an argument is empty") }
            positionals.append(text)
            return
        }
        guard let name = CommandName(rawValue: text) else {
            let near = nearestName(to: text, among: CommandName.allCases.map(\.rawValue))
            throw UsageError(
                "unknown command \(quoted(text))",
                help: near.map { "did you mean '\($0)'?" } ?? "'slots help' lists the commands"
            )
        }
        declaration = .of(name)
    }

    private func finish(_ declaration: CommandDeclaration) throws(UsageError) -> Invocation {
        var flags: Set<String> = []
        var values: [String: [String]] = [:]
        for option in given where CommonOptions.declarations.allSatisfy({ $0.long != option.name }) {
            guard declaration.options.contains(where: { $0.long == option.name }) else {
                throw unknownOption(option.shown, long: option.name)
            }
            if let value = option.value {
                values[option.name, default: []].append(value)
            } else {
                flags.insert(option.name)
            }
        }
        for option in given {
            guard let value = option.value, let declared = declaration.option(long: option.name) else {
                continue
            }
            try check(value, of: declared, shown: option.shown)
        }
        try checkPositionals(of: declaration)
        return .run(
            ParsedArguments(
                command: declaration.name,
                common: common,
                // No name of a slot, a bot or a secret begins with '~'.
                arguments: positionals.map { expandedHome($0, home: home) },
                verbatim: verbatim,
                flags: flags,
                values: values
            )
        )
    }

    private func checkPositionals(of declaration: CommandDeclaration) throws(UsageError) {
        let wanted = declaration.arguments.filter { !$0.isVerbatim }
        if wanted.last?.isRepeated != true, positionals.count > wanted.count {
            if declaration.name.asksForSecrets {
                throw usageError(
                    "one argument too many; it is not repeated here, because it may be a secret",
                    help:
                        "a secret is typed when slots asks for it, or piped in: every user of the machine can read a "
                        + "command line, so make a new key if this was one"
                )
            }
            let surplus = quoted(positionals[wanted.count])
            if wanted.count < declaration.arguments.count {
                throw usageError(
                    "unexpected argument \(surplus)",
                    help: "what is to be started stands behind '--', with its own options"
                )
            }
            throw usageError(
                wanted.isEmpty
                    ? "'slots \(declaration.name.rawValue)' takes no argument, but \(surplus) was given"
                    : "unexpected argument \(surplus)",
                help: wanted.isEmpty ? "leave it out; a workspace is named with -C DIR" : nil
            )
        }
        for (index, argument) in wanted.enumerated() {
            guard index < positionals.count else {
                if argument.isOptional { return }
                var name = argument.name
                if case .fixed(let choices) = argument.completion { name = oneOf(choices) }
                let example = declaration.examples.first.map { "; for example: \($0.line)" } ?? ""
                throw usageError("\(name) is missing", help: argument.help + example)
            }
            guard case .fixed(let choices) = argument.completion, !choices.contains(positionals[index]) else {
                continue
            }
            let near = nearestName(to: positionals[index], among: choices)
            throw usageError(
                "\(quoted(positionals[index])) is no \(argument.name): \(oneOf(choices)) is wanted",
                help: near.map { "did you mean '\($0)'?" }
            )
        }
    }

    // MARK: - Options

    private mutating func takeLong(_ text: Substring) throws(UsageError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts.first ?? "")
        guard let option = find({ $0.long == name }) else { throw unknownOption("--\(name)", long: name) }
        let value = parts.count > 1 ? String(parts[1]) : nil
        guard option.value != nil else {
            guard value == nil else { throw usageError("'--\(name)' takes no value") }
            return take(option, shown: "--\(name)", value: nil)
        }
        try takeValue(of: option, shown: "--\(name)", attached: value)
    }

    private mutating func takeShort(_ text: Substring) throws(UsageError) {
        var letters = text
        while let letter = letters.popFirst() {
            let shown = "-\(letter)"
            guard let option = find({ $0.short == letter }) else { throw unknownOption(shown, long: nil) }
            guard option.value != nil else {
                guard letters.first != "=" else { throw usageError("'\(shown)' takes no value") }
                take(option, shown: shown, value: nil)
                continue
            }
            return try takeValue(of: option, shown: shown, attached: letters.isEmpty ? nil : String(letters))
        }
    }

    private mutating func takeValue(
        of option: OptionDeclaration,
        shown: String,
        attached: String?
    ) throws(UsageError) {
        guard let declared = option.value else { return }
        var value = attached
        if value == nil, let next = remaining.first, !isOption(next, for: declared) {
            value = remaining.popFirst()
        }
        guard let value else {
            throw usageError("'\(shown)' needs a value", help: "write \(shown) \(option.valueText ?? "")")
        }
        try check(value, of: option, shown: shown)
        take(option, shown: shown, value: value)
    }

    private func check(_ value: String, of option: OptionDeclaration, shown: String) throws(UsageError) {
        guard let (wanted, near) = option.value?.kind.complaint(about: value) else { return }
        let given = value.isEmpty ? "an empty value" : quoted(value)
        throw usageError(
            "'\(shown)' takes \(wanted), not \(given)",
            help: near.map { "did you mean '\($0)'?" }
        )
    }

    private mutating func take(_ option: OptionDeclaration, shown: String, value: String?) {
        let value = option.value?.kind.isPath == true ? value.map { expandedHome($0, home: home) } : value
        given.append((option.long, shown, value))
        _ = common.take(option.long, value: value ?? "")
    }

    /// Whether the word after an option that wants a value looks like the next option.
    private func isOption(_ word: String, for value: OptionDeclaration.Value) -> Bool {
        guard word.hasPrefix("-"), word != "-" else { return false }
        if case .duration(signed: true) = value.kind { return word.dropFirst().first?.isNumber != true }
        return true
    }

    /// The option among those of the command and the common ones; before the command's name, among all.
    private func find(_ isWanted: (OptionDeclaration) -> Bool) -> OptionDeclaration? {
        let own = declaration.map { $0.options + $0.common } ?? []
        if let option = own.first(where: isWanted) { return option }
        // Which formats the command has is looked at when it is known.
        if declaration == nil, isWanted(CommonOptions.outputOption) { return CommonOptions.outputOrCSVOption }
        if let option = CommonOptions.declarations.first(where: isWanted) { return option }
        guard declaration == nil else { return nil }
        return CommandName.allCases.lazy.flatMap { CommandDeclaration.of($0).options }.first(where: isWanted)
    }

    // MARK: - Complaints

    private func usageError(_ message: String, help: String? = nil) -> UsageError {
        UsageError(message, help: help, usage: declaration?.usage)
    }

    private func unknownOption(_ shown: String, long: String?) -> UsageError {
        let owners = CommandName.allCases.filter { name in
            CommandDeclaration.of(name).options.contains {
                !$0.isHidden && ($0.long == long || "-\($0.short ?? " ")" == shown)
            }
        }
        let own = (declaration?.options ?? []).filter { !$0.isHidden } + CommonOptions.declarations
        var help: String?
        if long == "dry-run", [.apply, .plan].contains(declaration?.name) {
            help =
                declaration?.name == .plan
                ? "leave it out: 'slots plan' writes nothing"
                : "'slots plan' shows what apply would write, and writes nothing"
        } else if long == "force", declaration?.name == .apply {
            help = "'--yes' agrees to what apply would ask; a slot that is not connected is not written"
        } else if !owners.isEmpty, declaration != nil {
            help = "\(oneOf(owners.map { "'slots \($0.rawValue)'" })) knows it"
        } else if let long, let near = nearestName(to: long, among: own.map(\.long)) {
            help = "did you mean '--\(near)'?"
        } else if let declaration {
            help = "'slots help \(declaration.name.rawValue)' lists the options"
        }
        let command = declaration.map { " for 'slots \($0.name.rawValue)'" } ?? ""
        return usageError("unknown option \(quoted(shown))\(command)", help: help)
    }
}

/// A word of the user's in quotes, safe to print and cut where it is very long.
func quoted(_ word: String) -> String {
    let isLong = word.unicodeScalars.count > 80
    let head = isLong ? String(word.unicodeScalars.prefix(60)) + "…" : word
    return "'\(escapedForeignText(head))'"
}
