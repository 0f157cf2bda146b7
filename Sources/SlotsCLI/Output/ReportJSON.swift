import Ledger
import Operations
import BotConfigs
import SlotFiles
package import PlainJSON
import Revisions
import SlotModel

/// The report's JSON, version 1: a promise to other programs. Members are only ever added.
extension Report {
    /// The document of `-o json`.
    package var json: JSONValue { Shapes.report.encode(self) }

    /// The document of `slots schema report`: `-o json` as a whole, a line of `-o ndjson` as `#/$defs/line`.
    package static var jsonSchema: JSONValue {
        let definitions: [JSONValue.Member] = [
            .init("slot", Shapes.slot.schema),
            .init("check", Shapes.check.schema),
            .init("finding", Shapes.finding.schema),
            .init("change", Shapes.change.schema),
            .init("secret", Shapes.secret.schema),
            .init("credential", Shapes.credential.schema),
            .init("entry", Shapes.entry.schema),
            .init("sheet", Shapes.sheet.schema),
            .init("span", Shapes.span.schema),
            .init("balance", Shapes.pastBalance.schema),
            .init("apply", Shapes.apply.schema),
            .init("revision", Shapes.revision.schema),
            .init("template", TemplateShapes.template.schema),
            .init("trial", TemplateShapes.trial.schema),
            .init("registration", Shapes.registration.schema),
            .init("line", ReportLine.schema),
        ]
        guard case .object(let members) = Shapes.report.schema else { return .null }
        let head: [JSONValue.Member] = [
            .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
            .init("title", "Report of slots, version 1"),
        ]
        return .object(head + members + [.init("$defs", .object(definitions))])
    }
}

/// One change with the file that it belongs to.
struct LocatedChange: Sendable {
    var file: FileChanges
    var change: MemberChange
}

/// A balance at one moment, with the series that it belongs to.
struct PastBalance: Sendable {
    var series: BalanceSeries
    var point: BalanceSeries.Point
}

extension BalanceSeries {
    var moments: [PastBalance] { points.map { PastBalance(series: self, point: $0) } }
}

/// The objects of the report.
enum Shapes {
    static let report = ObjectShape<Report>([
        .init("version", ["const": 1]) { _ in 1 },
        .init("command", .oneOf(CommandName.allCases.map(\.rawValue))) { .string($0.command.rawValue) },
        .init("exit", .integer("the exit code; see 'slots help exit-codes'")) { number($0.exit.rawValue) },
        .init("slots", .list(of: .reference("slot"))) { .array($0.slots.map(slot.encode)) },
        .init(
            optional: "unread",
            .list(of: .text(), "slots whose files have errors, which nobody was asked about")
        ) {
            $0.unread.isEmpty ? nil : .array($0.unread.map { .string($0) })
        },
        .init("findings", .list(of: .reference("finding"))) { .array($0.findings.map(finding.encode)) },
        .init("changes", .list(of: .reference("change"))) { report in
            .array((report.changes ?? []).flatMap(\.located).map(change.encode))
        },
        .init(optional: "secrets", .list(of: .reference("secret"), "of 'secret list' only")) { report in
            report.secrets.map { .array($0.map(secret.encode)) }
        },
        .init(
            optional: "written",
            .list(of: .text(), "files that were written; of 'init', 'apply' and 'template new' only")
        ) {
            $0.written.map { .array($0.map { .string($0) }) }
        },
        .init(
            optional: "text",
            .text("what 'explain' and 'help' say; the template of 'template new --dry-run'")
        ) { $0.text.map { .string($0) } },
        .init(optional: "credentials", .list(of: .reference("credential"), "of 'show' only")) { report in
            report.shown.map { shown in
                .array(shown.slot.credentials.sorted { $0.key < $1.key }.map { credential.encode($0) })
            }
        },
        .init(
            optional: "revision",
            .integer("the number under which it is kept what was there before; absent: no bot's file changed")
        ) { $0.revision.map(number) },
        .init(
            optional: "revisions",
            .list(of: .reference("revision"), "of 'history' without a slot only, the newest first")
        ) { report in
            report.revisions.map { .array($0.map(revision.encode)) }
        },
        .init(
            optional: "applies",
            .list(
                of: .reference("apply"),
                "of 'history' only: those whose revisions are not kept, the oldest first"
            )
        ) { report in
            report.applies.map { .array($0.map(apply.encode)) }
        },
        .init(optional: "history", .list(of: .reference("span"), "of 'history' only, the oldest first")) {
            report in
            report.history.map { .array($0.map(span.encode)) }
        },
        .init(optional: "balances", .list(of: .reference("balance"), "of 'balances' only")) { report in
            report.balances.map { .array($0.flatMap(\.moments).map(pastBalance.encode)) }
        },
        .init(optional: "entries", .list(of: .reference("entry"), "of 'show' only")) { report in
            report.shown.map { .array($0.entries.map(entry.encode)) }
        },
        .init(optional: "templates", .list(of: .reference("template"), "of 'template list' only")) { report in
            report.templates.map { .array($0.map(TemplateShapes.template.encode)) }
        },
        .init(optional: "trial", .reference("trial")) { $0.trial.map(TemplateShapes.trial.encode) },
        .init(optional: "sheets", .list(of: .reference("sheet"), "of 'show --sheet' only")) { report in
            report.shown?.sheets.map { .array($0.map(sheet.encode)) }
        },
        .init(optional: "registrations", .list(of: .reference("registration"), "of 'register' only")) {
            report in
            report.registrations.map { .array($0.map(registration.encode)) }
        },
    ])

    static let registration = ObjectShape<Registration>([
        .init("slot", .text("the slot's name")) { .string($0.slot) },
        .init("id", .text("the connection's name in the bot")) { .string($0.id) },
        .init("key", .text("the beginning of the key, or the wallet's address")) { .string($0.key) },
        .init(
            "state",
            .oneOf(Registration.State.allCases.map(\.rawValue), "what the running bot shows of it")
        ) {
            .string($0.state.rawValue)
        },
        .init("sent", .boolean("whether it is sent to the bot")) { .boolean($0.isSent) },
        .init("assets", .list(of: asset.schema)) { .array($0.assets.map(asset.encode)) },
    ])

    private static let asset = ObjectShape<Registration.Asset>([
        .init("asset", .text()) { .string($0.name) },
        .init("bot", .textOrNull("what the bot shows, free and locked together")) {
            $0.bot.map { .string($0.description) } ?? .null
        },
        .init("exchange", .textOrNull("the same of the exchange")) {
            $0.exchange.map { .string($0.description) } ?? .null
        },
    ])

    static let revision = ObjectShape<Revision>([
        .init("number", .integer("from 1, growing")) { number($0.number) },
        .init("previous", .integer("the number of the one before; 0: none")) { number($0.previous) },
        .init("at", moment) { .string($0.time.description) },
        .init("user", .text()) { .string($0.user) },
        .init("host", .text()) { .string($0.host) },
        .init("command", .text("that applied")) { .string($0.command) },
        .init(
            "slots",
            ["type": "object", "description": "the status of each slot, as it was checked for it"]
        ) {
            .object($0.slots.map { .init($0.slot, .string($0.status.rawValue)) })
        },
        .init("changes", .list(of: .reference("change"))) { revision in
            .array(revision.files.map(FileChanges.init).flatMap(\.located).map(change.encode))
        },
    ])

    static let span = ObjectShape<StatusSpan>([
        .init("status", .oneOf(Status.allCases.map(\.rawValue))) { .string($0.status.rawValue) },
        .init("exchange", .oneOf(Selector.allCases.map(\.rawValue))) { .string($0.exchange.rawValue) },
        .init("network", .oneOf(Network.allCases.map(\.rawValue))) { .string($0.network.rawValue) },
        .init("account", .textOrNull("the exchange's own name of the account; null where it never told")) {
            $0.account.map { .string($0) } ?? .null
        },
        .init("message", .text("of its latest check")) { .string($0.message) },
        .init("from", moment) { .string($0.from.description) },
        .init("to", moment) { .string($0.to.description) },
        .init("checks", .integer("how many came to it in a row")) { number($0.checks) },
        .init(optional: "duration_ms", .integer("of its latest check")) {
            $0.duration.map { number($0.wholeMilliseconds) }
        },
        .init(
            "outcomes",
            .map(
                of: .oneOf(CheckResult.Outcome.allCases.map(\.rawValue)),
                "of its latest check, by the check's name"
            )
        ) { span in
            .object(span.outcomes.map { .init($0.check.rawValue, .string($0.outcome.rawValue)) })
        },
    ])

    static let apply = ObjectShape<RecordedApply>([
        .init("at", moment) { .string($0.time.description) },
        .init("bots", .list(of: .text())) { .array($0.bots.map { .string($0) }) },
        .init("changes", .integer("how many members were added, changed or removed")) { number($0.changes) },
    ])

    static let pastBalance = ObjectShape<PastBalance>([
        .init("at", moment) { .string($0.point.at.description) },
        .init("slot", .text("the slot's name")) { .string($0.series.slot) },
        .init("exchange", .oneOf(Selector.allCases.map(\.rawValue))) {
            .string($0.series.exchange.rawValue)
        },
        .init("network", .oneOf(Network.allCases.map(\.rawValue))) { .string($0.series.network.rawValue) },
        .init("account", .textOrNull("the exchange's own name of the account; null where it never told")) {
            $0.series.account.map { .string($0) } ?? .null
        },
        .init("asset", .text()) { .string($0.series.asset) },
        .init("free", amount) { .string($0.point.balance.free.description) },
        .init("locked", amount) { .string($0.point.balance.locked.description) },
        .init("total", amount) { .string($0.point.balance.total.description) },
    ])

    static let secret = ObjectShape<StoredSecret>([
        .init("name", .text("as references name it: secret:NAME")) { .string($0.name) },
        .init(optional: "set_at", moment) { $0.set.map { .string($0.description) } },
        .init("used_by", .list(of: .text(), "slots and their fields, such as aster.private-key")) {
            .array($0.usedBy.map { .string($0) })
        },
        .init(optional: "replaced", .boolean("kept for 'slots replace-key --undo'; no slot can name it")) {
            $0.isReplaced ? true : nil
        },
    ])

    static let credential = ObjectShape<Dictionary<CredentialField, Located<SecretReference>>.Element>([
        .init("field", .oneOf(CredentialField.allCases.map(\.rawValue))) { .string($0.key.rawValue) },
        .init(
            optional: "reference",
            .text(
                "as the slot's file spells it, a name that may be a value hidden; absent for a value in plain"
            )
        ) {
            $0.value.value.shownName.map { .string($0) }
        },
    ])

    static let entry = ObjectShape<ShownSlot.Entry>([
        .init("bot", .text("the bot's name")) { .string($0.bot) },
        .init("file", .text("relative to the workspace")) { .string($0.file) },
        .init("path", .text("members from the root, joined by dots")) {
            .string($0.path.joined(separator: "."))
        },
        .init("state", .oneOf(ShownSlot.Entry.State.allCases.map(\.rawValue))) { .string($0.state.rawValue) },
    ])

    static let sheet = ObjectShape<ShownSheet>([
        .init("bot", .text("the bot's name")) { .string($0.bot) },
        .init("file", .text("where 'slots apply' writes the same")) { .string($0.file) },
        .init("text", .text("without the values")) { .string($0.maskedText) },
    ])

    static let slot = ObjectShape<SlotReport>([
        .init("slot", .text("the slot's name")) { .string($0.slot) },
        .init("exchange", .oneOf(Selector.allCases.map(\.rawValue))) { .string($0.exchange.rawValue) },
        .init("network", .oneOf(Network.allCases.map(\.rawValue))) { .string($0.network.rawValue) },
        .init("status", .oneOf(Status.allCases.map(\.rawValue))) { .string($0.status.rawValue) },
        .init("message", .text("what decides the status")) { .string($0.message) },
        .init(optional: "help", .text("what to do")) { $0.help.map { .string($0) } },
        .init(optional: "checked_at", moment) { $0.checkedAt.map { .string($0.description) } },
        .init(optional: "duration_ms", .integer()) { $0.duration.map { number($0.wholeMilliseconds) } },
        .init("weight", .integer("what the requests cost, in the exchange's unit")) { number($0.weight) },
        .init("permissions", permissionsSchema) { report in
            .object(
                Permission.allCases.compactMap { permission in
                    report.permissions[permission].map { .init(permission.rawValue, .string($0.rawValue)) }
                }
            )
        },
        .init("balances", .list(of: balance.schema)) { .array($0.balances.map(balance.encode)) },
        .init(
            "account",
            .textOrNull(
                "the exchange's own name of the account; null where it does not tell or was not asked"
            )
        ) { $0.account.map { .string($0) } ?? .null },
        .init("checks", .list(of: .reference("check"))) { .array($0.checks.map(check.encode)) },
    ])

    static let check = ObjectShape<CheckResult>([
        .init("check", .oneOf(Check.allCases.map(\.rawValue))) { .string($0.check.rawValue) },
        .init("outcome", .oneOf(CheckResult.Outcome.allCases.map(\.rawValue))) {
            .string($0.outcome.rawValue)
        },
        .init("message", .text()) { .string($0.message) },
        .init(optional: "help", .text("what to do")) { $0.help.map { .string($0) } },
        .init(optional: "data", ["type": "object"]) { result in
            result.data.isEmpty ? nil : .object(result.data.map { .init($0.name, jsonOfData($0.value)) })
        },
    ])

    static let balance = ObjectShape<Balance>([
        .init("asset", .text()) { .string($0.asset) },
        .init("free", amount) { .string($0.free.description) },
        .init("locked", amount) { .string($0.locked.description) },
        .init("total", amount) { .string($0.total.description) },
    ])

    static let finding = ObjectShape<Finding>([
        .init("code", .text("see 'slots explain CODE'")) { .string($0.code) },
        .init("severity", .oneOf(Finding.Severity.allCases.map(\.rawValue))) {
            .string($0.severity.rawValue)
        },
        .init("message", .text()) { .string($0.message) },
        .init(optional: "help", .text("what to do")) { $0.help.map { .string($0) } },
        .init(optional: "slot", .text("the slot's name")) { $0.slot.map { .string($0) } },
        .init(optional: "place", place.schema) { $0.place.map(place.encode) },
    ])

    static let place = ObjectShape<Place>([
        .init("file", .text()) { .string($0.file) },
        .init("line", .integer("from 1")) { number($0.line) },
        .init("column", .integer("from 1, in Unicode scalars")) { number($0.column) },
        .init("length", .integer("in Unicode scalars")) { number($0.length) },
    ])

    static let change = ObjectShape<LocatedChange>([
        .init("bot", .text()) { .string($0.file.bot) },
        .init(
            "file",
            .text("relative to the bot's folder; or a program of the bot's own, with its arguments")
        ) {
            .string($0.file.file)
        },
        .init("path", .text("the member's place, such as exchanges.bitget.delay")) {
            .string(memberPath($0.change.path))
        },
        .init("change", .oneOf(["add", "update", "remove"])) { .string($0.change.kind.rawValue) },
        .init(optional: "old", ["description": "the value; a fingerprint where secret is true"]) {
            $0.change.old.map(json)
        },
        .init(optional: "new", ["description": "the value; a fingerprint where secret is true"]) {
            $0.change.new.map(json)
        },
        .init(optional: "secret", ["type": "boolean"]) { $0.change.isSecret ? true : nil },
        .init(
            optional: "consent",
            .oneOf(MemberChange.Consent.allCases.map(\.rawValue), "why apply asks first")
        ) {
            $0.change.consent.map { .string($0.rawValue) }
        },
        .init(optional: "slot", .text("the slot that wants the change")) {
            $0.change.slot.map { .string($0) }
        },
    ])

    private static let amount: JSONValue = .text("an exact decimal")
    private static let moment: JSONValue = [
        "type": "string", "format": "date-time", "description": "UTC, with milliseconds",
    ]
    private static let permissionsSchema: JSONValue = .object([
        .init("type", "object"),
        .init(
            "properties",
            .object(Permission.allCases.map { .init($0.rawValue, .oneOf(["yes", "no", "unknown"])) })
        ),
    ])
}

extension FileChanges {
    var located: [LocatedChange] { changes.map { LocatedChange(file: self, change: $0) } }
}

extension MemberChange {
    fileprivate var isSecret: Bool {
        [old, new].contains { if case .secret = $0 { true } else { false } }
    }
}

func number(_ integer: some BinaryInteger) -> JSONValue { .number(String(integer)) }

func jsonOfData(_ value: CheckResult.DataItem.Value) -> JSONValue {
    switch value {
    case .text(let text): .string(text)
    case .integer(let integer): number(integer)
    case .boolean(let flag): .boolean(flag)
    case .list(let texts): .array(texts.map { .string($0) })
    }
}

private func json(_ value: MemberChange.Value) -> JSONValue {
    switch value {
    case .secret(let fingerprint): return .string("••• \(fingerprint)")
    case .json(let text):
        // A member's text comes from a document that was read; what does not read again is shown as text.
        do { return try JSONValue.read(Array(text.utf8)) } catch { return .string(text) }
    }
}
