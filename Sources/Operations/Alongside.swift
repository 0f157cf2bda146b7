package import Cryptography
package import Files
package import Ledger
import Revisions
package import Secrets
package import SlotModel

/// What changes in the same transaction as the bots' files: all of it or nothing.
package struct Alongside: Sendable {
    /// Files of the workspace.
    package var files: [FileChange]
    /// Edits what `secrets.age` holds, and answers whether it is to be written; `nil`: the store stays as it is.
    package var edit: (@Sendable (inout StoreContents) -> Bool)?
    /// Changes whose entries they are, before a plan is made.
    package var reown: @Sendable (inout Ownership) -> Void

    package init(
        files: [FileChange],
        edit: (@Sendable (inout StoreContents) -> Bool)? = nil,
        reown: @escaping @Sendable (inout Ownership) -> Void = { _ in }
    ) {
        (self.files, self.edit, self.reown) = (files, edit, reown)
    }
}

extension Session {
    /// Plans what a change of one slot makes of its bots' files; no exchange is asked.
    ///
    /// - Parameters:
    ///   - slot: As it is.
    ///   - changed: The workspace as it will be.
    ///   - names: Of the slots whose entries may change: the slot's where it goes, none where it stays.
    ///   - values: What will stand behind references that lead nowhere yet.
    ///   - prunes: See ``PlanOptions/prunes``.
    package func plan(
        for slot: Slot,
        _ names: Set<String>,
        in changed: LoadedWorkspace,
        _ alongside: Alongside,
        values: [SecretReference: Secret],
        prunes: Bool
    ) async -> Planned {
        var options = PlanOptions(isOffline: true)
        options.scope = .only(names)
        options.prunes = prunes
        options.reown = alongside.reown
        let session = with(changed)
        for (reference, value) in values { session.credentials.assume(value, for: reference) }
        var planned = await session.plan(for: workspace.bots(of: slot), options) { _ in }
        planned.reports = []
        // What nobody uses any more goes along.
        planned.findings.removeAll { $0.code == "secret.unused" }
        return planned
    }

    /// Carries out a plan that somebody agreed to, with what changes alongside; a change of a bot's file that came up
    /// since is not agreed to, unless ``ApplyOptions/agrees`` says so.
    ///
    /// - Parameter planned: Of ``plan(for:_:in:_:values:prunes:)``; it can be applied.
    package func carryOut(
        _ planned: Planned,
        for slot: Slot,
        _ alongside: Alongside,
        _ options: ApplyOptions,
        guardian: Guardian
    ) async -> ApplyResult {
        var options = options
        options.alongside = alongside
        options.planning.reown = alongside.reown
        var result = ApplyResult(exit: planned.exit, end: .notPlanned, planned: planned)
        guard planned.isGood else { return result }
        await write(&result, workspace.bots(of: slot), options, guardian)
        return result
    }

    /// Carries out changes of files together with those of the store.
    ///
    /// - Parameter body: Gets all changes besides those of the bots' files.
    func placing(
        _ alongside: Alongside?,
        _ body: ([FileChange]) throws(RevisionError) -> Applied
    ) throws(Unwritten) -> Applied {
        func carryOut(_ changes: [FileChange]) throws(Unwritten) -> Applied {
            do throws(RevisionError) { return try body(changes) } catch {
                throw Unwritten(finding: error.finding(), exit: error.exitCode)
            }
        }
        guard let alongside else { return try carryOut([]) }
        guard let edit = alongside.edit else { return try carryOut(alongside.files) }
        var applied: Applied?
        var failure: Unwritten?
        do throws(StoreTrouble) {
            _ = try store.change(edit) { changes in
                do throws(Unwritten) {
                    applied = try carryOut(changes + alongside.files)
                    return .placed
                } catch {
                    failure = error
                    return .refused
                }
            }
        } catch {
            throw Unwritten(finding: error.finding(), exit: error.exitCode)
        }
        if let failure { throw failure }
        // The store did not change after all.
        if let applied { return applied }
        return try carryOut(alongside.files)
    }

    /// Why nothing was written.
    struct Unwritten: Error {
        var finding: Finding
        var exit: ExitCode
    }
}

extension LoadedWorkspace {
    /// Without one slot.
    package func removing(_ slot: Slot) -> LoadedWorkspace {
        with(slots: slots.filter { $0.name != slot.name }, slotNames: slotNames.filter { $0 != slot.name })
    }
}
