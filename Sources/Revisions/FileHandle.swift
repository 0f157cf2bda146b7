import Glibc
import SlotModel

/// An open file descriptor with exactly one owner; closed when the owner goes.
struct FileHandle: ~Copyable {
    let descriptor: CInt
    let path: String

    /// Opens a file, close-on-exec always.
    ///
    /// - Throws: the system's error number.
    init(_ path: String, _ flags: CInt, mode: mode_t = 0) throws(SystemError) {
        var descriptor: CInt
        repeat { descriptor = open(path, flags | O_CLOEXEC, mode) } while descriptor < 0 && errno == EINTR
        guard descriptor >= 0 else { throw SystemError(code: errno) }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    func status() throws(SystemError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemError(code: errno) }
        return status
    }

    /// Reads to the end, at most `limit` bytes and one more.
    func read(limit: Int, expecting size: Int) throws(SystemError) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(min(size, limit) + 1)
        var failure: SystemError?
        while content.count <= limit {
            let room = max(4096, min(size + 1 - content.count, 1 << 20))
            let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                var got: Int
                repeat {
                    got = Glibc.read(descriptor, buffer.baseAddress, room)
                } while got < 0 && errno == EINTR
                if got < 0 { failure = SystemError(code: errno) }
                count = max(got, 0)
            }
            if let failure { throw failure }
            if chunk.isEmpty { break }
            content.append(contentsOf: chunk)
        }
        return content
    }

    /// Writes everything, however often the system takes only a part.
    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Glibc.write(
                descriptor,
                UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                rest.count
            )
            if written < 0 {
                if errno == EINTR { continue }
                throw SystemError(code: errno)
            }
            rest = rest.dropFirst(written)
        }
    }

    /// Forces content and metadata to the disk.
    func flush() throws(SystemError) {
        guard fsync(descriptor) == 0 else { throw SystemError(code: errno) }
    }
}

/// A system call's error number.
struct SystemError: Error, Hashable {
    var code: Int32
}

extension RevisionError {
    /// The system's words for an error number, such as `No space left on device`.
    package static func describe(_ code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
