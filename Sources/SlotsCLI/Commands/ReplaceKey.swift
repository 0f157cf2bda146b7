import Files
import SlotEditing
import Operations
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
        await context.withSession { session throws(UsageError) in
            let loaded = session.workspace
            guard loaded.workspace != nil, !loaded.findings.containErrors else {
                // A slot file that cannot be read may use the same secrets.
                let report = Report(.replaceKey, exit: .wrongFiles, findings: loaded.findings)
                context.printer(loaded.sources).print(report)
                return .wrongFiles
            }
            let request = try ReplaceRequest(context.arguments, loaded)
            let replacement = KeyReplacement(context: context, session: session, request: request)
            if case .replace(let wanted, let isFromEnvironment) = request.action {
                // Nobody types what could not be written.
                do throws(KeyReplacement.Stop) {
                    _ = try replacement.places(of: wanted.fields)
                } catch {
                    return replacement.finish(error)
                }
                if !isFromEnvironment { try wanted.checkSomebodyIsThere(for: .replaceKey) }
            }
            return await replacement.run()
        }
    }
}

/// New credentials on their way into a slot: asked for, checked, compared, written, applied.
struct KeyReplacement {
    let context: CommandContext
    let session: Session
    let request: ReplaceRequest

    var loaded: LoadedWorkspace { session.workspace }
    var store: SecretStore { session.store }
    var console: Console { context.console }
    var name: String { request.slot.name }

    func run() async -> ExitCode {
        do throws(Stop) {
            let draft: Draft
            switch request.action {
            case .forget: return try await forget()
            case .undo: draft = try await undone()
            case .replace(let wanted, let isFromEnvironment):
                draft = try await renewed(wanted, isFromEnvironment: isFromEnvironment)
            }
            try await write(draft)
            return await apply(draft)
        } catch {
            return finish(error)
        }
    }

    /// Nobody is asked any more: the lock is held from here to the end of the writing, and what the new credentials
    /// were compared with is looked at again.
    private func write(_ draft: Draft) async throws(Stop) {
        let lock = try await lock()
        guard context.interruption.enter(.writing) else {
            throw Stop(exit: context.interruption.exitCode ?? .interrupted)
        }
        defer { _ = context.interruption.enter(.beforeWriting) }
        // A slot file that cannot be read any more may use the same secrets.
        let now = await session.reread().workspace
        guard !now.findings.containErrors else { throw stop(changed: "the workspace") }
        if let changed = try changedMeanwhile(draft.present) { throw stop(changed: changed) }
        let writing = ReplacementWriting(
            workspace: loaded.folder,
            store: store,
            present: draft.present,
            others: now.slots.filter { $0.name != name }
        )
        do throws(WorkspaceChange.Failure) {
            tell(try writing.write(draft.replacement))
        } catch {
            throw stop(error)
        }
        withExtendedLifetime(lock) {}
    }

    /// Another command's is soon over; what was typed shall not be lost to it.
    func lock() async throws(Stop) -> FileLock {
        do throws(FileError) {
            let lock = try await session.takeLock(
                for: context.arguments.command.rawValue,
                wait: request.isTyped ? .seconds(30) : .zero
            )
            return lock
        } catch {
            throw Stop(exit: context.interruption.exitCode ?? error.exitCode, findings: [error.finding()])
        }
    }

    /// Takes the new credentials on to the bots.
    private func apply(_ draft: Draft) async -> ExitCode {
        let session = await session.reread()
        let loaded = session.workspace
        let recorded = session.record(draft.outcome)
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
            console.hint(
                !request.slot.enabled
                    ? "the slot is disabled: no bot's file changes, and a bot that still uses it has the former credentials"
                    : bots.isEmpty ? "no bot uses the slot" : "next:    slots apply"
            )
            return interrupted ?? .done
        }
        var planning = PlanOptions(isOffline: context.arguments[.noCheck], asking: context.asking)
        planning.scope = .only(Set(slots.map(\.name)))
        let options = ApplyOptions(
            planning,
            asked: .everything,
            agrees: context.arguments[.yes],
            wait: .seconds(30),
            command: context.arguments.command.rawValue
        )
        do throws(UnknownName) {
            return try await context.apply(bots.map(\.name), session, options)
        } catch {
            return context.refuse(UsageError(error))
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
