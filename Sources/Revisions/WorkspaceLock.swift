import Glibc

/// The lock of a workspace: one apply at a time.
///
/// Released by closing, so also by a crash.
package final class WorkspaceLock: Sendable {
    private let descriptor: CInt

    private init(descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Takes the lock, trying again until `wait` is over.
    ///
    /// - Parameters:
    ///   - holder: One line that others are shown while we hold it, such as `slots apply (process 4711)`.
    ///   - wait: How long to try; zero: once.
    /// - Throws: ``RevisionError/locked(by:)`` with the other holder's line.
    package static func take(
        in folder: StateFolder,
        holder: String,
        wait: Duration = .zero
    ) async throws(RevisionError) -> WorkspaceLock {
        let path = folder.file("lock")
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, code: errno) }
        let lock = WorkspaceLock(descriptor: descriptor)
        let clock = ContinuousClock()
        let end = clock.now + wait
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw .cannotWrite(path: path, code: errno) }
            guard clock.now < end, !Task.isCancelled else { throw .locked(by: lock.readHolder()) }
            try? await Task.sleep(for: .milliseconds(50))
        }
        lock.write(holder: holder)
        return lock
    }

    private func readHolder() -> String {
        var buffer = [UInt8](repeating: 0, count: 200)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return "another process" }
        let line = buffer.prefix(count).prefix { $0 >= 0x20 && $0 < 0x7F }
        return line.isEmpty ? "another process" : String(decoding: line, as: UTF8.self)
    }

    /// Only told to people; failing to write it changes nothing about the lock.
    private func write(holder: String) {
        let line = Array((holder.prefix(190) + "\n").utf8)
        guard ftruncate(descriptor, 0) == 0 else { return }
        _ = pwrite(descriptor, line, line.count, 0)
    }
}
