import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// A workspace with one bot of another kind than Gunbot.
struct BotWorkspace {
    let workspace: TestWorkspace
    var folder: TemporaryFolder { workspace.folder }

    init(_ kind: String, network: String = "sandbox") throws {
        workspace = try TestWorkspace()
        try folder.write(
            "slots.yaml",
            """
            network: \(network)
            policy: {plaintext-secret: allow, shared-key: allow}
            bots:
              main: {template: \(kind), directory: bot}

            """
        )
        try FileManager.default.createDirectory(
            at: folder.url.appendingPathComponent("bot"),
            withIntermediateDirectories: true
        )
    }

    /// Writes slots of the connected accounts of some selectors.
    func add(_ selectors: SlotModel.Selector..., lines: [String] = []) throws {
        for selector in selectors {
            try workspace.add(account(selector), named: selector.rawValue, lines: lines)
        }
    }

    /// The account of a selector with which all is well.
    func account(_ selector: SlotModel.Selector) throws -> SandboxAccount {
        try #require(SandboxAccounts.all.first { $0.selector == selector && $0.expected == .connected })
    }

    /// A file as Python's json reads it: what stands at each path, one on a line, sorted.
    func read(_ file: String) throws -> [String] {
        let program = """
            import json, sys
            def walk(path, value):
                if isinstance(value, dict):
                    for name in value: walk(path + [name], value[name])
                else: print("/".join(path), json.dumps(value, ensure_ascii=False))
            def once(pairs):
                assert len({name for name, _ in pairs}) == len(pairs)
                return dict(pairs)
            walk([], json.load(open(sys.argv[1], encoding="utf-8"), object_pairs_hook=once))
            """
        let ended = try Child(["python3", "-c", program, file], in: folder.url).end()
        try #require(ended.exit == 0, ended.told)
        return ended.stdout.split(separator: "\n").map(String.init).sorted()
    }

    /// The lines of ``read(_:)`` that an account's credentials make.
    func lines(_ account: SandboxAccount, _ names: [(CredentialField, String)]) throws -> [String] {
        try names.map { field, name in
            let value = try #require(account.credentials[field])
            return "\(name) \(String(decoding: try JSONEncoder().encode(value), as: UTF8.self))"
        }
    }

    /// Whether a plan, made without asking anybody, has nothing to change.
    func expectSettled(location: Testing.SourceLocation = #_sourceLocation) throws {
        let plan = try workspace.run("plan", "--offline", "--detailed-exitcode", "-o", "json")
        #expect(plan.exit == 0, plan.told, sourceLocation: location)
        #expect(try plan.json().paths == [], plan.told, sourceLocation: location)
    }
}

@Suite("the files of scripts, and of passivbot")
struct OtherBotsTests {
    private static let names: [(CredentialField, String)] = [
        (.key, "apiKey"), (.secret, "secret"), (.passphrase, "password"),
    ]

    @Test("ccxt's hold an object for each slot, which is what a class of ccxt takes")
    func ccxt() throws {
        let bot = try BotWorkspace("ccxt")
        try bot.add(.bitget, .bitgetFutures, lines: ["rate-limit: 250ms"])
        try bot.add(.hitbtc)
        let applied = try bot.workspace.run("apply")
        #expect(applied.exit == 0, applied.told)
        var wanted: [String] = []
        for (selector, id, kind) in [
            (SlotModel.Selector.bitget, "bitget", "spot"), (.bitgetFutures, "bitget", "swap"),
            (.hitbtc, "hitbtc", "spot"),
        ] {
            let (account, path) = (try bot.account(selector), selector.rawValue + "/")
            let names = Self.names.filter { account.credentials[$0.0] != nil }.map { ($0.0, path + $0.1) }
            wanted += ["\(path)exchange \"\(id)\"", "\(path)options/defaultType \"\(kind)\""]
            wanted += try bot.lines(account, names)
            if id == "bitget" { wanted.append("\(path)rateLimit 250") }
        }
        #expect(try bot.read("bot/ccxt.json") == wanted.sorted())
        #expect(try bot.folder.mode("bot/ccxt.json") == 0o600)
        let verified = try bot.workspace.run("verify")
        #expect(verified.exit == 0, verified.told)
        try bot.expectSettled()
    }

    @Test("ccxt's switch Aster's builder approval off, and take no API wallet")
    func aster() throws {
        let bot = try BotWorkspace("ccxt")
        try bot.workspace.add(Account.connected(.aster, .v1), named: "old")
        try bot.workspace.add(Account.connected(.asterFutures, .v1), named: "old-futures")
        let applied = try bot.workspace.run("apply", "--offline")
        #expect(applied.exit == 0, applied.told)
        let lines = try bot.read("bot/ccxt.json")
        for name in ["old", "old-futures"] {
            #expect(lines.contains("\(name)/options/builderFee false"), "\(lines)")
            #expect(lines.contains("\(name)/exchange \"aster\""), "\(lines)")
        }
        try bot.add(.aster)
        let refused = try bot.workspace.run("validate")
        #expect(refused.exit == 65, refused.told)
        #expect(refused.stderr.contains("slots/aster.yaml:3:"), refused.told)
        #expect(refused.stderr.contains("[bot.unusable-slot]"), refused.told)
        #expect(refused.stderr.contains("help: bitsgap, dotenv, gunbot can; "), refused.told)
    }

    @Test("passivbot's keep every byte that is not a slot's, and are called as the slot says")
    func passivbot() throws {
        let bot = try BotWorkspace("passivbot")
        let before = """
            {
                "_comment_01": "keys for \\u00e4ll",
                "referrals" : {"bitget":"X"},
                "hl": {"exchange": "hyperliquid", "wallet_address": "0x1", "private_key": "FAKE-hl", "is_vault": false}
            }

            """
        try bot.folder.write("bot/api-keys.json", before, mode: 0o600)
        try bot.add(.bitgetFutures, lines: ["as: {main: bitget_main}"])
        let second = try Account.named("bitget-futures-other-account")
        try bot.workspace.add(second, named: "second")
        let applied = try bot.workspace.run("apply", "--offline")
        #expect(applied.exit == 0, applied.told)
        #expect(applied.stderr.contains("live.user"), applied.told)
        let text = try bot.folder.text("bot/api-keys.json")
        #expect(text.hasPrefix(before.dropLast(3)), "\(text)")
        let names: [(CredentialField, String)] = [
            (.key, "key"), (.secret, "secret"), (.passphrase, "passphrase"),
        ]
        let lines = try bot.read("bot/api-keys.json").filter {
            $0.hasPrefix("bitget_main/") || $0.hasPrefix("second/")
        }
        let accounts = [("bitget_main", try bot.account(.bitgetFutures)), ("second", second)]
        let wanted = try accounts.flatMap { id, account in
            try bot.lines(account, names.map { ($0.0, "\(id)/\($0.1)") }) + ["\(id)/exchange \"bitget\""]
        }
        #expect(lines == wanted.sorted())
        try bot.expectSettled()

        // An edit is drift, and a slot that goes takes its own account along.
        let key = try #require(second.credentials[.key])
        try bot.folder.write("bot/api-keys.json", text.replacingOccurrences(of: key, with: "edited"))
        let drift = try bot.workspace.run("apply", "--offline")
        #expect(drift.exit == 1 && drift.stderr.contains("[bot.drift]"), drift.told)
        let verified = try bot.workspace.run("verify", "second")
        #expect(verified.exit == 1 && verified.stderr.contains("bot.other-credentials"), verified.told)
        #expect(try bot.workspace.run("apply", "--offline", "--yes").exit == 0)
        #expect(try bot.folder.text("bot/api-keys.json") == text)
        for name in ["second", "bitget-futures"] {
            try FileManager.default.removeItem(atPath: bot.folder.path + "/slots/\(name).yaml")
        }
        try bot.add(.bitgetFutures, lines: ["as: {main: other}", "enabled: false"])
        #expect(try bot.workspace.run("apply", "--offline", "--yes").exit == 0)
        #expect(try bot.folder.text("bot/api-keys.json") == before)
    }

    @Test("passivbot's have futures only, and names that are no accounts are no names for slots")
    func refused() throws {
        let bot = try BotWorkspace("passivbot")
        try bot.add(.bitget, .hitbtc, .aster, .asterFutures)
        try bot.workspace.add(bot.account(.bitgetFutures), named: "x", lines: ["as: {main: tradfi}"])
        let ended = try bot.workspace.run("validate", "-o", "json")
        #expect(ended.exit == 65, ended.told)
        let codes = try ended.json().codes
        #expect(codes.count(where: { $0 == "bot.unusable-slot" }) == 4, ended.told)
        #expect(codes.count(where: { $0 == "slot.wrong-id" }) == 1, ended.told)
        // What passivbot would change, and what it would take to the real exchange.
        for line in [
            "account: {position-mode: one-way}", "account: {margin-mode: isolated}",
            "account: {contract: coin}", "network: testnet",
        ] {
            let other = try BotWorkspace("passivbot")
            try other.add(.bitgetFutures, lines: [line])
            let ended = try other.workspace.run("validate")
            #expect(ended.exit == 65 && ended.stderr.contains("[bot.unusable-slot]"), ended.told)
        }
        let kept = try BotWorkspace("passivbot")
        try kept.add(.bitgetFutures, lines: ["account: {position-mode: hedge, margin-mode: cross}"])
        #expect(try kept.workspace.run("validate").exit == 0)
    }

    @Test("a key of a test network is told as one to every kind that has a word for it")
    func testNetwork() throws {
        let workspace = try TestWorkspace()
        try workspace.folder.write(
            "slots.yaml",
            """
            network: testnet
            policy: {plaintext-secret: allow, shared-key: allow}
            bots:
              a: {template: ccxt, directory: a}
              b: {template: octobot, directory: b}
              c: {template: dotenv, directory: c}

            """
        )
        for name in ["a", "b/user/profiles/default", "c"] {
            try workspace.folder.write("\(name)/.keep", "")
        }
        try workspace.folder.write(
            "slots/demo.yaml",
            "exchange: bitget\ncredentials: {key: bg_FAKE-1, secret: FAKE-2, passphrase: FAKE-3}\n"
        )
        let applied = try workspace.run("apply", "--offline", "--yes")
        #expect(applied.exit == 0, applied.told)
        let files = ["a/ccxt.json", "b/user/config.json", "c/.env"]
        func text() throws -> [String] { try files.map { try workspace.folder.text($0) } }
        for (text, wanted) in zip(
            try text(),
            [#""sandbox": true"#, #""sandboxed": true"#, "DEMO_NETWORK=testnet"]
        ) {
            #expect(text.contains(wanted), "\(text)")
        }
        // The same key on the real exchange.
        let other = try workspace.folder.text("slots.yaml").replacing("testnet", with: "live")
        try workspace.folder.write("slots.yaml", other)
        #expect(try workspace.run("apply", "--offline", "--yes").exit == 0)
        for text in try text() { #expect(!text.contains("sandbox") && !text.contains("testnet"), "\(text)") }
    }

    @Test("a file of variables keeps what is not a slot's, and a shell and python-dotenv read the rest")
    func dotenv() throws {
        let bot = try BotWorkspace("dotenv")
        let before = "# mine\nexport HOOK='a b' # keep\n\nLAST=1"
        try bot.folder.write("bot/.env", before, mode: 0o600)
        try bot.add(.bitgetFutures, lines: ["fees: 0.06%"])
        try bot.add(.aster)
        let applied = try bot.workspace.run("apply")
        #expect(applied.exit == 0, applied.told)
        #expect(try bot.folder.text("bot/.env").hasPrefix(before + "\n"))
        let (bitget, aster) = (try bot.account(.bitgetFutures), try bot.account(.aster))
        func value(_ account: SandboxAccount, _ field: CredentialField) throws -> String {
            try #require(account.credentials[field])
        }
        let wanted = [
            "HOOK": "a b", "LAST": "1", "BITGET_FUTURES_EXCHANGE": "bitget",
            "BITGET_FUTURES_MARKET": "futures",
            "BITGET_FUTURES_API_KEY": try value(bitget, .key),
            "BITGET_FUTURES_API_SECRET": try value(bitget, .secret),
            "BITGET_FUTURES_PASSPHRASE": try value(bitget, .passphrase), "BITGET_FUTURES_FEE_PERCENT": "0.06",
            "ASTER_EXCHANGE": "aster", "ASTER_MARKET": "spot",
            "ASTER_API_WALLET": try value(aster, .apiWallet),
            "ASTER_PRIVATE_KEY": try value(aster, .privateKey),
            "ASTER_MAIN_WALLET": try value(aster, .mainWallet),
        ]
        let shell = "set -a; . bot/.env; env -0 | tr '\\0' '\\n'"
        let read = try Child(
            ["env", "-i", "PATH=/usr/bin:/bin", "sh", "-eu", "-c", shell],
            in: bot.folder.url
        ).end()
        let lines = Set(read.stdout.split(separator: "\n").map(String.init))
        for (name, text) in wanted { #expect(lines.contains("\(name)=\(text)"), read.told) }
        if let python = BotReader.freqtrade.python {
            let program = "import dotenv, json; print(json.dumps(dotenv.dotenv_values('bot/.env')))"
            let ended = try Child([python, "-c", program], in: bot.folder.url).end()
            let values = try JSONDecoder().decode([String: String].self, from: Data(ended.stdout.utf8))
            #expect(values == wanted, ended.told)
        }
        #expect(try bot.workspace.run("verify").exit == 0)
        try bot.expectSettled()
        let rolledBack = try bot.workspace.run("rollback", "--yes")
        #expect(rolledBack.exit == 0, rolledBack.told)
        #expect(try bot.folder.text("bot/.env") == before)
    }

    @Test("a file of variables is imported, and the next plan has nothing to change")
    func importedVariables() throws {
        let bot = try BotWorkspace("dotenv", network: "live")
        let text = """
            # mine
            MINE_EXCHANGE=bitget
            MINE_MARKET="futures"
            MINE_API_KEY='canary key $1'
            export MINE_API_SECRET="canary \\"two\\"" # old
            MINE_PASSPHRASE=canary-three
            MINE_DELAY_SECONDS=5.0
            OTHER_API_KEY=canary-four
            SOLANA_EXCHANGE=aster
            SOLANA_MARKET=spot
            SOLANA_API_WALLET="0x52908400098527886E0F7030069857D2E4169EE7"
            SOLANA_PRIVATE_KEY=canary-five
            SOLANA_MAIN_WALLET='canary-six'
            X=1
            """
        try bot.folder.write("bot/.env", text, mode: 0o600)
        let ended = try bot.workspace.run("import", "bot/.env", "--secrets", "file", "-o", "json")
        #expect(ended.exit == 0, ended.told)
        #expect(!(ended.stdout + ended.stderr).contains("canary"))
        #expect(try bot.folder.names("slots").sorted() == ["mine.yaml", "solana.yaml"])
        let wallet = try bot.folder.text("slots/solana.yaml")
        #expect(wallet.contains("main-wallet: file:secrets/solana.main-wallet"), "\(wallet)")
        #expect(
            wallet.contains("api-wallet: \"0x52908400098527886E0F7030069857D2E4169EE7\"")
                && !wallet.contains("enabled"),
            "\(wallet)"
        )
        let slot = try bot.folder.text("slots/mine.yaml")
        #expect(slot.hasPrefix("exchange: bitget-futures\n") && slot.contains("delay: 5s"), "\(slot)")
        #expect(try bot.folder.text("secrets/mine.secret") == "canary \"two\"")
        try bot.expectSettled()
        #expect(try bot.folder.text("bot/.env") == text)
    }
}
