package import BotConfigs
import Cryptography
package import Files
package import Ledger
import SlotModel

/// What an apply did.
package struct Applied: Sendable {
    /// Files that were written, as the user names them.
    package var written: [String] = []
    /// Files that were already as they should be.
    package var unchanged: [String] = []
    package var changes: [MemberChange] = []
    /// Bots whose `on-apply` has not succeeded since their files changed, in this apply or an earlier one.
    package var hooksDue: Set<String> = []
    /// Paths of files beside the bots' own that hold what somebody else wrote meanwhile.
    package var kept: [String] = []

    package init() {}
}

/// Writes the files of a plan and remembers what was written: all of it or nothing.
package struct Application: Sendable {
    private static let attempts = 5

    private let folder: StateFolder
    private let ledger: Ledger
    private let mayChange: @Sendable (MemberChange) -> Bool
    private let isExact: Bool
    private let system: FileSystem

    /// - Parameters:
    ///   - isExact: Whether a file that somebody wrote meanwhile stops the plan, instead of being merged with once more.
    ///   - folder: Where the state lies; the caller holds the lock, and what was cut off before is finished.
    ///   - ledger: Takes down what is owned, in the same transaction.
    ///   - mayChange: Whether somebody agreed to a change that wants consent; asked again for changes that come up
    ///     because a file changed while we worked.
    package init(
        folder: StateFolder,
        ledger: Ledger,
        isExact: Bool = false,
        system: FileSystem = .live,
        mayChange: @escaping @Sendable (MemberChange) -> Bool
    ) {
        (self.folder, self.ledger, self.isExact) = (folder, ledger, isExact)
        (self.system, self.mayChange) = (system, mayChange)
    }

    /// One file of the plan, as it was looked at last.
    private struct Work {
        var file: PlannedFile
        var target: TargetFile
        var outcome: MergeOutcome

        init(_ file: PlannedFile) { (self.file, target, outcome) = (file, file.target, file.outcome) }

        var isChanged: Bool {
            target.existing.map { !$0.content.isEqual(to: outcome.content) } ?? true
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
        var kept: [String] = []
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
            guard let changed = try write(work, owned, besides, &kept) else {
                var applied = applied(work, owned)
                applied.kept = kept
                return applied
            }
            guard !isExact, !besides.contains(where: { $0.name == changed }) else {
                throw .refusedOnNewContent(path: changed)
            }
            guard let index = work.firstIndex(where: { $0.target.name == changed }) else { break }
            try mergeAgain(&work[index])
        }
        throw .keepsChanging(path: work.first { $0.isChanged }?.target.name ?? folder.path)
    }

    private func applied(_ work: [Work], _ owned: Ownership) -> Applied {
        var applied = Applied()
        for file in work {
            if file.isChanged {
                applied.written.append(file.target.name)
            } else {
                applied.unchanged.append(file.target.name)
            }
            applied.changes.append(contentsOf: file.outcome.changes)
        }
        applied.hooksDue = owned.hooksDue
        return applied
    }

    /// The owner's wish, which a rename would pass over.
    private func prove(isWritable target: TargetFile) throws(RevisionError) {
        guard let mode = target.existing?.status.mode, mode & 0o222 == 0 else { return }
        throw .readOnly(path: target.name, mode: mode)
    }

    /// - Returns: The file that somebody else wrote meanwhile; nothing was changed then.
    private func write(_ work: [Work], _ owned: Ownership, _ besides: [FileChange], _ kept: inout [String])
        throws(RevisionError) -> String?
    {
        let (folder, ledger, system) = (folder, ledger, system)
        return try inFiles { () throws(FileError) in
            let state = try Folder(folder.path, system: system)
            var changes = besides
            for file in work where file.isChanged {
                if let backup = try backup(of: file, state) { changes.append(backup) }
                changes.append(change(file))
            }
            if let record = try ledger.stage(owned, state) { changes.append(record) }
            switch try Transaction(changes, state: state).commit(keeping: { kept.append($0) }) {
            case .done: return nil
            case .changed(let name): return name
            }
        }
    }

    private func change(_ work: Work) -> FileChange {
        FileChange(
            work.target.name,
            in: work.target.folder,
            file: work.target.file,
            before: work.target.existing,
            content: work.outcome.content,
            mustKeepOwner: true
        )
    }

    /// Somebody wrote in between: the same wishes on the new content.
    private func mergeAgain(_ work: inout Work) throws(RevisionError) {
        let (path, name) = (work.target.path, work.target.name)
        let known = work.target.oddity
        work.target = try inFiles { () throws(FileError) in try TargetFile.look(at: path, name: name) }
        // Nobody has agreed to a file of another owner, or with other names, or to a new one for one that went.
        guard work.target.oddity == nil || work.target.oddity == known,
            work.target.existing != nil || work.file.isMissing
        else {
            throw .refusedOnNewContent(path: name)
        }
        var input = work.file.input
        input.existing = work.target.existing.map { ExistingFile($0.bytes, input.file, name: name) }
        guard let outcome = merge(input).outcome,
            outcome.changes.allSatisfy({ $0.consent == nil || mayChange($0) })
        else { throw .refusedOnNewContent(path: name) }
        work.outcome = outcome
    }

    /// The content before the latest change, in `.slots/backups/<bot>/`.
    private func backup(of work: Work, _ state: Folder) throws(FileError) -> FileChange? {
        guard let existing = work.target.existing else { return nil }
        var folder = try Folder.makePrivate(RealPath.join(state.path, "backups"), system: system)
        var parts = [work.file.bot.name] + work.file.path.split(separator: "/").map(String.init)
        let file = parts.removeLast()
        for part in parts {
            folder = try Folder.makePrivate(RealPath.join(folder.path, part), system: system)
        }
        let before = try folder.read(file, limit: TargetFile.sizeLimit)
        if before?.content.isEqual(to: existing.content) == true { return nil }
        return FileChange(
            RealPath.join(folder.path, file),
            in: folder.path,
            file: file,
            before: before,
            content: existing.content,
            mode: 0o600
        )
    }
}
