import BotConfigs
import Operations
import Revisions
import SlotModel
import Terminal

extension Program {
    static func plan(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            let printer = context.printer(session.workspace.sources)
            let planned: Planned
            do throws(UnknownName) {
                planned = try await context.withEvents(printer) { events throws(UnknownName) in
                    try await session.plan(context.arguments.arguments, context.planning, events: events)
                }
            } catch {
                throw UsageError(error)
            }
            var exit = context.ending(planned.exit)
            if exit == .done, !planned.skipped.isEmpty { exit = .stopped }
            if exit == .done, context.arguments[.detailedExitCode], planned.plan?.isEmpty == false {
                exit = .changes
            }
            keepUntilExit(planned)
            printer.print(Report(.plan, planned, exit: exit), streamed: planned.fresh)
            context.tellWhereSlotsComeFrom(session.workspace)
            return exit
        }
    }

    static func apply(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            var options = ApplyOptions(context.planning, agrees: context.arguments[.yes])
            options.wait = context.arguments[.wait] ?? .zero
            do throws(UnknownName) {
                return try await context.apply(context.arguments.arguments, session, options)
            } catch {
                throw UsageError(error)
            }
        }
    }
}

extension CommandContext {
    fileprivate var planning: PlanOptions {
        var planning = PlanOptions(isOffline: arguments[.offline], asking: asking)
        planning.prunes = arguments[.prune]
        planning.skipsFailed = arguments[.skipFailed]
        let only = arguments.all(.only)
        if !only.isEmpty { planning.scope = .only(Set(only)) }
        return planning
    }

    /// Applies, asks where somebody has to agree, and tells what came of it.
    func apply(_ bots: [String], _ session: Session, _ options: ApplyOptions) async throws(UnknownName)
        -> ExitCode
    {
        let printer = printer(session.workspace.sources)
        let interruption = interruption
        let consent = Consent(self, options.asked, printer)
        let result = try await withEvents(printer) { events throws(UnknownName) in
            try await session.apply(
                bots,
                options,
                guardian: Guardian(
                    enter: { interruption.enter(.writing) },
                    leave: { _ = interruption.enter(.beforeWriting) }
                ),
                events: events
            ) { consent.ask(for: $0) }
        }
        var exit = ending(result.exit)
        var report = Report(arguments.command, result.planned, exit: exit)
        report.written = result.applied.written
        // Who was asked has seen the slots and the changes.
        let seen = result.agreement == .given ? result.shown : nil
        switch result.end {
        case .notPlanned:
            printer.print(report, streamed: result.planned.fresh)
            console.hint(nothingWritten(options) + (report.reasonOfNothing.map { ": " + $0 } ?? ""))
        case .notAgreed(let answer):
            console.hint(nothingWritten(options))
            if answer == .refused { exit = interruption.exitCode ?? exit }
        case .notWritten:
            if exit == .interrupted || exit == .terminated {
                console.hint(nothingWritten(options))
            } else {
                printer.print(report, streamed: result.planned.fresh, seen: seen)
            }
        case .written:
            printer.print(report, streamed: result.planned.fresh, seen: seen)
            tell(result, session.workspace)
            tellWhereSlotsComeFrom(session.workspace)
        }
        return exit
    }

    private func nothingWritten(_ options: ApplyOptions) -> String {
        switch options.asked {
        case .losses: "nothing was written"
        case .everything: "the bots' files are as they were; next: slots apply"
        }
    }

    private func tell(_ result: ApplyResult, _ workspace: LoadedWorkspace) {
        guard options.output == .table else { return }
        for file in result.applied.written { console.hint("wrote \(file)") }
        let written = Set(result.applied.written)
        var told: Set<String> = []
        for file in result.planned.plan?.files ?? [] where written.contains(file.target.name) {
            guard let notes = workspace.templates[file.bot.template.value]?.notes else { continue }
            let all =
                (file.addsConnections ? notes.entryAdded : [])
                + (file.removesConnections ? notes.entryRemoved : [])
            for note in all where told.insert(note).inserted { console.hint("note: \(note)") }
        }
    }
}

extension Report {
    init(_ command: CommandName, _ planned: Planned, exit: ExitCode) {
        self.init(
            command,
            exit: exit,
            slots: planned.reports,
            findings: planned.findings,
            changes: planned.plan?.fileChanges
        )
    }
}

extension Plan {
    /// For reports.
    fileprivate var fileChanges: [FileChanges] {
        files.map { file in
            FileChanges(
                bot: file.bot.name,
                file: file.path,
                fileName: file.target.name,
                isNew: file.isMissing,
                changes: file.outcome.changes
            )
        }
    }
}
