package import Operations
import Glibc
import Secrets
package import Terminal

extension Console {
    /// The streams of this process, as the options want them.
    static func standard(_ options: CommonOptions) -> Console {
        standard(color: options.color, isQuiet: options.isQuiet)
    }

    /// The exit code, with the fate of stdout taken into account.
    ///
    /// A reader that went away changes nothing, because the command's own result still counts (`slots verify | head`).
    /// A result that could not be written (a full disk) turns success into 73, and is told on stderr.
    package func exitCode(after code: ExitCode) -> ExitCode {
        guard case .failed(let number) = output.condition else { return code }
        complain("stdout cannot be written: \(String(cString: strerror(number)))")
        return code == .done || code == .changes ? .cannotWrite : code
    }
}

extension Interruption {
    /// The exit code for the signal that arrived: 128 plus its number.
    var exitCode: ExitCode? {
        switch signal {
        case SIGINT: .interrupted
        case SIGTERM: .terminated
        default: nil
        }
    }

    /// The exit code for a signal that arrived; Ctrl-C where age asks for a passphrase may be known to age first.
    func exitCode(after trouble: StoreTrouble) -> ExitCode? {
        if let exitCode { return exitCode }
        guard case .interrupted(let signal) = trouble else { return nil }
        return signal == SIGINT ? .interrupted : .terminated
    }
}
