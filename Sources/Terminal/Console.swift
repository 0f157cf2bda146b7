import SlotModel
import Glibc

/// The two streams that a command speaks through: results, and everything else.
package struct Console: Sendable {
    /// stdout: what was asked for.
    package var output: TextStream
    /// stderr: findings, progress, hints.
    package var errors: TextStream
    package var isQuiet: Bool

    package init(output: TextStream, errors: TextStream, isQuiet: Bool = false) {
        self.output = output
        self.errors = errors
        self.isQuiet = isQuiet
    }

    /// The streams of this process.
    package static func standard(color: ColorChoice = .auto, isQuiet: Bool = false) -> Console {
        Console(
            output: TextStream(descriptor: STDOUT_FILENO, color: color),
            errors: TextStream(descriptor: STDERR_FILENO, color: color),
            isQuiet: isQuiet
        )
    }

    /// A line on stderr that nobody needs; `--quiet` leaves it out.
    ///
    /// One line, whatever stands in it: a name with a line end must not look like a message of its own.
    package func hint(_ text: String) {
        if !isQuiet { errors.writeLine(folded(escapedForeignText(text), to: errors.terminal.width)) }
    }

    /// The last line of what did not come about, which says why; `--quiet` leaves it.
    package func conclude(_ text: String) {
        errors.writeLine(folded(escapedForeignText(text), to: errors.terminal.width))
    }

    /// `error: …` and perhaps `help: …` on stderr, in the layout of findings.
    package func complain(_ message: String, help: String? = nil) {
        let (style, width) = (errors.style, errors.terminal.width)
        errors.writeLine(
            folded("\(style.bold(style.red("error:"))) \(escapedForeignText(message))", to: width)
        )
        if let help {
            errors.writeLine(folded("  \(style.bold("help:")) \(escapedForeignText(help))", to: width))
        }
    }

    /// To be called first in the process.
    ///
    /// Opens /dev/null where 0, 1 or 2 are closed, so that no file of the user's gets such a number and then receives
    /// messages. A write to a pipe without a reader fails instead of killing the process; programs that are started
    /// must get the default for SIGPIPE back.
    package static func secureStandardStreams() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is the one that is missing.
            _ = open("/dev/null", O_RDWR)
        }
        signal(SIGPIPE, SIG_IGN)
    }
}
