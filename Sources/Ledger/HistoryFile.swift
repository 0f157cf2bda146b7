import Glibc

/// The file below the database: made with the right mode, and never through a symbolic link.
enum HistoryFile {
    enum Standing { case writable, readOnly, absent }

    /// Makes the folder (0700) and the file (0600) where they are missing.
    ///
    /// - Returns: The path with the folder's links resolved, and what may be done with the file.
    static func prepare(_ path: String, creating: Bool) throws(HistoryError) -> (String, Standing) {
        let (folder, name) = split(path)
        if creating, mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw .cannotOpen(path: path, reason: reason(errno))
        }
        guard let resolved = realpath(folder, nil) else {
            if errno == ENOENT || errno == ENOTDIR, !creating { return (path, .absent) }
            throw .cannotOpen(path: path, reason: reason(errno))
        }
        defer { free(resolved) }
        let target = String(cString: resolved) + "/" + name

        var flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
        if creating { flags |= O_CREAT }
        var standing = Standing.writable
        var descriptor = open(target, flags, 0o600)
        if descriptor < 0, errno == EACCES || errno == EROFS || errno == EPERM {
            standing = .readOnly
            descriptor = open(target, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        }
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT where !creating: return (target, .absent)
            case ELOOP, EISDIR, ENXIO: throw .notAFile(path: path)
            case let code: throw .cannotOpen(path: path, reason: reason(code))
            }
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .notAFile(path: path)
        }
        // Balances are nobody else's business, whatever the umask or a copy of the file made of it.
        if status.st_mode & 0o077 != 0, status.st_uid == geteuid(), standing == .writable {
            guard fchmod(descriptor, 0o600) == 0 else {
                throw .cannotOpen(path: path, reason: reason(errno))
            }
        }
        return (target, standing)
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        let folder = String(path[..<slash])
        return (folder.isEmpty ? "/" : folder, String(path[path.utf8.index(after: slash)...]))
    }

    private static func reason(_ code: Int32) -> String {
        guard let text = strerror(code) else { return "error \(code)" }
        return String(cString: text)
    }
}
