import Glibc

/// Paths without symbolic links.
package enum RealPath {
    /// An existing file's or folder's path without links; `nil`, with `errno`, where it is not there.
    package static func of(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }

    /// Where a file lies, or would lie, with every link followed: also where the last link's target does not exist yet.
    ///
    /// - Parameter path: Absolute.
    package static func place(of path: String) throws(FileError) -> (
        folder: String, file: String
    ) {
        var current = path
        for _ in 0..<40 {
            let (folder, file) = split(current)
            guard let real = of(folder) else {
                if errno == ENOENT { throw .noFolder(path: folder) }
                throw .cannotRead(path: folder, code: errno)
            }
            guard let link = readLink(join(real, file)) else {
                // EINVAL: not a link; ENOENT: nothing there.
                if errno == EINVAL || errno == ENOENT { return (real, file) }
                throw .cannotRead(path: path, code: errno)
            }
            current = link.hasPrefix("/") ? link : join(real, link)
        }
        throw .cannotRead(path: path, code: ELOOP)
    }

    /// The folder and a name below it, with one `/` between them.
    package static func join(_ folder: String, _ file: String) -> String {
        folder == "/" ? "/" + file : folder + "/" + file
    }

    /// The folder and the last part of a path.
    package static func split(_ path: String) -> (folder: String, file: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        return (folder, String(path[path.index(after: slash)...]))
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
}
