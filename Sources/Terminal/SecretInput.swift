package import Cryptography
import Glibc

/// Takes a secret from somebody: typed without echo, or from a pipe.
///
/// It goes from the system into guarded memory.
package enum SecretInput {
    /// Why no secret was read.
    package enum Failure: Error, Hashable, Sendable {
        case empty
        case tooLong(maximum: Int)
        /// More than one line was pasted at a prompt.
        case severalLines
        /// Such as an arrow key.
        case controlCharacter
        /// Longer than a terminal's line can be.
        case lineTooLong(maximum: Int)
        /// Ctrl-D, or a terminal that went away.
        case ended
        case system(code: Int32)
    }

    /// The kernel cuts a typed line there and tells nobody (n_tty: 4096 with the line end).
    private static let lineLimit = 4095

    /// Whether standard input is somebody at a terminal.
    package static var isTyped: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks at the terminal and reads one line without echo; blank lines after it are dropped.
    ///
    /// The echo is on again afterwards, also when a signal ends the process through
    /// ``TerminalSettings/restorePending()``, and while the process is stopped through
    /// ``TerminalSettings/whileStopped(_:)``. The key for quitting does nothing meanwhile.
    ///
    /// - Parameters:
    ///   - isShown: Leaves the echo on, for what is no secret.
    ///   - isTrimmed: Drops blanks around the value, which copying from a web page brings along.
    package static func ask(_ prompt: String, isShown: Bool = false, isTrimmed: Bool = false) throws(Failure)
        -> Secret
    {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { throw .system(code: errno) }
        defer { close(terminal) }
        return try TerminalSettings.keeping { () throws(Failure) in
            if isShown {
                _ = tcflush(terminal, TCIFLUSH)
                say(prompt, to: terminal)
                let line = try readLine(from: terminal, isTrimmed: isTrimmed)
                guard !line.isEmpty else { throw .empty }
                return line
            }
            var settings = termios()
            guard tcgetattr(terminal, &settings) == 0 else { throw .system(code: errno) }
            settings.c_lflag &= ~tcflag_t(ECHO)
            settings.c_lflag |= tcflag_t(ICANON | ISIG)
            withUnsafeMutableBytes(of: &settings.c_cc) { keys in keys[Int(VQUIT)] = 0 }
            guard TerminalSettings.silence(terminal, settings, asking: prompt) else {
                throw .system(code: errno)
            }
            let line: Secret
            do throws(Failure) {
                line = try readLine(from: terminal, isTrimmed: isTrimmed)
            } catch {
                say("\n", to: terminal)
                throw error
            }
            say("\n", to: terminal)
            guard !line.trimmed.isEmpty else { throw .empty }
            return line
        }
    }

    /// Reads standard input to its end, without one line end.
    package static func readAll(maximum: Int) throws(Failure) -> Secret {
        var parts: [Secret.Part] = []
        var count = 0
        while true {
            let chunk = try chunk(from: STDIN_FILENO, capacity: 4 << 10)
            if chunk.isEmpty { break }
            count += chunk.count
            guard count <= maximum + 2 else { throw .tooLong(maximum: maximum) }
            parts.append(.secret(chunk))
        }
        let whole = Secret(joining: parts).withoutLineEnd
        guard !whole.trimmed.isEmpty else { throw .empty }
        guard whole.count <= maximum else { throw .tooLong(maximum: maximum) }
        return whole
    }

    private static func readLine(from terminal: CInt, isTrimmed: Bool) throws(Failure) -> Secret {
        let line = try chunk(from: terminal, capacity: lineLimit + 1)
        guard !line.isEmpty, line.withBytes({ $0.last == UInt8(ascii: "\n") }) else {
            throw line.count >= lineLimit ? .lineTooLong(maximum: lineLimit - 1) : .ended
        }
        guard line.count < lineLimit else { throw .lineTooLong(maximum: lineLimit - 1) }
        guard try !isMoreTyped(at: terminal) else {
            // Further lines would be commands to the shell next.
            _ = tcflush(terminal, TCIFLUSH)
            throw .severalLines
        }
        let value = isTrimmed ? line.trimmed : line.withoutLineEnd
        guard !value.withBytes({ $0.contains { $0 < 0x20 || $0 == 0x7F } }) else { throw .controlCharacter }
        return value
    }

    /// Whether more than blanks follows a line, be it a part of a line only: the value would be cut.
    private static func isMoreTyped(at terminal: CInt) throws(Failure) -> Bool {
        try TerminalSettings.peeking(at: terminal) { () throws(Failure) in
            var more = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
            while true {
                let count = poll(&more, 1, 50)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                let rest = try chunk(from: terminal, capacity: lineLimit + 1)
                guard !rest.isEmpty else { return false }
                if !rest.trimmed.isEmpty { return true }
            }
        }
    }

    private static func chunk(from descriptor: CInt, capacity: Int) throws(Failure) -> Secret {
        try Secret(capacity: capacity) { (buffer) throws(Failure) in
            while true {
                let got = read(descriptor, buffer.baseAddress, buffer.count)
                if got >= 0 { return got }
                switch errno {
                case EINTR: continue
                case EIO: throw .ended
                default: throw .system(code: errno)
                }
            }
        }
    }

    private static func say(_ text: String, to terminal: CInt) {
        let bytes = Array(text.utf8)
        // A terminal that went away is noticed when it is read.
        _ = write(terminal, bytes, bytes.count)
    }
}
