package import Cryptography
import Glibc

/// A file of a bot as it was found: where it really lies, what stands in it, and what a new one has to keep.
package struct TargetFile: Sendable {
    /// As the user names it: `bots/gunbot/config.js`.
    package let name: String
    /// Absolute, with every symbolic link followed: a rename here leaves the links as they are.
    package let path: String
    /// `nil` when there is no file yet.
    package let existing: Existing?

    package struct Existing: Sendable {
        /// The whole file.
        package let content: Secret
        package let mode: UInt32
        package let owner: UInt32
        package let group: UInt32
        /// More than one name leads to the file; a rename parts them.
        package let hasOtherNames: Bool

        /// A copy in ordinary memory, for reading it as text; to be let go of soon.
        package var bytes: [UInt8] { content.withBytes { Array($0) } }
    }

    /// Files above this are no bot's configuration.
    package static let sizeLimit = 64 << 20

    /// Looks at a target without changing anything.
    ///
    /// - Parameters:
    ///   - path: Absolute.
    ///   - name: As the user names it.
    /// - Throws: ``RevisionError`` for what cannot be a target: a folder, a FIFO, a loop of links, an unreadable file.
    package static func look(at path: String, name: String) throws(RevisionError) -> TargetFile {
        let real = try followLinks(path)
        let handle: FileHandle
        do {
            // O_NONBLOCK: opening a FIFO must not wait for a writer.
            handle = try FileHandle(real, O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
        } catch  where error.code == ENOENT {
            return TargetFile(name: name, path: real, existing: nil)
        } catch {
            throw .cannotRead(path: name, code: error.code)
        }
        let status: stat
        let bytes: [UInt8]
        do throws(SystemError) {
            status = try handle.status()
            let isSmallFile = status.st_mode & S_IFMT == S_IFREG && status.st_size <= sizeLimit
            bytes = isSmallFile ? try handle.read(limit: sizeLimit, expecting: Int(status.st_size)) : []
        } catch {
            throw .cannotRead(path: name, code: error.code)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .notAFile(path: name, kind: kind(of: status.st_mode))
        }
        guard status.st_size <= sizeLimit, bytes.count <= sizeLimit else {
            throw .tooLarge(path: name, limit: sizeLimit)
        }
        return TargetFile(
            name: name,
            path: real,
            existing: Existing(
                content: Secret(copying: bytes),
                mode: status.st_mode & 0o7777,
                owner: status.st_uid,
                group: status.st_gid,
                hasOtherNames: status.st_nlink > 1
            )
        )
    }

    /// The path without symbolic links, also where the last link's target does not exist yet.
    private static func followLinks(_ path: String) throws(RevisionError) -> String {
        var current = path
        for _ in 0..<40 {
            let (folder, last) = split(current)
            guard let realFolder = realPath(folder) else {
                if errno == ENOENT { throw .noFolder(path: folder) }
                throw .cannotRead(path: folder, code: errno)
            }
            let here = realFolder == "/" ? "/" + last : realFolder + "/" + last
            guard let link = readLink(here) else {
                // EINVAL: not a link; ENOENT: nothing there.
                if errno == EINVAL || errno == ENOENT { return here }
                throw .cannotRead(path: path, code: errno)
            }
            current = link.hasPrefix("/") ? link : realFolder + "/" + link
        }
        throw .cannotRead(path: path, code: ELOOP)
    }

    static func split(_ path: String) -> (folder: String, last: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        return (folder, String(path[path.index(after: slash)...]))
    }

    private static func realPath(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }

    private static func readLink(_ path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes -> Int in
            guard let start = bytes.baseAddress else { return -1 }
            return readlink(path, start.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        guard count >= 0 else { return nil }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }

    private static func kind(of mode: mode_t) -> String {
        switch mode & S_IFMT {
        case S_IFDIR: "a folder"
        case S_IFIFO: "a named pipe"
        case S_IFSOCK: "a socket"
        case S_IFCHR, S_IFBLK: "a device"
        default: "not a regular file"
        }
    }
}
