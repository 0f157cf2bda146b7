import Operations
import SlotModel
import Terminal

extension Program {
    /// `slots register BOT [SLOT…]`.
    static func register(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            try await context.register(session)
        }
    }
}

extension CommandContext {
    fileprivate func register(_ session: Session) async throws(UsageError) -> ExitCode {
        let printer = printer(session.workspace.sources)
        let (guardian, console, bot) = (guardian, console, arguments.arguments.first ?? "")
        var options = RegisterOptions()
        options.asking = asking
        options.agrees = arguments[.yes]
        options.proof = arguments[.through]
        options.limit = arguments[.within] ?? options.limit
        options.wait = arguments[.wait] ?? .zero
        let registering = options
        let result: Registered
        do throws(UnknownName) {
            result = try await withEvents(printer) { events throws(UnknownName) in
                try await session.register(
                    bot,
                    slots: Array(arguments.arguments.dropFirst()),
                    registering,
                    guardian: guardian,
                    events: events,
                    steps: { step in
                        switch step {
                        case .sent(let ids):
                            let names = ids.map { "'\(escapedForeignText($0))'" }.joined(separator: ", ")
                            console.hint("sent \(names) to \(bot)")
                        case .waiting(let time) where time < .seconds(1):
                            console.hint("waiting until \(bot) shows the balances")
                        case .waiting: break
                        }
                    },
                    consent: { consent(to: $0, printer) }
                )
            }
        } catch {
            throw UsageError(error)
        }
        return finish(result, printer)
    }

    private func consent(to registered: Registered, _ printer: ReportPrinter) -> Agreement {
        var report = Report(registered, exit: .stopped)
        guard canAsk else {
            printer.refuse(
                &report,
                streamed: registered.fresh,
                Finding(
                    .error,
                    "register.not-agreed",
                    "nobody can be asked here, and nothing was sent",
                    help: "agree with: \(arguments.agreeing())"
                )
            )
            return .impossible
        }
        printer.print(report, streamed: registered.fresh, asking: true)
        let count = counted((registered.registrations ?? []).count { $0.isSent }, "key")
        let question = "Make \(count) known to the bot at \(registered.origin ?? "")?"
        return Prompt(interruption).agrees(to: question, console) ? .given : .refused
    }

    private func finish(_ result: Registered, _ printer: ReportPrinter) -> ExitCode {
        let exit = ending(result.exit)
        switch result.agreement {
        case .impossible: return exit
        case .refused, .nobodyThere:
            console.conclude("nothing was sent")
            return interruption.exitCode ?? exit
        case .given, nil: break
        }
        var report = Report(result, exit: exit)
        // Who was asked has seen these.
        if options.output == .table { report.findings.removeAll { result.shown.contains($0) } }
        printer.print(report, streamed: result.fresh)
        if options.output == .table, exit == .done, result.registrations?.allSatisfy({ !$0.isSent }) == true {
            console.hint("there is nothing to make known to the bot")
        }
        return exit
    }
}

extension Report {
    fileprivate init(_ registered: Registered, exit: ExitCode) {
        self.init(.register, exit: exit, slots: registered.reports, findings: registered.findings)
        registrations = registered.registrations
    }
}
