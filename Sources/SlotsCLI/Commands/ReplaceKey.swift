import Files
import Terminal
import Checks
import Cryptography
import Exchanges
import Revisions
import Secrets
import SlotModel

extension Program {
    /// `slots replace-key SLOT`.
    static func replaceKey(_ context: CommandContext) async -> ExitCode {
        await context.withLockedWorkspace { loaded, folder, lock in
            guard let workspace = loaded.workspace, !loaded.findings.containErrors else {
                // A slot file that cannot be read may use the same secrets.
                let report = Report(.replaceKey, exit: .wrongFiles, findings: loaded.findings)
                context.printer(loaded.sources).print(report)
                return .wrongFiles
            }
            do throws(UsageError) {
                let request = try ReplaceRequest(context.arguments, loaded)
                let replacing = KeyReplacement(
                    context: context,
                    loaded: loaded,
                    workspace: workspace,
                    folder: folder,
                    lock: lock,
                    request: request,
                    store: loaded.secretStore
                )
                if case .replace(let wanted, isFromEnvironment: false) = request.action {
                    try wanted.checkSomebodyIsThere(for: .replaceKey)
                }
                return await replacing.run()
            } catch {
                return context.refuse(error)
            }
        }
    }
}

/// New credentials on their way into a slot: asked for, checked, compared, written, applied.
struct KeyReplacement {
    let context: CommandContext
    let loaded: LoadedWorkspace
    let workspace: Workspace
    let folder: StateFolder
    let lock: FileLock?
    let request: ReplaceRequest
    let store: SecretStore

    var console: Console { context.console }
    var name: String { request.slot.name }

    func run() async -> ExitCode {
        do throws(Stop) {
            let draft: Draft
            switch request.action {
            case .forget: return try forget()
            case .undo: draft = try await undone()
            case .replace(let wanted, let isFromEnvironment):
                draft = try await renewed(wanted, isFromEnvironment: isFromEnvironment)
            }
            try write(draft)
            return await apply(draft)
        } catch {
            return finish(error)
        }
    }

    private func write(_ draft: Draft) throws(Stop) {
        guard context.interruption.enter(.writing) else {
            throw Stop(exit: context.interruption.exitCode ?? .interrupted)
        }
        defer { _ = context.interruption.enter(.beforeWriting) }
        if let changed = try changedMeanwhile(draft.present) { throw stop(changed: changed) }
        let writing = ReplacementWriting(
            workspace: loaded.folder,
            store: store,
            present: draft.present,
            others: loaded.slots.filter { $0.name != name }
        )
        do throws(WorkspaceChange.Failure) {
            tell(try writing.write(draft.replacement))
        } catch {
            throw stop(error)
        }
    }

    /// Takes the new credentials on to the bots.
    private func apply(_ draft: Draft) async -> ExitCode {
        await context.withWorkspace(recovers: false) { loaded in
            let cache = CheckStage(context, loaded, workspace, store: store).cache
            let recorded = Recorder(loaded, cache).record(draft.outcome)
            let sharing = loaded.slots(sharing: draft.replacement.places, with: request.slot)
            let slots = loaded.slots.filter { slot in
                slot.enabled && (slot.name == name || sharing.contains { $0.name == slot.name })
            }
            let bots = (loaded.workspace?.bots ?? []).filter { bot in
                slots.contains { slot in loaded.bots(of: slot).contains { $0.name == bot.name } }
            }
            let interrupted = context.interruption.exitCode
            guard interrupted == nil, !bots.isEmpty, !context.arguments[.noApply] else {
                let printer = context.printer(loaded.sources)
                if context.options.output == .table {
                    printer.printFindings(recorded)
                } else {
                    let findings = unique(draft.outcome.findings + recorded)
                    let exit = interrupted ?? .done
                    printer.print(
                        Report(.replaceKey, exit: exit, slots: draft.outcome.reports, findings: findings)
                    )
                }
                console.hint(bots.isEmpty ? "no bot uses the slot" : "next:    slots apply")
                return interrupted ?? .done
            }
            let stage = ApplyStage(
                context: context,
                loaded: loaded,
                folder: folder,
                lock: lock,
                bots: bots,
                consent: .everything,
                only: Set(slots.map(\.name)),
                store: store
            )
            return await stage.run()
        }
    }

    /// Why it ends here.
    struct Stop: Error {
        var exit: ExitCode
        var findings: [Finding] = []
        var reports: [SlotReport] = []
        /// The report was printed already.
        var isTold = false
    }
}
