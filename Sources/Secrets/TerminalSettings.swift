import Glibc

/// How the terminal of this process behaves, to be put back after somebody turned the echo off.
package struct TerminalSettings: Sendable {
    // A copy of a C struct of plain numbers.
    private let settings: termios

    /// `nil` without a terminal.
    package static func current() -> TerminalSettings? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var settings = termios()
        guard tcgetattr(terminal, &settings) == 0 else { return nil }
        return TerminalSettings(settings: settings)
    }

    /// Puts the settings back, unless another program has the terminal by now.
    package func restore() {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return }
        defer { close(terminal) }
        guard tcgetpgrp(terminal) == getpgrp() else { return }
        var settings = settings
        _ = tcsetattr(terminal, TCSANOW, &settings)
    }
}
