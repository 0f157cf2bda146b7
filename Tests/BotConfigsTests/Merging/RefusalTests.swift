import BotConfigs
import Foundation
import SlotModel
import Testing

@Suite("Slots that a kind of bot cannot use")
struct RefusalTests {
    private struct Case: CustomTestStringConvertible, Sendable {
        var condition: BotTemplate.Condition
        var isRefused: Bool
        var testDescription: String { "\(condition.source.name) \(condition.words)" }
    }

    private static let cases = [
        Case(condition: .init(.exchange, ["aster", "bitget-futures"]), isRefused: true),
        Case(condition: .init(.exchange, ["bitget"]), isRefused: false),
        Case(condition: .init(.market, ["futures"]), isRefused: true),
        Case(condition: .init(.marginMode, ["cross"]), isRefused: true),
        Case(condition: .init(.marginMode, ["isolated"]), isRefused: false),
        Case(condition: .init(.marginMode), isRefused: true),
        Case(condition: .init(.contract), isRefused: false),
        Case(condition: .init(.takerFee), isRefused: true),
        Case(condition: .init(.delay), isRefused: false),
        Case(condition: .init(.credential(.apiWallet)), isRefused: false),
    ]

    @Test("are refused where the condition is true of them", arguments: cases)
    private func condition(_ testCase: Case) {
        var slot = TestSlot("b", .bitgetFutures, id: "", fee: "0.1").slot
        slot.account.marginMode = Located(.cross, at: Place(file: "slots/b.yaml", line: 9, column: 3))
        var template = Gunbot.template()
        template.refusals = [.init(testCase.condition, because: "it does not")]
        template.alternatives = [Gunbot.template()]
        template.alternatives[0].kind = "other"
        let (ids, findings) = assignIDs(
            to: [slot],
            of: Gunbot.bot,
            template: template,
            file: template.files[0],
            existing: nil,
            owned: OwnedMembers()
        )
        #expect(ids.isEmpty == testCase.isRefused)
        guard testCase.isRefused else { return #expect(findings == []) }
        #expect(findings.map(\.code) == ["bot.unusable-slot"])
        #expect(findings.first?.message == "gunbot cannot use the slot: it does not")
        #expect(findings.first?.help == "other can; say with 'bots:' in the slot's file which bots it is for")
        if testCase.condition.source == .marginMode { #expect(findings.first?.place?.line == 9) }
    }

    @Test("one account of each exchange: the second slot is refused, whatever it calls itself")
    func onePerExchange() {
        var template = Gunbot.template()
        template.isOnePerExchange = true
        var slots = [TestSlot("a", .bitget, id: "").slot, TestSlot("b", .bitgetFutures, id: "").slot]
        func assign() -> (ids: [String: String], findings: [Finding]) {
            assignIDs(
                to: slots,
                of: Gunbot.bot,
                template: template,
                file: template.files[0],
                existing: nil,
                owned: OwnedMembers()
            )
        }
        #expect(assign().ids == ["a": "bitget"])
        #expect(assign().findings.map(\.code) == ["bot.one-connection"])
        #expect(assign().findings.first?.slot == "b")
        slots[1].ids = ["main": Located("bitget", at: Gunbot.place)]
        #expect(assign().ids == ["b": "bitget"])
        slots[1].ids = ["main": Located("bitget#2", at: Gunbot.place)]
        #expect(assign().findings.map(\.code) == ["slot.unknown-id"])
    }
}
