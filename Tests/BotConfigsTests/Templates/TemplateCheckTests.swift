import BotConfigs
import SlotModel
import Testing

@Suite("Templates that are wrong")
struct TemplateCheckTests {
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
                        + "docs/templates.md lists the names that templates know",
                ]
            ),
            Case(
                source: "{{! a comment\nof two lines }}\n{{key}}",
                expected: [
                    "3:1: 'key' belongs to a slot [template.unknown-name] put it between {{#slots}} and {{/slots}}"
                ]
            ),
            Case(
                source:
                    "{{#slots}}{{passphrase}}{{^passphrase}}{{passphrase}}{{/passphrase}}{{#v1}}{{key}}{{/v1}}{{/slots}}",
                expected: [
                    "1:11: not every slot has a value for 'passphrase' [template.unguarded] "
                        + "put it between {{#passphrase}} and {{/passphrase}}",
                    "1:40: not every slot has a value for 'passphrase' [template.unguarded] "
                        + "put it between {{#passphrase}} and {{/passphrase}}",
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
                source: "{{#slots}}{{{name}}}{{&name}}{{> other}}{{/slots}}",
                expected: [
                    "1:11: a value without escaping could break out of its text [template.unescaped] "
                        + "write {{name}} with two braces",
                    "1:21: a value without escaping could break out of its text [template.unescaped] "
                        + "write {{name}} with two braces",
                    "1:30: templates cannot bring in other files [template.partial] put the text of 'other' here",
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
        let (merged, findings) = mergeGunbot(
            [TestSlot("h", .hitbtc, id: "hitbtc")],
            into: nil,
            template: Gunbot.template(source: testCase.source)
        )
        #expect(merged == nil)
        let told = findings.map { finding in
            "\(finding.place?.line ?? 0):\(finding.place?.column ?? 0): \(finding.message) [\(finding.code)] "
                + (finding.help ?? "")
        }
        #expect(told == testCase.expected)
        #expect(findings.allSatisfy { $0.place?.file == "templates/gunbot/config.js.mustache" })
    }

    @Test(
        "what a template renders is judged before anything is merged",
        arguments: [
            (
                "{\"exchanges\": { {{#slots}}\"{{id}}\": {\"key\": {{#v1}}{{key}}{{/v1}}}{{/slots}} }}",
                "template.not-json"
            ),
            (
                "{\"exchanges\": { {{#slots}}\"{{#v1}}{{key}}{{/v1}}\": {}{{/slots}} }}",
                "template.secret-as-name"
            ),
            (
                "{\"exchanges\": { {{#slots}}\"{{name}}\": {\"key\": \"{{#v1}}{{key}}{{/v1}}\"}{{/slots}} }}",
                "template.wrong-entry"
            ),
            ("{\"exchanges\": { {{#slots}}\"{{id}}\": 3{{/slots}} }}", "template.wrong-entry"),
            ("{\"exchanges\": { }}", "template.wrong-entry"),
            (
                "{\"exchanges\": { {{#slots}}\"{{id}}\": {\"delay\": 1}{{/slots}} }}",
                "template.no-credentials"
            ),
            ("{\"exchange\": {}}", "template.no-entries"),
            (
                "{\"exchanges\": { {{#slots}}\"{{id}}\": {\"a\": \"{{#v1}}{{key}}{{/v1}}\", \"a\": 1}{{/slots}} }}",
                "template.duplicate-member"
            ),
        ]
    )
    func rendered(_ source: String, _ code: String) {
        let (merged, findings) = mergeGunbot(
            [TestSlot("slot", .hitbtc, id: "hitbtc")],
            into: Gunbot.sample,
            template: Gunbot.template(source: source)
        )
        #expect(merged == nil)
        #expect(findings.map(\.code) == [code])
        // No placeholder and no credential is told.
        #expect(!"\(findings)".contains("key-of"))
        #expect(findings.allSatisfy { !$0.message.contains("slots0") && $0.help?.isEmpty == false })
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
            let (merged, findings) = mergeGunbot([], into: nil, template: Gunbot.template(source: source))
            #expect(merged == nil)
            #expect(findings.map(\.code) == [code])
        }
        let slots = (0..<400).map { TestSlot("s\($0)", .hitbtc, id: "hitbtc#\($0 + 2)") }
        let (merged, findings) = mergeGunbot(slots, into: nil, template: Gunbot.template(source: wide))
        #expect(merged == nil)
        #expect(findings.map(\.code) == ["template.too-large"])
    }

    @Test(
        "formats that cannot be written yet are refused",
        arguments: [BotTemplate.Format.yaml, .env, .text]
    )
    func formats(_ format: BotTemplate.Format) throws {
        var template = Gunbot.template()
        template.files[0].format = format
        let (merged, findings) = mergeGunbot([], into: nil, template: template)
        #expect(merged == nil)
        #expect(findings.map(\.code) == ["template.unsupported-format"])
    }
}
