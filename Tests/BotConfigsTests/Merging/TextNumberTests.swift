import BotConfigs
import Cryptography
import Foundation
import SlotModel
import Testing

@Suite("Numbers that a bot keeps as texts")
struct TextNumberTests {
    private func file(_ delay: String, _ fee: String) -> String {
        #"{"exchanges": {"hitbtc": {"key": "k", "secret": "s", "delay": \#(delay), "TRADING_FEES": \#(fee)}}}"#
    }

    private let slot = TestSlot(
        "h",
        .hitbtc,
        id: "hitbtc",
        key: "k",
        secret: "s",
        fee: "0.06",
        delay: .seconds(7)
    )

    @Test(
        "equal numbers by value, whatever their spelling",
        arguments: [("7", "0.06"), ("\"7\"", "\"0.06\""), ("\"7.0\"", "6e-2"), ("\"\\u0037\"", "\"6E-2\"")]
    )
    func equal(_ delay: String, _ fee: String) throws {
        let text = file(delay, fee)
        let merged = try #require(mergeGunbot([slot], into: text).merged)
        #expect(merged.changes == [])
        #expect(merged.text == text)
    }

    @Test("what the bot saved as a text is no drift when the slot's value becomes another one")
    func noDrift() throws {
        let first = try #require(mergeGunbot([slot], into: file("7", "0.06")).merged)
        var changed = slot
        changed.delay = .seconds(8)
        let saved = file("\"7\"", "\"0.06\"")
        let merged = try #require(mergeGunbot([changed], into: saved, owned: first.owned).merged)
        #expect(merged.summary == ["exchanges.hitbtc.delay update"])
        #expect(merged.text == file("8", "\"0.06\""))
    }

    @Test(
        "texts that are no numbers differ",
        arguments: ["\"7s\"", "\"\"", "\" 7\"", "\"+7\"", "\"0x7\"", "\"07\"", "[7]"]
    )
    func other(_ delay: String) throws {
        let merged = try #require(mergeGunbot([slot], into: file(delay, "0.06")).merged)
        #expect(merged.summary == ["exchanges.hitbtc.delay update"])
    }

    @Test("a credential that looks like a number is a text and nothing else")
    func credential() throws {
        let text = #"{"exchanges": {"hitbtc": {"key": 7, "secret": "s"}}}"#
        let merged = try #require(
            mergeGunbot([TestSlot("h", .hitbtc, id: "hitbtc", key: "7", secret: "s")], into: text).merged
        )
        #expect(merged.summary == ["exchanges.hitbtc.key update take-over"])
    }
}
