import TestSupport

/// A Gunbot `config.js` with every oddity that the reference allows, and many that it does not; made from a number.
///
/// Always JSON of the right shape down to the entries; what is odd stands in these.
struct MadeUpConfig: MadeUp {
    /// Values of credentials, none of which may show; each stands nowhere else.
    private(set) var secrets: [String] = []
    /// The entries' names; one may stand there twice.
    private(set) var ids: Set<String> = []
    /// Of the entry before; some entries share a key.
    private var last: (key: String, secret: String)?
    var numbers: SeededNumbers

    init(seed: Int) { numbers = SeededNumbers(seed: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1) }

    mutating func text() -> String {
        let (line, indent) = (pick(["\n", "\r\n", "", " "]), pick(["  ", "\t", ""]))
        var names = Self.ids.filter { _ in isTrue(1, of: 6) }
        if names.isEmpty { names = ["hitbtc"] }
        if isTrue(1, of: 25) { names.append(pick(names)) }
        ids = Set(names)
        let entries = names.map { "\(indent)\(quoted($0)): \(entry(of: $0, line + indent))" }
        let sections = [
            "\"exchanges\": {\(line)\(entries.joined(separator: ",\(line)"))\(line)}",
            "\"pairs\": {\(ids.sorted().map { "\(quoted($0)): {\"USDT-BTC\": {}}" }.joined(separator: ","))}",
            "\"bot\": {\"GAIN\": 0.50, \"chat_id\": -1001234567890123456}", "\"delay\": 7",
        ]
        let first = Int(next() % 4)
        return "{\(line)" + (sections[first...] + sections[..<first]).joined(separator: ",\(line)")
            + "\(line)}\(line)"
    }

    // MARK: - Entries

    private mutating func entry(of id: String, _ line: String) -> String {
        if isTrue(1, of: 16) { return pick(["null", "[]", "\"text\"", "5", "{}", "[{\"key\": \"k\"}]"]) }
        var (key, secret) = (secret(), secret())
        if let last, isTrue(1, of: 5) { (key, secret) = last }
        last = (key, secret)
        if id.hasPrefix("aster"), isTrue(1, of: 3) {
            key = "0x" + String(repeating: pick(["a", "3", "F"]), count: 40)
            secret = pick(["", "0x"]) + (0..<64).map { _ in pick(["0", "5", "c", "e"]) }.joined()
            secrets.append(secret)
        }
        var members: [(name: String, value: String)] = [
            ("key", quoted(key)), ("secret", quoted(secret)), ("masterkey", quoted(key)),
            ("mastersecret", quoted(isTrue(1, of: 4) ? self.secret() : secret)),
        ]
        if isTrue(id.hasPrefix("bitget") ? 5 : 1, of: 6) {
            members.append(("passphrase", quoted(self.secret())))
        }
        if isTrue(1, of: 8) { members.removeFirst() }
        if isTrue(1, of: 20) { members[0].value = oddValue() }
        if isTrue(1, of: 25) { members[1].value = "\"ENC:QUJD\"" }
        for name in ["delay", "TRADING_FEES"] where isTrue(3, of: 4) {
            members.append((name, isTrue(5, of: 6) ? pick(Self.numbers) : oddValue()))
        }
        if isTrue(1, of: 5) {
            let flags = ["false", "false", "false", "true", "0", "null", "\"true\""]
            members.append(("isEncrypted", pick(flags)))
        }
        for name in Self.names where isTrue(1, of: 14) { members.append((name, oddValue())) }
        if isTrue(1, of: 25) { members.append(members[Int(next() % UInt64(members.count))]) }
        let colon = pick([":", ": ", " : "])
        return "{\(line)" + members.map { quoted($0.name) + colon + $0.value }.joined(separator: ",\(line)")
            + "}"
    }

    private mutating func oddValue() -> String {
        switch next() % 3 {
        case 0: quoted(pick(Self.texts))
        case 1: pick(Self.numbers)
        default: pick(Self.others)
        }
    }

    /// A value that stands nowhere else, with what quoting and escaping could spoil.
    private mutating func secret() -> String {
        let value =
            "canary" + String(next(), radix: 36)
            + pick([
                "", "", "", "\"q\"", "\\", " # x", ": y", "{{key}}", "é日", "$(id)", "'", "\t", "%", "\u{7F}",
                "\u{202E}", " ", "\n", "\u{0}", String(repeating: "z", count: 5000),
            ])
        secrets.append(value)
        return pick(["", "", "", "", " ", "env:", "secret:", "cmd:", "ENC"]) + value
    }

    /// As JSON; now and then with every character escaped.
    private mutating func quoted(_ text: String) -> String {
        let isEscaped = isTrue(1, of: 10)
        let units = text.unicodeScalars.map { scalar -> String in
            guard isEscaped || scalar.value < 0x20 || scalar == "\"" || scalar == "\\" else {
                return String(scalar)
            }
            return String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16, uppercase: isEscaped)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }
        return "\"\(units.joined())\""
    }

    // MARK: - Words

    private static let ids = [
        "asterdex", "asterFutures", "bitget", "hitbtc", "bitget#2", "bitget#3", "hitbtc#3", "asterFutures#2",
        "asterdex#10", "asterdex#02", "bitget#0", "bitget#x", "bitget##2", "hitbtc#2#3", "hitbtc#",
        "hitbtc#1",
        "hitbtc#999999999", "hitbtc#9999999999", "hitbtc #2", "hitbtc#٣", "binance", "kucoin#2", "Bitget",
        "bitget-futures", "", "#", "#2", "日本", "\u{1F600}", "\u{202E}", "a\nb", "{{id}}", "no", "~",
    ]
    private static let numbers = [
        "10", "0.25", "1e1", "1E+2", "10.0", "0.0600", "0", "-0", "0.0", "0e9", "-1", "1e400", "1e-400",
        "1e-7", "100",
        "3601", "120", "0.5", "123456789012345678901234567890", "0.12345678901234567890123456789", "1e18",
        "9007199254740993", "100000", "86400", "99999999999",
    ]
    private static let names = [
        "type", "no", "<<", "a b", "ü", "#", "rate", "{{id}}", "0", "-", "", "~", "true", "012", "日本", "a: b",
        "\"q\"",
        "\\", "\t", "\n", "\u{2028}", "\u{202E}", "?", "!x", "&x", "*x", "key ", "Key", "Delay", "clientId",
        "apiKey",
        "token", "market", "extra", "__proto__", "\u{0}", ".", "exchanges", "id",
        String(repeating: "x", count: 300),
    ]
    private static let texts = [
        "", "plain", "no", "~", "null", "0x1F", "012", "1_000", "12:30", "- a", "# c", "a: b", "a #b", "é日本",
        "\u{1F600}",
        "\u{200B}", "\u{202E}", "\u{FEFF}", "\u{85}", "\u{2028}", "\u{7F}", "\t", "line\nfeed", "\r\n",
        "\"q\"", "it's",
        "back\\slash", "{{key}}", "$(id)", "*al", "&an", "!tag", "|", ">", "@x", "`x`", "---", "...", "=",
        " lead",
        "trail ", "[a]", "{a}", "a,b", "env:HOME", "secret:x", "file:/etc/passwd", "\u{0}",
        String(repeating: "a b", count: 20), String(repeating: "x", count: 40),
    ]
    private static let others = [
        "true", "false", "null", "{}", "[]", "[[]]", "[{}]", "{\"a\": {\"b\": {\"c\": [1, null, \"x\"]}}}",
        "{\"a\": 1, \"a\": 2}", "[1e2, 0.50, -0]", "{\"\": 1}", "{\"no\": \"no\"}", "{\"-\": [{}]}",
        "\"\\ud83d\"",
        String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
    ]
}
