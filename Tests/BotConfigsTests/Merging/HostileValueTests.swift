import BotConfigs
import Cryptography
import Foundation
import SlotModel
import Testing

@Suite("Hostile values")
struct HostileValueTests {
    static let texts = [
        "\"", "\\", "\\\"", "a\nb\r\tc", "{{key}}{{{secret}}}", "{{/slots}}", "\u{2028}\u{2029}",
        "\u{0}\u{1F}\u{7F}",
        "\", \"delay\": 0, \"x\": \"", "</script>", "😀ä", "&<>'",
        "slots00000000000000000000000000000000x00000000",
        "ENC:",
    ]

    @Test("a secret comes out as it went in and breaks out of nothing", arguments: texts)
    func secrets(_ text: String) throws {
        let slot = TestSlot(
            "b",
            .bitget,
            id: "bitget#3",
            key: text,
            secret: text + "s",
            passphrase: text,
            fee: "0.1"
        )
        let merged = try #require(mergeGunbot([slot], into: Gunbot.sample).merged)
        let entry = try merged.entry("bitget#3")
        #expect(entry["key"] as? String == text)
        #expect(entry["secret"] as? String == text + "s")
        #expect(entry["passphrase"] as? String == text)
        #expect(entry.count == 7)
        #expect(!merged.text.unicodeScalars.contains { $0 == "\u{2028}" || $0 == "\u{0}" })
        let again = try #require(mergeGunbot([slot], into: merged.text, owned: merged.owned).merged)
        #expect(again.text == merged.text)
    }

    @Test("a label breaks out of nothing", arguments: texts)
    func labels(_ text: String) throws {
        let template = Gunbot.template(members: [
            .init("key", .from([.credential(.key)])), .init("label", .from([.label])),
        ])
        let file = try #require(template.files.first)
        var slot = TestSlot("h", .hitbtc, id: "hitbtc#2").botSlot
        slot.slot.label = text
        let input = MergeInput(
            template: template,
            file: file,
            bot: Gunbot.bot,
            slots: [slot],
            existing: nil,
            fileName: "c",
            owned: OwnedMembers(),
            fingerprinter: Gunbot.fingerprinter
        )
        let content = try #require(merge(input).outcome).content.withBytes { Data($0) }
        let root = try #require(
            try JSONSerialization.jsonObject(with: content) as? [String: [String: [String: String]]]
        )
        #expect(root["exchanges"]?["hitbtc#2"] == ["key": "key-of-h", "label": text])
    }

    @Test("a secret that is no text is refused without being shown")
    func notText() throws {
        let template = Gunbot.template()
        let file = try #require(template.files.first)
        var slot = TestSlot("h", .hitbtc, id: "hitbtc#2").botSlot
        slot.credentials[.secret] = Secret(copying: [0x61, 0xFF, 0x62])
        let input = MergeInput(
            template: template,
            file: file,
            bot: Gunbot.bot,
            slots: [slot],
            existing: nil,
            fileName: "c",
            owned: OwnedMembers(),
            fingerprinter: Gunbot.fingerprinter
        )
        let (outcome, findings) = merge(input)
        #expect(outcome == nil)
        #expect(findings.last?.code == "bot.secret-not-text")
        #expect(findings.last?.slot == "h")
    }

    @Test("nothing that a merge tells holds a credential")
    func nothingShown() throws {
        let slots = [
            TestSlot(
                "a",
                .aster,
                id: "asterdex",
                key: "NEWKEY-1",
                secret: "NEWSECRET-1",
                delay: .seconds(500)
            ),
            TestSlot(
                "b",
                .bitget,
                id: "bitget#2",
                key: "NEWKEY-2",
                secret: "NEWSECRET-2",
                passphrase: "NEWPASS-2"
            ),
            TestSlot("c", .hitbtc, id: "hitbtc#2", key: "NEWKEY-3", secret: "NEWSECRET-3"),
        ]
        let merged = try #require(mergeGunbot(slots, into: Gunbot.sample).merged)
        let told = "\(merged.changes) \(merged.findings) \(merged.owned)"
        #expect(merged.changes.count > 10)
        for part in ["FAKE", "NEWKEY", "NEWSECRET", "NEWPASS", "ENC:"] { #expect(!told.contains(part)) }
        #expect(merged.text.contains("NEWPASS-2"))
    }

    @Test("members of extra that look like credentials are masked too")
    func looksSecret() throws {
        var slot = TestSlot("b", .bitget, id: "bitget#3", passphrase: "p")
        slot.extra = [
            .init(name: "vaultKey", value: .text("hidden-1")),
            .init(name: "more", value: .map([.init(name: "apiPassword", value: .text("hidden-2"))])),
        ]
        let merged = try #require(mergeGunbot([slot], into: Gunbot.sample).merged)
        #expect(!"\(merged.changes)".contains("hidden"))
        #expect(merged.text.contains("hidden-2"))
    }
}
