import SlotModel

import PlainJSON

/// What names of one sort may look like.
struct NameRule: Sendable {
    /// What it names: `slot name`.
    let words: String
    /// The same rule for JSON Schema.
    let pattern: String
    let maximumLength: Int
    let isFirst: @Sendable (UInt8) -> Bool
    let isRest: @Sendable (UInt8) -> Bool
    /// What the rule asks for, in words.
    let advice: String
    /// A further condition on the whole name.
    var isKnown: @Sendable (String) -> Bool = { _ in true }

    func allows(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= maximumLength else { return false }
        return isFirst(first) && bytes.dropFirst().allSatisfy(isRest) && isKnown(text)
    }

    /// A name that fits, if the text is near one; or else the rule.
    func help(for text: String) -> String {
        let near = folded(text)
        return near != text && allows(near) ? "did you mean '\(near)'? \(advice)" : advice
    }

    static func slug(_ words: String) -> NameRule {
        NameRule(
            words: words,
            pattern: "^[a-z0-9][a-z0-9-]{0,62}$",
            maximumLength: 63,
            isFirst: isLowerOrDigit,
            isRest: { isLowerOrDigit($0) || $0 == UInt8(ascii: "-") },
            advice: "use small letters, digits and '-', at most 63, beginning with a letter or digit"
        )
    }

    static let slot = slug("slot name")
    static let bot = slug("bot name")
    static let template = slug("kind of bot")

    /// An entry of `secrets.age`, a credential of systemd, or a command.
    static let secret = NameRule(
        words: "name of a secret",
        pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$",
        maximumLength: 128,
        isFirst: isLetterOrDigit,
        isRest: { isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F },
        advice: "use letters, digits, '.', '_' and '-', at most 128, beginning with a letter or digit"
    )

    static let variable = NameRule(
        words: "name of an environment variable",
        pattern: "^[A-Za-z_][A-Za-z0-9_]{0,254}$",
        maximumLength: 255,
        isFirst: { isLetterOrDigit($0) && !(0x30...0x39).contains($0) || $0 == 0x5F },
        isRest: { isLetterOrDigit($0) || $0 == 0x5F },
        advice: "use letters, digits and '_', not beginning with a digit"
    )

    /// Assets as exchanges write them; some have letters of other scripts, some small ones (`asBNB`).
    static let asset = NameRule(
        words: "asset",
        pattern: "^[^\\s/:,]{1,32}$",
        maximumLength: 32,
        isFirst: isAssetByte,
        isRest: isAssetByte,
        advice: "write the asset as the exchange does, such as USDT"
    )

    private static let isLowerOrDigit: @Sendable (UInt8) -> Bool = {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0)
    }
    private static let isLetterOrDigit: @Sendable (UInt8) -> Bool = {
        isLowerOrDigit($0) || (0x41...0x5A).contains($0)
    }
    private static let isAssetByte: @Sendable (UInt8) -> Bool = {
        $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":")
            && $0 != UInt8(ascii: ",")
    }
}

extension Shape where Value == String {
    /// Text that follows a rule for names.
    static func name(_ rule: NameRule, _ words: String, example: String) -> Shape {
        scalar(
            words,
            example: example,
            schema: [.init("type", "string"), .init("pattern", .string(rule.pattern))]
        ) { text, node, reading in
            guard rule.allows(text) else {
                reading.complain(
                    "wrong-value",
                    "\(reading.quoted(node)) is no \(rule.words)",
                    at: node,
                    help: rule.help(for: text)
                )
                return nil
            }
            return text
        }
    }

    /// One line of free text.
    static func line(_ words: String, example: String?, maximumLength: Int = 200) -> Shape {
        scalar(
            words,
            example: example,
            schema: [
                // Text decides for us, but an editor takes `2024` for a number.
                .init("type", ["string", "number", "boolean"]), .init("minLength", 1),
                .init("maxLength", .number(String(maximumLength))), .init("pattern", "^[^\\n]*$"),
            ]
        ) { text, node, reading in
            let isOneLine = !text.utf8.contains { $0 == 0x0A || $0 == 0x0D }
            guard isOneLine, !text.isEmpty, text.unicodeScalars.count <= maximumLength else {
                reading.complain(
                    "wrong-value",
                    "\(reading.key) takes one line of at most \(maximumLength) characters",
                    at: node,
                    help: text.isEmpty ? "write something, or remove the key" : "shorten it to one line"
                )
                return nil
            }
            return text
        }
    }
}
