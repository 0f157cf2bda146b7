import BotConfigs
import SlotModel
import Testing

@Suite("Templates that are wrong")
struct TemplateCheckTests {
    /// Renders a text file.
    private func render(_ source: String, _ slots: [TestSlot]) -> (merged: Merged?, findings: [Finding]) {
        var template = Gunbot.template()
        template.files[0].format = .text
        template.files[0].entries = nil
        template.files[0].text = .init(source, name: "templates/gunbot/settings.txt.mustache")
        return mergeGunbot(slots, into: nil, template: template)
    }

    struct Case: CustomTestStringConvertible, Sendable {
        var source: String
        /// `line:column: message [code]`.
        var expected: [String]
        var testDescription: String { source }
    }

    @Test(
        "every fault of a template is told with its place",
        arguments: [
            Case(
                source: "{{#slots}}\n  {{nmae}} {{dealy.seconds}} {{zzz}}{{/slots}}",
                expected: [
                    "2:3: unknown name 'nmae' [template.unknown-name] did you mean 'name'?",
                    "2:12: unknown name 'dealy.seconds' [template.unknown-name] did you mean 'delay.seconds'?",
                    "2:30: unknown name 'zzz' [template.unknown-name] "
                        + "templates.md in slots' documentation lists the names that templates know",
                ]
            ),
            Case(
                source: "{{! a comment\nof two lines }}\n{{label}}",
                expected: [
                    "3:1: 'label' belongs to a slot [template.unknown-name] put it between {{#slots}} and {{/slots}}"
                ]
            ),
            Case(
                source:
                    "{{#slots}}{{label}}{{^label}}{{label}}{{/label}}{{#delay}}{{delay.seconds}}{{/delay}}{{/slots}}",
                expected: [
                    "1:11: not every slot has a value for 'label' [template.unguarded] "
                        + "put it between {{#label}} and {{/label}}",
                    "1:30: not every slot has a value for 'label' [template.unguarded] "
                        + "put it between {{#label}} and {{/label}}",
                ]
            ),
            Case(
                source: "{{#slots}}{{#key}}{{key}}{{/key}}{{/slots}}",
                expected: [
                    "1:11: a text file never sees a credential [template.credential] "
                        + "take 'key' out; credentials go into the members of a json file",
                    "1:19: a text file never sees a credential [template.credential] "
                        + "take 'key' out; credentials go into the members of a json file",
                ]
            ),
            Case(
                source: "ä{{#slots}}{{delay}}{{#slots}}{{/slots}}{{/slots}}",
                expected: [
                    "1:12: 'delay' prints nothing by itself [template.misused-name] "
                        + "write {{#delay}} before and {{/delay}} after what depends on it",
                    "1:21: {{#slots}} stands inside itself [template.misused-name] close it with {{/slots}} first",
                ]
            ),
            Case(
                source: "{{#slots}}{{name}}{{> other}}{{/slots}}",
                expected: [
                    "1:19: templates cannot bring in other files [template.partial] put the text of 'other' here"
                ]
            ),
            Case(
                source: "\n{{#slots}}",
                expected: [
                    "2:1: unclosed section \"slots\" [template.syntax] sections begin with {{#name}} and end with "
                        + "{{/name}}, names stand between {{ and }}"
                ]
            ),
            Case(
                source: "{{! line }}\n  {{/slots}}",
                expected: [
                    "2:3: unopened section \"slots\" [template.syntax] sections begin with {{#name}} and end with "
                        + "{{/name}}, names stand between {{ and }}"
                ]
            ),
            Case(
                source: "a\nb{{name",
                expected: [
                    "2:2: unclosed tag [template.syntax] sections begin with {{#name}} and end with "
                        + "{{/name}}, names stand between {{ and }}"
                ]
            ),
        ]
    )
    func faults(_ testCase: Case) {
        let (merged, findings) = render(testCase.source, [TestSlot("h", .hitbtc, id: "hitbtc")])
        #expect(merged == nil)
        let told = findings.map { finding in
            "\(finding.place?.line ?? 0):\(finding.place?.column ?? 0): \(finding.message) [\(finding.code)] "
                + (finding.help ?? "")
        }
        #expect(told == testCase.expected)
        #expect(findings.allSatisfy { $0.place?.file == "templates/gunbot/settings.txt.mustache" })
    }

    @Test("a template without a place for a slot's kind of key is refused, also without its secrets")
    func noCredentials() {
        let template = Gunbot.template(members: [
            .init("key", .from([.credential(.apiWallet)])), .init("delay", .from([.delay]), unit: .seconds),
        ])
        let slot = TestSlot("slot", .hitbtc, id: "hitbtc", delay: .seconds(1))
        let (merged, findings) = mergeGunbot([slot], into: Gunbot.sample, template: template)
        #expect(merged == nil)
        #expect(findings.map(\.code) == ["template.no-credentials"])
        #expect(!"\(findings)".contains("key-of"))
        let judged = judge(
            Gunbot.bot,
            template,
            slots: [slot.slot],
            files: template.files,
            owned: { _ in .init() }
        ) { _ in nil }
        #expect(judged.map(\.code) == ["template.no-credentials"])
    }

    @Test("a word of a slot that the template does not translate is told")
    func noWord() {
        var members = Gunbot.members
        members.append(.init("kind", .from([.market])))
        members[members.count - 1].values = [.init(name: "futures", value: .text("swap"))]
        let template = Gunbot.template(members: members)
        let spot = mergeGunbot(
            [TestSlot("s", .hitbtc, id: "hitbtc#2", fee: "0.1")],
            into: Gunbot.sample,
            template: template
        )
        #expect(spot.findings.map(\.message) == ["'kind' has no value for 'spot'"])
        let futures = TestSlot("f", .bitgetFutures, id: "bitget#5")
        #expect(
            mergeGunbot([futures], into: Gunbot.sample, template: template).merged?
                .change("exchanges.bitget#5.kind")?.new == .json("\"swap\"")
        )
    }

    @Test("hostile templates end in a finding, soon")
    func hostile() {
        let nested =
            String(repeating: "{{#slots}}", count: 5_000) + String(repeating: "{{/slots}}", count: 5_000)
        let wide = "{{#slots}}" + String(repeating: "x", count: 200_000) + "{{/slots}}"
        let long = String(repeating: "x", count: 300_000)
        for (source, code) in [
            (nested, "template.syntax"), (long, "template.syntax"), ("{{=a b", "template.syntax"),
        ] {
            let (merged, findings) = render(source, [])
            #expect(merged == nil)
            #expect(findings.map(\.code) == [code])
        }
        let slots = (0..<400).map { TestSlot("s\($0)", .hitbtc, id: "hitbtc#\($0 + 2)") }
        let (merged, findings) = render(wide, slots)
        #expect(merged == nil)
        #expect(findings.map(\.code) == ["template.too-large"])
    }

    @Test("a text file without its Mustache text is refused")
    func formats() throws {
        var template = Gunbot.template()
        template.files[0].format = .text
        let (merged, findings) = mergeGunbot([], into: nil, template: template)
        #expect(merged == nil)
        #expect(findings.map(\.code) == ["template.unsupported-format"])
    }
}
