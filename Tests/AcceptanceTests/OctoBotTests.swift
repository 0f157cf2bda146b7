import Foundation
import PlainJSON
import SlotModel
import TestSupport
import Testing

@Suite("OctoBot's keys, and its profile")
struct OctoBotTests {
    private static let config = BotWorkspace.octoBotConfig
    private static let profile = BotWorkspace.octoBotProfile
    private let bot: BotWorkspace

    init() throws { bot = try .octoBot() }

    @Test("get a slot each, and OctoBot's own obscuring is no drift")
    func files() throws {
        try bot.add(.bitgetFutures, .hitbtc)
        let applied = try bot.workspace.run("apply")
        #expect(applied.exit == 0, applied.told)
        let account = try bot.account(.bitgetFutures)
        let path = "exchanges/bitget/"
        let wanted =
            try bot.lines(
                account,
                [
                    (.key, path + "api-key"), (.secret, path + "api-secret"),
                    (.passphrase, path + "api-password"),
                ]
            ) + ["\(path)enabled true", "\(path)exchange-type \"future\""]
        #expect(try bot.read(Self.config).filter { $0.hasPrefix(path) } == wanted.sorted())
        let profile = try bot.read(Self.profile).filter { $0.hasPrefix("config/exchanges/") }
        #expect(
            profile == [
                "config/exchanges/binance/enabled false", "config/exchanges/binance/exchange-type \"spot\"",
                "config/exchanges/bitget/enabled true", "config/exchanges/bitget/exchange-type \"future\"",
                "config/exchanges/hitbtc/enabled true", "config/exchanges/hitbtc/exchange-type \"spot\"",
            ]
        )
        #expect(try bot.workspace.run("verify").exit == 0)
        try bot.expectSettled()

        // OctoBot sorts, obscures, and adds members; its owner switches an exchange off.
        let program = """
            import json, sys
            config = json.load(open(sys.argv[1]))
            for entry in config["exchanges"].values():
                for name in entry:
                    if name.startswith("api-"): entry[name] = "gAAAA" + "x" * 90
                entry["web-socket"] = True
            config["exchanges"]["hitbtc"]["enabled"] = False
            json.dump(config, open(sys.argv[1], "w"), indent=4, sort_keys=True)
            """
        #expect(try Child(["python3", "-c", program, Self.config], in: bot.folder.url).end().exit == 0)
        let text = try bot.folder.text(Self.config)
        try bot.expectSettled()
        let verified = try bot.workspace.run("verify", "-o", "json")
        #expect(verified.exit == 0, verified.told)
        #expect(try verified.json().codes.contains("bot.encrypted"), verified.told)
        #expect(try bot.folder.text(Self.config) == text)
    }

    @Test(
        "have one account of each exchange: a second slot is refused, and so is an exchange that OctoBot lacks"
    )
    func second() throws {
        try bot.add(.bitget, .bitgetFutures, .aster)
        let ended = try bot.workspace.run("validate")
        #expect(ended.exit == 65, ended.told)
        #expect(
            ended.stderr.contains(
                "slots/bitget-futures.yaml:1:11: error: octobot has one account of each exchange"
            ),
            ended.told
        )
        #expect(ended.stderr.contains("octobot has no Aster"), ended.told)
        #expect(ended.stderr.contains("dotenv, gunbot can; "), ended.told)
        #expect(try bot.workspace.run("apply", "--offline", "--yes").exit == 65)
    }

    @Test("are imported as spot or futures, and the next plan has nothing to change")
    func imported() throws {
        let text = """
            {"exchanges": {"bitget": {"api-key": "canary-1", "api-secret": "canary-2", "api-password": "canary-3",
              "enabled": true, "exchange-type": "future", "web-socket": false},
             "hitbtc": {"api-key": "gAAAAcanary", "api-secret": "gAAAAcanary", "enabled": true},
             "kraken": {"api-key": "canary-4", "api-secret": "canary-5"}}, "services": {}}

            """
        try bot.folder.write(Self.config, text, mode: 0o600)
        try bot.folder.write(
            "slots.yaml",
            try bot.folder.text("slots.yaml").replacing("sandbox", with: "live")
        )
        let ended = try bot.workspace.run("import", Self.config, "--secrets", "file", "-o", "json")
        #expect(ended.exit == 0, ended.told)
        #expect(
            try ended.json().codes.sorted() == ["import.encrypted", "import.unknown-exchange"],
            ended.told
        )
        #expect(try bot.folder.names("slots") == ["bitget-futures.yaml"])
        #expect(!(ended.stdout + ended.stderr).contains("canary"), ended.told)
        let plan = try bot.workspace.run("plan", "--offline", "-o", "json")
        #expect(
            try plan.json().paths == [
                "config.exchanges.bitget.enabled", "config.exchanges.bitget.exchange-type",
            ],
            plan.told
        )
    }
}

extension BotWorkspace {
    static let octoBotConfig = "bot/user/config.json"
    static let octoBotProfile = "bot/user/profiles/default/profile.json"

    /// One with an OctoBot that was started once: its own files are there.
    static func octoBot() throws -> BotWorkspace {
        let bot = try BotWorkspace("octobot")
        try bot.folder.write(
            octoBotConfig,
            """
            {"backtesting": {"files": []}, "services": {}, "profile": "default", "accepted_terms": true,
             "notification": {"global-info": true, "price-alerts": true, "trades": true, "notification-type": []},
             "exchanges": {}}

            """,
            mode: 0o600
        )
        try bot.folder.write(
            octoBotProfile,
            """
            {"profile": {"id": "default", "name": "Default"},
             "config": {"crypto-currencies": {"Bitcoin": {"pairs": ["BTC/USDT"], "enabled": true}},
              "exchanges": {"binance": {"enabled": false, "exchange-type": "spot"}},
              "trader": {"enabled": false}, "trading": {"reference-market": "USDT", "risk": 0.5},
              "trader-simulator": {"enabled": true, "fees": {"maker": 0.06, "taker": 0.06},
               "starting-portfolio": {"USDT": 1000}}}}

            """,
            mode: 0o600
        )
        return bot
    }
}
