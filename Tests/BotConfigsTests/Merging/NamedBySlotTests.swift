import BotConfigs
import Cryptography
import Foundation
import SlotModel
import Testing

@Suite("Connections that bear their slots' names")
struct NamedBySlotTests {
    private static let template: BotTemplate = {
        var fee = BotTemplate.Member("builder", .constant(.boolean(false)))
        fee.condition = .init(.exchange, ["aster", "aster-futures"])
        var template = Gunbot.template(members: [
            .init("exchange", .from([.exchange])), .init("key", .from([.credential(.key)])),
            .init("secret", .from([.credential(.secret)])), fee,
        ])
        template.ids[.hitbtc] = nil
        template.files[0].entries?.path = []
        template.files[0].entries?.naming = .name
        template.files[0].entries?.others = ["referrals", "_*"]
        template.files[0].entries?.encryptedFlag = nil
        template.files[0].entries?.encryptedPrefix = nil
        template.files[0].entries?.emptyBeforeRemoval = nil
        template.files[0].entries?.pairs = nil
        return template
    }()
    private static var file: BotTemplate.File { template.files[0] }

    private func assign(
        _ slots: [TestSlot],
        wishes: [String: String] = [:],
        into existing: String? = nil,
        template: BotTemplate = template
    ) -> (ids: [String: String], findings: [Finding]) {
        let models = slots.map { slot in
            var model = slot.slot
            if let wish = wishes[slot.name] { model.ids = ["main": Located(wish, at: Gunbot.place)] }
            return model
        }
        return assignIDs(
            to: models,
            of: Gunbot.bot,
            template: template,
            file: Self.file,
            existing: existing.map {
                ExistingFile(Secret(copying: Array($0.utf8)), Self.file, name: "keys.json")
            },
            owned: OwnedMembers(),
            credentials: Dictionary(uniqueKeysWithValues: slots.map { ($0.name, $0.botSlot.credentials) })
        )
    }

    @Test("are called as the slot is, or as it says")
    func names() {
        let (ids, findings) = assign(
            [
                TestSlot("one", .bitget, id: ""), TestSlot("two", .bitget, id: ""),
                TestSlot("three", .aster, id: ""),
            ],
            wishes: ["two": "my_account"]
        )
        #expect(ids == ["one": "one", "two": "my_account", "three": "three"])
        #expect(findings == [])
    }

    @Test("are found again by their key, whatever they are called")
    func found() {
        let (ids, _) = assign(
            [TestSlot("one", .bitget, id: "", key: "k1")],
            into: #"{"bitget_01": {"exchange": "bitget", "key": "k1"}}"#
        )
        #expect(ids == ["one": "bitget_01"])
    }

    @Test("are never called as something else in the file, or as another one")
    func taken() {
        let (ids, findings) = assign(
            [
                TestSlot("referrals", .bitget, id: ""), TestSlot("x", .bitget, id: ""),
                TestSlot("y", .bitget, id: ""),
            ],
            wishes: ["x": "_comment", "y": "z"]
        )
        #expect(ids == ["referrals": "referrals#2", "y": "z"])
        #expect(findings.map(\.code) == ["slot.wrong-id"])
        let twice = assign(
            [TestSlot("a", .bitget, id: ""), TestSlot("b", .bitget, id: "")],
            wishes: ["a": "b"]
        )
        #expect(twice.ids == ["a": "b", "b": "b#2"])
    }

    @Test("are for exchanges that the bot has, and says which other bots have one")
    func unsupported() {
        var template = Self.template
        template.alternatives = [Gunbot.template()]
        let (ids, findings) = assign(
            [TestSlot("h", .hitbtc, id: "")],
            wishes: ["h": "mine"],
            template: template
        )
        #expect(ids == [:])
        #expect(findings.map(\.code) == ["bot.unsupported-exchange"])
        #expect(findings.first?.help?.hasPrefix("gunbot can; ") == true)
    }

    @Test("stand at the top of the file, beside what is none of them")
    func merged() throws {
        let before = """
            {
              "referrals": {"bitget": "x"},
              "other": {"exchange": "okx", "key": "FAKE"}
            }

            """
        let slots = [
            TestSlot("b", .bitget, id: "b", key: "k", secret: "s"),
            TestSlot("a", .aster, id: "a", key: "l", secret: "t"),
        ]
        let merged = try #require(mergeGunbot(slots, into: before, template: Self.template).merged)
        #expect(
            merged.text == """
                {
                  "referrals": {"bitget": "x"},
                  "other": {"exchange": "okx", "key": "FAKE"},
                  "a": {"exchange": "asterdex", "key": "l", "secret": "t", "builder": false},
                  "b": {"exchange": "bitget", "key": "k", "secret": "s"}
                }

                """
        )
        let without = try #require(
            mergeGunbot([], into: merged.text, owned: merged.owned, template: Self.template).merged
        )
        #expect(without.text == before)
        let created = try #require(mergeGunbot([slots[0]], into: nil, template: Self.template).merged)
        #expect(created.text.hasPrefix("{\n    \"b\": {\n        \"exchange\""))
    }

    @Test("are imported by what they say of their exchange")
    func imported() throws {
        let text = """
            {"referrals": {"key": "r"}, "_note": "text", "main_1": {"exchange": "bitget", "key": "k", "secret": "s"},
             "o": {"exchange": "okx", "key": "k2"}, "none": {"key": "k3"}}
            """
        let existing = ExistingFile(Secret(copying: Array(text.utf8)), Self.file, name: "keys.json")
        let entries = try readEntries(of: existing, Self.template)
        #expect(entries.map(\.id) == ["main_1", "o", "none"])
        #expect(entries.map(\.base) == ["bitget", "okx", ""])
        #expect(entries.allSatisfy { $0.number == nil })
    }
}
