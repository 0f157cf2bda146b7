import Glibc

/// Why a file could not be read.
enum FileTrouble: Error, Hashable {
    case missing
    case danglingLink
    case linkLoop
    case notRegular(what: String)
    case tooLarge
    case refused
    /// Another error of the system, in its words.
    case failed(String)
}

/// Reads files that others wrote: never a device, never more than a limit, never waiting.
enum BoundedFile {
    /// 1 MiB.
    static let maximumSize = 1 << 20

    /// The bytes of a regular file, through symbolic links.
    ///
    /// - Parameter path: A path of the system, as bytes ending in 0.
    static func read(_ path: [CChar]) throws(FileTrouble) -> [UInt8] {
        // O_NONBLOCK: opening a FIFO that nobody writes must not wait. O_NOCTTY: a terminal must not become ours.
        let descriptor = retrying { open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY) }
        guard descriptor >= 0 else { throw trouble(errno, at: path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw trouble(errno, at: path) }
        if let what = name(ofMode: status.st_mode) { throw .notRegular(what: what) }
        guard status.st_size <= maximumSize else { throw .tooLarge }
        return try bytes(of: descriptor, expecting: Int(status.st_size), path)
    }

    private static func bytes(
        of descriptor: Int32,
        expecting size: Int,
        _ path: [CChar]
    ) throws(FileTrouble) -> [UInt8] {
        // One byte more than expected, so that a single further read sees the end. Files of /proc say 0, and grow.
        // Not more than that, because the texts of all files are kept.
        var capacity = size + 1
        var count = 0
        var bytes = [UInt8](repeating: 0, count: capacity)
        while true {
            let room = capacity - count
            let received = bytes.withUnsafeMutableBytes { buffer in
                retrying { Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, room) }
            }
            guard received >= 0 else { throw trouble(errno, at: path) }
            if received == 0 { break }
            count += received
            guard count <= maximumSize else { throw .tooLarge }
            if count == capacity {
                capacity = min(max(capacity * 2, 4096), maximumSize + 1)
                bytes.append(contentsOf: repeatElement(0, count: capacity - bytes.count))
            }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// What a path is that is no regular file; `nil` for a regular file.
    static func name(ofMode mode: mode_t) -> String? {
        switch mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: "a folder"
        case S_IFIFO: "a named pipe"
        case S_IFSOCK: "a socket"
        case S_IFCHR, S_IFBLK: "a device"
        default: "something else"
        }
    }

    static func trouble(_ code: Int32, at path: [CChar]) -> FileTrouble {
        switch code {
        case ENOENT, ENOTDIR:
            var status = stat()
            let isLink = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
            return isLink ? .danglingLink : .missing
        case ELOOP: return .linkLoop
        case ENXIO: return .notRegular(what: "a socket or a device")
        case EACCES, EPERM: return .refused
        default: return .failed(String(cString: strerror(code)))
        }
    }

    private static func retrying<Number: SignedInteger>(_ call: () -> Number) -> Number {
        while true {
            let result = call()
            if result != -1 || errno != EINTR { return result }
        }
    }
}
