import BotConfigs
import Cryptography
import Foundation
import SlotModel
import Testing

@Suite("The sheet of a connection")
struct SheetTests {
    private static let template: BotTemplate = {
        var template = Gunbot.template()
        template.files[0].path.value = "web.{name}.txt"
        template.files[0].format = .text
        template.files[0].entries = nil
        template.files[0].text = .init(
            """
            {{#slots}}
            {{bot-exchange}} {{exchange-name}} {{status}}{{#checked}} {{checked}}{{/checked}}
            {{#fields}}
            {{mark}} {{title}}: {{#value}}{{value}}{{/value}}{{^value}}?{{/value}}{{#credential}} *{{/credential}}
            {{/fields}}
            {{#rights-on}}
            {{mark}} on {{text}}{{#because}} ({{because}}){{/because}}{{#when}} {{when}}{{/when}}
            {{/rights-on}}
            {{#rights-off}}
            {{mark}} off {{right}}
            {{/rights-off}}
            {{#addresses}}
            {{mark}} {{address}}{{#bot-address}} theirs{{/bot-address}}
            {{/addresses}}
            {{#conditions}}
            {{mark}} {{text}}{{#unconfirmed}} ~{{/unconfirmed}}
            {{/conditions}}
            {{#steps}}
            {{number}}. {{text}}
            {{/steps}}
            {{/slots}}

            """,
            name: "templates/web/sheet.mustache"
        )
        var mode = BotTemplate.Member("Mode", .from([.positionMode]))
        mode.values = [.init(name: "hedge", value: .text("Hedge"))]
        template.files[0].fields = [
            .init("Name", .from([.name])), .init("Key", .from([.credential(.key)])),
            .init("Wallet", .from([.credential(.apiWallet)])), mode, .init("Margin", .from([.marginMode])),
        ]
        template.files[0] = template.files[0].file(of: "b")
        return template
    }()

    private static func report(at seconds: Int64, withdraw: Grant = .no) -> SlotReport {
        var report = SlotReport(
            slot: "b",
            exchange: .bitgetFutures,
            network: .live,
            status: .connected,
            message: ""
        )
        report.checkedAt = Timestamp(milliseconds: 1_795_168_800_000 + seconds * 1000)
        report.permissions = [.read: .yes, .futures: .yes, .withdraw: withdraw]
        report.checks = [
            CheckResult(.signIn, .pass, ""),
            CheckResult(.addresses, .pass, "", data: [.init("allowlist", .list(["203.0.113.7"]))]),
            CheckResult(.account, .pass, "", data: [.init("position_mode", .text("hedge"))]),
            CheckResult(.balance, .pass, "", data: [.init("assets", .integer(0))]),
        ]
        return report
    }

    private static func facts(_ report: SlotReport?) -> SheetFacts {
        let amount = ExactDecimal("150") ?? .zero
        return SheetFacts(
            keyPage: "the page",
            steps: ["Open it.", "Close it."],
            ticks: [.spot: "Spot"],
            needed: [.read, .futures],
            unwanted: [.withdraw],
            rules: [
                .init(.rightsOn([.spot]), because: "it does"),
                .init(.total(["USDT": amount]), isUnconfirmed: true),
                .init(.addresses(["198.51.100.1"])), .init(.rightsOff([.transfer])),
            ],
            report: report
        )
    }

    private static let slots: [TestSlot] = [TestSlot("b", .bitgetFutures, id: "bitget")]

    private func merge(
        _ report: SlotReport?,
        into existing: String?,
        owned: OwnedMembers = OwnedMembers(),
        slots: [TestSlot] = slots
    ) throws -> Merged {
        let merged = mergeGunbot(slots, into: existing, owned: owned, template: Self.template) { input in
            for index in input.slots.indices {
                input.slots[index].facts = Self.facts(report)
                input.slots[index].slot.credentials = [
                    .key: Located(.environment(name: "K"), at: Gunbot.place)
                ]
                input.slots[index].slot.ipAllowlist = [Located("203.0.113.7", at: Gunbot.place)]
            }
        }
        return try #require(merged.merged)
    }

    @Test("says what the last check found, line by line, and no credential")
    func seen() throws {
        let text = try merge(Self.report(at: 0), into: nil).text
        #expect(
            text == """
                bitget Bitget Futures connected 2026-11-20 10:00 UTC
                - Name: b
                ✓ Key: ••• *
                ✓ Mode: Hedge
                ? Margin: ?
                ✓ on read 2026-11-20 10:00 UTC
                ? on Spot (it does)
                ✓ on futures 2026-11-20 10:00 UTC
                ✓ off withdraw
                ? off transfer
                ✗ 198.51.100.1 theirs
                ✓ 203.0.113.7
                ✗ 150 USDT or more, free or in orders ~
                1. Open it.
                2. Close it.

                """
        )
    }

    @Test("knows nothing of a slot that was never checked")
    func unseen() throws {
        let text = try merge(nil, into: nil).text
        #expect(text.hasPrefix("bitget Bitget Futures unchecked\n- Name: b\n? Key: ••• *\n? Mode: ?\n"))
        #expect(!text.contains("✓") && !text.contains("✗"))
    }

    @Test("stays as it is while nothing but the moment is another one")
    func moments() throws {
        let first = try merge(Self.report(at: 0), into: nil)
        #expect(first.summary == [" add"])
        let later = try merge(Self.report(at: 86_400), into: first.text, owned: first.owned)
        #expect(later.summary == [] && later.text == first.text && later.owned == first.owned)
        let other = try merge(Self.report(at: 86_400, withdraw: .yes), into: later.text, owned: later.owned)
        #expect(other.summary == [" update"])
        #expect(other.text.contains("✗ off withdraw") && other.text.contains("2026-11-21"))
        let edited = try merge(Self.report(at: 0), into: first.text + "x", owned: first.owned)
        #expect(edited.summary == [" update drift"])
    }

    @Test("goes with its slot, unless somebody else made it")
    func removal() throws {
        let first = try merge(Self.report(at: 0), into: nil)
        let gone = try merge(nil, into: first.text, owned: first.owned, slots: [])
        #expect(gone.summary == [" remove removal"])
        #expect(gone.owned.entries.isEmpty)
        let edited = try merge(nil, into: "mine", owned: first.owned, slots: [])
        #expect(edited.summary == [" remove drift"])
        let foreign = try merge(nil, into: "mine", slots: [])
        #expect(foreign.summary == [] && foreign.text == "mine")
    }

    @Test("takes marks in the places of credentials, for whoever prints it")
    func marks() throws {
        let test = try #require(Self.slots.first)
        var slot = test.botSlot
        slot.slot.credentials = [.key: Located(.environment(name: "K"), at: Gunbot.place)]
        let file = try #require(Self.template.files.first)
        let bytes = sheet(of: slot, file, of: Gunbot.bot, Self.template) { "<\($0.rawValue)>" }
        #expect(String(decoding: try #require(bytes), as: UTF8.self).contains("? Key: <key> *\n"))
    }
}
