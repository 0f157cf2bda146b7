import BotConfigs
import Files
package import Ledger
package import Revisions
import Secrets
package import SlotModel

extension Session {
    /// The revisions of the workspace, as far as they can be read.
    package func revisions() throws(Finding) -> KeptRevisions {
        do throws(RevisionError) {
            return KeptRevisions(in: workspace.state, latest: try ownership().revision)
        } catch {
            throw error.finding()
        }
    }

    /// Applies of before the oldest revision that is kept, or all of them where none is, the oldest first.
    ///
    /// - Throws: A warning where the history cannot be read.
    package func appliesBefore(_ kept: KeptRevisions) throws(Finding) -> [RecordedApply] {
        let oldest = kept.revisions.last?.time
        return try reading { () throws(HistoryError) in try ledger.pastApplies() }
            .filter { apply in oldest.map { apply.time < $0 } ?? true }
    }

    /// What revisions changed, by file.
    ///
    /// - Parameter numbers: None: the latest one; one: that one; two: from the state after the first to the one after
    ///   the second, either way; zero stands for the state before the first.
    /// - Throws: A ``Finding`` where one of them is not there.
    package func difference(_ numbers: [Int], in kept: KeptRevisions) throws(Finding) -> [Revision.File] {
        guard let first = numbers.first ?? kept.newest else { return [] }
        guard numbers.count == 2, let last = numbers.last else {
            guard let revision = try kept.between(first - 1, first).last else { return [] }
            return [revision].difference
        }
        let chain = try kept.between(min(first, last), max(first, last))
        if let oldest = chain.first, oldest.previous != min(first, last) {
            throw Finding(
                .error,
                "revision.unknown",
                "revision \(min(first, last)) does not lead to revision \(max(first, last))",
                help: "see what is there with: slots history"
            )
        }
        return first <= last ? chain.difference : chain.difference.map(\.reversed)
    }

    /// Plans what taking back a revision and all later ones makes of the bots' files; no exchange is asked.
    ///
    /// - Parameter number: `nil`: of the latest.
    package func plan(takingBack number: Int?) -> Planned {
        var planned = Planned()
        planned.takesBack = number
        // A slot that cannot be read stands in nobody's way here: this may be the way out of it.
        guard workspace.workspace != nil else {
            planned.findings = workspace.findings
            planned.exit = .wrongFiles
            return planned
        }
        do throws(Finding) {
            let kept = try revisions()
            planned.findings = kept.findings.filter { $0.severity != .note } + notTakenBack()
            guard let number = number ?? kept.newest else {
                throw Finding(
                    .error,
                    "revision.unknown",
                    "nothing was applied yet, so there is nothing to take back",
                    help: "see what is there with: slots history"
                )
            }
            planned.takesBack = number
            if kept[number] == nil { _ = try kept.between(number - 1, number) }
            let chain = number <= kept.latest ? try kept.between(number - 1, kept.latest) : []
            guard chain.first?.number == number else {
                throw Finding(
                    .error,
                    "revision.unknown",
                    "revision \(number) does not lead to what is there now",
                    help: number > kept.latest
                        ? ".slots/owned.json is missing or older than it: bring it back from a copy, or run 'slots apply' and "
                            + "take that back"
                        : "see what is there with: slots history"
                )
            }
            planned.owned = try owned()
            let files = try files(takingBack: chain)
            let plan = Planner(
                workspace: workspace.folder,
                owned: planned.owned,
                fingerprinter: try fingerprinter()
            ).plan(takingBack: files)
            planned.findings = unique(planned.findings + plan.findings)
            planned.plan = plan
            planned.exit = plan.exit
        } catch {
            planned.findings.append(error)
            planned.exit =
                error.code == "revision.unknown"
                ? .stopped : error.code.hasPrefix("secret.") ? .noSecret : .wrongFiles
        }
        return planned
    }

    /// Carries out a plan of ``plan(takingBack:)`` that somebody agreed to, and records it as a revision of its own.
    package func takeBack(_ planned: Planned, _ options: ApplyOptions, guardian: Guardian) async
        -> ApplyResult
    {
        var result = ApplyResult(exit: planned.exit, end: .notPlanned, planned: planned)
        guard planned.isGood, let plan = planned.plan else { return result }
        let names = Set(plan.files.map(\.bot.name))
        let bots = (workspace.workspace?.bots ?? []).filter { names.contains($0.name) }
        await write(&result, bots, options, guardian)
        return result
    }

    /// What bots keep that they were given through programs of their own.
    private func notTakenBack() -> [Finding] {
        guard let owned = try? ledger.ownership() else { return [] }
        return (workspace.workspace?.bots ?? []).compactMap { bot in
            let given = owned.members(of: bot, file: Ownership.given, in: workspace.folder).entries
            guard !given.isEmpty else { return nil }
            let ids = given.keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
            return Finding(
                .note,
                "rollback.not-taken-back",
                "'\(bot.name)' keeps what it was given: \(ids); nobody knows what it had before",
                at: bot.place,
                help:
                    "to give it other keys: slots replace-key SLOT --undo, or change the slot's file; then slots apply"
            )
        }
    }

    private func owned() throws(Finding) -> Ownership {
        do throws(RevisionError) { return try ownership() } catch { throw error.finding() }
    }

    private func fingerprinter() throws(Finding) -> Fingerprinter {
        do throws(RevisionError) { return try FingerprintKey.fingerprinter(in: workspace.state) } catch {
            throw error.finding()
        }
    }

    /// Opens the archives that are needed.
    private func files(takingBack revisions: [Revision]) throws(Finding) -> [FileRollback] {
        let rollback = Rollback(revisions, try owned().renames)
        let fingerprinter = try fingerprinter()
        var archives: [Int: RevisionArchive] = [:]
        for revision in rollback.opened {
            archives[revision.number] = try RevisionArchive(of: revision, in: workspace.state, fingerprinter)
            {
                [store] sealed, path in
                Result { () throws(StoreTrouble) in try store.unseal(sealed, path: path) }
                    .mapError { $0.finding() }
            }
        }
        let bots = (workspace.workspace?.bots ?? []).compactMap { bot in
            workspace.templates[bot.template.value].map { (bot: bot, template: $0) }
        }
        return try rollback.files(archives, bots)
    }
}
