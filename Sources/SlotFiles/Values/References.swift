import PlainJSON
import SlotModel

extension Shape where Value == SecretReference {
    /// Where a credential is to be had, or the credential itself.
    ///
    /// No message quotes more of it than a scheme.
    static var reference: Shape {
        scalar(
            "a reference such as env:NAME, or the value itself",
            example: "env:API_KEY",
            schema: [
                .init("type", ["string", "number", "boolean"]), .init("minLength", 1),
                .init("maxLength", 4096),
                .init("pattern", "^[^\\n]*$"),
                .init(
                    "anyOf",
                    .array(
                        [
                            "^secret:[A-Za-z0-9][A-Za-z0-9._-]{0,127}$", "^env:[A-Za-z_][A-Za-z0-9_]{0,254}$",
                            "^file:.+$",
                            "^systemd:[A-Za-z0-9][A-Za-z0-9._-]{0,127}$",
                            "^cmd:[A-Za-z0-9][A-Za-z0-9._-]{0,127}$",
                            "^(?!secret:|env:|file:|systemd:|cmd:)",
                        ].map { .object([.init("pattern", .string($0))]) }
                    )
                ),
            ]
        ) { text, node, reading in
            let isOneLine = !text.utf8.contains { $0 == 0x0A || $0 == 0x0D }
            guard isOneLine, !text.isEmpty, text.utf8.count <= 4096 else {
                reading.complain(
                    "wrong-value",
                    "\(reading.key) takes one line of text",
                    at: node,
                    help: text.isEmpty
                        ? "name where it is to be had, such as env:API_KEY"
                        : "write it behind the key, on the same line"
                )
                return nil
            }
            if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
                let scheme = ReferenceScheme(rawValue: String(text[..<colon]))
            {
                return scheme.reference(to: String(text[colon...].dropFirst()), node, &reading)
            }
            guard isWhole(node, &reading) else { return nil }
            if let meant = meant(by: text), node.style == .plain {
                reading.complain(
                    "reference-typo",
                    "\(reading.key) looks like a reference, and slots would take it as the value itself",
                    at: node,
                    help: "write \(meant); a value that really looks like that goes in quotes"
                )
                return nil
            }
            warnAboutTypo(text, node, &reading)
            return .plain(Concealed(Array(text.utf8)))
        }
    }

    /// Whether YAML left the value as it was typed: `&Zx9 abc` and `abc # Zx9` lose a part without a word.
    private static func isWhole(_ node: YAMLTree.Node, _ reading: inout Reading) -> Bool {
        guard node.style == .plain else { return true }
        if node.hasAnchor {
            reading.complain(ofAnchorAt: node)
            return false
        }
        guard !reading.comment(behind: node).isEmpty else { return true }
        reading.complain(
            "cut-value",
            "\(reading.key) goes on with ' #': for YAML a comment begins there, and the value ends before it",
            at: node,
            help: Reading.quotingHelp + "; or remove the comment"
        )
        return false
    }

    /// The reference that a text can only be meant for: `${NAME}`, `ENV:NAME`, `env=NAME`, `secrets/FILE`.
    private static func meant(by text: String) -> String? {
        if text.hasPrefix("${"), text.hasSuffix("}") {
            let name = String(text.dropFirst(2).dropLast())
            return NameRule.variable.allows(name) && SecretReference.isShowable(name: name)
                ? "env:\(name)" : nil
        }
        if text.hasPrefix("secrets/"), !text.contains(" ") { return "file:\(text)" }
        for scheme in ReferenceScheme.allCases where text.lowercased().hasPrefix(scheme.rawValue) {
            let rest = text.dropFirst(scheme.rawValue.utf8.count)
            guard let mark = rest.first, ":=.".contains(mark) else { continue }
            let name = String(rest.dropFirst())
            let isName = scheme.rule?.allows(name) ?? name.contains("/")
            if isName, SecretReference.isShowable(path: name) { return "\(scheme.rawValue):\(name)" }
        }
        return nil
    }

    /// A plain value that was meant as a reference would be sent to the exchange as it is.
    private static func warnAboutTypo(_ text: String, _ node: YAMLTree.Node, _ reading: inout Reading) {
        if text.hasPrefix("$") {
            reading.complain(
                "reference-typo",
                "\(reading.key) looks like a variable of a shell; slots takes it as the value itself",
                at: node,
                help: "write env: and the variable's name, such as env:API_KEY",
                as: .warning
            )
            return
        }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
        let word = String(text[..<colon])
        guard (2...10).contains(word.utf8.count), word.utf8.allSatisfy(isLetter),
            let near = nearestName(to: word, among: ReferenceScheme.allCases.map(\.rawValue))
        else { return }
        reading.complain(
            "reference-typo",
            "\(reading.key) begins with '\(word):', which slots takes as part of the value",
            at: node,
            help: "did you mean '\(near):'?",
            as: .warning
        )
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}

extension Reading {
    /// How YAML is kept from reading a value.
    static let quotingHelp = "put the value in single quotes, and write '' for a ' in it"

    /// Whether YAML took a whole credential away: `&Zx9` and `#Zx9`; complained about then.
    ///
    /// A `#` with a blank behind it is a comment beside a value that is still missing.
    mutating func complain(goneUnder name: YAMLTree.Node, _ value: YAMLTree.Node) -> Bool {
        guard tree.isEmpty(value) else { return false }
        let outer = key
        defer { key = outer }
        key = shownKey(string(of: name), isSecret: isSecret)
        if value.hasAnchor {
            complain(ofAnchorAt: value)
            return true
        }
        guard let next = comment(behind: name).unicodeScalars.dropFirst().first,
            !" \t\r".unicodeScalars.contains(next)
        else { return false }
        complain(
            "cut-value",
            "\(key) begins with '#': for YAML that is a comment, and no value stands here",
            at: name,
            help: Self.quotingHelp + "; or write it before the comment"
        )
        return true
    }

    fileprivate mutating func complain(ofAnchorAt node: YAMLTree.Node) {
        complain(
            "cut-value",
            "\(key) begins with '&': for YAML the value itself begins after the next blank",
            at: node,
            help: Self.quotingHelp
        )
    }
}

/// The words before the colon of a reference.
enum ReferenceScheme: String, CaseIterable {
    case secret, env, file, systemd, cmd

    /// The rule for the name behind the colon; a file has a path instead.
    var rule: NameRule? {
        switch self {
        case .secret, .systemd, .cmd: .secret
        case .env: .variable
        case .file: nil
        }
    }

    func reference(to name: String, _ node: YAMLTree.Node, _ reading: inout Reading) -> SecretReference? {
        if let rule {
            guard rule.allows(name) else {
                reading.complain(
                    "wrong-value",
                    "what follows '\(rawValue):' is no \(rule.words)",
                    at: node,
                    help: rule.advice
                )
                return nil
            }
        } else if name.isEmpty || name.hasSuffix("/") || name.first == " " || name.last == " " {
            reading.complain(
                "wrong-value",
                "what follows 'file:' is no path of a file",
                at: node,
                help: "write it like this: file:/run/secrets/aster.key"
            )
            return nil
        }
        return switch self {
        case .secret: .store(name: name)
        case .env: .environment(name: name)
        case .file: .file(path: name)
        case .systemd: .systemd(name: name)
        case .cmd: .command(name: name)
        }
    }
}
