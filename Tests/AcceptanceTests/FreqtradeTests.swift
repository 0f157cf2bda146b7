import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("the file that freqtrade reads last, one for each slot")
struct FreqtradeTests {
    private static let selectors: [SlotModel.Selector] = [.bitget, .bitgetFutures, .hitbtc]
    private let bot: BotWorkspace
    private var folder: TemporaryFolder { bot.folder }

    init() throws { bot = try BotWorkspace("freqtrade") }

    private func file(_ slot: String) -> String { "bot/exchange.\(slot).json" }

    /// Slots of all selectors that freqtrade can use, applied.
    private func apply() throws {
        try bot.add(.bitget, .hitbtc, lines: ["fees: 0.25%", "rate-limit: 250ms"])
        try bot.add(.bitgetFutures)
        let applied = try bot.workspace.run("apply", "--offline")
        try #require(applied.exit == 0, applied.told)
        #expect(!applied.stderr.contains("bot.new-file"), applied.told)
    }

    private func wanted(_ selector: SlotModel.Selector, _ exchange: String, _ more: [String]) throws
        -> [String]
    {
        let account = try bot.account(selector)
        let names: [(CredentialField, String)] = [
            (.key, "exchange/api_key"), (.secret, "exchange/secret"), (.passphrase, "exchange/password"),
        ]
        let own = try bot.lines(account, names.filter { account.credentials[$0.0] != nil })
        return (own + ["exchange/name \"\(exchange)\""] + more).sorted()
    }

    @Test("holds spot or isolated futures, the fee as a ratio, and nothing of another slot's")
    func files() throws {
        try apply()
        let spot = ["trading_mode \"spot\"", "fee 0.0025", "exchange/ccxt_config/rateLimit 250"]
        #expect(try bot.read(file("bitget")) == wanted(.bitget, "bitget", spot))
        #expect(try bot.read(file("hitbtc")) == wanted(.hitbtc, "hitbtc", spot))
        let futures = ["trading_mode \"futures\"", "margin_mode \"isolated\""]
        #expect(try bot.read(file("bitget-futures")) == wanted(.bitgetFutures, "bitget", futures))
        #expect(try folder.names("bot").count == 3)
        for selector in Self.selectors { #expect(try folder.mode(file(selector.rawValue)) == 0o600) }
        try bot.expectSettled()
        let validated = try bot.workspace.run("validate")
        #expect(validated.exit == 0, validated.told)
    }

    @Test("is one line of a plan, since the file is the entry")
    func plan() throws {
        try bot.add(.bitget, lines: ["fees: 0.25%", "rate-limit: 250ms"])
        let plan = try bot.workspace.run("plan", "--offline")
        #expect(plan.stdout.contains("exchange.bitget.json (main, new file)\n  + 7 members\n\n"), plan.told)
        let whole = try bot.workspace.run("plan", "--offline", "-v")
        #expect(whole.stdout.contains("\n  + exchange.ccxt_config.rateLimit: 250\n"), whole.told)
    }

    @Test("is proved by itself: another key in one file stops that slot only")
    func verified() throws {
        try apply()
        let verified = try bot.workspace.run("verify")
        #expect(verified.exit == 0, verified.told)
        let text = try folder.text(file("hitbtc"))
        let key = try #require(try bot.account(.hitbtc).credentials[.key])
        try folder.write(file("hitbtc"), text.replacingOccurrences(of: key, with: "edited"))
        #expect(try bot.workspace.run("verify", "bitget").exit == 0)
        let stopped = try bot.workspace.run("verify", "hitbtc", "-o", "json")
        #expect(stopped.exit == 1, stopped.told)
        #expect(try stopped.json().codes.contains("bot.other-credentials"), stopped.told)
        #expect(try bot.workspace.run("apply", "--offline").exit == 1)
        #expect(try bot.workspace.run("apply", "--offline", "--yes").exit == 0)
        #expect(try folder.text(file("hitbtc")) == text)
        let shown = try bot.workspace.run("show", "hitbtc")
        #expect(shown.stdout.contains("bot/exchange.hitbtc.json, managed by slots"), shown.told)
    }

    @Test("goes with its slot, comes back with it, and follows another name")
    func comesAndGoes() throws {
        try apply()
        let text = try folder.text(file("hitbtc"))
        let slot = try folder.text("slots/hitbtc.yaml")
        try folder.write("slots/hitbtc.yaml", slot + "enabled: false\n")
        #expect(try bot.workspace.run("apply", "--offline").exit == 1, "what goes is asked about")
        let gone = try bot.workspace.run("apply", "--offline", "--yes")
        #expect(gone.exit == 0 && gone.stderr.contains("removed bot/exchange.hitbtc.json"), gone.told)
        #expect(!folder.exists(file("hitbtc")))
        try bot.expectSettled()
        let back = try bot.workspace.run("rollback", "--yes")
        #expect(back.exit == 0, back.told)
        #expect(try folder.text(file("hitbtc")) == text)
        try folder.write("slots/hitbtc.yaml", slot)
        try bot.expectSettled()
        let renamed = try bot.workspace.run("rename", "hitbtc", "other", "--yes")
        #expect(renamed.exit == 0, renamed.told)
        #expect(try bot.workspace.run("apply", "--offline", "--yes").exit == 0)
        #expect(!folder.exists(file("hitbtc")))
        #expect(try folder.text(file("other")) == text)
        let removed = try bot.workspace.run("remove", "other", "--yes")
        #expect(removed.exit == 0, removed.told)
        #expect(!folder.exists(file("other")), removed.told)
        #expect(try folder.names("bot").count == 2)
    }

    @Test("is not touched by an apply of another slot only")
    func only() throws {
        try apply()
        try FileManager.default.removeItem(atPath: folder.path + "/slots/hitbtc.yaml")
        try bot.workspace.add(bot.account(.bitget), named: "bitget", lines: ["fees: 0.1%"])
        let before = try folder.text(file("hitbtc"))
        let applied = try bot.workspace.run("apply", "--offline", "--yes", "--only", "bitget")
        #expect(applied.exit == 0, applied.told)
        #expect(try folder.text(file("hitbtc")) == before)
        #expect(try bot.read(file("bitget")).contains("fee 0.001"))
        #expect(try bot.workspace.run("apply", "--offline", "--yes").exit == 0)
        #expect(!folder.exists(file("hitbtc")))
    }

    @Test("is refused to Aster and to cross margin, at the line that asks for it, with the bots that can")
    func refused() throws {
        try bot.add(.aster, .asterFutures)
        try bot.add(.bitgetFutures, lines: ["account: {margin-mode: cross}"])
        let ended = try bot.workspace.run("validate")
        #expect(ended.exit == 65, ended.told)
        for told in [
            "slots/aster.yaml:1:11: error: freqtrade cannot use the slot: freqtrade signs in at Aster with the main",
            "slots/aster-futures.yaml:1:11: error: freqtrade cannot use the slot: freqtrade trades spot only",
            "error: freqtrade cannot use the slot: freqtrade trades futures with isolated margin only",
            "help: bitsgap, dotenv, gunbot can; say with 'bots:'",
            "help: astrabit, ccxt, dotenv, gunbot, hummingbot, octobot, passivbot can; say with 'bots:'",
        ] {
            #expect(ended.stderr.contains(told), ended.told)
        }
        #expect(try bot.workspace.run("apply", "--offline", "--yes").exit == 65)
        #expect(try folder.names("bot") == [])
    }

    @Test("is refused to what freqtrade would change or take for something else, wherever that is said")
    func changed() throws {
        try bot.add(.bitgetFutures, lines: ["account: {position-mode: hedge}"])
        try bot.add(.bitget, lines: ["network: testnet"])
        let ended = try bot.workspace.run("validate")
        #expect(ended.exit == 65, ended.told)
        for told in [
            "error: freqtrade cannot use the slot: freqtrade switches a futures account to one-way mode",
            "slots/bitget.yaml:6:10: error: freqtrade cannot use the slot: freqtrade would take the key to the real",
        ] {
            #expect(ended.stderr.contains(told), ended.told)
        }
        try bot.add(.bitgetFutures, lines: ["account: {contract: coin}"])
        let coin = try bot.workspace.run("validate")
        #expect(
            coin.stderr.contains("freqtrade trades contracts that are settled in USDT or USDC"),
            coin.told
        )
        // Of the workspace's network, too.
        try folder.write("slots.yaml", try folder.text("slots.yaml").replacing("sandbox", with: "testnet"))
        try bot.add(.bitget, .bitgetFutures)
        let all = try bot.workspace.run("validate", "-o", "json")
        #expect(all.exit == 65, all.told)
        #expect(try all.json().codes.count(where: { $0 == "bot.unusable-slot" }) == 2, all.told)
    }

    @Test("keeps Aster's builder approval off, whoever takes the refusal out")
    func builder() throws {
        let shipped = try String(
            contentsOf: Shared.repository.appendingPathComponent("templates/freqtrade/template.yaml"),
            encoding: .utf8
        )
        let (start, end) = (
            try #require(shipped.range(of: "refuses:")), try #require(shipped.range(of: "files:"))
        )
        let own = String(shipped[..<start.lowerBound] + shipped[end.lowerBound...])
        try folder.write("templates/freqtrade/template.yaml", own)
        try bot.add(.aster)
        let applied = try bot.workspace.run("apply", "--offline")
        #expect(applied.exit == 0, applied.told)
        let lines = try bot.read(file("aster"))
        #expect(lines.contains("exchange/ccxt_config/options/builderFee false"), "\(lines)")
        #expect(lines.contains("exchange/name \"aster\""), "\(lines)")
        #expect(lines.contains { $0.hasPrefix("exchange/private_key ") }, "\(lines)")
    }

    @Test("is imported as the slot that it is named after, and the next plan has nothing to change")
    func imported() throws {
        try folder.write("slots.yaml", try folder.text("slots.yaml").replacing("sandbox", with: "live"))
        let own = """
            {"trading_mode": "futures", "margin_mode": "isolated", "fee": 0.00060, "max_open_trades": 3,
             "exchange": {"name": "bitget", "api_key": "canary-1", "secret": "canary \\"2", "password": "canary-3",
              "pair_whitelist": ["BTC/USDT:USDT"]}}

            """
        try folder.write(file("mine"), own, mode: 0o600)
        let ended = try bot.workspace.run("import", file("mine"), "--secrets", "file", "-o", "json")
        #expect(ended.exit == 0, ended.told)
        #expect(!(ended.stdout + ended.stderr).contains("canary"))
        let slot = try folder.text("slots/mine.yaml")
        #expect(slot.hasPrefix("exchange: bitget-futures\n") && slot.contains("\nfees: 0.06%\n"), "\(slot)")
        #expect(!slot.contains("as:") && !slot.contains("extra:"), "\(slot)")
        try bot.expectSettled()
        #expect(try folder.text(file("mine")) == own)
        // A second account of the same exchange has a file of its own.
        try folder.write(file("other"), own.replacing("canary", with: "canary-b"), mode: 0o600)
        #expect(try bot.workspace.run("import", file("other"), "--secrets", "file").exit == 0)
        try bot.expectSettled()
    }

    @Test("is made of what stands in freqtrade's own configuration, which stays as it is")
    func importedMain() throws {
        try folder.write("slots.yaml", try folder.text("slots.yaml").replacing("sandbox", with: "live"))
        let main = """
            {"dry_run": true, "trading_mode": "spot", "exchange": {"name": "hitbtc", "key": "canary-1",
             "secret": "canary-2", "pair_whitelist": []}, "telegram": {"token": "canary-token"}}

            """
        try folder.write("bot/config.json", main, mode: 0o600)
        let ended = try bot.workspace.run("import", "bot/config.json", "--secrets", "file")
        #expect(ended.exit == 0, ended.told)
        #expect(!(ended.stdout + ended.stderr).contains("canary"), ended.told)
        #expect(ended.stderr.contains("what goes into bot/exchange.hitbtc.json"), ended.told)
        #expect(!ended.stderr.contains("import.would-change"), ended.told)
        #expect(try folder.names("slots") == ["hitbtc.yaml"])
        #expect(!(try folder.text("slots/hitbtc.yaml").contains("canary")))
        #expect(try bot.workspace.run("apply", "--offline").exit == 0)
        #expect(try bot.read(file("hitbtc")).contains("exchange/api_key \"canary-1\""))
        #expect(try folder.text("bot/config.json") == main)
        try folder.write("bot/config.json", "// mine\n" + main)
        let commented = try bot.workspace.run("import", "bot/config.json", "--secrets", "file")
        #expect(commented.exit == 65 && commented.stderr.contains("bot.syntax"), commented.told)
        #expect(!(commented.stdout + commented.stderr).contains("canary"), commented.told)
        try folder.write("bot/config.json", #"{"exchange": {"name": "okx", "key": "canary-k"}}"#)
        let unknown = try bot.workspace.run("import", "bot/config.json", "--secrets", "file")
        #expect(unknown.exit == 65 && unknown.stderr.contains("import.nothing"), unknown.told)
    }
}
