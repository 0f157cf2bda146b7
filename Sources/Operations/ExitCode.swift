/// How the program ends, for scripts and service managers.
///
/// All but success lie in 1 to 254, so that systemd's `ExecCondition=` skips the unit instead of failing it.
package enum ExitCode: Int32, CaseIterable, Sendable {
    case done = 0
    /// A slot or a check failed, or a change is refused.
    case stopped = 1
    /// `plan --detailed-exitcode` found changes.
    case changes = 2
    case usage = 64
    /// Slot, workspace, template or bot files are wrong.
    case wrongFiles = 65
    /// Exchanges, or a bot that should run, cannot be reached at present, and nothing worse.
    case unreachable = 69
    /// An error of ours.
    case ourError = 70
    /// A file cannot be written.
    case cannotWrite = 73
    /// The files are written, but a command after it failed: `on-apply`, or a bot's own program.
    case hookFailed = 74
    /// Another command that writes holds the lock.
    case locked = 75
    /// A secret is not available.
    case noSecret = 78
    /// SIGINT, before anything was written.
    case interrupted = 130
    /// SIGTERM, before anything was written.
    case terminated = 143

    /// What the code says, in half a sentence.
    package var meaning: String {
        switch self {
        case .done: "done"
        case .stopped: "a slot or a check failed, or a change is refused"
        case .changes: "plan --detailed-exitcode found changes"
        case .usage: "the command line is wrong"
        case .wrongFiles: "slot, workspace, template or bot files are wrong"
        case .unreachable: "exchanges cannot be reached at present, and nothing worse"
        case .ourError: "an error in slots itself"
        case .cannotWrite: "a file cannot be written"
        case .hookFailed: "files are written, but an on-apply command or a bot's own program failed"
        case .locked: "another command is writing, and holds the lock"
        case .noSecret: "a secret is not available"
        case .interrupted: "interrupted with Ctrl-C before anything was written"
        case .terminated: "told to end before anything was written"
        }
    }

    /// Codes that can come together in one run, the worst first.
    private static let order: [ExitCode] = [.wrongFiles, .noSecret, .stopped, .unreachable]

    /// The one code for several: an end that cut the run short, then 65, 78, 1, 69, 2; `done` for none.
    package static func worst(of codes: some Sequence<ExitCode>) -> ExitCode {
        var isFound: Set<ExitCode> = []
        for code in codes { isFound.insert(code) }
        let cutShort: [ExitCode] = [.interrupted, .terminated, .ourError, .usage, .locked, .cannotWrite]
        return (cutShort + order + [.changes]).first { isFound.contains($0) } ?? .done
    }
}
