package import BotConfigs
import Cryptography
import Glibc
package import SlotModel

/// What an apply did.
package struct Applied: Sendable {
    /// Files that were written, as the user names them.
    package var written: [String] = []
    /// Files that were already as they should be.
    package var unchanged: [String] = []
    package var changes: [MemberChange] = []
    /// Errors among them: some file is as it was.
    package var findings: [Finding] = []

    package init() {}
}

/// Writes the files of a plan and remembers what was written.
///
/// Every new file is complete beside its target before the first one takes its place. The whole transaction of
/// several files with a journal is to come; until then files change one after the other.
package struct Application: Sendable {
    private static let attempts = 5

    private let folder: StateFolder
    private let mayChange: @Sendable (MemberChange) -> Bool
    /// Called with a target's path right before it is replaced: where a test is the other writer.
    private let willReplace: @Sendable (String) -> Void

    /// - Parameters:
    ///   - folder: Where the state lies; the caller holds the lock.
    ///   - mayChange: Whether somebody agreed to a change that wants consent; asked again for changes that come up
    ///     because a file changed while we worked.
    package init(
        folder: StateFolder,
        mayChange: @escaping @Sendable (MemberChange) -> Bool,
        willReplace: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.folder = folder
        self.mayChange = mayChange
        self.willReplace = willReplace
    }

    /// Carries out a plan without errors.
    ///
    /// - Throws: ``RevisionError`` of the first file that could not be written; that file, and those after it, are
    ///   as they were.
    package func apply(_ plan: Plan, owned: OwnershipStore) throws(RevisionError) -> Applied {
        precondition(!plan.findings.containErrors, "a plan with errors is not applied")
        var applied = Applied()
        var owned = owned
        for file in plan.files { removeLeftovers(beside: file.target.path) }
        for file in plan.files where file.isChanged { try prove(isWritable: file) }
        for file in plan.files {
            let outcome = try write(file, &applied)
            owned.record(outcome.owned, of: file.bot, file: file.path)
            applied.changes.append(contentsOf: outcome.changes)
            try owned.save(to: folder)
        }
        return applied
    }

    /// Finds out before anything is written, so that the files of other bots do not change alone.
    private func prove(isWritable file: PlannedFile) throws(RevisionError) {
        if let existing = file.target.existing, existing.mode & 0o222 == 0 {
            throw .readOnly(path: file.target.name, mode: existing.mode)
        }
        let (folder, _) = TargetFile.split(file.target.path)
        guard access(folder, W_OK | X_OK) == 0 else {
            throw .cannotWrite(path: file.target.name, code: errno)
        }
    }

    private func write(_ file: PlannedFile, _ applied: inout Applied) throws(RevisionError) -> MergeOutcome {
        var target = file.target
        var outcome = file.outcome
        guard file.isChanged else {
            applied.unchanged.append(target.name)
            return outcome
        }
        for _ in 0..<Self.attempts {
            if let existing = target.existing {
                try keepBackup(of: existing.content, bot: file.bot.name, path: file.path)
            }
            var staged = try StagedFile(for: target, content: outcome.content)
            // Read back here, where nobody else writes: in its place the bot may write to it at once.
            guard staged.isAsWritten else { throw .notAsWritten(path: target.name) }
            willReplace(target.path)
            if try staged.replace() {
                applied.written.append(target.name)
                return outcome
            }
            target = try TargetFile.look(at: target.path, name: target.name)
            outcome = try mergeAgain(file, on: target)
        }
        throw .keepsChanging(path: target.name)
    }

    /// Somebody wrote in between: the same wishes on the new content.
    private func mergeAgain(_ file: PlannedFile, on target: TargetFile) throws(RevisionError) -> MergeOutcome
    {
        var input = file.input
        input.existing = target.existing?.bytes
        guard let outcome = merge(input).outcome,
            outcome.changes.allSatisfy({ $0.consent == nil || mayChange($0) })
        else { throw .refusedOnNewContent(path: target.name) }
        return outcome
    }

    /// The content before the latest change, in `.slots/backups/<bot>/`.
    private func keepBackup(of content: Secret, bot: String, path: String) throws(RevisionError) {
        var current = folder.file("backups")
        for part in [bot] + path.split(separator: "/").dropLast().map(String.init) {
            try makeFolder(current)
            current += "/" + part
        }
        try makeFolder(current)
        let last = path.split(separator: "/").last.map(String.init) ?? path
        try writePrivately(current + "/" + last, content)
    }

    private func makeFolder(_ path: String) throws(RevisionError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw .cannotWrite(path: path, code: errno) }
    }

    /// Files that a killed process left beside the target; the lock says that none of them is in use.
    private func removeLeftovers(beside path: String) {
        let (folder, last) = TargetFile.split(path)
        guard let directory = opendir(folder) else { return }
        defer { closedir(directory) }
        let prefix = StagedFile.prefix(of: last)
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(prefix) { unlink(folder + "/" + name) }
        }
    }
}
