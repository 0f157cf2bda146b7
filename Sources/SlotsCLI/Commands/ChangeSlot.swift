import Glibc
import Operations
import Revisions
import SlotEditing
import SlotFiles
import SlotModel
import Terminal

extension Program {
    /// `slots remove SLOT` and `slots rename SLOT NAME`.
    static func changeSlot(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            let printer = context.printer(session.workspace.sources)
            guard session.workspace.workspace != nil, !session.workspace.findings.containErrors else {
                // A slot file that cannot be read may use the same secrets.
                printer.print(
                    Report(context.arguments.command, exit: .wrongFiles, findings: session.workspace.findings)
                )
                return .wrongFiles
            }
            let change: SlotChange
            let asked = try context.slotChange(session)
            do throws(Finding) { change = try asked.get() } catch {
                printer.print(Report(context.arguments.command, exit: .stopped, findings: [error]))
                context.console.hint("nothing was changed")
                return .stopped
            }
            return await context.carryOut(change, session.workspace, printer)
        }
    }
}

extension CommandContext {
    /// - Throws: for a name that no slot has, or that none may have.
    fileprivate func slotChange(_ session: Session) throws(UsageError) -> Result<SlotChange, Finding> {
        let slot: Slot?
        do throws(UnknownName) {
            slot = try session.workspace.slots(named: Array(arguments.arguments.prefix(1))).first
        } catch {
            throw UsageError(error)
        }
        guard let slot else { throw UsageError("there is no such slot", help: "slots list") }
        guard arguments.command == .rename, let name = arguments.arguments.last else {
            return Result { () throws(Finding) in try SlotChange(removing: slot, from: session) }
        }
        if let advice = slotNameAdvice(for: name) {
            throw UsageError("\(quoted(name)) is no name of a slot", help: advice)
        }
        return Result { () throws(Finding) in try SlotChange(renaming: slot, to: name, in: session) }
    }

    fileprivate func carryOut(
        _ change: SlotChange,
        _ workspace: LoadedWorkspace,
        _ printer: ReportPrinter
    ) async -> ExitCode {
        let planned = await change.plan(prunes: arguments[.prune])
        var report = Report(arguments.command, planned, exit: planned.exit)
        guard planned.isGood else {
            printer.print(report)
            console.conclude(nothingChanged(report))
            return planned.exit
        }
        if !arguments[.yes] {
            report.exit = .stopped
            guard canAsk
            else {
                report.findings.append(notAgreed)
                printer.print(report)
                if options.output == .table { tell(change) }
                return .stopped
            }
            printer.print(report, asking: true)
            tell(change)
            guard Prompt(interruption).agrees(to: "Change all of this?", console) else {
                console.hint("nothing was changed")
                return interruption.exitCode ?? .stopped
            }
        }
        var applying = ApplyOptions(command: arguments.command.rawValue)
        applying.wait = arguments[.wait] ?? .zero
        applying.agrees = arguments[.yes]
        let result = await change.carryOut(
            planned,
            applying,
            guardian: guardian
        )
        // Who was asked has seen them.
        let seen = arguments[.yes] ? nil : report.findings
        report = Report(arguments.command, result.planned, exit: ending(result.exit))
        guard result.end == .written else {
            printer.print(report)
            // What came to a halt half done, the next command finishes.
            if !report.findings.contains(where: { $0.code == "apply.unfinished" }) {
                console.conclude(nothingChanged(report))
            }
            return report.exit
        }
        report.revision = result.applied.revision
        report.written = result.applied.written + change.files.filter(\.stays).map(\.name)
        printer.print(report, seen: seen)
        tell(result, workspace)
        if options.output == .table { tell(change, isDone: true) }
        return report.exit
    }

    private func nothingChanged(_ report: Report) -> String {
        "nothing was changed" + (report.reasonOfNothing.map { ": " + $0 } ?? "")
    }

    private var notAgreed: Finding {
        Finding(
            .error,
            "remove.not-agreed",
            "nobody can be asked here, and nothing was changed",
            help: "look at what would change, and agree with: \(arguments.agreeing())"
        )
    }

    /// What changes besides the bots' files.
    private func tell(_ change: SlotChange, isDone: Bool = false) {
        for file in change.files {
            console.hint(
                file.stays
                    ? "\(isDone ? "wrote    " : "+ ")\(file.name)"
                    : "\(isDone ? "removed  " : "- ")\(file.name)"
            )
        }
        for secret in change.secrets {
            let words = secret.newName.map { "\(secret.name) → \($0)" } ?? secret.name
            let mark = secret.newName == nil ? isDone ? "removed  " : "- " : isDone ? "renamed  " : "~ "
            console.hint("\(mark)\(words) in secrets.age")
        }
        for file in change.keptFiles {
            console.hint("\(escapedForeignText(file)) keeps its name until the next slots apply")
        }
        guard isDone, change.newName == nil else { return }
        if !change.secrets.isEmpty {
            console.hint(
                "secrets.age.previous still has what went, encrypted, until secrets.age changes again"
            )
        }
        console.hint("if nothing else uses the key, delete it on the exchange's page, too")
    }
}
