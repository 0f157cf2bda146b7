import Foundation
import PlainJSON
import SlotModel
import TestSupport
import Testing

/// Credentials made of the characters that a format has a use for, made from a number.
private struct AwkwardSecret {
    /// What breaks out of a quoted text somewhere: JSON, shells, python-dotenv, Mustache, YAML.
    private static let pieces = [
        "\"", "'", "\\", "\\\\", "\\n", "\\u0041", "$HOME", "${HOME}", "$(id)", "`id`", "#", " #", "=", " ",
        ",}",
        "//", "/*", "*/", "{{key}}", "%s", "%(x)s", "&", "<", "!", "~", "*", ";", "|", "ä", "😀", "e\u{301}",
        "\u{2028}", "\u{85}", "\u{FEFF}", "ENC:", "gAAAA", "null", "true", "1e5", "007",
    ]
    private(set) var text = ""

    /// - Parameter mark: Where it begins, so that it can be looked for.
    init(seed: Int, mark: String) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func next() -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state >> 11)
        }
        text = mark
        for _ in 0..<(1 + next() % 6) { text += Self.pieces[next() % Self.pieces.count] + "x" }
    }
}

@Suite("An awkward secret")
struct AwkwardSecretTests {
    private static let names = ["key", "secret", "passphrase"]
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws { workspace = try TestWorkspace() }

    /// Writes a slot of Bitget futures with its credentials in files, and bots of some kinds in folders of that name.
    private func lay(_ kinds: [String], seed: Int) throws -> [String] {
        let bots = kinds.map { "  \($0): {template: \($0), directory: \($0)}\n" }.joined()
        try folder.write("slots.yaml", "network: live\nbots:\n" + bots)
        for kind in kinds { try folder.write(kind + "/.keep", "") }
        try folder.write("octobot/user/profiles/default/.keep", "")
        let values = Self.names.enumerated().map { index, name in
            AwkwardSecret(seed: seed * 7 + index, mark: "canary\(index)").text
        }
        for (name, value) in zip(Self.names, values) { try folder.write("own/" + name, value, mode: 0o600) }
        let lines = Self.names.map { "  \($0): file:own/\($0)\n" }.joined()
        try folder.write("slots/b.yaml", "exchange: bitget-futures\ncredentials:\n" + lines)
        return values
    }

    private func apply() throws -> Child.Ended {
        let ended = try workspace.run("apply", "--offline", "--yes")
        #expect(!(ended.stdout + ended.stderr).contains("canary"), ended.told)
        return ended
    }

    @Test("comes out of each JSON file as it went in, for another parser", arguments: 1...24)
    func json(_ seed: Int) throws {
        let kinds = ["freqtrade", "octobot", "passivbot", "ccxt", "gunbot"]
        let values = try lay(kinds, seed: seed)
        let applied = try apply()
        #expect(applied.exit == 0, applied.told)
        // Python's json for what passivbot, scripts and OctoBot use, rapidjson as freqtrade sets it up where that is there.
        let program = """
            import json, sys
            try:
                import rapidjson
                def load(path):
                    mode = rapidjson.PM_COMMENTS | rapidjson.PM_TRAILING_COMMAS
                    return rapidjson.load(open(path, encoding="utf-8"), parse_mode=mode)
            except ImportError:
                def load(path): return json.load(open(path, encoding="utf-8"))
            def plain(path): return json.load(open(path, encoding="utf-8"))
            found = [
                [load("freqtrade/exchange.b.json")["exchange"][n] for n in ("api_key", "secret", "password")],
                [plain("octobot/user/config.json")["exchanges"]["bitget"][n]
                 for n in ("api-key", "api-secret", "api-password")],
                [plain("passivbot/api-keys.json")["b"][n] for n in ("key", "secret", "passphrase")],
                [plain("ccxt/ccxt.json")["b"][n] for n in ("apiKey", "secret", "password")],
                [plain("gunbot/config.js")["exchanges"]["bitget"][n] for n in ("key", "secret", "passphrase")],
            ]
            wanted = [open("own/" + n, encoding="utf-8", newline="").read() for n in ("key", "secret", "passphrase")]
            for one in found: assert one == wanted, (one, wanted)
            """
        let python = BotReader.freqtrade.python ?? "python3"
        let read = try Child([python, "-B", "-c", program], in: folder.url).end()
        #expect(read.exit == 0, read.told)
        #expect(values.count == 3)
        let plan = try workspace.run("plan", "--offline", "--detailed-exitcode", "-o", "json")
        #expect(plan.exit == 0, plan.told)
    }

    @Test(
        "comes out of a file of variables for a shell and python-dotenv alike, or is refused",
        arguments: 1...24
    )
    func variables(_ seed: Int) throws {
        let values = try lay(["dotenv"], seed: seed)
        let applied = try apply()
        let isRefused = values.contains { value in
            value.contains { "'\\\u{85}\u{2028}".contains($0) } || value.contains("${")
        }
        guard applied.exit == 0 else {
            #expect(isRefused, "refused without need: \(applied.told)")
            #expect(applied.stderr.contains("slots/b.yaml"), applied.told)
            return #expect(!folder.exists("dotenv/.env"))
        }
        let shell = try Child(
            [
                "env", "-i", "PATH=/usr/bin:/bin", "HOME=/nowhere", "sh", "-euc",
                ". dotenv/.env; printf '%s\\n' \"$B_API_KEY\" \"$B_API_SECRET\" \"$B_PASSPHRASE\"",
            ],
            in: folder.url
        ).end()
        #expect(shell.exit == 0 && shell.stdout == values.map { $0 + "\n" }.joined(), shell.told)
        guard let python = BotReader.freqtrade.python else { return }
        let program = """
            import dotenv
            values = dotenv.dotenv_values("dotenv/.env")
            for n in ("B_API_KEY", "B_API_SECRET", "B_PASSPHRASE"): print(values[n])
            """
        let read = try Child([python, "-B", "-c", program], in: folder.url).end()
        #expect(read.exit == 0 && read.stdout == shell.stdout, read.told)
    }
}
