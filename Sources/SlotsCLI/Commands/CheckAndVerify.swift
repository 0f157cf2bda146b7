import Operations
import SlotModel
import Terminal

extension Program {
    static func check(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            defer { context.tellWhereSlotsComeFrom(session.workspace) }
            return try await context.report(on: session) { names, events throws(UnknownName) in
                try await session.check(names, context.asking, events: events)
            }
        }
    }

    /// The gate: succeeds only when every slot is connected and funded.
    static func verify(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            try await context.report(on: session) { names, events throws(UnknownName) in
                try await session.verify(
                    names,
                    accepting: context.arguments[.maximumAge],
                    context.asking,
                    events: events
                )
            }
        }
    }
}

extension CommandContext {
    /// Runs a check with its display, and prints the report.
    fileprivate func report(
        on session: Session,
        _ check: ([String], @escaping EventSink) async throws(UnknownName) -> Checked
    ) async throws(UsageError) -> ExitCode {
        let printer = printer(session.workspace.sources)
        let checked: Checked
        do throws(UnknownName) {
            checked = try await withEvents(printer) { events throws(UnknownName) in
                try await check(arguments.arguments, events)
            }
        } catch {
            throw UsageError(error)
        }
        let exit = ending(checked.exit)
        let report = Report(
            arguments.command,
            exit: exit,
            slots: checked.reports,
            unread: session.workspace.unreadSlots(named: arguments.arguments),
            findings: checked.findings
        )
        printer.print(report, streamed: checked.fresh)
        if arguments.command == .verify, options.output == .table, exit != .done {
            console.conclude("the gate stays closed" + (report.reasonOfNothing.map { ": " + $0 } ?? ""))
        }
        return exit
    }

    /// Runs an operation while a display on the terminal shows how far it is; a result is streamed where that is the
    /// format.
    func withEvents<R, E: Error>(
        _ printer: ReportPrinter,
        _ operation: (@escaping EventSink) async throws(E) -> R
    ) async throws(E) -> R {
        let progress = CheckProgress(console: console, isWanted: options.showsProgress)
        let events: EventSink = { event in
            switch event {
            case .asking(let names): progress.begin(names)
            case .slotStarted(let name): progress.started(name)
            case .slotFinished(let report):
                progress.finished(report)
                printer.stream(report)
            case .asked: progress.end()
            }
        }
        return try await progress.whileLive { () async throws(E) -> R in try await operation(events) }
    }

    /// The exit code of an operation, with the signal that ended it.
    func ending(_ exit: ExitCode) -> ExitCode {
        exit == .interrupted ? interruption.exitCode ?? .interrupted : exit
    }
}

extension UsageError {
    init(_ error: UnknownName) { self.init(error.message, help: error.help) }
}
