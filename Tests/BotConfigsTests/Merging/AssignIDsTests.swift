import BotConfigs
import Cryptography
import SlotModel
import Testing

@Suite("Ids of slots inside a bot")
struct AssignIDsTests {
    private func assign(
        _ slots: [TestSlot],
        wishes: [String: String] = [:],
        existing: String? = nil,
        owned: [String: String] = [:],
        withCredentials: Bool = false
    ) -> (ids: [String: String], findings: [Finding]) {
        var members = OwnedMembers()
        for (id, slot) in owned { members.entries[id] = .init(slot: slot, members: [:], isCreated: true) }
        let models = slots.map { test in
            var slot = test.slot
            if let wish = wishes[test.name] {
                slot.ids = [
                    "main": Located(wish, at: Place(file: "slots/\(test.name).yaml", line: 7, column: 12))
                ]
            }
            return slot
        }
        let credentials = slots.map { ($0.name, $0.botSlot.credentials) }
        return assignIDs(
            to: models,
            of: Gunbot.bot,
            template: Gunbot.template(),
            file: Gunbot.template().files[0],
            existing: existing.flatMap(Gunbot.existing),
            owned: members,
            credentials: withCredentials ? Dictionary(uniqueKeysWithValues: credentials) : [:]
        )
    }

    private func bitget(_ name: String, key: String? = nil) -> TestSlot {
        TestSlot(name, .bitget, id: "", key: key)
    }

    @Test("the first by name gets the template's id, the others a number from 2, in any order")
    func numbers() {
        let slots = [
            bitget("c"), bitget("a"), TestSlot("b", .bitgetFutures, id: ""), TestSlot("d", .aster, id: ""),
        ]
        let expected = ["a": "bitget", "b": "bitget#2", "c": "bitget#3", "d": "asterdex"]
        #expect(assign(slots).ids == expected)
        #expect(assign(slots.reversed()).ids == expected)
        #expect(assign(slots).findings == [])
    }

    @Test("ids that slots gave once stay, whoever comes")
    func remembered() {
        let ids = assign(
            [bitget("a"), bitget("b"), bitget("c")],
            owned: ["bitget": "b", "bitget#4": "c"]
        ).ids
        #expect(ids == ["a": "bitget#2", "b": "bitget", "c": "bitget#4"])
    }

    @Test("an id is forgotten when the slot went to another exchange")
    func otherExchange() {
        #expect(assign([TestSlot("a", .hitbtc, id: "")], owned: ["bitget": "a"]).ids == ["a": "hitbtc"])
    }

    @Test("a number is never one that the file has for something else")
    func numbersInFile() {
        let file = #"{"exchanges": {"bitget": {}, "bitget#2": {}, "bitget#4": {}}}"#
        #expect(
            assign([bitget("a"), bitget("b"), bitget("c")], existing: file).ids
                == ["a": "bitget", "b": "bitget#3", "c": "bitget#5"]
        )
    }

    @Test("the id of a slot that is gone is free only when its entry is gone")
    func gone() {
        #expect(assign([bitget("new")], owned: ["bitget": "old"]).ids == ["new": "bitget#2"])
        #expect(
            assign(
                [bitget("new", key: "k")],
                existing: #"{"exchanges": {"bitget": {"key": "k"}}}"#,
                owned: ["bitget": "old"],
                withCredentials: true
            ).ids == ["new": "bitget"]
        )
    }

    @Test("entries are found again by their key when the state was lost")
    func recognized() {
        let slots = [
            bitget("a", key: "FAKE-unknown"), bitget("b", key: "FAKE-bitget-key-0003"),
            TestSlot("c", .asterFutures, id: "", key: "FAKE-aster-perp-key-0002"),
        ]
        #expect(
            assign(slots, existing: Gunbot.sample, withCredentials: true).ids
                == ["a": "bitget#3", "b": "bitget", "c": "asterFutures"]
        )
        #expect(
            assign(slots, existing: Gunbot.sample).ids
                == ["a": "bitget", "b": "bitget#3", "c": "asterFutures"]
        )
    }

    @Test("of entries that share a slot's key the one without a number is found first, wherever it stands")
    func sharedKey() {
        let file =
            #"{"exchanges": {"bitget#3": {"key": "K"}, "bitget": {"key": "K"}, "bitget#2": {"key": "K"}}}"#
        let slots = ["a", "b", "c"].map { bitget($0, key: "K") }
        #expect(
            assign(slots, existing: file, withCredentials: true).ids
                == ["a": "bitget", "b": "bitget#3", "c": "bitget#2"]
        )
    }

    // MARK: - as:

    @Test("as: decides")
    func wish() {
        let (ids, findings) = assign(
            [bitget("a"), bitget("b")],
            wishes: ["b": "bitget"],
            owned: ["bitget": "a"]
        )
        #expect(ids == ["a": "bitget#2", "b": "bitget"])
        #expect(findings == [])
    }

    @Test(
        "as: with a number that the bot never gives is warned about",
        arguments: ["#1", "#0", "#02", "#2#3", "#"]
    )
    func strangeNumber(_ number: String) {
        let (ids, findings) = assign([TestSlot("a", .bitget, id: "")], wishes: ["a": "bitget" + number])
        #expect(ids == ["a": "bitget" + number])
        #expect(findings.map(\.code) == ["slot.unknown-id"])
        #expect(findings.first?.help == "write 'bitget#2'")
    }

    @Test("as: may name an id that the template does not know, with a warning")
    func unknownWish() {
        let (ids, findings) = assign(
            [TestSlot("a", .asterFutures, id: "")],
            wishes: ["a": "asterdexFutures"]
        )
        #expect(ids == ["a": "asterdexFutures"])
        #expect(findings.map(\.code) == ["slot.unknown-id"])
        #expect(findings.map(\.severity) == [.warning])
    }

    @Test(
        "as: that cannot be is refused at its place",
        arguments: [
            ("", "'main' cannot have a connection of this name"),
            ("#2", "'main' cannot have a connection of this name"),
            ("bit get", "'main' cannot have a connection of this name"),
            ("bitget\u{200B}", "'main' cannot have a connection of this name"),
            ("asterdex#2", "'asterdex' is what gunbot calls Aster, and this slot is for Bitget"),
        ]
    )
    func wrongWish(_ wish: String, _ message: String) {
        let (ids, findings) = assign([bitget("a")], wishes: ["a": wish])
        #expect(ids == [:])
        #expect(findings.map(\.message) == [message])
        #expect(findings.first?.place == Place(file: "slots/a.yaml", line: 7, column: 12))
    }

    @Test("two slots cannot have one id")
    func duplicate() {
        let (ids, findings) = assign(
            [bitget("a"), bitget("b")],
            wishes: ["a": "bitget#2", "b": "bitget#2"]
        )
        #expect(ids == ["a": "bitget#2"])
        #expect(findings.map(\.message) == ["the slot 'a' has the id 'bitget#2' in 'main' already"])
        #expect(findings.first?.place?.file == "slots/b.yaml")
    }

    @Test("an exchange that the bot does not know is refused at the slot's exchange")
    func unsupported() {
        var template = Gunbot.template()
        template.ids[.hitbtc] = nil
        let slot = TestSlot("h", .hitbtc, id: "").slot
        let (ids, findings) = assignIDs(
            to: [slot],
            of: Gunbot.bot,
            template: template,
            file: template.files[0],
            existing: nil,
            owned: OwnedMembers()
        )
        #expect(ids == [:])
        #expect(findings.map(\.message) == ["gunbot has no HitBTC"])
        #expect(findings.first?.place == Gunbot.place)
    }
}
