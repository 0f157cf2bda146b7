import Glibc
import Locking

/// The lock of a private file: whoever has it is alone with what it stands for.
///
/// Released by a crash, too.
package final class FileLock: Sendable {
    /// `nil`: let go of.
    private let held: Lock<Int32?>
    /// Whether the line in the file is ours.
    private let isNamed = Lock(false)
    private let descriptor: Int32
    private let system: FileSystem

    private init(descriptor: Int32, system: FileSystem) {
        held = Lock(descriptor)
        self.descriptor = descriptor
        self.system = system
    }

    deinit { release() }

    /// Lets others have it, before the last reference goes.
    package func release() {
        let descriptor = held.withLock { held in
            defer { held = nil }
            return held
        }
        guard let descriptor else { return }
        // Whoever comes next is not to be named as us.
        if isNamed.withLock({ $0 }) { _ = ftruncate(descriptor, 0) }
        system.close(descriptor)
    }

    /// Takes the lock, trying again until `wait` is over.
    ///
    /// - Parameters:
    ///   - folder: Private, so that nobody else can take the lock.
    ///   - file: Made with mode 0600 where it is not there.
    ///   - holder: One line that others are shown while we hold it, such as `slots apply (process 4711)`.
    ///   - wait: How long to try; zero: once.
    /// - Throws: ``FileError/locked(by:)`` with the other holder's line.
    package static func take(
        in folder: Folder,
        _ file: String = "lock",
        holder: String,
        wait: Duration = .zero
    ) async throws(FileError) -> FileLock {
        let lock = try open(in: folder, file)
        let end = ContinuousClock.now + wait
        var looks = 0
        while try !lock.isTaken(file, in: folder) {
            if ContinuousClock.now >= end || Task.isCancelled {
                if let other = lock.readHolder() { throw .locked(by: other) }
                // Who took it a moment ago has not written the line yet, and who lets go of it has cleared it already.
                looks += 1
                guard looks < 100, !Task.isCancelled else { throw .locked(by: "another process") }
            }
            try? await Task.sleep(for: .milliseconds(50))
        }
        lock.write(holder: holder)
        return lock
    }

    /// Takes the lock when nobody else has it.
    package static func takeIfFree(in folder: Folder, _ file: String = "lock", holder: String)
        throws(FileError) -> FileLock?
    {
        let lock = try open(in: folder, file)
        guard try lock.isTaken(file, in: folder) else { return nil }
        lock.write(holder: holder)
        return lock
    }

    private static func open(in folder: Folder, _ file: String) throws(FileError) -> FileLock {
        let descriptor = try writing(folder.path + "/" + file) { () throws(SystemError) in
            let opened = try folder.system.open(folder.descriptor, file, .lock)
            do throws(SystemError) { try folder.giveAway(opened) } catch {
                folder.system.close(opened)
                throw error
            }
            return opened
        }
        return FileLock(descriptor: descriptor, system: folder.system)
    }

    private func isTaken(_ file: String, in folder: Folder) throws(FileError) -> Bool {
        try writing(folder.path + "/" + file) { () throws(SystemError) in try system.lock(descriptor) }
    }

    /// The line of whoever has the lock; `nil` where none stands there.
    private func readHolder() -> String? {
        var buffer = [UInt8](repeating: 0, count: 200)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        let line = buffer.prefix(max(0, count)).prefix { $0 >= 0x20 && $0 < 0x7F }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }

    /// Only told to people; failing to write it changes nothing about the lock.
    private func write(holder: String) {
        let line = Array((holder.prefix(190) + "\n").utf8)
        guard ftruncate(descriptor, 0) == 0 else { return }
        isNamed.withLock { $0 = true }
        _ = pwrite(descriptor, line, line.count, 0)
    }
}
