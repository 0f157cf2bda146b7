import Cryptography
import Glibc
import Processes
import SlotModel

/// Variables by which a secret command finds a password store and what opens it, and nothing else.
package let passwordStoreVariables = ["GNUPGHOME", "GPG_TTY", "PASSWORD_STORE_DIR"]

/// A command that `slots.yaml` names under `secret-commands:`, and which prints one secret.
struct SecretCommand: Sendable {
    enum Failure: Error, Hashable {
        case notStarted(program: String, code: Int32)
        /// The exit code or 128 and a signal's number; whether it said anything on standard error.
        case failed(exit: Int32, hasSaidWhy: Bool)
        case timedOut(limit: Duration)
        case tooLarge(maximum: Int)
        case interrupted
    }

    /// What password managers need to find their store, their agent and their user; nothing else of ours.
    private static let passedOn =
        [
            "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_MESSAGES", "TZ", "XDG_RUNTIME_DIR",
            "XDG_CONFIG_HOME", "XDG_DATA_HOME", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY",
            "SSH_AUTH_SOCK",
        ] + passwordStoreVariables

    /// The program and its arguments; no shell reads them.
    var words: [String]
    var workspace: String
    var timeLimit: Duration
    var maximumSize: Int

    /// Runs the command in the workspace.
    ///
    /// - Returns: What it printed, without one line end.
    func secret() throws(Failure) -> Secret {
        guard let program = words.first, !words.contains(where: { $0.utf8.contains(0) }) else {
            throw .notStarted(program: words.first ?? "", code: EINVAL)
        }
        let child = ChildProgram(
            program: program,
            arguments: Array(words.dropFirst()),
            passingOn: Self.passedOn,
            folder: workspace,
            timeLimit: timeLimit,
            // A line end may come on top of the longest value.
            outputLimit: maximumSize + 2
        )
        let outcome: ChildProgram.Outcome
        do throws(ChildProgram.Failure) {
            outcome = try child.run()
        } catch {
            switch error {
            case .notStarted(let code): throw .notStarted(program: program, code: code)
            case .timedOut: throw .timedOut(limit: timeLimit)
            case .tooMuch: throw .tooLarge(maximum: maximumSize)
            case .cancelled: throw .interrupted
            }
        }
        guard outcome.exit == 0 else {
            throw .failed(exit: outcome.exit, hasSaidWhy: !outcome.complaint.isEmpty)
        }
        return outcome.output.withoutLineEnd
    }
}
