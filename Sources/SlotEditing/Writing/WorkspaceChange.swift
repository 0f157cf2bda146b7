import Cryptography
import Glibc
package import Secrets

/// Changes files and stored secrets of a workspace together: all of it or nothing.
///
/// The files are written beside their places first, so that a full disk shows before a secret is stored; they take
/// their places last, so that no slot names a secret that is not there. A kill in between leaves secrets that no slot
/// uses, which `slots secret list` tells.
///
/// For whoever holds the workspace's lock. Others may change files and the store all the same, so both are looked at
/// again when they are written.
package struct WorkspaceChange {
    package enum Failure: Error {
        case file(StagedFiles.Failure)
        case store(StoreTrouble)
        case conflict(Conflict)
    }

    /// A stored secret is not what it was when it was looked at.
    package struct Conflict: Error {
        package var name: String
    }

    let workspace: String
    let store: SecretStore

    /// - Parameters:
    ///   - stage: Adds the files.
    ///   - edit: Changes what the store holds, and answers whether it is to be written; called again when somebody else
    ///     wrote meanwhile. `nil`: no secret is stored.
    /// - Returns: What became of the store; `nil` when nothing was to be written there.
    /// - Throws: a ``Failure``; everything is as it was before then.
    func make(
        stage: (inout StagedFiles) throws(StagedFiles.Failure) -> Void,
        edit: ((inout StoreContents) throws(Conflict) -> Bool)? = nil
    ) throws(Failure) -> SecretStore.Change? {
        var files = StagedFiles(workspace: workspace)
        for folder in ["slots", "secrets"] { files.sweep(folder) }
        var change: StoredChange?
        do throws(Failure) {
            do throws(StagedFiles.Failure) { try stage(&files) } catch { throw .file(error) }
            if let edit { change = try self.change(edit) }
            do throws(StagedFiles.Failure) { try files.takePlaces() } catch { throw .file(error) }
        } catch {
            files.withdraw()
            if let change { takeBack(change) }
            throw error
        }
        files.finish()
        return change?.change
    }

    private struct StoredChange {
        var change: SecretStore.Change
        var before: StoreContents
        var after: StoreContents
    }

    private func change(_ edit: (inout StoreContents) throws(Conflict) -> Bool) throws(Failure)
        -> StoredChange?
    {
        var (before, after) = (StoreContents(), StoreContents())
        var conflict: Conflict?
        let change: SecretStore.Change?
        do throws(StoreTrouble) {
            change = try store.change { contents in
                (before, conflict) = (contents, nil)
                do throws(Conflict) {
                    let isToBeWritten = try edit(&contents)
                    after = contents
                    return isToBeWritten
                } catch {
                    conflict = error
                    return false
                }
            }
        } catch {
            throw .store(error)
        }
        if let conflict { throw .conflict(conflict) }
        return change.map { StoredChange(change: $0, before: before, after: after) }
    }

    /// Should that fail, secrets stay behind that no slot uses; what went wrong first is told.
    private func takeBack(_ change: StoredChange) {
        _ = try? store.change { contents in
            contents.takeBack(change.after, to: change.before)
            return true
        }
    }
}

extension StagedFiles {
    /// Makes the folder of the workspace in which private files hold secrets, hidden from git.
    mutating func makeSecretsFolder() throws(Failure) {
        try makeFolder("secrets", mode: 0o700)
        guard access(workspace + "/secrets/.gitignore", F_OK) != 0 else { return }
        // First of all: git must not see the others, even if we are killed.
        try place("secrets/.gitignore", Secret(copying: Array("*\n".utf8)), mode: 0o644)
    }
}
