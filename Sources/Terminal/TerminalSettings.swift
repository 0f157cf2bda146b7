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
    /// What is asked without echo just now, by this program.
    private var question: Question?

    /// What belongs on the terminal while somebody is asked without echo.
    private struct Question {
        var settings: termios
        var prompt: String
    }

    private init(settings: termios) { self.settings = settings }

    /// Whether somebody can be asked.
    package static var isThereATerminal: Bool { current() != nil }

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

    /// Whether ``keeping(_:)`` is at work.
    package static var isKept: Bool { pending.withLock { $0 != nil } }

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

    /// Asks without echo, within ``keeping(_:)``; also when the process goes on after it was stopped.
    ///
    /// - Returns: Whether the terminal does as it is told; only then the prompt was shown.
    static func silence(_ terminal: CInt, _ settings: termios, asking prompt: String) -> Bool {
        pending.withLock { $0?.question = Question(settings: settings, prompt: prompt) }
        // Not under the lock: a terminal may keep us waiting, and Ctrl-C wants the lock.
        var silent = settings
        guard tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else { return false }
        show(prompt, on: terminal)
        return true
    }

    /// Says something on a line of the terminal, if there is one, before another program asks there.
    package static func tell(_ text: String) {
        let terminal = open("/dev/tty", O_WRONLY | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return }
        defer { close(terminal) }
        show(text + "\n", on: terminal)
    }

    private static func show(_ prompt: String, on terminal: CInt) {
        let bytes = Array(prompt.utf8)
        // A terminal that went away is noticed when it is read.
        _ = write(terminal, bytes, bytes.count)
    }

    // MARK: - Stopping and going on

    /// Stops the process with the echo on, and goes on with the echo as it was; age's prompts are seen to, too.
    ///
    /// - Parameter stop: Comes back when the process goes on.
    package static func whileStopped(_ stop: () -> Void) {
        let silent = pending.withLock { $0?.pause() }
        stop()
        pending.withLock { settings in
            if let silent { settings?.silenceAgain(silent) }
        }
    }

    /// Turns the echo off where it has to be, after a stop that nobody had told of: shells may have turned it on.
    package static func goOn() {
        pending.withLock { settings in
            if let question = settings?.question { settings?.silenceAgain(question.settings) }
        }
    }

    /// Turns the echo on, where it is off.
    ///
    /// - Returns: How the terminal was; `nil`: it stays as it is.
    private func pause() -> termios? {
        Self.withForeground { terminal, now in
            guard isSilent(now) else { return nil }
            var settings = settings
            return tcsetattr(terminal, TCSANOW, &settings) == 0 ? now : nil
        }
    }

    private func silenceAgain(_ silent: termios) {
        Self.withForeground { terminal, now in
            guard now.c_lflag & tcflag_t(ECHO) != 0 else { return }
            var silent = silent
            // Whatever the shell said has pushed the question away; so it begins anew.
            _ = tcsetattr(terminal, question == nil ? TCSANOW : TCSAFLUSH, &silent)
            if let question { Self.show(question.prompt, on: terminal) }
        }
    }

    // MARK: - Putting back

    /// Puts the echo back on at once, where ``keeping(_:)`` is at work; for whoever is about to end the process.
    package static func restorePending() {
        pending.withLock { settings in
            settings?.restore()
            settings = nil
        }
    }

    /// Nothing happens when another program has the terminal, or has it in a mode of its own: a pager reads single keys.
    private func restore() {
        Self.withForeground { terminal, now in
            guard isPeeking || isSilent(now) else { return }
            var settings = settings
            // What was typed and not read is no command for the shell.
            _ = tcsetattr(terminal, TCSAFLUSH, &settings)
        }
    }

    /// Whether somebody types a line that is not shown, and it was not so before.
    private func isSilent(_ now: termios) -> Bool {
        let echo = tcflag_t(ECHO)
        return now.c_lflag & echo == 0 && now.c_lflag & tcflag_t(ICANON) != 0 && settings.c_lflag & echo != 0
    }

    /// Runs the body with the terminal and how it is now, where it is there and ours.
    private static func withForeground<R>(_ body: (_ terminal: CInt, _ now: termios) -> R?) -> R? {
        let terminal = open("/dev/tty", O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var now = termios()
        guard tcgetpgrp(terminal) == getpgrp(), tcgetattr(terminal, &now) == 0 else { return nil }
        return body(terminal, now)
    }
}
