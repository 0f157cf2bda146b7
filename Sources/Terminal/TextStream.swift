import Glibc
import Locking

/// Where text goes: stdout or stderr of the process, or the memory of a test.
///
/// A reader that went away (`| head`) ends the output quietly; any other failure is kept for the end.
package final class TextStream: Sendable {
    /// How writing went so far.
    package enum Health: Sendable, Hashable {
        case open
        /// The reader has gone; what was still written went nowhere.
        case closed
        /// An errno value, such as that of a full disk.
        case failed(Int32)
    }

    package let terminal: Screen
    private let health = Lock(Health.open)
    private let sink: @Sendable ([UInt8]) -> Health

    /// - Parameter sink: Takes all bytes, or says why not.
    package init(terminal: Screen, sink: @escaping @Sendable ([UInt8]) -> Health) {
        self.terminal = terminal
        self.sink = sink
    }

    /// A stream of this process.
    package convenience init(descriptor: Int32, color: ColorChoice) {
        self.init(terminal: .detect(descriptor: descriptor, color: color)) { writeAll($0, to: descriptor) }
    }

    package var style: TextStyle { terminal.style }

    /// How writing went so far.
    package var condition: Health { health.withLock { $0 } }

    /// Writes the text as it is, in one piece as far as the system allows; nothing after the first failure.
    package func write(_ text: String) {
        guard !text.isEmpty else { return }
        health.withLock { state in
            if state == .open { state = sink(Array(text.utf8)) }
        }
    }

    /// Writes the text and a line end.
    package func writeLine(_ text: String) { write(text + "\n") }
}

/// write(2) until everything is gone: goes on after a signal, and waits where the descriptor does not block.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> TextStream.Health {
    bytes.withUnsafeBytes { buffer in
        var rest = buffer[...]
        while !rest.isEmpty {
            let count = Glibc.write(
                descriptor,
                UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                rest.count
            )
            if count > 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wanted, 1, -1)
            case EPIPE, EBADF: return .closed
            case let code: return .failed(code)
            }
        }
        return .open
    }
}
