import Cryptography
import Glibc

/// A file that holds one secret and nothing else.
enum SecretFile {
    enum ReadError: Error, Hashable {
        case system(code: Int32)
        case nulInPath
        /// What stands at the path instead of a regular file, such as `a directory`.
        case notAFile(String)
        case foreignOwner(uid_t)
        /// The permission bits.
        case mode(mode_t)
        case tooLarge(maximum: Int)
        case changed
    }

    /// Reads a file into locked memory, without the one line end that an editor leaves at its end.
    ///
    /// What is looked at is what is read: all questions are asked of the open file. Symbolic links are followed.
    ///
    /// - Parameter allowsGroup: Whether the group may read. systemd lets its service in by an access control list,
    ///   and the kernel shows the list's mask in place of the group's bits.
    static func read(_ path: String, maximumSize: Int, allowsGroup: Bool) throws(ReadError) -> Secret {
        let file = try opened(path)
        defer { close(file) }
        let size = try sizeOfTrustworthy(file, allowsGroup: allowsGroup)
        // A line end may come on top of the longest value.
        guard size <= maximumSize + 2 else { throw .tooLarge(maximum: maximumSize) }
        // One byte more than expected shows a file that grows.
        return try Secret(capacity: size + 1) { (buffer) throws(ReadError) in
            let count = try fill(buffer, from: file)
            guard count == size else { throw .changed }
            return countWithoutLineEnd(buffer[..<count])
        }
    }

    /// Asks of a file what reading it would ask, and reads nothing.
    static func check(_ path: String, allowsGroup: Bool) throws(ReadError) {
        let file = try opened(path)
        defer { close(file) }
        _ = try sizeOfTrustworthy(file, allowsGroup: allowsGroup)
    }

    private static func opened(_ path: String) throws(ReadError) -> Int32 {
        guard !path.utf8.contains(0) else { throw .nulInPath }
        // Without O_NONBLOCK a named pipe would wait for somebody to write.
        let file = retrying { open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY) }
        guard file >= 0 else { throw .system(code: errno) }
        return file
    }

    private static func sizeOfTrustworthy(_ file: Int32, allowsGroup: Bool) throws(ReadError) -> Int {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .system(code: errno) }
        if let kind = kind(of: status.st_mode) { throw .notAFile(kind) }
        guard status.st_uid == geteuid() || status.st_uid == 0 else { throw .foreignOwner(status.st_uid) }
        let mode = status.st_mode & 0o7777
        guard mode & (allowsGroup ? 0o037 : 0o077) == 0 else { throw .mode(mode) }
        return Int(status.st_size)
    }

    /// `nil` for a regular file.
    private static func kind(of mode: mode_t) -> String? {
        switch mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: "a directory"
        case S_IFIFO: "a named pipe"
        case S_IFSOCK: "a socket"
        default: "a device"
        }
    }

    private static func fill(_ buffer: UnsafeMutableRawBufferPointer, from file: Int32) throws(ReadError)
        -> Int
    {
        var count = 0
        while count < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            let got = retrying { Glibc.read(file, rest.baseAddress, rest.count) }
            guard got >= 0 else { throw .system(code: errno) }
            guard got > 0 else { break }
            count += got
        }
        return count
    }

    private static func countWithoutLineEnd(_ bytes: Slice<UnsafeMutableRawBufferPointer>) -> Int {
        guard bytes.last == UInt8(ascii: "\n") else { return bytes.count }
        let rest = bytes.dropLast()
        return rest.last == UInt8(ascii: "\r") ? rest.count - 1 : rest.count
    }

    /// Calls again while a signal interrupts.
    private static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}
