package import Doctor
package import Operations
package import Terminal
package import PlainJSON
import SlotModel

/// What the doctor found, before anybody decides how it looks.
package struct MachineReport: Sendable {
    package var results: [MachineResult]

    package init(_ results: [MachineResult]) { self.results = results }

    /// 1 when something fails.
    package var exit: ExitCode { results.contains { $0.outcome == .fail } ? .stopped : .done }

    /// The document of `-o json`, version 1: a promise to other programs.
    ///
    /// Members are only ever added.
    package var json: JSONValue { Self.shape.encode(self) }

    /// The lines of `-o ndjson`: one for each check, and the sum as the last.
    package var lines: [JSONValue] {
        results.map { .object([.init("type", "check")] + Self.result.members(of: $0)) }
            + [.object([.init("type", "summary")] + Self.summary.members(of: self))]
    }

    /// The document of `slots schema doctor`: `-o json` as a whole, a line of `-o ndjson` as `#/$defs/line`.
    package static var jsonSchema: JSONValue {
        let line: JSONValue = [
            "oneOf": [
                ["allOf": [type("check"), .reference("check")]],
                ["allOf": [type("summary"), summary.schema]],
            ]
        ]
        guard case .object(let members) = shape.schema else { return .null }
        let head: [JSONValue.Member] = [
            .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
            .init("title", "Report of slots doctor, version 1"),
        ]
        let definitions: JSONValue = .object([.init("check", result.schema), .init("line", line)])
        return .object(head + members + [.init("$defs", definitions)])
    }

    private static func type(_ name: String) -> JSONValue {
        ["type": "object", "required": ["type"], "properties": ["type": ["const": .string(name)]]]
    }

    private static let shape = ObjectShape<MachineReport>([
        .init("version", ["const": 1]) { _ in 1 },
        .init("command", ["const": "doctor"]) { _ in "doctor" },
        .init("exit", .integer("0, or 1 when a check fails")) { number($0.exit.rawValue) },
        .init("checks", .list(of: .reference("check"))) { .array($0.results.map(result.encode)) },
    ])

    private static let result = ObjectShape<MachineResult>([
        .init("check", .oneOf(MachineCheck.allCases.map(\.rawValue))) { .string($0.check.rawValue) },
        .init("outcome", .oneOf(CheckResult.Outcome.allCases.map(\.rawValue))) {
            .string($0.outcome.rawValue)
        },
        .init("message", .text()) { .string($0.message) },
        .init(optional: "help", .text("what to do")) { $0.help.map { .string($0) } },
        .init(optional: "data", ["type": "object"]) { result in
            result.data.isEmpty ? nil : .object(result.data.map { .init($0.name, jsonOfData($0.value)) })
        },
    ])

    private static let summary = ObjectShape<MachineReport>([
        .init("version", ["const": 1]) { _ in 1 },
        .init("command", ["const": "doctor"]) { _ in "doctor" },
        .init("exit", .integer()) { number($0.exit.rawValue) },
        .init(
            "checks",
            [
                "type": "object", "description": "how many checks have each outcome",
                "additionalProperties": ["type": "integer"],
            ]
        ) { report in
            .object(report.counts.map { .init($0.outcome.rawValue, number($0.count)) })
        },
    ])

    /// Outcomes that occur.
    fileprivate var counts: [(outcome: CheckResult.Outcome, count: Int)] {
        CheckResult.Outcome.allCases.compactMap { outcome in
            let count = results.count { $0.outcome == outcome }
            return count == 0 ? nil : (outcome, count)
        }
    }
}
/// The checks for people: a line for each, and what to do below it.
///
/// - Parameters:
///   - includesGood: Whether checks that found nothing wrong are told too.
///   - width: Columns of the terminal; `nil` for a pipe: no symbols, nothing wrapped.
/// - Returns: Lines with their ends.
package func machineText(_ report: MachineReport, includesGood: Bool, width: Int?, style: TextStyle) -> String
{
    let longest = MachineCheck.allCases.reduce(0) { max($0, $1.rawValue.utf8.count) }
    let outcomes = CheckResult.Outcome.allCases.reduce(0) { max($0, $1.rawValue.utf8.count) }
    var text = ""
    for result in report.results where includesGood || result.outcome == .warn || result.outcome == .fail {
        let symbol = width == nil ? "" : result.outcome.tone.symbol(style) + " "
        let head = symbol + padded(result.outcome.rawValue, to: outcomes)
        let name = padded(result.check.rawValue, to: longest)
        let margin = displayWidth(head) + 2 + longest + 2
        // On a narrow terminal the text goes below its name.
        let isNarrow = width.map { $0 < margin + 20 } ?? false
        let blanks = isNarrow ? 4 : margin
        let room = width.map { max($0 - blanks, 10) }
        let lines =
            wrapped(escapedForeignText(result.message), to: room)
            + (result.help.map { wrapped("help: \(escapedForeignText($0))", to: room) } ?? []).map(style.dim)
        text += style.toned(head, result.outcome.tone) + "  " + (isNarrow ? result.check.rawValue : name)
        let gap = "\n" + String(repeating: " ", count: blanks)
        text += (isNarrow ? gap : "  ") + lines.joined(separator: gap) + "\n"
    }
    return text
}

/// `16 checks: 13 pass, 2 warn, 1 skip`.
package func machineSummary(_ report: MachineReport) -> String {
    let parts = report.counts.map { "\($0.count) \($0.outcome.rawValue)" }
    return "\(counted(report.results.count, "check")): \(parts.joined(separator: ", "))"
}
