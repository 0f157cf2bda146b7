import BotConfigs
import Glibc
import Operations
import Revisions
import SlotModel
import Terminal

extension Program {
    /// `slots rollback [REV]`.
    static func rollBack(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            let number = try context.revisionNumbers(from: 1).first
            return await context.rollBack(number, session)
        }
    }
}

extension CommandContext {
    fileprivate func rollBack(_ number: Int?, _ session: Session) async -> ExitCode {
        let printer = printer(session.workspace.sources)
        let planned = session.plan(takingBack: number)
        guard planned.isGood, let plan = planned.plan else {
            let report = Report(.rollback, planned, exit: planned.exit)
            printer.print(report)
            console.conclude(nothingWritten(report))
            return planned.exit
        }
        if plan.isEmpty || arguments[.dryRun] {
            printer.print(Report(.rollback, planned, exit: .done))
            let revision = planned.takesBack.map(String.init) ?? ""
            console.hint(
                plan.isEmpty
                    ? "of what revision \(revision) and later ones changed nothing is left to take back"
                    : "nothing was written; next: slots rollback \(revision)"
            )
            return .done
        }
        if !arguments[.yes], let exit = refusal(of: planned, printer) { return exit }
        var applying = ApplyOptions(asked: .everything, agrees: arguments[.yes], command: "rollback")
        applying.wait = arguments[.wait] ?? .zero
        let result = await session.takeBack(planned, applying, guardian: guardian)
        var report = Report(.rollback, result.planned, exit: ending(result.exit))
        report.written = result.applied.written
        report.revision = result.applied.revision
        printer.print(report, seen: arguments[.yes] ? nil : planned.findings)
        if result.end != .written {
            console.conclude(nothingWritten(report))
        } else if options.output == .table {
            tell(result)
            tellNotes(result, session.workspace)
        }
        return report.exit
    }

    /// Shows the plan and asks; `nil`: somebody agreed.
    private func refusal(of planned: Planned, _ printer: ReportPrinter) -> ExitCode? {
        var report = Report(.rollback, planned, exit: .stopped)
        guard canAsk else {
            let revision = arguments.arguments.isEmpty ? planned.takesBack.map { "\($0)" } : nil
            printer.refuse(
                &report,
                Finding(
                    .error,
                    "apply.not-agreed",
                    "nobody can be asked here, and nothing was written",
                    help: "look at what would change, and agree with: \(arguments.agreeing(revision))"
                )
            )
            return .stopped
        }
        printer.print(report, asking: true)
        guard Prompt(interruption).agrees(to: "Bring this back into the bots' files?", console) else {
            console.hint("nothing was written")
            return interruption.exitCode ?? .stopped
        }
        return nil
    }

    private func nothingWritten(_ report: Report) -> String {
        "nothing was written" + (report.reasonOfNothing.map { ": " + $0 } ?? "")
    }

    private func tell(_ result: ApplyResult) {
        for file in result.planned.plan?.files ?? [] where result.applied.written.contains(file.target.name) {
            console.hint("\(file.outcome.removesFile ? "removed" : "wrote") \(file.target.name)")
        }
        let revision = result.planned.takesBack.map(String.init) ?? ""
        let kept = result.applied.revision.map { "; kept as revision \($0)" } ?? ""
        console.hint("took back what was changed from revision \(revision) on\(kept)")
        console.hint("slots/ and secrets.age did not change: the next 'slots apply' wants their state again")
    }
}
