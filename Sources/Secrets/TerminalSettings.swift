import Glibc
import Locking

/// How the terminal of this process behaves, to be put back after somebody turned the echo off.
package struct TerminalSettings: Sendable {
    /// What a signal handler's thread has to put back.
    private static let pending = Lock<TerminalSettings?>(nil)

    // A C struct of plain numbers.
    private let settings: termios
    /// Whether the terminal does not wait for line ends just now.
    private var isPeeking = false

    private init(settings: termios) { self.settings = settings }

    /// Whether somebody can be asked.
    static var isThereATerminal: Bool { current() != nil }

    /// `nil` without a terminal.
    private static func current() -> TerminalSettings? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var settings = termios()
        guard tcgetattr(terminal, &settings) == 0 else { return nil }
        return TerminalSettings(settings: settings)
    }

    /// Runs what may turn the echo off, and sees to it that it is on again afterwards, however that ends.
    package static func keeping<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        let before = current()
        pending.withLock { $0 = before }
        defer { restorePending() }
        return try body()
    }

    /// Runs what looks for more than whole lines, within ``keeping(_:)``: the terminal keeps a line back until its end.
    static func peeking<R, E: Error>(at terminal: CInt, _ body: () throws(E) -> R) throws(E) -> R {
        var before = termios()
        let isOn = pending.withLock { settings in
            guard settings != nil, tcgetattr(terminal, &before) == 0 else { return false }
            var now = before
            now.c_lflag &= ~tcflag_t(ICANON)
            withUnsafeMutableBytes(of: &now.c_cc) { (keys) in (keys[Int(VMIN)], keys[Int(VTIME)]) = (1, 0) }
            settings?.isPeeking = tcsetattr(terminal, TCSANOW, &now) == 0
            return settings?.isPeeking == true
        }
        defer {
            pending.withLock { settings in
                if isOn, settings != nil { _ = tcsetattr(terminal, TCSANOW, &before) }
                settings?.isPeeking = false
            }
        }
        return try body()
    }

    /// Puts the echo back on at once, where ``keeping(_:)`` is at work; for whoever is about to end the process.
    package static func restorePending() {
        pending.withLock { settings in
            settings?.restore()
            settings = nil
        }
    }

    /// Nothing happens when another program has the terminal, or has it in a mode of its own: a pager reads single keys.
    private func restore() {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return }
        defer { close(terminal) }
        let echo = tcflag_t(ECHO)
        var now = termios()
        guard tcgetpgrp(terminal) == getpgrp(), tcgetattr(terminal, &now) == 0 else { return }
        let isSilent =
            now.c_lflag & echo == 0 && now.c_lflag & tcflag_t(ICANON) != 0 && settings.c_lflag & echo != 0
        guard isPeeking || isSilent else { return }
        var settings = settings
        // What was typed and not read is no command for the shell.
        _ = tcsetattr(terminal, TCSAFLUSH, &settings)
    }
}
