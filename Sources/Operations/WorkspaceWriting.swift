package import Files
import Glibc
import Revisions
import Secrets
package import SlotModel

extension Session {
    /// Takes the workspace's lock, for the time in which its files are written, and finishes what was cut off.
    ///
    /// - Parameters:
    ///   - command: As others are told who hold back for it.
    ///   - wait: For whoever holds it.
    package func takeLock(for command: String, wait: Duration) async throws(FileError) -> FileLock {
        let state = try workspace.state.create()
        let lock = try await FileLock.take(in: state, holder: surroundings.holder(command), wait: wait)
        if let recovered = try state.recover() { surroundings.recovered(recovered) }
        return lock
    }

    /// What changed since the session was opened, for whoever holds the lock; `nil` when nothing did.
    ///
    /// Looks at the workspace's files, and at places of secrets that were looked into.
    package func changedSinceOpened() async -> Finding? {
        let now = await LoadedWorkspace.read(at: workspace.folder)
        if let file = now.firstDifference(from: workspace) {
            return Self.changed("\(file) was")
        }
        do throws(StoreTrouble) {
            guard try store.isUnchanged() else { return Self.changed("\(SecretStore.fileName) was") }
        } catch {
            return error.finding()
        }
        return credentials.changedFile().map { Self.changed("\($0) was") }
    }

    private static func changed(_ what: String) -> Finding {
        Finding(
            .error,
            "apply.changed-meanwhile",
            "\(what) changed by somebody else while slots worked; nothing was written",
            help: "look at it, and run this again"
        )
    }
}

extension Surroundings {
    /// Finishes a change to a workspace that was cut off, unless somebody is at work on it right now.
    ///
    /// - Parameter folder: The workspace's; absolute.
    func recover(in folder: String) throws(FileError) {
        guard let state = try StateFolder(workspace: folder).open(), try state.hasJournal,
            let lock = try FileLock.takeIfFree(in: state, holder: holder("recovery"))
        else { return }
        defer { lock.release() }
        if let recovered = try state.recover() { self.recovered(recovered) }
    }

    func holder(_ command: String) -> String {
        "slots \(command), process \(getpid()), \(userName()) on \(hostName()), since \(now())"
    }

    /// gethostname(2).
    func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 65)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "this machine" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
