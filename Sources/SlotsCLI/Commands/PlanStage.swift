import BotConfigs
import Checks
import Files
import Locking
import Revisions
import Secrets
import SlotModel

/// Everything up to the plan, as `plan` and `apply` have it in common: read, check, render, plan.
struct PlanStage: Sendable {
    /// How far it came.
    ///
    /// Without a plan the exit code says why.
    struct Outcome: Sendable {
        var reports: [SlotReport] = []
        /// The slots whose results were told while they came in.
        var streamed: Set<String> = []
        var findings: [Finding] = []
        var plan: Plan?
        var owned = OwnershipStore()
        var exit = ExitCode.done
    }

    let context: CommandContext
    let loaded: LoadedWorkspace
    let bots: [Bot]
    let printer: ReportPrinter
    /// Names of the slots whose entries may change; `nil`: all.
    var only: Set<String>?
    /// One that is open already; `nil`: a new one.
    var store: SecretStore?

    var isOffline: Bool { context.arguments[.offline] }

    func run() async -> Outcome {
        var outcome = Outcome(findings: loaded.findings)
        guard let workspace = loaded.workspace, !loaded.findings.containErrors else {
            outcome.exit = .wrongFiles
            return outcome
        }
        let stage = CheckStage(context, loaded, workspace, store: store)
        outcome.findings = unique(outcome.findings + stage.policies())
        guard !outcome.findings.containErrors else {
            outcome.exit = .wrongFiles
            return outcome
        }
        let slots = loaded.slots.filter { slot in
            slot.enabled && loaded.bots(of: slot).contains { bot in bots.contains { $0.name == bot.name } }
        }
        await check(slots, stage, &outcome)
        plan(stage, &outcome)
        return outcome
    }

    private func check(_ slots: [Slot], _ stage: CheckStage, _ outcome: inout Outcome) async {
        guard !isOffline else {
            outcome.reports = slots.map { slot in
                SlotReport(
                    slot: slot.name,
                    exchange: slot.exchange.value,
                    network: loaded.network(of: slot),
                    status: .unchecked,
                    message: "not asked (--offline)"
                )
            }
            return
        }
        let checked = await stage.run(slots, pairs: BotReading(loaded).pairs(), printer: printer)
        outcome.reports = checked.reports
        outcome.streamed = Set(checked.reports.map(\.slot))
        let recorded = Recorder(loaded, stage.cache).record(checked)
        outcome.findings = unique(outcome.findings + checked.findings + recorded)
        outcome.exit = checked.exitCode(wanting: slots, context.interruption)
    }

    /// The plan is made also when a slot is not connected, so that one run shows everything.
    private func plan(_ stage: CheckStage, _ outcome: inout Outcome) {
        var bots = BotInputs(bots, loaded, stage.cache)
        for index in bots.inputs.indices {
            bots.inputs[index].only = only
            bots.inputs[index].prunes = context.arguments[.prune]
        }
        guard bots.missing.isEmpty else {
            outcome.findings = unique(outcome.findings + bots.missing)
            outcome.exit = ExitCode.worst(of: [outcome.exit, .noSecret])
            return
        }
        do throws(RevisionError) {
            let folder = StateFolder(workspace: loaded.folder)
            outcome.owned = try OwnershipStore.load(from: folder)
            let planner = Planner(
                workspace: loaded.folder,
                owned: outcome.owned,
                fingerprinter: try FingerprintKey.fingerprinter(in: folder)
            )
            let plan = planner.plan(bots.inputs)
            outcome.findings = unique(outcome.findings + plan.findings)
            outcome.plan = plan
            if plan.findings.containErrors {
                outcome.exit = ExitCode.worst(of: [outcome.exit, plan.isRefusal ? .stopped : .wrongFiles])
            }
        } catch {
            outcome.findings.append(error.finding())
            outcome.exit = ExitCode.worst(of: [outcome.exit, error.exitCode])
        }
    }
}

extension Plan {
    /// Whether every error is a change that is refused, rather than a file that is wrong.
    var isRefusal: Bool {
        // The entry of a slot that went, while the bot still trades on it.
        findings.allSatisfy { $0.severity != .error || $0.code == "bot.not-empty" }
    }

    /// For reports.
    var fileChanges: [FileChanges] {
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

extension RevisionError {
    /// The exit code of a command that ends with the error.
    var exitCode: ExitCode {
        switch self {
        case .file(let error): error.exitCode
        case .brokenState: .wrongFiles
        case .readOnly: .cannotWrite
        case .keepsChanging, .refusedOnNewContent: .stopped
        }
    }
}

extension FileError {
    /// The exit code of a command that ends with the error.
    var exitCode: ExitCode {
        switch self {
        case .cannotRead, .notAFile, .tooLarge, .noFolder, .brokenJournal: .wrongFiles
        case .cannotWrite, .notAsWritten, .unfinished: .cannotWrite
        case .locked: .locked
        }
    }
}
