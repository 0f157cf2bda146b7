import Terminal
import Files
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
        _ body: (LoadedWorkspace, StateFolder, FileLock?) async -> ExitCode
    ) async -> ExitCode {
        let workspace: String
        do throws(Finding) { workspace = try WorkspaceFolder.find(named: options.directory) } catch {
            return refuse([error], .wrongFiles)
        }
        let folder = StateFolder(workspace: workspace)
        var lock: FileLock?
        do throws(FileError) {
            // Where there is no slots.yaml nothing may be left behind.
            if access(workspace + "/" + WorkspaceFolder.file, F_OK) == 0 {
                lock = try await takeLock(in: folder, wait: wait)
            }
        } catch {
            return refuse([error.finding()], interruption.exitCode ?? error.exitCode)
        }
        let exit = await withWorkspace(recovers: false) { loaded in await body(loaded, folder, lock) }
        withExtendedLifetime(lock) {}
        return exit
    }

    /// Takes the workspace's lock, and finishes what was cut off under it.
    ///
    /// - Parameter wait: For whoever holds the lock.
    func takeLock(in folder: StateFolder, wait: Duration) async throws(FileError) -> FileLock {
        let state = try folder.create()
        let lock = try await FileLock.take(in: state, holder: holder, wait: wait)
        tell(try state.recover(), in: folder)
        return lock
    }

    /// Finishes a change that was cut off, unless somebody is at work on it right now.
    func recover(in workspace: String) throws(FileError) {
        let folder = StateFolder(workspace: workspace)
        guard let state = try folder.open(), try state.hasJournal,
            let lock = try FileLock.takeIfFree(in: state, holder: holder)
        else { return }
        defer { lock.release() }
        tell(try state.recover(), in: folder)
    }

    private var holder: String {
        "slots \(arguments.command.rawValue), process \(getpid()), since \(wallClock())"
    }

    private func tell(_ recovered: Recovered?, in folder: StateFolder) {
        guard let recovered else { return }
        switch recovered.direction {
        case .forward: console.hint("finished a change that was cut off: its files are all new")
        case .back: console.hint("took back a change that was cut off: its files are all as they were")
        }
        for path in recovered.kept {
            console.hint("kept \(escapedForeignText(path)), which somebody else wrote meanwhile")
        }
    }

    private func refuse(_ findings: [Finding], _ exit: ExitCode) -> ExitCode {
        printer().print(Report(arguments.command, exit: exit, findings: findings))
        return exit
    }
}
