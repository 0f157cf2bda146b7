import BotConfigs
import Cryptography
import Foundation
import SlotModel
import Testing

@Suite("Files that are written as a whole")
struct TextFileTests {
    private static let template: BotTemplate = {
        var template = Gunbot.template()
        template.files[0].format = .text
        template.files[0].entries = nil
        template.files[0].text = .init(
            """
            # {{bot}}
            {{#slots}}
            {{id}} {{name}} {{exchange}} {{market}}{{#fees.taker}} {{fees.taker.ratio}}{{/fees.taker}}{{^last}};{{/last}}
            {{/slots}}

            """,
            name: "templates/gunbot/names.txt.mustache"
        )
        return template
    }()

    private let slots = [
        TestSlot("h", .hitbtc, id: "hitbtc", fee: "0.1"),
        TestSlot("b", .bitget, id: "bitget", passphrase: "p"),
    ]

    @Test("hold what their Mustache file says, and no credential")
    func rendered() throws {
        let merged = try #require(mergeGunbot(slots, into: nil, template: Self.template).merged)
        #expect(merged.text == "# main\nbitget b bitget spot;\nhitbtc h hitbtc spot 0.001\n")
        #expect(merged.changes.map(\.consent) == [nil])
        let again = try #require(
            mergeGunbot(slots, into: merged.text, owned: merged.owned, template: Self.template).merged
        )
        #expect(again.changes == [])
        #expect(again.owned == merged.owned)
    }

    @Test("are refused where a credential stands in the template itself")
    func credential() throws {
        var template = Self.template
        template.files[0].text?.text += "token=FAKE-secret-4711\n"
        let (merged, findings) = mergeGunbot(
            slots + [TestSlot("x", .hitbtc, id: "hitbtc#2", secret: "FAKE-secret-4711")],
            into: nil,
            template: template
        )
        #expect(merged == nil)
        #expect(findings.map(\.code) == ["template.credential"] && findings.first?.slot == "x")
        #expect(!"\(findings)".contains("4711"))
        // What is somebody else's is nobody's business here.
        #expect(mergeGunbot(slots, into: nil, template: template).merged != nil)
    }

    @Test("are overwritten with consent where they are somebody's, or were edited")
    func consent() throws {
        let foreign = try #require(mergeGunbot(slots, into: "mine\n", template: Self.template).merged)
        #expect(foreign.changes.map(\.consent) == [.overwriting])
        let edited = try #require(
            mergeGunbot(slots, into: "edited\n", owned: foreign.owned, template: Self.template).merged
        )
        #expect(edited.changes.map(\.consent) == [.drift])
        let grown = try #require(
            mergeGunbot([slots[0]], into: foreign.text, owned: foreign.owned, template: Self.template).merged
        )
        #expect(grown.changes.map(\.consent) == [nil])
    }
}
