package import Files
import Glibc
import Revisions
package import Secrets

/// Changes files and stored secrets of a workspace in one transaction: all of it or nothing.
///
/// For whoever holds the workspace's lock. Others may change files and the store all the same, so both are looked at
/// again when they are written.
package struct WorkspaceChange {
    package enum Failure: Error {
        case file(StagedFiles.Failure)
        case store(StoreTrouble)
        case conflict(Conflict)
        /// It came to a halt half done, and the next command finishes it.
        case unfinished(FileError)
    }

    /// A stored secret is not what it was when it was looked at.
    package struct Conflict: Error {
        package var name: String
    }

    private let workspace: String
    private let store: SecretStore

    /// - Parameter workspace: The absolute path of its folder.
    package init(workspace: String, store: SecretStore) {
        (self.workspace, self.store) = (workspace, store)
    }

    /// - Parameters:
    ///   - recipients: To whom the store is encrypted from now on, as `age -r` takes them; `nil`: as before.
    ///   - stage: Adds the files.
    ///   - edit: Changes what the store holds, and answers whether it is to be written; called again when somebody else
    ///     wrote meanwhile. `nil`: no secret is stored.
    /// - Returns: What became of the store; `nil` when nothing was to be written there.
    /// - Throws: a ``Failure``; everything is as it was before then, unless it is ``Failure/unfinished(_:)``.
    package func make(
        recipients: [String]? = nil,
        stage: (inout StagedFiles) throws(StagedFiles.Failure) -> Void = { _ in },
        edit: ((inout StoreContents) throws(Conflict) -> Bool)? = nil
    ) throws(Failure) -> SecretStore.Change? {
        var files = StagedFiles(workspace: workspace)
        do throws(Failure) {
            do throws(StagedFiles.Failure) { try stage(&files) } catch { throw .file(error) }
            if let edit, let change = try change(recipients, edit, with: files.changes) { return change }
            if let name = try commit(files.changes) { throw Self.changed(name, files.changes) }
            return nil
        } catch {
            if case .unfinished = error {} else { files.withdraw() }
            throw error
        }
    }

    /// - Returns: The file that somebody else wrote meanwhile; nothing was changed then.
    private func commit(_ changes: [FileChange]) throws(Failure) -> String? {
        do throws(FileError) {
            let state = try StateFolder(workspace: workspace).create()
            switch try Transaction(changes, state: state).commit() {
            case .done: return nil
            case .changed(let name): return name
            }
        } catch {
            if case .unfinished = error { throw .unfinished(error) }
            throw .file(StagedFiles.Failure(path: error.path ?? ".slots", error))
        }
    }

    private static func changed(_ name: String, _ changes: [FileChange]) -> Failure {
        let isNew = changes.contains { $0.name == name && $0.before == nil }
        return .file(StagedFiles.Failure(path: name, code: isNew ? EEXIST : EBUSY))
    }

    private func change(
        _ recipients: [String]?,
        _ edit: (inout StoreContents) throws(Conflict) -> Bool,
        with files: [FileChange]
    ) throws(Failure) -> SecretStore.Change? {
        var failure: Failure?
        let change: SecretStore.Change?
        do throws(StoreTrouble) {
            change = try store.change(
                recipients: recipients,
                { contents in
                    do throws(Conflict) { return try edit(&contents) } catch {
                        failure = .conflict(error)
                        return false
                    }
                },
                placing: { changes in
                    do throws(Failure) {
                        guard let name = try commit(changes + files) else { return .placed }
                        guard files.contains(where: { $0.name == name }) else { return .changedMeanwhile }
                        failure = Self.changed(name, files)
                    } catch {
                        failure = error
                    }
                    return .refused
                }
            )
        } catch {
            throw .store(error)
        }
        if let failure { throw failure }
        return change
    }
}
