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

        // The file is not opened where it is there: closing it would let go of what SQLite locks in this process.
        var status = stat()
        if lstat(target, &status) != 0 {
            guard errno == ENOENT else { throw .cannotOpen(path: path, reason: reason(errno)) }
            guard creating else { return (target, .absent) }
            try make(target, like: String(cString: resolved))
            guard lstat(target, &status) == 0 else {
                throw .cannotOpen(path: path, reason: reason(errno))
            }
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        guard faccessat(AT_FDCWD, target, R_OK, AT_EACCESS) == 0 else {
            throw .cannotOpen(path: path, reason: reason(errno))
        }
        guard faccessat(AT_FDCWD, target, W_OK, AT_EACCESS) == 0 else { return (target, .readOnly) }
        // Balances are nobody else's business, whatever the umask or a copy of the file made of it.
        if status.st_mode & 0o077 != 0, status.st_uid == geteuid() { try close(target) }
        return (target, .writable)
    }

    /// Makes the file, which then belongs to whom its folder belongs; one that came up meanwhile stays.
    private static func make(_ target: String, like folder: String) throws(HistoryError) {
        let descriptor = open(target, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw .cannotOpen(path: target, reason: reason(errno))
        }
        defer { Glibc.close(descriptor) }
        var owner = stat()
        guard geteuid() == 0, stat(folder, &owner) == 0, owner.st_uid != 0 else { return }
        guard fchown(descriptor, owner.st_uid, owner.st_gid) == 0 else {
            throw .cannotOpen(path: target, reason: reason(errno))
        }
    }

    /// Lets nobody else read the file.
    private static func close(_ target: String) throws(HistoryError) {
        let descriptor = open(target, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        defer { if descriptor >= 0 { Glibc.close(descriptor) } }
        guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else {
            throw .cannotOpen(path: target, reason: reason(errno))
        }
    }

    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        let folder = String(path[..<slash])
        return (folder.isEmpty ? "/" : folder, String(path[path.utf8.index(after: slash)...]))
    }

    static func reason(_ code: Int32) -> String {
        guard let text = strerror(code) else { return "error \(code)" }
        return String(cString: text)
    }
}
