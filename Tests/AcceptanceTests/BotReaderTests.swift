import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// The programs that read what is written, as they come from PyPI; `scripts/clients/setup` says where their Pythons are.
enum BotReader: String, Sendable {
    case freqtrade = "FREQTRADE_PYTHON"
    case octoBot = "OCTOBOT_PYTHON"
    /// The last ccxt that signs Aster's V1.
    case oldCCXT = "CCXT_PYTHON_V1"
    case ccxt = "CCXT_PYTHON_V3"

    var python: String? { ProcessInfo.processInfo.environment["SLOTS_" + rawValue] }
    var isThere: Bool { python != nil }
    var hint: Comment { "needs SLOTS_\(rawValue); scripts/test --bots makes it" }

    /// Runs one of `scripts/clients` in a folder.
    func run(_ script: String, _ arguments: String..., in folder: TemporaryFolder) throws -> Child.Ended {
        let path = Shared.repository.appendingPathComponent("scripts/clients/" + script).path
        return try Child([try #require(python), "-B", path] + arguments, in: folder.url)
            .end(within: .seconds(120))
    }

    /// Where ccxt finds a selector's built-in exchange: `exchange.urls["api"]`.
    static func places(of selector: SlotModel.Selector, on server: SandboxServer) throws -> String {
        let aster = (server.origin(of: .aster) + "/api", server.origin(of: .asterFutures) + "/fapi")
        let urls: [String: String] =
            switch selector {
            case .hitbtc:
                Dictionary(
                    uniqueKeysWithValues: ["public", "private"].map {
                        ($0, server.origin(of: .hitbtc) + "/api/3")
                    }
                )
            case .bitget, .bitgetFutures:
                Dictionary(
                    uniqueKeysWithValues: ["spot", "mix", "margin", "common", "user", "uta"].map {
                        ($0, server.origin(of: .bitget))
                    }
                )
            default:
                [
                    "sapiPublic": aster.0, "sapiPrivate": aster.0, "fapiPublic": aster.1,
                    "fapiPrivate": aster.1,
                ]
            }
        return String(decoding: try JSONEncoder().encode(urls), as: UTF8.self)
    }

    /// What `slots check` says that a slot holds, as the scripts print it: asset to free and total.
    static func balance(of slot: String, in workspace: TestWorkspace) throws -> [String: [Double]] {
        let report = try workspace.run("check", slot, "-o", "json").json()
        let amounts = report["slots"]?.array?.first?["balances"]?.array ?? []
        return Dictionary(
            uniqueKeysWithValues: amounts.map { amount in
                (
                    amount["asset"]?.string ?? "",
                    ["free", "total"].map { Double(amount[$0]?.string ?? "") ?? -1 }
                )
            }
        )
    }

    /// What a script printed of a balance; assets without any are left out.
    static func balance(in output: String) -> [String: [Double]] {
        var found: [String: [Double]] = [:]
        for line in output.split(separator: "\n") where line.hasPrefix("balance ") {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 4, let free = Double(words[2]), let total = Double(words[3]), total != 0
            else { continue }
            found[words[1]] = [free, total]
        }
        return found
    }
}

@Suite("freqtrade itself", .enabled(if: BotReader.freqtrade.isThere, BotReader.freqtrade.hint))
struct FreqtradeItselfTests {
    private static let selectors: [SlotModel.Selector] = [.bitget, .bitgetFutures, .hitbtc]
    private let bot: BotWorkspace
    private var folder: TemporaryFolder { bot.folder }

    init() throws { bot = try BotWorkspace("freqtrade") }

    private func file(_ selector: SlotModel.Selector) -> String { "bot/exchange.\(selector.rawValue).json" }

    /// The user's own configuration: all that freqtrade wants, and where the exchange is, but no keys.
    private func writeMain(_ selector: SlotModel.Selector, on server: SandboxServer) throws {
        let pair = selector.market == .spot ? "BTC/USDT" : "BTC/USDT:USDT"
        try folder.write(
            "config.json",
            """
            {
                // Comments and a comma too many: freqtrade takes both.
                "dry_run": false, "max_open_trades": 1, "stake_currency": "USDT", "stake_amount": 50,
                "timeframe": "5m", "stoploss": -0.1, "minimal_roi": {"0": 0.02}, "db_url": "sqlite://",
                "entry_pricing": {"price_side": "same", "use_order_book": true},
                "exit_pricing": {"price_side": "same", "use_order_book": true},
                "pairlists": [{"method": "StaticPairList"}],
                "exchange": {"pair_whitelist": ["\(pair)"], "enable_ws": false,
                    "ccxt_config": {"urls": {"api": \(try BotReader.places(of: selector, on: server))}}},
            }
            """
        )
    }

    @Test("has a schema, which takes each file as the last -c, and finds what is wrong")
    func schema() throws {
        try bot.add(.bitget, .hitbtc, lines: ["fees: 0.25%", "rate-limit: 250ms"])
        try bot.add(.bitgetFutures, lines: ["account: {position-mode: one-way}"])
        #expect(try bot.workspace.run("apply", "--offline").exit == 0)
        for selector in Self.selectors {
            let ended = try BotReader.freqtrade.run("check_freqtrade.py", file(selector), in: folder)
            #expect(ended.exit == 0, ended.told)
        }
        let text = try folder.text(file(.hitbtc)).replacingOccurrences(of: "0.0025", with: "0.25")
        try folder.write("wrong.json", text.replacingOccurrences(of: "api_key", with: "apikey"))
        let wrong = try BotReader.freqtrade.run("check_freqtrade.py", "wrong.json", in: folder)
        #expect(wrong.exit == 1 && wrong.stdout.contains("fee: maximum"), wrong.told)
        #expect(wrong.stdout.contains("exchange/apikey: unknown"), wrong.told)
    }

    @Test(
        "loads the file, signs in at the built-in exchange with it, and reads the balance that slots read",
        .timeLimit(.minutes(3)),
        arguments: selectors
    )
    func loader(_ selector: SlotModel.Selector) throws {
        try bot.add(selector)
        #expect(try bot.workspace.run("apply").exit == 0)
        let server = try SandboxServer.start()
        defer { server.stop() }
        try writeMain(selector, on: server)
        func load(_ file: String) throws -> Child.Ended {
            try BotReader.freqtrade.run("load_freqtrade.py", "--balance", "config.json", file, in: folder)
        }
        let ended = try load(file(selector))
        #expect(ended.exit == 0, ended.told)
        let mode = selector.market == .spot ? "spot -" : "futures isolated"
        #expect(
            ended.stdout.hasPrefix("ok \(selector == .hitbtc ? "hitbtc" : "bitget") \(mode)\n"),
            ended.told
        )
        let balance = try BotReader.balance(of: selector.rawValue, in: bot.workspace)
        #expect(balance.count > 0 && BotReader.balance(in: ended.stdout) == balance, ended.told)

        // One character of the secret less.
        let secret = try #require(try bot.account(selector).credentials[.secret])
        let text = try folder.text(file(selector))
        try folder.write(
            "other.json",
            text.replacingOccurrences(of: secret, with: String(secret.dropLast()))
        )
        let refused = try load("other.json")
        #expect(refused.exit == 1 && refused.stdout.contains("invalid balance "), refused.told)
        #expect(server.counts.refused == [])
    }

    @Test(
        "starts with it: 'freqtrade trade' signs in and has the wallets",
        .timeLimit(.minutes(3)),
        arguments: [SlotModel.Selector.bitget, .hitbtc]
    )
    func trade(_ selector: SlotModel.Selector) throws {
        try bot.add(selector)
        #expect(try bot.workspace.run("apply").exit == 0)
        let server = try SandboxServer.start()
        defer { server.stop() }
        try writeMain(selector, on: server)
        try folder.write("user/strategies/Idle.py", Self.strategy)
        let program = URL(fileURLWithPath: try #require(BotReader.freqtrade.python))
            .deletingLastPathComponent().appendingPathComponent("freqtrade").path
        let line = [
            program, "trade", "--userdir", "user", "--strategy", "Idle", "-c", "config.json", "-c",
            file(selector),
        ]
        let child = try Child(line, in: folder.url, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
        func isUp() -> Bool { (child.stdout + child.stderr).contains("Wallets synced.") }
        for _ in 0..<6 where !isUp() { _ = child.waits { _ in isUp() } }
        // It is not told to trade, and waits.
        child.signal(SIGTERM)
        let ended = child.end(within: .seconds(30))
        #expect(isUp() && !ended.isOverdue, ended.told)
        #expect(server.counts.refused == [])
        for secret in Account.secrets(of: try bot.account(selector)) {
            #expect(!(ended.stdout + ended.stderr).contains(secret), "freqtrade logs nothing of the file")
        }
    }

    private static let strategy = """
        from freqtrade.strategy import IStrategy


        class Idle(IStrategy):
            timeframe = "5m"
            stoploss = -0.1
            minimal_roi = {"0": 0.02}

            def populate_indicators(self, dataframe, metadata):
                return dataframe

            def populate_entry_trend(self, dataframe, metadata):
                return dataframe

            def populate_exit_trend(self, dataframe, metadata):
                return dataframe

        """

    @Test("refuses what the template refuses: cross margin, futures of Aster, a key without a secret")
    func refusals() throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        try writeMain(.bitgetFutures, on: server)
        func load(_ members: String) throws -> Child.Ended {
            try folder.write("own.json", members)
            return try BotReader.freqtrade.run("load_freqtrade.py", "config.json", "own.json", in: folder)
        }
        let keys = #""api_key": "k", "secret": "s""#
        let futures = #""trading_mode": "futures", "margin_mode""#
        for (members, step) in [
            (#"{\#(futures): "cross", "exchange": {"name": "bitget", \#(keys), "password": "p"}}"#, "mode"),
            (#"{\#(futures): "isolated", "exchange": {"name": "aster", "private_key": "0x1"}}"#, "mode"),
            (#"{"exchange": {"name": "bitget", \#(keys)}}"#, "credentials"),
            (
                #"{"exchange": {"name": "bitget", "api_key": 12345, "secret": "s", "password": "p"}}"#,
                "schema"
            ),
            (#"{"exchange": {"name": "bitgett", \#(keys)}}"#, "load"),
        ] {
            let ended = try load(members)
            #expect(ended.exit == 1 && ended.stdout.hasPrefix("invalid \(step) "), ended.told)
        }
        #expect(try load(#"{"exchange": {"name": "hitbtc", \#(keys)}}"#).exit == 0)
        #expect(server.counts.requests == [:], "loading asks nobody")
    }
}

@Suite("OctoBot itself", .enabled(if: BotReader.octoBot.isThere, BotReader.octoBot.hint))
struct OctoBotItselfTests {
    private let bot: BotWorkspace

    init() throws { bot = try .octoBot() }

    private func load(_ more: String...) throws -> Child.Ended {
        try more.isEmpty
            ? BotReader.octoBot.run("load_octobot.py", "bot", in: bot.folder)
            : BotReader.octoBot.run("load_octobot.py", more[0], "bot", in: bot.folder)
    }

    /// What the script prints of an exchange with an account's credentials.
    private func line(_ account: SandboxAccount, _ exchange: String) throws -> String {
        let values = [CredentialField.key, .secret, .passphrase].map { account.credentials[$0] ?? "" }
        let digest = try Child(
            ["sh", "-c", "sha256sum | cut -d ' ' -f 1"],
            in: bot.folder.url,
            input: values.joined(separator: "\n")
        ).end()
        return "ok \(exchange) \(digest.stdout)"
    }

    @Test("loads both files, and would sign in with the slots' credentials", .timeLimit(.minutes(3)))
    func loader() throws {
        try bot.add(.bitgetFutures, .hitbtc)
        #expect(try bot.workspace.run("apply", "--offline").exit == 0)
        let wanted =
            try line(bot.account(.bitgetFutures), "bitget future")
            + line(bot.account(.hitbtc), "hitbtc spot")
        let ended = try load()
        #expect(ended.exit == 0 && ended.stdout == wanted, ended.told)

        // Its start obscures the keys and sorts both files: no drift, and it still reads the same.
        let started = try load("--start")
        #expect(started.exit == 0 && started.stdout == wanted, started.told)
        let text = try bot.folder.text(BotWorkspace.octoBotConfig)
        #expect(!text.contains(try #require(bot.account(.hitbtc).credentials[.secret])))
        try bot.expectSettled()
        let verified = try bot.workspace.run("verify", "-o", "json")
        #expect(verified.exit == 0, verified.told)
        #expect(try verified.json().codes.contains("bot.encrypted"), verified.told)

        // New keys go where the obscured ones were.
        let other = try Account.named("bitget-futures-other-account")
        try bot.workspace.add(other, named: "bitget-futures")
        let applied = try bot.workspace.run("apply", "--offline", "--yes")
        #expect(applied.exit == 0, applied.told)
        let changed = try line(other, "bitget future") + line(bot.account(.hitbtc), "hitbtc spot")
        #expect(try load("--start").stdout == changed)
        try bot.expectSettled()
    }

    @Test("finds a wrong member, exchange and file", .timeLimit(.minutes(3)))
    func wrong() throws {
        try bot.add(.hitbtc)
        #expect(try bot.workspace.run("apply", "--offline").exit == 0)
        let text = try bot.folder.text(BotWorkspace.octoBotConfig)
        for (name, other, told) in [
            ("api-secret", "api-secre", "invalid hitbtc: unknown member api-secre"),
            ("hitbtc", "hitbtcc", "invalid hitbtcc: no such exchange"),
            ("notification", "notifications", "invalid "),
        ] {
            try bot.folder.write(
                BotWorkspace.octoBotConfig,
                text.replacingOccurrences(of: "\"\(name)\"", with: "\"\(other)\"")
            )
            let ended = try load()
            #expect(ended.exit == 1 && ended.stdout.contains(told), ended.told)
        }
    }
}

@Suite("ccxt itself", .enabled(if: BotReader.ccxt.isThere && BotReader.oldCCXT.isThere, BotReader.ccxt.hint))
struct CCXTItselfTests {
    @Test("takes what stands in ccxt.json, and reads the balance that slots read", .timeLimit(.minutes(3)))
    func signsIn() throws {
        let bot = try BotWorkspace("ccxt")
        try bot.add(.bitget, .hitbtc, lines: ["rate-limit: 250ms"])
        try bot.add(.bitgetFutures)
        for selector in [SlotModel.Selector.aster, .asterFutures] {
            try bot.workspace.add(Account.connected(selector, .v1), named: selector.rawValue)
        }
        let applied = try bot.workspace.run("apply")
        #expect(applied.exit == 0, applied.told)
        let server = try SandboxServer.start()
        defer { server.stop() }
        for selector in [SlotModel.Selector.bitget, .bitgetFutures, .hitbtc, .aster, .asterFutures] {
            let reader: BotReader = [.aster, .asterFutures].contains(selector) ? .oldCCXT : .ccxt
            let urls = try BotReader.places(of: selector, on: server)
            let ended = try reader.run(
                "load_ccxt.py",
                "bot/ccxt.json",
                selector.rawValue,
                urls,
                in: bot.folder
            )
            #expect(ended.exit == 0, ended.told)
            let balance = try BotReader.balance(of: selector.rawValue, in: bot.workspace)
            #expect(balance.count > 0 && BotReader.balance(in: ended.stdout) == balance, ended.told)
        }
        #expect(server.counts.refused == [])
    }
}
