import BotConfigs
import Cryptography
import Foundation
import SlotModel
import Testing

@Suite("Disabled slots, and slots that are left out")
struct DisabledSlotTests {
    private let slot = TestSlot("h", .hitbtc, id: "hitbtc#2", fee: "0.1")
    private let withoutPairs = Gunbot.sample.replacingOccurrences(of: "\"hitbtc#2\"", with: "\"x\"")

    @Test("a disabled slot's connection goes with consent, and comes back without, under its own id")
    func leavesAndComesBack() throws {
        let first = try #require(mergeGunbot([slot], into: Gunbot.sample).merged)
        let without = try #require(
            mergeGunbot([], into: first.text, owned: first.owned, configure: { $0.disabled = ["h": []] })
                .merged
        )
        #expect(without.text == Gunbot.sample)
        #expect(!without.changes.isEmpty)
        #expect(without.changes.allSatisfy { $0.kind == .remove && $0.consent == .removal })
        #expect(without.owned.entries["hitbtc#2"]?.isReservation == true)
        // A second run has nothing to do, and another slot does not get the id.
        let again = try #require(
            mergeGunbot([], into: without.text, owned: without.owned, configure: { $0.disabled = ["h": []] })
                .merged
        )
        #expect(again.changes == [])
        #expect(again.owned == without.owned)
        let other = TestSlot("other", .hitbtc, id: "").slot
        let (ids, _) = assignIDs(
            to: [other],
            of: Gunbot.bot,
            template: Gunbot.template(),
            file: Gunbot.template().files[0],
            existing: Gunbot.existing(without.text),
            owned: without.owned
        )
        #expect(ids["other"] != "hitbtc#2")
        let back = try #require(mergeGunbot([slot], into: without.text, owned: without.owned).merged)
        #expect(back.text == first.text)
        #expect(back.changes.allSatisfy { $0.kind == .add && $0.consent == nil })
        #expect(back.owned == first.owned)
        #expect(!back.findings.contains { $0.code == "bot.drift" })
    }

    @Test("a disabled slot's connection with pairs stays, and every run says that the bot goes on using it")
    func pairs() throws {
        var owned = OwnedMembers()
        owned.entries["asterdex"] = .init(slot: "aster", members: ["key": .init(text: "1")], isCreated: true)
        for _ in 0..<2 {
            let merged = try #require(
                mergeGunbot([], into: Gunbot.sample, owned: owned, configure: { $0.disabled = ["aster": []] })
                    .merged
            )
            #expect(merged.text == Gunbot.sample)
            #expect(merged.owned == owned)
            let finding = try #require(merged.findings.first)
            #expect((finding.code, finding.severity, finding.slot) == ("bot.still-used", .warning, "aster"))
            #expect(
                finding.message
                    == "the slot is disabled, and the bot goes on using 'asterdex': pairs.asterdex still holds USDT-ASTER"
            )
            #expect(finding.help?.contains("the next 'slots apply' takes the connection out") == true)
            owned = merged.owned
        }
        owned.entries["asterdex"]?.isCreated = false
        let pruned = try #require(
            mergeGunbot([], into: Gunbot.sample, owned: owned) {
                $0.disabled = ["aster": []]
                $0.prunes = true
            }.merged
        )
        #expect(
            pruned.findings.first?.help?.contains("the next 'slots apply --prune' takes the connection")
                == true
        )
    }

    @Test("one that was there before slots stays, and goes when it is asked for")
    func before() throws {
        var owned = OwnedMembers()
        owned.entries["hitbtc"] = .init(slot: "h", members: ["key": .init(text: "1")], isCreated: false)
        let stays = try #require(
            mergeGunbot([], into: Gunbot.sample, owned: owned, configure: { $0.disabled = ["h": []] }).merged
        )
        #expect(stays.text == Gunbot.sample)
        #expect(stays.findings.map(\.code) == ["bot.still-used"])
        #expect(stays.owned == owned)
        #expect(stays.findings.first?.help?.hasPrefix("to go on with it, remove 'enabled: false'") == true)
        // What is not complete yet was never meant to end.
        let lacks = try #require(
            mergeGunbot([], into: Gunbot.sample, owned: owned) { $0.disabled = ["h": [.mainWallet]] }.merged
        )
        #expect(
            lacks.findings.map(\.help) == ["add main-wallet to slots/h.yaml and remove 'enabled: false'"]
        )
        for disabled: [String: [CredentialField]] in [[:], ["h": []]] {
            let pruned = try #require(
                mergeGunbot([], into: Gunbot.sample, owned: owned) {
                    $0.disabled = disabled
                    $0.prunes = true
                }.merged
            )
            #expect(pruned.changes.allSatisfy { $0.kind == .remove && $0.consent == .removal })
            #expect(!pruned.text.contains("FAKE-hitbtc"))
            #expect(pruned.findings == [])
        }
    }

    @Test("only the slots that are named change anything")
    func only() throws {
        let first = try #require(
            mergeGunbot([slot, TestSlot("b", .bitget, id: "bitget#3", passphrase: "p")], into: Gunbot.sample)
                .merged
        )
        var owned = first.owned
        owned.entries["hitbtc"] = .init(slot: "gone", members: [:], isCreated: true)
        var changed = slot
        changed.credentials[.key] = "new-key"
        let merged = try #require(
            mergeGunbot(
                [
                    changed, TestSlot("b", .bitget, id: "bitget#3", passphrase: "other", delay: .seconds(99)),
                    TestSlot("c", .bitget, id: "bitget#4", passphrase: "p"),
                ],
                into: first.text,
                owned: owned,
                configure: { $0.scope = .only(["h"]) }
            ).merged
        )
        #expect(merged.summary == ["exchanges.hitbtc#2.key update"])
        #expect(merged.owned.entries["bitget#3"] == owned.entries["bitget#3"])
        #expect(merged.owned.entries["hitbtc"] == owned.entries["hitbtc"])
        #expect(merged.owned.entries["bitget#4"] == nil)
    }

    @Test("an id that another slot had is told as that, and not as credentials of a stranger")
    func otherSlot() throws {
        let first = try #require(mergeGunbot([slot], into: Gunbot.sample).merged)
        let successor = TestSlot("other", .hitbtc, id: "hitbtc#2")
        let merged = try #require(mergeGunbot([successor], into: first.text, owned: first.owned).merged)
        #expect(merged.change("exchanges.hitbtc#2.key")?.consent == .otherSlot)
    }
}
