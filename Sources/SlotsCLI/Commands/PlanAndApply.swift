import BotConfigs
import Glibc
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
            let unsaved = context.save(planned, session, &exit)
            var report = Report(.plan, planned, exit: exit)
            report.findings += unsaved
            printer.print(report, streamed: planned.fresh)
            if let path = context.arguments[.out], context.options.output == .table {
                let isSaved = planned.isGood && unsaved.isEmpty
                context.console.hint(
                    isSaved ? "saved \(path); next: slots apply \(quotedForShell(path))" : "no plan was saved"
                )
            }
            context.tellWhereSlotsComeFrom(session.workspace)
            context.tellLeftOut(planned, report)
            return exit
        }
    }

    static func apply(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            var options = ApplyOptions(context.planning, agrees: context.arguments[.yes])
            options.wait = context.arguments[.wait] ?? .zero
            if let path = context.savedPlan(session.workspace) {
                return try await context.apply(savedAs: path, session, options)
            }
            do throws(UnknownName) {
                return try await context.apply(context.arguments.arguments, session, options)
            } catch {
                var unknown = UsageError(error)
                if context.arguments.arguments.count == 1 {
                    unknown.message += ", and no saved plan of that name"
                }
                throw unknown
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

    /// - Parameter exit: Of the plan; set where it cannot be saved.
    fileprivate func save(_ planned: Planned, _ session: Session, _ exit: inout ExitCode) -> [Finding] {
        guard let path = arguments[.out] else { return [] }
        do throws(Finding) {
            try session.save(planned, planning, of: arguments.arguments, as: path)
            return []
        } catch {
            exit = .worst(of: [exit, .cannotWrite])
            return [error]
        }
    }

    /// The file that stands where a bot's name could; a bot of the same name comes first.
    fileprivate func savedPlan(_ workspace: LoadedWorkspace) -> String? {
        guard let name = arguments.arguments.first, arguments.arguments.count == 1,
            workspace.workspace?.bots.contains(where: { $0.name == name }) != true,
            name.contains("/") || access(name, F_OK) == 0
        else { return nil }
        return name
    }

    fileprivate func apply(savedAs path: String, _ session: Session, _ options: ApplyOptions)
        async throws(UsageError) -> ExitCode
    {
        let flags: [FlagKey] = [.prune, .skipFailed]
        guard flags.allSatisfy({ !arguments[$0] }), arguments.all(.only).isEmpty else {
            throw UsageError(
                "a saved plan says itself what it is about",
                help: "leave these options to 'slots plan --out'",
                usage: CommandDeclaration.of(.apply).usage
            )
        }
        let printer = printer(session.workspace.sources)
        let saved: SavedPlan
        do throws(Finding) { saved = try session.savedPlan(at: path) } catch {
            printer.print(Report(.apply, exit: .wrongFiles, findings: [error]))
            return .wrongFiles
        }
        let guardian = guardian
        let result = await withEvents(printer) { events in
            await session.apply(
                saved,
                from: path,
                options,
                guardian: guardian,
                events: events
            )
        }
        return finish(result, session, options, printer)
    }

    /// Applies, asks where somebody has to agree, and tells what came of it.
    func apply(_ bots: [String], _ session: Session, _ options: ApplyOptions) async throws(UnknownName)
        -> ExitCode
    {
        let printer = printer(session.workspace.sources)
        let guardian = guardian
        let consent = Consent(self, options.asked, printer)
        let result = try await withEvents(printer) { events throws(UnknownName) in
            try await session.apply(
                bots,
                options,
                guardian: guardian,
                events: events
            ) { consent.ask(for: $0) }
        }
        return finish(result, session, options, printer)
    }

    private func finish(
        _ result: ApplyResult,
        _ session: Session,
        _ options: ApplyOptions,
        _ printer: ReportPrinter
    ) -> ExitCode {
        var exit = ending(result.exit)
        var report = Report(arguments.command, result.planned, exit: exit)
        report.written = result.applied.written
        report.revision = result.applied.revision
        // Who was asked has seen the slots and the changes.
        let seen = result.agreement == .given ? result.shown : nil
        switch result.end {
        case .notPlanned:
            printer.print(report, streamed: result.planned.fresh)
            console.conclude(nothingWritten(options, because: report.reasonOfNothing))
        case .notAgreed(let answer):
            let reason = options.asked == .losses ? ": nobody agreed to what asks first" : ""
            console.conclude(nothingWritten(options) + reason)
            if answer != .nobodyThere { exit = interruption.exitCode ?? exit }
        case .notWritten:
            if exit == .interrupted || exit == .terminated {
                console.conclude(nothingWritten(options))
            } else {
                printer.print(report, streamed: result.planned.fresh, seen: seen)
                if options.asked == .losses,
                    !report.findings.contains(where: { $0.code == "apply.unfinished" })
                {
                    console.conclude(nothingWritten(options, because: report.reasonOfNothing))
                }
            }
        case .written:
            printer.print(report, streamed: result.planned.fresh, seen: seen)
            tell(result, session.workspace)
            tellWhereSlotsComeFrom(session.workspace)
            tellLeftOut(result.planned, report)
        }
        return exit
    }

    /// Why a run that went on without some slots does not end with success.
    fileprivate func tellLeftOut(_ planned: Planned, _ report: Report) {
        if options.output == .table, let text = report.leftOut(planned.skipped) { console.conclude(text) }
    }

    /// Keeps a signal from ending the process while files are replaced.
    var guardian: Guardian {
        let interruption = interruption
        return Guardian(
            enter: { interruption.enter(.writing) },
            leave: { _ = interruption.enter(.beforeWriting) }
        )
    }

    private func nothingWritten(_ options: ApplyOptions, because reason: String?) -> String {
        guard let reason else { return nothingWritten(options) }
        // What is refused now is refused by the next apply, too.
        return (options.asked == .losses ? nothingWritten(options) : "the bots' files are as they were")
            + ": " + reason
    }

    private func nothingWritten(_ options: ApplyOptions) -> String {
        switch options.asked {
        case .losses: "nothing was written"
        case .everything: "the bots' files are as they were; next: slots apply"
        }
    }

    /// Which files were written, and what has to be done in the bots.
    func tell(_ result: ApplyResult, _ workspace: LoadedWorkspace) {
        guard options.output == .table else { return }
        let removed = Set((result.planned.plan?.files ?? []).filter(\.outcome.removesFile).map(\.target.name))
        for file in result.applied.written {
            console.hint("\(removed.contains(file) ? "removed" : "wrote") \(file)")
        }
        for name in result.applied.given { console.hint("ran \(name)") }
        if let revision = result.applied.revision {
            console.hint("this is revision \(revision); to take it back: slots rollback")
        }
        tellNotes(result, workspace)
    }

    /// What has to be done in the bots.
    func tellNotes(_ result: ApplyResult, _ workspace: LoadedWorkspace) {
        let written = Set(result.applied.written)
        var told: Set<String> = []
        for file in result.planned.plan?.files ?? []
        where written.contains(file.target.name) && result.planned.plan?.isRenamed(file) == false {
            guard let notes = workspace.templates[file.bot.template.value]?.notes else { continue }
            let all =
                (file.addsConnections ? notes.entryAdded : [])
                + (file.removesConnections ? notes.entryRemoved : [])
            for note in all where told.insert(note).inserted { console.hint("note: \(note)") }
        }
        let given = Set(result.applied.given)
        for command in result.planned.plan?.commands ?? []
        where given.contains(command.name) && command.connection.isNew {
            let notes = workspace.templates[command.bot.template.value]?.notes.entryAdded ?? []
            for note in notes where told.insert(note).inserted { console.hint("note: \(note)") }
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
