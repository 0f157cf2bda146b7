import Files
import Ledger
import Processes
import Revisions
package import SlotModel

extension Session {
    /// Runs what bots want to have run once their files are new, without the lock, and remembers what failed.
    ///
    /// - Parameters:
    ///   - bots: Those whose command is due.
    ///   - input: What each may read.
    /// - Returns: What failed; it is tried again by the next apply.
    func runHooks(of bots: [Bot], _ input: String?) async -> [Finding] {
        var findings: [Finding] = []
        var done: Set<String> = []
        for bot in bots {
            guard let command = bot.onApply else { continue }
            guard let reason = HookCommand.failure(of: command.value, in: workspace.folder, input) else {
                done.insert(bot.name)
                continue
            }
            findings.append(
                Finding(
                    .error,
                    "apply.hook-failed",
                    "the files are written, but the on-apply command of '\(bot.name)' \(reason)",
                    at: command.place,
                    help: "run it by hand, or correct it in slots.yaml; the next slots apply runs it again"
                )
            )
        }
        if !done.isEmpty, let trouble = await note(done) { findings.append(trouble) }
        return findings
    }

    /// Commands that have not succeeded since their bots' files changed; a warning each.
    package func hooksDue() -> [Finding] {
        guard let due = try? ledger.ownership().hooksDue else { return [] }
        return (workspace.workspace?.bots ?? []).compactMap { bot in
            guard let command = bot.onApply, due.contains(bot.name) else { return nil }
            return Finding(
                .warning,
                "apply.hook-due",
                "the on-apply command of '\(bot.name)' has not succeeded since its files changed",
                at: command.place,
                help: "the next slots apply runs it again"
            )
        }
    }

    /// Should that fail, the commands run once more than they need.
    private func note(_ done: Set<String>) async -> Finding? {
        var finding: Finding
        do throws(FileError) {
            let lock = try await takeLock(for: "apply", wait: .seconds(30))
            defer { lock.release() }
            var owned = try ledger.ownership()
            owned.hooksDue.subtract(done)
            let state = try workspace.state.create()
            let changes = [try ledger.stage(owned, state)].compactMap(\.self)
            // Nobody else writes it while we hold the lock; whoever did all the same has the last word.
            _ = try Transaction(changes, state: state).commit()
            return nil
        } catch {
            finding = error.finding()
        }
        finding.severity = .warning
        return finding
    }
}

/// The command that a bot names under `on-apply`, run without a shell and with a small environment.
private enum HookCommand {
    /// What a hook may need to find programs, the user's services and a language; nothing else of ours.
    private static let passedOn = [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_MESSAGES", "TZ", "TERM", "XDG_RUNTIME_DIR",
        "DBUS_SESSION_BUS_ADDRESS", "PM2_HOME",
    ]
    /// A hook reloads a service or restarts a bot; one that takes longer hangs.
    private static let timeLimit = Duration.seconds(300)

    /// Runs the command in the workspace and waits for it; what it prints goes to our standard error.
    ///
    /// - Parameters:
    ///   - words: The program, searched on `PATH`, and its arguments; not empty.
    ///   - directory: Where it runs.
    ///   - input: What it may read.
    /// - Returns: What went wrong, as the end of a sentence; `nil`: nothing.
    static func failure(of words: [String], in directory: String, _ input: String?) -> String? {
        do throws(ChildProgram.Failure) {
            let ending = try ChildProgram(
                program: words.first ?? "",
                arguments: Array(words.dropFirst()),
                passingOn: passedOn,
                folder: directory,
                timeLimit: timeLimit,
                isApart: false
            ).runInSight(input: input.map { Array($0.utf8) })
            switch ending {
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
}
