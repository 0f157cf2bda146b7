import BotConfigs
import Cryptography
import Foundation
import SlotModel
import Testing

@Suite("A file that a slot has for itself")
struct SlotsOwnFileTests {
    private static let template: BotTemplate = {
        var fee = BotTemplate.Member("fee", .from([.takerFee]), unit: .ratio)
        fee.isKept = true
        var template = Gunbot.template(members: [
            .init("exchange.name", .from([.exchange])), .init("exchange.key", .from([.credential(.key)])),
            fee,
        ])
        template.files[0].path.value = "x.{name}.json"
        template.files[0].entries?.path = []
        template.files[0].entries?.encryptedFlag = nil
        template.files[0].entries?.emptyBeforeRemoval = nil
        template.files[0].entries?.pairs = nil
        template.files[0] = template.files[0].file(of: "h")
        return template
    }()

    private let slot = TestSlot("h", .hitbtc, id: "hitbtc", key: "k", fee: "0.1")

    private func written() throws -> Merged {
        try #require(mergeGunbot([slot], into: nil, template: Self.template).merged)
    }

    private func removes(_ text: String, _ owned: OwnedMembers, scope: SlotScope = .all) throws
        -> MergeOutcome
    {
        let file = Self.template.files[0]
        var input = MergeInput(
            template: Self.template,
            file: file,
            bot: Gunbot.bot,
            slots: [],
            existing: ExistingFile(Secret(copying: Array(text.utf8)), file, name: "x.h.json"),
            fileName: "x.h.json",
            owned: owned,
            fingerprinter: Gunbot.fingerprinter
        )
        input.scope = scope
        return try #require(merge(input).outcome)
    }

    @Test("is made without a word about a file that is missing")
    func made() throws {
        let merged = try written()
        #expect(merged.findings == [])
        #expect(try JSONSerialization.jsonObject(with: Data(merged.text.utf8)) is [String: Any])
    }

    @Test("goes with its slot, whole, and asks")
    func gone() throws {
        let merged = try written()
        let outcome = try removes(merged.text, merged.owned)
        #expect(outcome.removesFile)
        #expect(outcome.changes.count == 3)
        #expect(outcome.changes.allSatisfy { $0.kind == .remove && $0.consent == .removal })
        #expect(outcome.owned.entries == [:])
    }

    @Test("stays with what somebody else put into it")
    func shared() throws {
        let merged = try written()
        let text = merged.text.replacingOccurrences(
            of: "{\n    \"exchange\": {",
            with: "{\"x\": 1, \"exchange\": {"
        )
        try #require(text != merged.text)
        let outcome = try removes(text, merged.owned)
        #expect(!outcome.removesFile)
        let left = outcome.content.withBytes { String(decoding: $0, as: UTF8.self) }
        #expect(left.contains("\"x\": 1") && !left.contains("\"k\"") && !left.contains("fee"))
    }

    @Test("stays as it is, and known, where its slot is none of those that are written")
    func outside() throws {
        let merged = try written()
        let outcome = try removes(merged.text, merged.owned, scope: .only(["other"]))
        #expect(!outcome.removesFile && outcome.changes == [])
        #expect(outcome.owned == merged.owned)
    }

    @Test("takes nothing from extra that would stand twice")
    func conflict() {
        var slot = slot
        slot.extra = [.init(name: "exchange", value: .map([]))]
        let (merged, findings) = mergeGunbot([slot], into: nil, template: Self.template)
        #expect(merged == nil)
        #expect(findings.map(\.code) == ["slot.extra-conflict"])
    }
}
