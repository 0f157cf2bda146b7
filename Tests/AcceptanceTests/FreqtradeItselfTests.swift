import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

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
