import Revisions
import Operations
package import Terminal
import HTTPTransport
import PlainJSON
package import SlotModel

/// Writes reports to the console in the format that was asked for.
package struct ReportPrinter: Sendable {
    /// How many findings and how many slots' troubles are told before the rest is only counted.
    private static let limit = 20

    package var console: Console
    package var format: OutputFormat
    /// Whether what is well is told too: every check, every member.
    package var isVerbose = false
    /// How one finding looks, its source line included; without a line end after the last line.
    package var renderFinding: @Sendable (Finding, TextStyle) -> String

    package init(
        console: Console,
        format: OutputFormat,
        renderFinding: @escaping @Sendable (Finding, TextStyle) -> String
    ) {
        self.console = console
        self.format = format
        self.renderFinding = renderFinding
    }

    /// Writes the whole report.
    ///
    /// As a table: slots and changes to stdout; findings, what to do about slots, and counts to stderr. With `--quiet`
    /// only what is wrong is told, except that `list` still lists. As JSON: everything to stdout.
    ///
    /// - Parameters:
    ///   - streamed: Slots that ``stream(_:)`` wrote already.
    ///   - seen: The findings of a table that was printed just before, in order to ask; only what is new then follows.
    ///   - asking: Whether a question follows: what it is about is shown with `--quiet`, too.
    package func print(
        _ report: Report,
        streamed: Set<String> = [],
        seen: [Finding]? = nil,
        asking: Bool = false
    ) {
        var report = report
        // The files' order is another one: "a.yaml" comes after "a-b.yaml".
        report.slots.sort { $0.slot < $1.slot }
        switch format {
        case .table: if let seen { printRest(report, seen) } else { printTable(report, asking) }
        case .json: console.output.writeLine(report.json.text(pretty: true))
        case .ndjson: printLines(report, streamed)
        case .csv:
            printFindings(report.findings)
            if let balances = report.balances { console.output.write(balanceCSV(balances)) }
        }
    }

    /// Writes the report of something that nobody agreed to: the reason stands last, or among the findings for programs.
    func refuse(_ report: inout Report, streamed: Set<String> = [], _ reason: Finding) {
        if format != .table { report.findings.append(reason) }
        print(report, streamed: streamed)
        if format == .table { console.complain(reason.message, help: reason.help) }
    }

    /// Writes one slot's result at once, where the format is a stream (`ndjson`); else does nothing.
    ///
    /// A slot that was streamed is to be left out of the final ``print(_:streamed:)``.
    package func stream(_ slot: SlotReport) {
        guard format == .ndjson else { return }
        console.output.writeLine(ReportLine.slot(slot).text())
    }

    /// Writes findings to stderr: at most twenty, errors before the rest, and how many there are.
    ///
    /// What is the same at several places is told once.
    package func printFindings(_ findings: [Finding]) {
        let wanted = console.isQuiet ? findings.filter { $0.severity != .note } : findings
        guard !wanted.isEmpty else { return }
        var groups = FindingGroup.groups(of: wanted)
        if groups.count > Self.limit {
            let isError = groups.map { $0.first.severity == .error }
            let ranked = groups.indices.filter { isError[$0] } + groups.indices.filter { !isError[$0] }
            groups = ranked.prefix(Self.limit).sorted().map { groups[$0] }
        }
        var text = ""
        for group in groups {
            text += renderFinding(group.first, console.errors.style) + "\n"
            if let elsewhere = group.elsewhere {
                text += folded(elsewhere, to: console.errors.terminal.width) + "\n"
            }
        }
        let shown = groups.reduce(0) { $0 + $1.count }
        if wanted.count > shown { text += "and \(wanted.count - shown) more; -o json has all of them\n" }
        if wanted.count > 1 { text += findingSummary(wanted) + "\n" }
        console.errors.write(text)
    }

    private func printLines(_ report: Report, _ streamed: Set<String>) {
        var text = ""
        for slot in report.slots where !streamed.contains(slot.slot) {
            text += ReportLine.slot(slot).text() + "\n"
        }
        for finding in report.findings { text += ReportLine.finding(finding).text() + "\n" }
        for change in (report.changes ?? []).flatMap(\.located) {
            text += ReportLine.change(change).text() + "\n"
        }
        for secret in report.secrets ?? [] { text += ReportLine.secret(secret).text() + "\n" }
        for revision in report.revisions ?? [] { text += ReportLine.revision(revision).text() + "\n" }
        for apply in report.applies ?? [] { text += ReportLine.apply(apply).text() + "\n" }
        for span in report.history ?? [] { text += ReportLine.span(span).text() + "\n" }
        for balance in (report.balances ?? []).flatMap(\.moments) {
            text += ReportLine.balance(balance).text() + "\n"
        }
        for template in report.templates ?? [] { text += ReportLine.template(template).text() + "\n" }
        if let trial = report.trial { text += ReportLine.trial(trial).text() + "\n" }
        for registration in report.registrations ?? [] {
            text += ReportLine.registration(registration).text() + "\n"
        }
        for line in report.shown.map(ReportLine.lines) ?? [] { text += line.text() + "\n" }
        console.output.write(text + ReportLine.summary(of: report).text() + "\n")
    }

    private func printRest(_ report: Report, _ seen: [Finding]) {
        let seen = Set(seen)
        printFindings(report.findings.filter { !seen.contains($0) })
        guard !console.isQuiet, report.exit == .done, let changes = report.changes, !report.changesSlotAlone
        else { return }
        console.output.writeLine(planSummary(changes, isDone: true))
    }

    private func printTable(_ report: Report, _ asking: Bool) {
        if let page = page(of: report) {
            printFindings(report.findings)
            return console.output.write(page)
        }
        var report = report
        if !isVerbose { report.leaveOutReminders() }
        if report.isUneventful, !isVerbose {
            console.hint(slotSummary(report.slots))
            if !console.isQuiet, let changes = report.changes {
                console.output.writeLine(planSummary(changes))
            }
            return
        }
        let told = report.command == .list ? [:] : findingsToldByChecks(report)
        let findings = report.findings.filter { told[$0.slot ?? ""]?.contains($0) != true }
        printFindings(findings)
        if let secrets = report.secrets {
            let (width, style) = (console.output.terminal.width, console.output.style)
            console.output.write(secretTable(secrets, width: width, style: style, now: wallClock()))
        }
        let (output, errors) = (console.output, console.errors)
        let showsResults = !console.isQuiet || report.command == .list
        if showsResults {
            output.write(
                slotTable(
                    report.slots,
                    unread: report.unread,
                    recordedBefore: report.command == .list ? wallClock() : nil,
                    width: output.terminal.width,
                    style: output.style
                )
            )
        }
        // Blank lines part what stands on one screen.
        let isTold = findings.contains { !console.isQuiet || $0.severity != .note }
        var gap = isTold || (output.terminal.isTerminal && showsResults) ? "\n" : ""
        if report.command != .list {
            let details = slotDetails(
                report.slots,
                findings: told,
                limit: Self.limit,
                isVerbose: isVerbose,
                width: errors.terminal.width,
                style: errors.style
            )
            if !details.isEmpty {
                errors.write(gap + details)
                gap = "\n"
            }
        }
        if !report.slots.isEmpty || !report.unread.isEmpty {
            let summary = wrapped(
                slotSummary(report.slots, unread: report.unread.count),
                to: errors.terminal.width
            )
            if !console.isQuiet { errors.writeLine(gap + summary.joined(separator: "\n")) }
        }
        if showsResults || asking { printPlan(of: report) }
    }

    /// What `history`, `balances`, `diff` and `show` print instead of the slots; `nil` for other commands.
    private func page(of report: Report) -> String? {
        let (width, style) = (console.output.terminal.width, console.output.style)
        if report.command == .diff {
            let changes = report.changes ?? []
            // There is no plan that could be empty.
            if changes.allSatisfy(\.changes.isEmpty) { return report.exit == .done ? "no difference\n" : "" }
            return planText(changes, isDone: true, isVerbose: isVerbose, width: width, style: style)
        }
        if let templates = report.templates { return templateTable(templates, width: width, style: style) }
        if let trial = report.trial { return trialText(trial, width: width, style: style) }
        if let revisions = report.revisions {
            return revisionTable(revisions, now: wallClock(), width: width, style: style)
        }
        return report.history.map {
            historyTable($0, isVerbose: isVerbose, now: wallClock(), width: width, style: style)
        }
            ?? report.registrations.map { registrationTable($0, width: width, style: style) }
            ?? report.shown.map { shown in
                shown.sheets.map { $0.map(\.printedText).joined(separator: "\n") }
                    ?? slotPage(shown, now: wallClock(), width: width, style: style)
            }
            ?? report.balances.map {
                balancePage($0, now: wallClock(), width: width, style: style)
            }
    }

    private func printPlan(of report: Report) {
        guard let changes = report.changes, !report.changesSlotAlone else { return }
        let output = console.output
        if !report.slots.isEmpty { output.write("\n") }
        // Without the files or the secrets nobody knows what would change.
        if [.wrongFiles, .noSecret].contains(report.exit), changes.allSatisfy(\.changes.isEmpty) {
            return output.writeLine("Plan: not made, because of the errors")
        }
        // A removal that the bot does not allow leaves a plan without its file.
        if report.exit == .stopped, report.findings.contains(where: { $0.code == "bot.not-empty" }) {
            return output.writeLine("Plan: refused, because of what the bot still uses")
        }
        output.write(
            planText(
                changes,
                isDone: report.written?.isEmpty == false
                    || report.command == .apply && report.exit == .done,
                isVerbose: isVerbose,
                width: output.terminal.width,
                style: output.style
            )
        )
    }
}

extension Report {
    /// Whether a slot goes or gets another name, and the bots' files stay as they are.
    fileprivate var changesSlotAlone: Bool {
        [.remove, .rename].contains(command) && changes?.allSatisfy(\.changes.isEmpty) == true
    }
}

/// By the slot's name, the findings that stand below the table, with their check.
private func findingsToldByChecks(_ report: Report) -> [String: [Finding]] {
    var told: [String: [Finding]] = [:]
    for finding in report.findings {
        if let slot = finding.slot { told[slot, default: []].append(finding) }
    }
    guard !told.isEmpty else { return [:] }
    let slots = Dictionary(report.slots.map { ($0.slot, $0) }, uniquingKeysWith: { first, _ in first })
    for (name, findings) in told {
        let checks = slots[name]?.checks ?? []
        told[name] = findings.filter { finding in checks.contains { $0.tells(finding) } }
    }
    return told
}

/// `2 errors, 1 warning`.
func findingSummary(_ findings: [Finding]) -> String {
    Finding.Severity.allCases.reversed().compactMap { severity -> String? in
        let number = findings.count { $0.severity == severity }
        return number == 0 ? nil : counted(number, severity.rawValue)
    }
    .joined(separator: ", ")
}
