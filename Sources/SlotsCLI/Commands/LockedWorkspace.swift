import Glibc
import HTTPTransport
import Revisions
import SlotModel

extension CommandContext {
    /// Runs the body under the workspace's lock, with the workspace as it was read under it: what another command changed
    /// meanwhile is seen.
    ///
    /// - Parameter wait: For whoever holds the lock.
    func withLockedWorkspace(
        wait: Duration = .zero,
        _ body: (LoadedWorkspace, StateFolder) async -> ExitCode
    ) async -> ExitCode {
        let workspace: String
        do throws(Finding) { workspace = try WorkspaceFolder.find(named: options.directory) } catch {
            return refuse([error], .wrongFiles)
        }
        let folder = StateFolder(workspace: workspace)
        var lock: WorkspaceLock?
        do throws(RevisionError) {
            // Where there is no slots.yaml nothing may be left behind.
            if access(workspace + "/" + WorkspaceFolder.file, F_OK) == 0 {
                lock = try await takeLock(in: folder, wait: wait)
            }
        } catch {
            return refuse([error.finding()], interruption.exitCode ?? error.exitCode)
        }
        let exit = await withWorkspace { loaded in await body(loaded, folder) }
        withExtendedLifetime(lock) {}
        return exit
    }

    /// - Parameter wait: For whoever holds the lock.
    func takeLock(in folder: StateFolder, wait: Duration) async throws(RevisionError) -> WorkspaceLock {
        try folder.create()
        return try await WorkspaceLock.take(
            in: folder,
            holder: "slots \(arguments.command.rawValue), process \(getpid()), since \(wallClock())",
            wait: wait
        )
    }

    private func refuse(_ findings: [Finding], _ exit: ExitCode) -> ExitCode {
        printer().print(Report(arguments.command, exit: exit, findings: findings))
        return exit
    }
}
