import Ledger
import Operations
import BotConfigs
package import PlainJSON
import Revisions
import SlotEditing
package import SlotModel

/// One line of `-o ndjson`.
package enum ReportLine {
    package static func slot(_ slot: SlotReport) -> JSONValue { line("slot", Shapes.slot.members(of: slot)) }
    package static func finding(_ finding: Finding) -> JSONValue {
        line("finding", Shapes.finding.members(of: finding))
    }
    static func change(_ change: LocatedChange) -> JSONValue {
        line("change", Shapes.change.members(of: change))
    }

    static func secret(_ secret: StoredSecret) -> JSONValue {
        line("secret", Shapes.secret.members(of: secret))
    }

    static func revision(_ revision: Revision) -> JSONValue {
        line("revision", Shapes.revision.members(of: revision))
    }

    static func span(_ span: StatusSpan) -> JSONValue { line("span", Shapes.span.members(of: span)) }

    static func apply(_ apply: RecordedApply) -> JSONValue { line("apply", Shapes.apply.members(of: apply)) }

    static func registration(_ registration: Registration) -> JSONValue {
        line("registration", Shapes.registration.members(of: registration))
    }

    static func balance(_ balance: PastBalance) -> JSONValue {
        line("balance", Shapes.pastBalance.members(of: balance))
    }

    static func template(_ template: ListedTemplate) -> JSONValue {
        line("template", TemplateShapes.template.members(of: template))
    }

    static func trial(_ trial: TemplateTrial) -> JSONValue {
        line("trial", TemplateShapes.trial.members(of: trial))
    }

    /// The lines of `show`: one for each credential, entry and sheet.
    static func lines(of shown: ShownSlot) -> [JSONValue] {
        shown.slot.credentials.sorted { $0.key < $1.key }
            .map { line("credential", Shapes.credential.members(of: $0)) }
            + shown.entries.map { line("entry", Shapes.entry.members(of: $0)) }
            + (shown.sheets ?? []).map { line("sheet", Shapes.sheet.members(of: $0)) }
    }

    /// The last line, by which a reader knows that nothing is missing.
    package static func summary(of report: Report) -> JSONValue {
        line("summary", summary.members(of: report))
    }

    static var schema: JSONValue {
        [
            "oneOf": .array(
                [
                    "slot", "finding", "change", "secret", "credential", "entry", "sheet", "span", "balance",
                    "revision", "apply", "template", "trial", "registration",
                ].map { name in
                    ["allOf": [typeSchema(name), .reference(name)]]
                } + [["allOf": [typeSchema("summary"), summary.schema]]]
            )
        ]
    }

    private static let summary = ObjectShape<Report>([
        .init("version", ["const": 1]) { _ in 1 },
        .init("command", .oneOf(CommandName.allCases.map(\.rawValue))) { .string($0.command.rawValue) },
        .init("exit", .integer()) { number($0.exit.rawValue) },
        .init(
            optional: "text",
            .text("what 'explain' and 'help' say; the template of 'template new --dry-run'")
        ) { $0.text.map { .string($0) } },
        .init(optional: "written", ["type": "array", "items": ["type": "string"]]) { report in
            report.written.map { .array($0.map { .string($0) }) }
        },
        .init(optional: "revision", .integer("the number under which it is kept what was there before")) {
            $0.revision.map(number)
        },
        .init("slots", counts("how many slots have each status")) { report in
            .object(
                Status.allCases.compactMap { status in
                    let count = report.slots.count { $0.status == status }
                    return count == 0 ? nil : .init(status.rawValue, number(count))
                }
            )
        },
        .init("findings", counts("how many findings of each severity")) { report in
            .object(
                Finding.Severity.allCases.compactMap { severity in
                    let count = report.findings.count { $0.severity == severity }
                    return count == 0 ? nil : .init(severity.rawValue, number(count))
                }
            )
        },
        .init("changes", counts("how many changes of each kind")) { report in
            let kinds = (report.changes ?? []).flatMap(\.changes).map(\.kind.rawValue)
            return .object(
                ["add", "update", "remove"].compactMap { kind in
                    let count = kinds.count { $0 == kind }
                    return count == 0 ? nil : .init(kind, number(count))
                }
            )
        },
    ])

    private static func line(_ type: String, _ members: [JSONValue.Member]) -> JSONValue {
        .object([.init("type", .string(type))] + members)
    }

    private static func typeSchema(_ name: String) -> JSONValue {
        ["type": "object", "required": ["type"], "properties": ["type": ["const": .string(name)]]]
    }

    private static func counts(_ description: String) -> JSONValue {
        ["type": "object", "description": .string(description), "additionalProperties": ["type": "integer"]]
    }
}
