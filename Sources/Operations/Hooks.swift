import Files
import Ledger
import Processes
import Revisions
package import SlotModel

extension Session {
    /// Runs what bots want to have run once their files are new, without the lock, and remembers what failed.
    ///
    /// A command that somebody else still runs is not started a second time.
    ///
    /// - Parameters:
    ///   - bots: Those whose command is due.
    ///   - written: The names of those whose files this apply wrote.
    ///   - revision: The latest when they were written.
    ///   - takesBack: Whether it was a rollback that wrote them.
    ///   - input: What each may read.
    /// - Returns: What failed; it is tried again by the next apply.
    func runHooks(
        of bots: [Bot],
        written: Set<String>,
        at revision: Int,
        takesBack: Bool,
        _ input: String?
    ) async -> [Finding] {
        var findings: [Finding] = []
        var done: Set<String> = []
        var turns: [FileLock] = []
        // Until it is noted that they have run.
        defer { for turn in turns { turn.release() } }
        for bot in bots {
            guard let command = bot.onApply else { continue }
            do throws(FileError) {
                let state = try workspace.state.create()
                let holder = surroundings.holder("apply")
                guard let turn = try FileLock.takeIfFree(in: state, "hook-\(bot.name)", holder: holder) else {
                    findings.append(stillRuns(bot, command.place, isOutdated: written.contains(bot.name)))
                    continue
                }
                turns.append(turn)
                // Somebody else may have run it meanwhile.
                guard try ledger.ownership().hooksDue.contains(bot.name) else { continue }
            } catch {
                findings.append(error.finding())
                continue
            }
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
                        + (takesBack ? ", and wants the slots' state back" : "")
                )
            )
        }
        if !done.isEmpty, let trouble = await note(done, at: revision) { findings.append(trouble) }
        return findings
    }

    /// What was begun by an apply and is not done: programs that did not take their connections, commands that have not
    /// succeeded since their bots' files changed.
    package func due() -> [Finding] {
        do throws(FileError) {
            let owned = try ledger.ownership()
            return connectionsDue(owned) + hooksDue(owned)
        } catch {
            return [error.finding()]
        }
    }

    /// Commands that have not succeeded since their bots' files changed; a warning each.
    private func hooksDue(_ owned: Ownership) -> [Finding] {
        (workspace.workspace?.bots ?? []).compactMap { bot in
            guard let command = bot.onApply, owned.hooksDue.contains(bot.name) else { return nil }
            return Finding(
                .warning,
                "apply.hook-due",
                "the on-apply command of '\(bot.name)' has not succeeded since its files changed",
                at: command.place,
                help: "the next slots apply runs it again"
            )
        }
    }

    /// - Parameter isOutdated: Whether what it runs for is older than the files.
    private func stillRuns(_ bot: Bot, _ place: Place, isOutdated: Bool) -> Finding {
        Finding(
            isOutdated ? .error : .note,
            "apply.hook-running",
            isOutdated
                ? "the files are written, but the on-apply command of '\(bot.name)' still runs for an earlier apply"
                : "the on-apply command of '\(bot.name)' still runs, and is not started a second time",
            at: place,
            help: isOutdated ? "run 'slots apply' again when it has ended: it starts it for these files" : nil
        )
    }

    /// Should that fail, the commands run once more than they need, and so where somebody has applied since.
    private func note(_ done: Set<String>, at revision: Int) async -> Finding? {
        var finding: Finding
        do throws(FileError) {
            let lock = try await takeLock(for: "apply", wait: .seconds(30))
            defer { lock.release() }
            var owned = try ledger.ownership()
            guard owned.revision == revision else { return nil }
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
