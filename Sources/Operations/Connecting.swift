import BotConfigs
import Exchanges
import Files
import Ledger
import Cryptography
import Processes
import Revisions
import SlotModel

extension Session {
    /// What came of giving programs of the bots' own what they are due.
    struct Given: Sendable {
        /// What was taken, as a user would type it.
        var names: [String] = []
        /// Names of bots that did not take all.
        var failed: Set<String> = []
        var findings: [Finding] = []
    }

    /// Gives programs of the bots' own what a plan says, one after the other, and takes down each that took it.
    ///
    /// The last step of an apply: the files are in their place, and it is written down what is due. Whoever calls holds the
    /// workspace's lock. What fails, or is cut off, is given once more by the next apply.
    func giveConnections(_ planned: Planned) async -> Given {
        var given = Given()
        guard let commands = planned.plan?.commands, !commands.isEmpty else { return given }
        let traces = CredentialTraces()
        for credential in planned.inputs.flatMap(\.slots).flatMap(\.credentials.values) {
            traces.add(credential)
        }
        for name in Set(commands.flatMap(\.declared.environment)) {
            if let value = surroundings.environment(name) { traces.add(Secret(copying: Array(value.utf8))) }
        }
        for command in commands {
            if let reason = failure(of: command, traces) {
                given.failed.insert(command.bot.name)
                given.findings.append(Self.notGiven(command, reason))
                continue
            }
            given.names.append(command.name)
            if let trouble = took(command) { given.findings.append(trouble) }
        }
        return given
    }

    /// What programs did not take yet; a warning for each bot.
    func connectionsDue(_ owned: Ownership) -> [Finding] {
        (workspace.workspace?.bots ?? []).compactMap { bot in
            let due = owned.members(of: bot, file: Ownership.due, in: workspace.folder).entries
            guard !due.isEmpty else { return nil }
            let ids = due.keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
            return Finding(
                .warning,
                "apply.command-due",
                "'\(bot.name)' has not taken what it was to be given: \(ids)",
                at: bot.place,
                help: "the next slots apply gives it once more"
            )
        }
    }

    private static func notGiven(_ command: PlannedCommand, _ reason: String) -> Finding {
        Finding(
            .error,
            "apply.command-failed",
            "'\(command.bot.name)' did not take '\(command.connection.id)': \(command.words.first ?? "") \(reason)",
            at: command.bot.place,
            slot: command.connection.slot,
            help: "mend what it says; the next slots apply gives it once more, until it takes it"
        )
    }

    /// Should that fail, it is given once more than it need be.
    private func took(_ command: PlannedCommand) -> Finding? {
        do throws(FileError) {
            var owned = try ledger.ownership()
            owned.took(command, in: workspace.folder)
            let state = try workspace.state.create()
            let changes = [try ledger.stage(owned, state)].compactMap(\.self)
            _ = try Transaction(changes, state: state).commit()
            return nil
        } catch {
            var finding = error.finding()
            finding.severity = .warning
            return finding
        }
    }

    /// Runs a program in the bot's folder, and waits for it.
    ///
    /// - Returns: What went wrong, as the end of a sentence; `nil`: nothing.
    private func failure(of command: PlannedCommand, _ traces: CredentialTraces) -> String? {
        let missing = command.declared.environment.filter { surroundings.environment($0) == nil }
        if let name = missing.first { return "was not started, because \(name) is not set" }
        let directory = command.bot.directory.value
        do throws(ChildProgram.Failure) {
            let outcome = try ChildProgram(
                program: command.words.first ?? "",
                arguments: Array(command.words.dropFirst()),
                passingOn: Self.passedOn + command.declared.environment,
                folder: directory.hasPrefix("/") ? directory : workspace.folder + "/" + directory,
                timeLimit: command.declared.timeLimit,
                outputLimit: Self.outputLimit
            ).run(input: command.connection.input)
            let said = outcome.said.map { ": " + Self.cut(ForeignText($0, cleanedBy: traces).text) } ?? ""
            switch outcome.ending {
            case .exited(0): return nil
            case .exited(let code): return "ended with exit code \(code)\(said)"
            case .killed(let signal): return "was ended by signal \(signal)\(said)"
            }
        } catch {
            switch error {
            case .notStarted(let code): return "cannot be started: \(FileError.describe(code))"
            case .timedOut: return "took longer than \(spoken(command.declared.timeLimit)) and was ended"
            case .cancelled: return "was ended with slots"
            case .tooMuch: return "printed more than \(Self.outputLimit >> 20) MiB and was ended"
            }
        }
    }

    /// What a program may need to be found, to find what is the user's, and to speak their language; nothing else of ours.
    private static let passedOn = [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_MESSAGES", "TZ", "XDG_RUNTIME_DIR",
        "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "CONDA_PREFIX", "VIRTUAL_ENV",
    ]
    private static let outputLimit = 4 << 20

    /// Behind the cleaning: of a secret that is cut, the rest would not be known.
    private static func cut(_ text: String) -> String { text.count > 300 ? text.prefix(300) + "…" : text }
}

extension ChildProgram.Outcome {
    /// The last line that it printed: of its complaints, or else of its output.
    fileprivate var said: String? {
        [complaint, output.withBytes { Array($0) }].lazy.compactMap(Self.lastLine).first
    }

    private static func lastLine(_ bytes: [UInt8]) -> String? {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            .last { $0.contains { !$0.isWhitespace } }.map(String.init)
    }
}
