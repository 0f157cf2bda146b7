import Operations
import SlotModel

extension ExitCode {
    /// What the exit code means and what to do.
    var explanation: FindingExplanation {
        let text =
            switch self {
            case .done: "Everything that was asked for was done."
            case .stopped:
                """
                At least one slot is not connected, a check of this machine failed, or a change was refused or not agreed to. The table and the text \
                below it say which and what to do. Nothing was written; with --skip-failed what the other slots want is.
                """
            case .changes: "Only with plan --detailed-exitcode: 'slots apply' would change something."
            case .usage:
                "The command line was not understood. The message names the word; 'slots help' lists all."
            case .wrongFiles:
                """
                A file is wrong: slots.yaml, a slot, a template or a bot's own config. Every finding has its place. \
                Nothing was written.
                """
            case .unreachable:
                """
                Exchanges could not be reached, or asked us to wait; or the bot that 'slots register' asks gave no answer. It is \
                not the keys' fault, and a later try may succeed. Nothing was written.
                """
            case .ourError:
                "A mistake in slots itself. Please report it with what was printed; it holds no secret."
            case .cannotWrite:
                "A file or stdout cannot be written: rights, a full disk, a read-only file system."
            case .hookFailed:
                """
                The bots' files are written, but a command under on-apply failed, or a program that takes a bot's connections: a \
                bot may run on with its old settings. The next slots apply runs the command again, until it succeeds.
                """
            case .locked:
                """
                Another command changes this workspace, or the files of the same bots. Start again when it is done; apply, \
                remove and rename can wait for it: --wait 1m.
                """
            case .noSecret:
                """
                A credential is not available: the variable is not set, the file is missing or readable by others. A slot \
                that lacks one was not checked, and nothing was written.
                """
            case .interrupted, .terminated: "The run was ended from outside before anything was written."
            }
        return FindingExplanation(code: String(rawValue), title: meaning, text: text)
    }
}
