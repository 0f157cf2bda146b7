package import Cryptography
import Glibc

/// Takes a secret from somebody: typed without echo, or from a pipe.
///
/// It goes from the system into guarded memory.
package enum SecretInput {
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

    /// Asks at the terminal and reads one line without echo.
    ///
    /// The echo is on again afterwards, also when a signal ends the process through
    /// ``TerminalSettings/restorePending()``. The keys for suspending and quitting do nothing meanwhile.
    ///
    /// - Parameter isShown: Leaves the echo on, for what is no secret.
    package static func ask(_ prompt: String, isShown: Bool = false) throws(Failure) -> Secret {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { throw .system(code: errno) }
        defer { close(terminal) }
        if isShown {
            _ = tcflush(terminal, TCIFLUSH)
            say(prompt, to: terminal)
            let line = try readLine(from: terminal)
            guard !line.isEmpty else { throw .empty }
            return line
        }
        return try TerminalSettings.keeping { () throws(Failure) in
            var settings = termios()
            guard tcgetattr(terminal, &settings) == 0 else { throw .system(code: errno) }
            settings.c_lflag &= ~tcflag_t(ECHO)
            settings.c_lflag |= tcflag_t(ICANON | ISIG)
            withUnsafeMutableBytes(of: &settings.c_cc) { keys in
                for key in [VSUSP, VQUIT] { keys[Int(key)] = 0 }
            }
            guard tcsetattr(terminal, TCSAFLUSH, &settings) == 0 else { throw .system(code: errno) }
            say(prompt, to: terminal)
            let line: Secret
            do throws(Failure) {
                line = try readLine(from: terminal)
            } catch {
                say("\n", to: terminal)
                throw error
            }
            say("\n", to: terminal)
            guard !line.isEmpty else { throw .empty }
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
        guard !whole.isEmpty else { throw .empty }
        guard whole.count <= maximum else { throw .tooLong(maximum: maximum) }
        return whole
    }

    private static func readLine(from terminal: CInt) throws(Failure) -> Secret {
        let line = try chunk(from: terminal, capacity: lineLimit + 1)
        guard !line.isEmpty, line.withBytes({ $0.last == UInt8(ascii: "\n") }) else {
            throw line.count >= lineLimit ? .lineTooLong(maximum: lineLimit - 1) : .ended
        }
        guard line.count < lineLimit else { throw .lineTooLong(maximum: lineLimit - 1) }
        // Further lines would be commands to the shell next.
        var more = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
        guard poll(&more, 1, 50) == 0 else { throw .severalLines }
        let value = line.withoutLineEnd
        guard !value.withBytes({ $0.contains { $0 < 0x20 || $0 == 0x7F } }) else { throw .controlCharacter }
        return value
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
