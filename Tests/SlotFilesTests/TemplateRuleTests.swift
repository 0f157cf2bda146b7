import SlotFiles
import SlotModel
import Testing

/// `rules:`, `needs:` and `refuses:` of a template.
struct TemplateRuleTests {
    private func read(_ rules: String) throws -> TemplateReading {
        let text = """
            ids: {aster: x, bitget: y}
            files: [{path: a, format: json, members: {k: {from: key}}}]
            \(rules)
            """
        let workspace = try TemporaryWorkspace(["templates/gunbot/template.yaml": text])
        let place = Place(file: "slots.yaml", line: 3, column: 15, length: 6)
        return readTemplate(Located("gunbot", at: place), inWorkspace: workspace.path)
    }

    @Test("the rules are read, each demand as one of its own")
    func read() throws {
        let reading = try read(
            """
            needs: {bitget: [futures]}
            rules:
              - {rights-on: [read], rights-off: [withdraw, transfer], because: a}
              - {valid-at-most: 365d, if: {exchange: aster}, because: b, unconfirmed: true}
              - {total: {USDT: 150, USDC: 150.5}, unless: {account.contract: coin}, because: c}
              - {told: [position-mode, margin-mode], because: d}
            refuses:
              - {if: key, unless: {exchange: bitget}, because: e, unconfirmed: true}
            """
        )
        #expect(reading.findings.map(\.told) == [])
        let template = try #require(reading.template)
        let coin = BotTemplate.Applicability(nil, unless: .init(.contract, ["coin"]))
        let amounts = ["USDT": "150", "USDC": "150.5"].compactMapValues { ExactDecimal($0) }
        #expect(
            template.rules == [
                .init(.rightsOn([.futures]), for: .init(.init(.exchange, ["bitget"])), isUnconfirmed: true),
                .init(.rightsOn([.read]), because: "a"),
                .init(.rightsOff([.withdraw, .transfer]), because: "a"),
                .init(
                    .validAtMost(days: 365),
                    for: .init(.init(.exchange, ["aster"])),
                    because: "b",
                    isUnconfirmed: true
                ),
                .init(.total(amounts), for: coin, because: "c"),
                .init(.told([.positionMode, .marginMode]), because: "d"),
            ]
        )
        let refusal = BotTemplate.Refusal(
            .init(.credential(.key)),
            unless: .init(.exchange, ["bitget"]),
            because: "e",
            isUnconfirmed: true
        )
        #expect(template.refusals == [refusal])
    }

    @Test("a rule that demands nothing, or what nothing is, is told")
    func wrong() throws {
        let reading = try read(
            """
            rules:
              - {rights-on: [spots], because: b}
              - {rights-off: [], because: c}
              - {valid-at-most: 365, because: d}
              - {total: {usdt: 150}, because: e}
              - {told: [position_mode], because: f}
              - {rights-on: [spot]}
            """
        )
        #expect(reading.template == nil)
        #expect(reading.findings.map { $0.place?.line } == [4, 5, 6, 7, 8, 9])
        let empty = try read("rules: [{because: a}]")
        #expect(empty.findings.map(\.message) == ["a rule demands nothing"])
    }
}
