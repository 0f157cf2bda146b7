import Files
import Processes
import Revisions
import SlotModel

/// Runs what bots want to have run once their files are new, without the lock, and remembers what failed.
struct HookStage {
    let context: CommandContext
    let folder: StateFolder
    /// Let go of at once: a hook may take its time, and may use slots itself.
    let lock: FileLock?
    /// Absolute; where the commands run.
    let workspace: String

    /// - Parameter bots: Those whose command is due.
    /// - Returns: What failed; it is tried again by the next apply.
    func run(_ bots: [Bot]) async -> [Finding] {
        lock?.release()
        var findings: [Finding] = []
        var done: Set<String> = []
        for bot in bots {
            guard let command = bot.onApply else { continue }
            if let reason = failure(of: command.value) {
                findings.append(
                    Finding(
                        .error,
                        "apply.hook-failed",
                        "the files are written, but the on-apply command of '\(bot.name)' \(reason)",
                        at: command.place,
                        help:
                            "run it by hand, or correct it in slots.yaml; the next slots apply runs it again"
                    )
                )
            } else {
                done.insert(bot.name)
            }
        }
        if !done.isEmpty, let trouble = await note(done) { findings.append(trouble) }
        return findings
    }

    /// - Returns: Why it did not succeed.
    private func failure(of command: [String]) -> String? {
        do throws(ChildProgram.Failure) {
            switch try HookCommand.run(command, in: workspace) {
            case .exited(0): return nil
            case .exited(let code): return "ended with exit code \(code)"
            case .killed(let signal): return "was ended by signal \(signal)"
            }
        } catch {
            switch error {
            case .notStarted(let code): return "cannot be started: \(FileError.describe(code))"
            case .timedOut, .cancelled, .tooMuch: return "took too long and was ended"
            }
        }
    }

    /// Should that fail, the commands run once more than they need.
    private func note(_ done: Set<String>) async -> Finding? {
        var finding: Finding
        do {
            let lock = try await context.takeLock(in: folder, wait: .seconds(30))
            defer { lock.release() }
            do throws(RevisionError) {
                var owned = try OwnershipStore.load(from: folder)
                owned.hooksDue.subtract(done)
                try owned.save(to: folder)
                return nil
            } catch {
                finding = error.finding()
            }
        } catch {
            finding = error.finding()
        }
        finding.severity = .warning
        return finding
    }
}
