import Files
import Terminal
import BotConfigs
import Glibc
import Revisions
import Secrets
import SlotModel

/// Check, plan, consent and the bots' files, under the workspace's lock; `apply` and `replace-key` have it in common.
struct ApplyStage {
    let context: CommandContext
    let loaded: LoadedWorkspace
    let folder: StateFolder
    /// Let go of before commands of the bots run.
    let lock: FileLock?
    let bots: [Bot]
    var consent = Consent.Scope.losses
    /// Names of the slots whose entries may change; `nil`: all.
    var only: Set<String>?
    /// One that is open already; `nil`: a new one.
    var store: SecretStore?

    private var command: CommandName { context.arguments.command }

    func run() async -> ExitCode {
        let printer = context.printer(loaded.sources)
        var stage = PlanStage(context: context, loaded: loaded, bots: bots, printer: printer, store: store)
        stage.only = only
        var outcome = await stage.run()
        guard outcome.exit == .done, let plan = outcome.plan, !plan.findings.containErrors else {
            let report = outcome.report(command, exit: outcome.exit)
            printer.print(report, streamed: outcome.streamed)
            let reason = report.reasonOfNothing.map { ": " + $0 } ?? ""
            context.console.hint(nothingWritten + reason)
            return outcome.exit
        }
        let answer = Consent(context, consent).ask(for: plan, outcome, printer)
        switch answer {
        case .notNeeded, .given: break
        case .refused:
            context.console.hint(nothingWritten)
            return context.interruption.exitCode ?? (consent == .losses ? .stopped : .done)
        case .nobodyThere:
            context.console.hint(nothingWritten)
            return .done
        }
        guard context.interruption.enter(.writing) else {
            context.console.hint(nothingWritten)
            return context.interruption.exitCode ?? .interrupted
        }
        // Who was asked has seen the slots and the changes.
        let seen = answer == .given ? outcome.findings : nil
        let agreed = Set(plan.consents)
        let saysYes = context.arguments[.yes]
        let application = Application(folder: folder) { saysYes || agreed.contains($0) }
        let applied: Applied
        do throws(RevisionError) {
            applied = try application.apply(plan, owned: outcome.owned)
        } catch {
            outcome.findings.append(error.finding())
            let report = outcome.report(command, exit: error.exitCode)
            printer.print(report, streamed: outcome.streamed, seen: seen)
            return error.exitCode
        }
        outcome.findings += Recorder(loaded, nil).record(applied, bots: bots)
        // All is written and noted: a request to end need not wait for what others do with it.
        _ = context.interruption.enter(.beforeWriting)
        let hooks = HookStage(context: context, folder: folder, lock: lock, workspace: loaded.folder)
        let failedHooks = await hooks.run(bots.filter { applied.hooksDue.contains($0.name) })
        outcome.findings += failedHooks
        let exit: ExitCode = failedHooks.containErrors ? .hookFailed : .done
        printer.print(outcome.report(command, exit: exit), streamed: outcome.streamed, seen: seen)
        tell(applied, plan)
        return exit
    }

    private var nothingWritten: String {
        switch consent {
        case .losses: "nothing was written"
        case .everything: "the bots' files are as they were; next: slots apply"
        }
    }

    private func tell(_ applied: Applied, _ plan: Plan) {
        guard context.options.output == .table else { return }
        for file in applied.written { context.console.hint("wrote \(escapedForeignText(file))") }
        let written = plan.files.filter { applied.written.contains($0.target.name) }
        var told: Set<String> = []
        for file in written {
            guard let notes = loaded.templates[file.bot.template.value]?.notes else { continue }
            let all =
                (file.addsConnections ? notes.entryAdded : [])
                + (file.removesConnections ? notes.entryRemoved : [])
            for note in all where told.insert(note).inserted { context.console.hint("note: \(note)") }
        }
    }
}

extension PlanStage.Outcome {
    func report(_ command: CommandName, exit: ExitCode) -> Report {
        Report(command, exit: exit, slots: reports, findings: findings, changes: plan?.fileChanges)
    }
}
