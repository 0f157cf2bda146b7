package import BotConfigs
import Cryptography
package import Files
package import Ledger
import Locking
import SlotModel

/// What an apply did.
package struct Applied: Sendable {
    /// Files that were written, as the user names them.
    package var written: [String] = []
    /// Files that were already as they should be.
    package var unchanged: [String] = []
    package var changes: [MemberChange] = []
    /// What programs of the bots' own took, as a user would type it.
    package var given: [String] = []
    /// Bots whose `on-apply` has not succeeded since their files changed, in this apply or an earlier one.
    package var hooksDue: Set<String> = []
    /// The number under which it is kept what was there before; `nil`: no file of a bot changed.
    package var revision: Int?

    package init() {}
}

/// Writes the files of a plan and remembers what was written: all of it or nothing.
package struct Application: Sendable {
    private static let attempts = 5

    private let folder: StateFolder
    private let ledger: Ledger
    private let keeping: RevisionKeeping
    private let mayChange: @Sendable (MemberChange) -> Bool
    private let isExact: Bool
    private let system: FileSystem
    private let leaving: @Sendable (KeptFile) -> Void

    /// - Parameters:
    ///   - isExact: Whether a file that somebody wrote meanwhile stops the plan, instead of being merged with once more.
    ///   - folder: Where the state lies; the caller holds the lock, and what was cut off before is finished.
    ///   - ledger: Takes down what is owned, in the same transaction.
    ///   - keeping: How what was there before is kept, in the same transaction.
    ///   - leaving: Gets each file that is left because nothing else has what it holds, also where nothing is applied.
    ///   - mayChange: Whether somebody agreed to a change that wants consent; asked again for changes that come up
    ///     because a file changed while we worked.
    package init(
        folder: StateFolder,
        ledger: Ledger,
        keeping: RevisionKeeping,
        isExact: Bool = false,
        system: FileSystem = .live,
        leaving: @escaping @Sendable (KeptFile) -> Void = { _ in },
        mayChange: @escaping @Sendable (MemberChange) -> Bool
    ) {
        (self.folder, self.ledger, self.keeping, self.isExact) = (folder, ledger, keeping, isExact)
        (self.system, self.leaving, self.mayChange) = (system, leaving, mayChange)
    }

    /// One file of the plan, as it was looked at last.
    private struct Work {
        var file: PlannedFile
        var target: TargetFile
        var outcome: MergeOutcome

        init(_ file: PlannedFile) { (self.file, target, outcome) = (file, file.target, file.outcome) }

        var isChanged: Bool {
            outcome.changes(target.existing)
        }
    }

    /// Carries out a plan without errors.
    ///
    /// - Parameter besides: Changes of other files, in the same transaction.
    /// - Throws: ``RevisionError``; every file is as it was then, the record of what is owned among them.
    package func apply(_ plan: Plan, owned: Ownership, besides: [FileChange] = []) throws(RevisionError)
        -> Applied
    {
        precondition(!plan.findings.containErrors, "a plan with errors is not applied")
        var work = plan.files.map(Work.init)
        var last: String?
        for file in work where file.isChanged { try prove(isWritable: file.target) }
        for _ in 0..<Self.attempts {
            var owned = owned
            for file in work {
                owned.record(
                    file.outcome.owned,
                    of: file.file.bot,
                    file: file.file.path,
                    in: RealPath.split(folder.path).folder
                )
                if file.isChanged, file.file.bot.onApply != nil { owned.hooksDue.insert(file.file.bot.name) }
            }
            owned.note(plan, in: RealPath.split(folder.path).folder)
            let former = owned.revision
            guard let changed = try write(work, &owned, besides) else {
                var applied = applied(work, plan, owned)
                if owned.revision != former { applied.revision = owned.revision }
                return applied
            }
            last = changed
            guard !isExact, !besides.contains(where: { $0.name == changed }) else {
                throw .refusedOnNewContent(path: changed)
            }
            guard let index = work.firstIndex(where: { $0.target.name == changed }) else { break }
            try mergeAgain(&work[index])
        }
        throw .keepsChanging(path: last ?? folder.path)
    }

    private func applied(_ work: [Work], _ plan: Plan, _ owned: Ownership) -> Applied {
        var applied = Applied()
        for file in work {
            if file.isChanged {
                applied.written.append(file.target.name)
            } else {
                applied.unchanged.append(file.target.name)
            }
            applied.changes.append(contentsOf: file.outcome.changes)
        }
        applied.changes += plan.commands.flatMap(\.connection.changes)
        applied.hooksDue = owned.hooksDue
        return applied
    }

    /// The owner's wish, which a rename would pass over.
    private func prove(isWritable target: TargetFile) throws(RevisionError) {
        guard let mode = target.existing?.status.mode, mode & 0o222 == 0 else { return }
        throw .readOnly(path: target.name, mode: mode)
    }

    /// - Parameter owned: Gets the number of the revision.
    /// - Returns: The file that somebody else wrote meanwhile; nothing was changed then.
    private func write(
        _ work: [Work],
        _ owned: inout Ownership,
        _ besides: [FileChange]
    ) throws(RevisionError) -> String? {
        let work = work.filter(\.isChanged)
        let (folder, system) = (folder, system)
        let state = try inFiles { () throws(FileError) in try Folder(folder.path, system: system) }
        var changes = besides + work.map(change)
        let revisions = try work.isEmpty ? nil : keep(work, &owned, state, &changes)
        let (ledger, ownership) = (ledger, owned)
        let changed: String? = try inFiles { () throws(FileError) in
            if let record = try ledger.stage(ownership, state) { changes.append(record) }
            switch try Transaction(changes, state: state).commit(keeping: leaving) {
            case .done: return nil
            case .changed(let name): return name
            }
        }
        if changed == nil { revisions?.prune(to: keeping.count) }
        return changed
    }

    /// Adds what keeps the content before to the changes.
    private func keep(
        _ work: [Work],
        _ owned: inout Ownership,
        _ state: Folder,
        _ changes: inout [FileChange]
    ) throws(RevisionError) -> RevisionFolder {
        let folder: RevisionFolder
        do throws(FileError) { folder = try RevisionFolder(making: state, system: system) } catch {
            guard case .notAFile = error else { throw .file(error) }
            throw .notKept(RevisionFolder.unusable(error))
        }
        let next = folder.nextNumber(after: owned.revision)
        owned.revision = next.number
        let workspace = RealPath.split(self.folder.path).folder
        let facts = sideBySide(work.count, inChunksOf: 1) { range in
            range.map { Revision.File(work[$0].file, work[$0].target, work[$0].outcome, in: workspace) }
        }
        let files = zip(facts.joined(), work).map { (facts: $0, before: $1.target.existing?.content) }
        let backups = FormerBackups(of: work.map(\.file), in: state, system: system)
        changes += try keeping.changes(files, backups, next.number, after: next.previous, in: folder)
        return folder
    }

    private func change(_ work: Work) -> FileChange {
        FileChange(
            work.target.name,
            in: work.target.folder,
            file: work.target.file,
            before: work.target.existing,
            content: work.outcome.removesFile ? nil : work.outcome.content,
            mode: work.target.existing == nil ? work.file.modeBefore : nil,
            mustKeepOwner: true
        )
    }

    /// Somebody wrote in between: the same wishes on the new content.
    private func mergeAgain(_ work: inout Work) throws(RevisionError) {
        let (path, name) = (work.target.path, work.target.name)
        let known = work.target.oddity
        let file = work.file.input.file
        let (target, existing) = try inFiles { () throws(FileError) in
            try TargetFile.look(at: path, name: name, as: file, .live)
        }
        work.target = target
        // Nobody has agreed to a file of another owner, or with other names, or to a new one for one that went.
        guard work.target.oddity == nil || work.target.oddity == known,
            work.target.existing != nil || work.file.isMissing
        else {
            throw .refusedOnNewContent(path: name)
        }
        var input = work.file.input
        input.existing = existing
        guard let outcome = work.file.outcome(of: input).outcome,
            outcome.changes.allSatisfy({ $0.consent == nil || mayChange($0) })
        else { throw .refusedOnNewContent(path: name) }
        work.outcome = outcome
    }
}
