import BotConfigs
import Glibc
import Revisions
import HTTPTransport
import SlotModel

extension Program {
    static func plan(_ context: CommandContext) async -> ExitCode {
        await context.withWorkspace { loaded in
            let bots: [Bot]
            do throws(UsageError) { bots = try loaded.bots(named: context.arguments.arguments) } catch {
                return context.refuse(error)
            }
            let printer = context.printer(loaded.sources)
            let stage = PlanStage(context: context, loaded: loaded, bots: bots, printer: printer)
            let outcome = await stage.run()
            var exit = outcome.exit
            if exit == .done, context.arguments[.detailedExitCode], outcome.plan?.isEmpty == false {
                exit = .changes
            }
            keepUntilExit(outcome)
            printer.print(outcome.report(.plan, exit: exit), streamed: outcome.streamed)
            return exit
        }
    }

    static func apply(_ context: CommandContext) async -> ExitCode {
        do throws(Finding) {
            let workspace = try WorkspaceFolder.find(named: context.options.directory)
            let folder = StateFolder(workspace: workspace)
            let lock: WorkspaceLock
            do throws(RevisionError) {
                try folder.create()
                lock = try await WorkspaceLock.take(
                    in: folder,
                    holder: "slots apply, process \(getpid()), since \(wallClock())",
                    wait: context.arguments[.wait] ?? .zero
                )
            } catch {
                let exit = context.interruption.exitCode ?? error.exitCode
                context.printer().print(Report(.apply, exit: exit, findings: [error.finding()]))
                return exit
            }
            // Read under the lock: what another apply changed meanwhile is seen.
            let exit = await context.withWorkspace { loaded in await applyLocked(context, loaded, folder) }
            withExtendedLifetime(lock) {}
            return exit
        } catch {
            context.printer().print(Report(.apply, exit: .wrongFiles, findings: [error]))
            return .wrongFiles
        }
    }

    private static func applyLocked(
        _ context: CommandContext,
        _ loaded: LoadedWorkspace,
        _ folder: StateFolder
    ) async -> ExitCode {
        let bots: [Bot]
        do throws(UsageError) { bots = try loaded.bots(named: context.arguments.arguments) } catch {
            return context.refuse(error)
        }
        let printer = context.printer(loaded.sources)
        let stage = PlanStage(context: context, loaded: loaded, bots: bots, printer: printer)
        var outcome = await stage.run()
        guard outcome.exit == .done, let plan = outcome.plan, !plan.findings.containErrors else {
            printer.print(outcome.report(.apply, exit: outcome.exit), streamed: outcome.streamed)
            context.console.hint("nothing was written")
            return outcome.exit
        }
        let consent = Consent(context).ask(for: plan, outcome, printer)
        guard consent != .refused else {
            context.console.hint("nothing was written")
            return context.interruption.exitCode ?? .stopped
        }
        guard context.interruption.enter(.writing) else {
            context.console.hint("nothing was written")
            return context.interruption.exitCode ?? .interrupted
        }
        // Who was asked has seen the slots and the changes.
        let seen = consent == .given ? outcome.findings : nil
        let agreed = Set(plan.consents)
        let saysYes = context.arguments[.yes]
        let application = Application(folder: folder) { saysYes || agreed.contains($0) }
        let applied: Applied
        do throws(RevisionError) {
            applied = try application.apply(plan, owned: outcome.owned)
        } catch {
            outcome.findings.append(error.finding())
            let report = outcome.report(.apply, exit: error.exitCode)
            printer.print(report, streamed: outcome.streamed, seen: seen)
            return error.exitCode
        }
        outcome.findings += Recorder(loaded, nil).record(applied, bots: bots)
        let failedHooks = runHooks(of: bots, plan, applied, in: loaded.folder)
        outcome.findings += failedHooks
        let exit: ExitCode = failedHooks.isEmpty ? .done : .stopped
        printer.print(outcome.report(.apply, exit: exit), streamed: outcome.streamed, seen: seen)
        tell(applied, plan, loaded, context)
        return exit
    }

    /// Runs the commands of the bots whose files changed.
    private static func runHooks(
        of bots: [Bot],
        _ plan: Plan,
        _ applied: Applied,
        in folder: String
    ) -> [Finding] {
        bots.compactMap { bot in
            guard let command = bot.onApply,
                plan.files.contains(where: {
                    $0.bot.name == bot.name && applied.written.contains($0.target.name)
                })
            else { return nil }
            let reason: String
            switch HookCommand.run(command.value, in: folder) {
            case .succeeded: return nil
            case .failed(let code): reason = "ended with exit code \(code)"
            case .killed(let signal): reason = "was ended by signal \(signal)"
            case .notStarted(let code): reason = "cannot be started: \(RevisionError.describe(code))"
            }
            return Finding(
                .error,
                "apply.hook-failed",
                "the files are written, but the on-apply command of '\(bot.name)' \(reason)",
                at: command.place,
                help: "run it by hand, or correct it in slots.yaml"
            )
        }
    }

    private static func tell(
        _ applied: Applied,
        _ plan: Plan,
        _ loaded: LoadedWorkspace,
        _ context: CommandContext
    ) {
        guard context.options.output == .table else { return }
        for file in applied.written { context.console.hint("wrote \(escapedForeignText(file))") }
        if applied.written.isEmpty { context.console.hint("nothing to change") }
        for file in plan.files where file.addsOrRemovesConnections {
            for note in loaded.templates[file.bot.template.value]?.notes ?? [] {
                context.console.hint("note: \(note)")
            }
        }
    }
}

extension PlanStage.Outcome {
    func report(_ command: CommandName, exit: ExitCode) -> Report {
        Report(command, exit: exit, slots: reports, findings: findings, changes: plan?.fileChanges)
    }
}

/// Asks before something of the user's would go.
struct Consent {
    enum Answer {
        /// Nothing of the user's goes, or the command line agreed.
        case notNeeded
        /// The report was shown and somebody agreed.
        case given
        /// The report was shown, and why it ends here was said.
        case refused
    }

    private let context: CommandContext

    init(_ context: CommandContext) { self.context = context }

    /// Whether the plan may be applied.
    func ask(for plan: Plan, _ outcome: PlanStage.Outcome, _ printer: ReportPrinter) -> Answer {
        guard !plan.consents.isEmpty, !context.arguments[.yes] else { return .notNeeded }
        let console = context.console
        let isInteractive =
            isatty(STDIN_FILENO) == 1 && console.errors.terminal.isTerminal
            && context.options.output == .table
        printer.print(outcome.report(.apply, exit: .stopped), streamed: outcome.streamed)
        let number = counted(plan.consents.count, "change")
        guard isInteractive else {
            console.complain(
                "\(number) would overwrite or remove something of yours, and nobody can be asked here",
                help: "look at them above, and agree with: slots apply --yes"
            )
            return .refused
        }
        guard context.interruption.enter(.asking) else { return .refused }
        defer { _ = context.interruption.enter(.beforeWriting) }
        console.errors.write("\(number) would overwrite or remove something of yours. Go on? [y/N] ")
        guard let answer = readLine(strippingNewline: true) else {
            console.errors.write("\n")
            return .refused
        }
        return ["y", "yes"].contains(answer.lowercased()) ? .given : .refused
    }
}
