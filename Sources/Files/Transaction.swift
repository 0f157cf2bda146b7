package import Cryptography
import Glibc

/// A new content for one file, or its removal.
package struct FileChange: Sendable {
    /// As the user names it.
    package let name: String
    /// Absolute, without links.
    package let folder: String
    package let file: String
    /// What the new content was made from; `nil`: nothing may be there.
    package let before: FoundFile?
    /// `nil`: the file goes.
    package let content: SecretText?
    /// Of the new file.
    package let mode: UInt32
    /// Whether owner, group and attributes of the old file must stay; else they stay as far as the system lets us.
    package let mustKeepOwner: Bool

    /// - Parameters:
    ///   - content: `nil`: the file goes; `before` is what goes then.
    ///   - mode: Of the new file; `nil`: the old one's, and 0600 where there was none.
    package init(
        _ name: String,
        in folder: String,
        file: String,
        before: FoundFile?,
        content: SecretText?,
        mode: UInt32? = nil,
        mustKeepOwner: Bool = false
    ) {
        (self.name, self.folder, self.file) = (name, folder, file)
        (self.before, self.content, self.mustKeepOwner) = (before, content, mustKeepOwner)
        self.mode = mode ?? before?.status.mode ?? 0o600
    }

    /// A content in one piece.
    package init(
        _ name: String,
        in folder: String,
        file: String,
        before: FoundFile?,
        content: Secret,
        mode: UInt32? = nil,
        mustKeepOwner: Bool = false
    ) {
        self.init(
            name,
            in: folder,
            file: file,
            before: before,
            content: SecretText(content),
            mode: mode,
            mustKeepOwner: mustKeepOwner
        )
    }
}

/// Changes of several files that happen together: all of them or none, also where the process is killed between any
/// two calls, or any call fails.
///
/// All new files are written beside their targets and flushed; then a journal in the state's folder names them: the
/// point of no return. Then each changes names with its target, and the journal goes. Whoever comes next finishes what
/// was cut off with ``Folder/recover()``. A target that is a mount point is written in place, see ``Overwriting``.
package struct Transaction: ~Copyable {
    /// How a transaction ended.
    package enum Outcome: Equatable, Sendable {
        case done
        /// This file was written by somebody else meanwhile; everything is as it was.
        case changed(name: String)
    }

    /// From so many bytes on, old and new ones together, the files are worked on side by side, and from so many files on.
    package static let (large, many) = (1 << 20, 12)

    private let state: Folder
    private let changes: [FileChange]
    private let isSideBySide: Bool
    private var folders: [String: Folder] = [:]
    private var entries: [Journal.Entry] = []
    private var kept: [KeptFile] = []

    /// - Parameters:
    ///   - state: Where the journal lies; the caller holds the lock, and has recovered.
    ///   - large: See ``large``.
    package init(_ changes: [FileChange], state: Folder, large: Int = large) throws(FileError) {
        (self.changes, self.state) = (changes, state)
        isSideBySide =
            changes.count >= Self.many
            || changes.reduce(0) { $0 + ($1.content?.count ?? 0) + ($1.before?.content.count ?? 0) } >= large
        for change in changes {
            if folders[change.folder] == nil {
                folders[change.folder] = try Folder(change.folder, system: state.system)
            }
            let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
            let staged = Journal.mark(of: change.file) + suffix
            entries.append(
                Journal.Entry(
                    folder: change.folder,
                    target: change.file,
                    staged: staged,
                    isRemoval: change.content == nil,
                    isInPlace: try folders[change.folder]?.isWrittenInPlace(change) ?? false
                )
            )
        }
    }

    /// Carries the changes out.
    ///
    /// - Parameter keeping: Gets each file that is left because nothing else has what it holds.
    /// - Throws: ``FileError``. Everything is as it was then, but for ``FileError/unfinished(path:code:)``: the journal
    ///   stays, and the next recovery goes on.
    package consuming func commit(keeping: (KeptFile) -> Void = { _ in }) throws(FileError) -> Outcome {
        guard !changes.isEmpty else { return .done }
        folders.waitForOthers()
        if let changed = try prepare() { return .changed(name: changed) }
        let changed: String?
        do throws(FileError) {
            changed = try files.move()
            if changed == nil { try files.flushFolders() }
        } catch {
            try takeBack()
            throw error
        }
        if let changed {
            try takeBack()
            kept.forEach(keeping)
            return .changed(name: changed)
        }
        finish()
        kept.forEach(keeping)
        return .done
    }

    /// Up to the point of no return.
    ///
    /// - Returns: The file that somebody wrote meanwhile; everything is as it was then.
    private mutating func prepare() throws(FileError) -> String? {
        var isMoving = false
        do throws(FileError) {
            try state.write(Journal(.staging, in: state.path, entries))
            for number in entries.indices { entries[number].old = changes[number].before?.status.identity }
            for (number, new) in try files.stage() { entries[number].new = new }
            if let changed = try files.changed() {
                try withdraw()
                return changed
            }
            isMoving = true
            try state.write(Journal(.moving, in: state.path, entries))
            return nil
        } catch {
            do throws(FileError) { try withdraw() } catch let trouble where isMoving {
                throw .unfinished(path: state.path, code: trouble.code)
            } catch {
                // Nothing took its place, and the next recovery removes what is left.
            }
            throw error
        }
    }

    private var files: TransactionFiles {
        TransactionFiles(
            changes: changes,
            entries: entries,
            folders: folders,
            state: state,
            isSideBySide: isSideBySide
        )
    }

    /// Everything is in its place: what fails from here on is left to the next recovery.
    private mutating func finish() {
        let (left, isClean) = files.removeLeftovers()
        kept += left
        if isClean { try? state.closeJournal() }
    }

    private mutating func removeLeftover(of entry: Journal.Entry) throws(SystemError) {
        if let left = try folders[entry.folder]?.removeLeftover(of: entry, state) { kept.append(left) }
    }

    /// No file is in a target's place.
    private mutating func withdraw() throws(FileError) {
        for entry in entries.inOrderOfRemoval(\.self) {
            do throws(SystemError) { try removeLeftover(of: entry) } catch {
                throw .cannotWrite(path: entry.folder, code: error.code)
            }
        }
        try state.closeJournal()
    }

    /// Gives the targets back what moves took out of them.
    private mutating func takeBack() throws(FileError) {
        for (change, entry) in zip(changes, entries).reversed() {
            do throws(SystemError) { try folders[entry.folder]?.moveBack(entry, state) } catch {
                throw .unfinished(path: change.name, code: error.code)
            }
        }
        for folder in folders.values { try? folder.flush() }
        // From here on a recovery only cleans up.
        let isNoted = (try? state.write(Journal(.staging, in: state.path, entries))) != nil
        do throws(FileError) { try withdraw() } catch {
            if !isNoted { throw .unfinished(path: state.path, code: error.code) }
        }
    }
}
