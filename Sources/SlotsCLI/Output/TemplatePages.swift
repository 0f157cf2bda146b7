import BotConfigs
import PlainJSON
package import SlotEditing
import Revisions
import SlotModel
package import Terminal

/// The kinds of bots as a table.
///
/// - Returns: Lines with their ends.
package func templateTable(_ templates: [ListedTemplate], width: Int?, style: TextStyle) -> String {
    let columns = [
        Table.Column(title: "KIND", isKept: true),
        Table.Column(title: "WHERE", rank: 1),
        Table.Column(title: "FILES", rank: 2),
        Table.Column(title: "EXCHANGES", wraps: true),
    ]
    let rows = templates.map { template in
        [
            Table.Cell(escapedForeignText(template.kind), .heading),
            Table.Cell(template.isOwn ? "workspace" : "slots"),
            Table.Cell(
                escapedForeignText(
                    (template.template?.files ?? []).map(\.path.value).joined(separator: ", ")
                )
            ),
            Table.Cell(
                template.template == nil
                    ? "not readable" : template.selectors.map(\.rawValue).joined(separator: ", "),
                template.template == nil ? .bad : .normal
            ),
        ]
    }
    return Table(columns: columns, rows: rows).rendered(width: width, style: style)
}

/// What a template does with example slots: their files, what changes in the user's example, and what became of each slot.
///
/// - Returns: Lines with their ends.
package func trialText(_ trial: TemplateTrial, width: Int?, style: TextStyle) -> String {
    var text = ""
    for file in trial.files {
        guard let content = file.text else { continue }
        let names = file.slots.joined(separator: ", ")
        text += "\(style.bold(escapedForeignText(file.path))) (new, with example slots: \(names))\n"
        for line in content.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            text += "    \(escapedForeignText(String(line)))\n"
        }
        text += "\n"
    }
    for changes in trial.exampleChanges ?? [] where !changes.changes.isEmpty {
        text += planText([changes], isVerbose: true, width: width, style: style)
            .split(separator: "\n").dropLast().map { $0 + "\n" }.joined()
        text += "  all else stays, byte for byte; nothing was written\n\n"
    }
    let columns = [
        Table.Column(title: "EXCHANGE", isKept: true),
        Table.Column(title: "KEY", rank: 1),
        Table.Column(title: "RESULT", wraps: true),
    ]
    let rows = trial.slots.map { slot -> [Table.Cell] in
        let result: Table.Cell =
            switch slot.outcome {
            case .written: .init("written", .good)
            case .refused(let reason): .init("refused: \(escapedForeignText(reason))", .caution)
            case .failed: .init("fails", .bad)
            }
        return [.init(slot.slot.exchange.value.rawValue, .heading), .init(slot.form ?? ""), result]
    }
    text += Table(columns: columns, rows: rows).rendered(width: width, style: style)
    if trial.slots.contains(where: { $0.outcome == .written }) {
        text +=
            trial.readsBack
            ? "\nAn import reads the same slots back, and a plan after it has nothing to change.\n"
            : "\nAn import reads back something else: see what is told.\n"
    }
    return text
}

extension TemplateTrial {
    /// What changes in the user's example, a file for each installation that it was tried with.
    var exampleChanges: [FileChanges]? {
        guard example != nil else { return nil }
        return files.filter { $0.text == nil }.map {
            FileChanges(bot: template.kind, file: $0.path, fileName: $0.path, changes: $0.changes)
        }
    }
}

/// The objects of the report that are about templates.
enum TemplateShapes {
    static let template = ObjectShape<ListedTemplate>([
        .init("kind", .text("as 'template:' in slots.yaml names it")) { .string($0.kind) },
        .init("where", .oneOf(["workspace", "slots"], "whether it comes with slots")) {
            .string($0.isOwn ? "workspace" : "slots")
        },
        .init("file", .text("its template.yaml")) { .string($0.file) },
        .init("valid", .boolean()) { .boolean($0.template != nil) },
        .init("exchanges", .list(of: .oneOf(Selector.allCases.map(\.rawValue)))) {
            .array($0.selectors.map { .string($0.rawValue) })
        },
        .init(
            "files",
            .list(
                of: ObjectShape<BotTemplate.File>.schema(of: [
                    ("path", .text(), true), ("format", formats, true),
                ])
            )
        ) {
            .array(
                ($0.template?.files ?? []).map {
                    .object([
                        .init("path", .string($0.path.value)), .init("format", .string($0.format.rawValue)),
                    ])
                }
            )
        },
    ])

    private static let formats = JSONValue.oneOf(BotTemplate.Format.allCases.map(\.rawValue))

    private static let slot = ObjectShape<TrialSlot>([
        .init("slot", .text("the example's name")) { .string($0.slot.name) },
        .init("exchange", .oneOf(Selector.allCases.map(\.rawValue))) {
            .string($0.slot.exchange.value.rawValue)
        },
        .init(optional: "form", .text("the kind of key, where the exchange has several")) {
            $0.form.map { .string($0) }
        },
        .init("outcome", .oneOf(["written", "refused", "failed"])) { slot in
            switch slot.outcome {
            case .written: "written"
            case .refused: "refused"
            case .failed: "failed"
            }
        },
        .init(optional: "because", .text("why it is refused")) { slot in
            if case .refused(let reason) = slot.outcome { .string(reason) } else { nil }
        },
    ])

    private static let file = ObjectShape<TemplateTrial.File>([
        .init("path", .text("relative to the bot's folder; or the example, as it was named")) {
            .string($0.path)
        },
        .init(optional: "text", .text("the new file, with marks for what is secret")) {
            $0.text.map { .string($0) }
        },
        .init("slots", .list(of: .text(), "the example slots in it")) {
            .array($0.slots.map { .string($0) })
        },
    ])

    static let trial = ObjectShape<TemplateTrial>([
        .init("kind", .text()) { .string($0.template.kind) },
        .init("slots", .list(of: slot.schema)) { .array($0.slots.map(slot.encode)) },
        .init("files", .list(of: file.schema)) { .array($0.files.map(file.encode)) },
        .init(
            "reads_back",
            .boolean("whether an import makes the same slots, and a plan after it has nothing to change")
        ) { .boolean($0.readsBack) },
    ])
}
