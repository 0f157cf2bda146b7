import BotConfigs
import Cryptography
import Foundation
import SlotModel
import Testing

@Suite("A bot with one connection, whose members stand at the top")
struct SingleConnectionTests {
    private static let template: BotTemplate = {
        var fee = BotTemplate.Member("fee", .from([.takerFee]), unit: .ratio)
        fee.isKept = true
        var template = Gunbot.template(members: [
            .init("exchange.name", .from([.id])),
            .init("exchange.key", .from([.credential(.key)])),
            .init("exchange.options.secret", .from([.credential(.secret)])),
            fee,
        ])
        template.files[0].entries?.path = []
        template.files[0].entries?.encryptedFlag = nil
        template.files[0].entries?.emptyBeforeRemoval = nil
        template.files[0].entries?.pairs = nil
        return template
    }()

    private let before = """
        {
            "max": 1.0,
            "exchange": {
                "name": "hitbtc",
                "pairs": ["BTC/USDT"],
                "key": "FAKE-0001"
            }
        }

        """

    private let slot = TestSlot("h", .hitbtc, id: "hitbtc", key: "k", secret: "s", fee: "0.1")

    @Test("is merged member by member, and objects that are missing are made")
    func merged() throws {
        let merged = try #require(mergeGunbot([slot], into: before, template: Self.template).merged)
        #expect(
            merged.text == """
                {
                    "max": 1.0,
                    "exchange": {
                        "name": "hitbtc",
                        "pairs": ["BTC/USDT"],
                        "key": "k",
                        "options": {
                            "secret": "s"
                        }
                    },
                    "fee": 0.001
                }

                """
        )
        #expect(
            merged.summary == [
                "exchange.key update take-over", "exchange.options.secret add take-over", "fee add",
            ]
        )
        #expect(!"\(merged.changes)".contains("FAKE"))
        let again = try #require(
            mergeGunbot([slot], into: merged.text, owned: merged.owned, template: Self.template).merged
        )
        #expect(again.changes == [])
        #expect(again.text == merged.text)
        #expect(again.owned == merged.owned)
    }

    @Test("is made with what the template says, and given back when the slot goes")
    func created() throws {
        let merged = try #require(mergeGunbot([slot], into: nil, template: Self.template).merged)
        #expect(
            merged.text == """
                {
                    "exchange": {
                        "name": "hitbtc",
                        "key": "k",
                        "options": {
                            "secret": "s"
                        }
                    },
                    "fee": 0.001
                }

                """
        )
        let without = try #require(
            mergeGunbot([], into: merged.text, owned: merged.owned, template: Self.template).merged
        )
        #expect(without.changes.allSatisfy { $0.consent == .removal })
        #expect(!without.text.contains("\"k\"") && !without.text.contains("\"s\""))
    }

    @Test("takes one slot, and says which files to change where there are two")
    func two() {
        let (merged, findings) = mergeGunbot(
            [slot, TestSlot("i", .hitbtc, id: "hitbtc#2")],
            into: before,
            template: Self.template
        )
        #expect(merged == nil)
        #expect(findings.map(\.code) == ["bot.one-connection"])
    }

    @Test("is refused where an object should be")
    func shape() {
        let (merged, findings) = mergeGunbot(
            [slot],
            into: #"{"exchange": "hitbtc"}"#,
            template: Self.template
        )
        #expect(merged == nil)
        #expect(findings.map(\.code) == ["bot.wrong-shape"])
    }
}
