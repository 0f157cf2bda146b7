import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

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
