import Foundation
import PlainJSON
import TestSupport
import Testing

/// Bots' files as nobody would write them by hand, each made from a number.
@Suite("'slots import' of made-up files")
struct ImportedConfigTests {
    @Test("leaves the next plan nothing to change, or tells of every entry why not", arguments: 0..<60)
    func roundTrip(seed: Int) throws {
        let workspace = try TestWorkspace(network: "live")
        let path = "bots/gunbot/config.js"
        var made = MadeUpConfig(seed: seed)
        let text = made.text()
        try workspace.folder.write(path, text)
        let before = try Snapshot(of: workspace.folder.url)

        let dry = try workspace.run("import", path, "--secrets", "file", "--dry-run")
        #expect(try Snapshot(of: workspace.folder.url).differences(to: before) == [], dry.told)
        let ended = try workspace.run("import", path, "--secrets", "file", "-o", "json")
        let report = try ended.json()
        let slots = try workspace.folder.names("slots")
        #expect(ended.exit == (slots.isEmpty ? 65 : 0) && dry.exit == ended.exit, "\(text) \(ended.told)")
        #expect(!report.codes.contains("import.would-change"), "\(text) \(ended.told)")
        #expect(try workspace.folder.text(path) == text)
        let files = try slots.map { try workspace.folder.text("slots/" + $0) }.joined()
        let shown = [files, dry.stdout, dry.stderr, ended.stdout, ended.stderr].joined()
        for secret in made.secrets { #expect(!shown.contains(secret), "\(secret): \(shown)") }
        let refusals = ["unknown-exchange", "encrypted", "bad-id", "no-key"].map { "import." + $0 }
        let refused = report.codes.filter(refusals.contains).count
        #expect(refused + slots.count == made.ids.count, "\(made.ids) \(ended.told)")

        guard !slots.isEmpty else { return }
        for line in [["validate"], ["plan", "--offline", "--detailed-exitcode"], ["apply", "--offline"]] {
            let next = try workspace.start(line + ["-o", "json"]).end()
            #expect(next.exit == 0, "\(text) \(next.told)")
            #expect(try workspace.folder.text(path) == text, "\(line)")
        }
    }
}

/// A Gunbot `config.js` with every oddity that the reference allows, and some that it does not.
private struct MadeUpConfig {
    private(set) var secrets: [String] = []
    private(set) var ids: [String] = []
    private var state: UInt64

    init(seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func text() -> String {
        let all = [
            "asterdex", "asterFutures", "bitget", "hitbtc", "bitget#2", "hitbtc#3", "asterFutures#2",
            "bitget#x",
            "binance", "kucoin#2", "Bitget", "hitbtc#", "",
        ]
        for id in all where ids.count < 5 && isTrue(1, of: 3) { ids.append(id) }
        if ids.isEmpty { ids = ["hitbtc"] }
        let (line, indent) = (pick(["\n", "\r\n", ""]), pick(["  ", "\t", ""]))
        let entries = ids.map {
            "\(indent)\"\($0)\": {\(entry(of: $0).joined(separator: ",\(line)\(indent)"))}"
        }
        return "{\"bot\": {\"GAIN\": 0.50, \"chat_id\": -1001234567890123456},\(line)\"exchanges\": {\(line)"
            + entries.joined(separator: ",\(line)") + "\(line)}, \"pairs\": {}}\(line)"
    }

    private mutating func entry(of id: String) -> [String] {
        var (key, secret) = (secret(), secret())
        if id.hasPrefix("aster"), isTrue(1, of: 3) {
            key = "0x" + String(repeating: pick(["a", "3", "F"]), count: 40)
            secret = pick(["", "0x"]) + (0..<64).map { _ in pick(["0", "5", "c", "e"]) }.joined()
            secrets.append(secret)
        }
        var members = [
            "\"key\": \(quoted(key))", "\"secret\": \(quoted(secret))", "\"masterkey\": \(quoted(key))",
            "\"mastersecret\": \(quoted(isTrue(1, of: 4) ? self.secret() : secret))",
        ]
        if isTrue(id.hasPrefix("bitget") ? 5 : 1, of: 6) {
            members.append("\"passphrase\": \(quoted(self.secret()))")
        }
        if isTrue(1, of: 8) { members.removeFirst() }
        let numbers = [
            "10", "0.25", "1e1", "10.0", "0.0600", "0", "-1", "1e400", "\"5\"", "null", "3601", "1e-7", "100",
        ]
        if isTrue(3, of: 4) { members.append("\"delay\": \(pick(numbers))") }
        if isTrue(3, of: 4) { members.append("\"TRADING_FEES\": \(pick(numbers))") }
        if isTrue(1, of: 4) {
            members.append("\"isEncrypted\": \(pick(["false", "false", "true", "0", "null"]))")
        }
        let names = ["type", "no", "<<", "a b", "ü", "#", "rate", "{{id}}", "0", "-"]
        let values = [
            "\"no\"", "1.0", "{}", "[1e2, null]", "\"x: y\"", "\"\\n\"", "\"{{key}}\"", "{\"-\": [{}]}", "-0",
        ]
        for name in names where isTrue(1, of: 6) { members.append("\"\(name)\": \(pick(values))") }
        return members
    }

    /// A value that stands nowhere else, with what quoting and escaping could spoil.
    private mutating func secret() -> String {
        let value =
            "canary" + String(next(), radix: 36)
            + pick(["", "", "\"q\"", "\\", " # x", ": y", "{{key}}", "é日", "$(id)", "'", "\t", "%", "\u{7F}"])
        secrets.append(value)
        return pick(["", "", "", " ", "env:", "secret:", "cmd:"]) + value
    }

    private func quoted(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing(
            "\t",
            with: "\\t"
        )
        return "\"\(escaped)\""
    }

    private mutating func isTrue(_ count: Int, of total: Int) -> Bool { Int(next() % UInt64(total)) < count }
    private mutating func pick(_ texts: [String]) -> String { texts[Int(next() % UInt64(texts.count))] }

    /// SplitMix64, by Sebastiano Vigna; public domain.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
