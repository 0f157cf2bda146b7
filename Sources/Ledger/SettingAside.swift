import Glibc

/// Moves a damaged history out of the way, so that a new one can be begun; it is never removed.
enum SettingAside {
    private static let magic = Array("SQLite format 3\0".utf8)
    /// Where a SQLite file has its `PRAGMA application_id`, big-endian.
    private static let application = 68..<72

    /// Whether a file that SQLite cannot read was a history of ours.
    ///
    /// An ordinary file of one name that belongs to whom its folder belongs, and in it our mark, the beginning of a database
    /// that was cut before the mark, or nothing but zeros, as a power cut leaves it. Anything else stays where it is.
    static func isOurs(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var (status, folder) = (stat(), stat())
        guard fstat(descriptor, &status) == 0, stat(HistoryFile.split(path).folder, &folder) == 0,
            status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1, status.st_uid == folder.st_uid
        else { return false }
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return false }
        bytes.removeLast(bytes.count - count)
        if bytes.allSatisfy({ $0 == 0 }) { return true }
        guard count >= application.upperBound else { return magic.starts(with: bytes.prefix(magic.count)) }
        return bytes[application].elementsEqual("slot".utf8)
    }

    /// Moves the history at the path to `history.sqlite.damaged-1`, or the next number that is free, where it is damaged.
    ///
    /// - Returns: Where it is now; `nil` when it is whole, because another process was faster.
    static func move(_ path: String) throws(HistoryError) -> String? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .cannotOpen(path: path, reason: HistoryFile.reason(errno))
        }
        defer { close(descriptor) }
        // Whoever has the damaged file's lock moves it; the others find another file under its name then.
        var tries = 0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            tries += 1
            guard tries < 300 else { throw .busy(path: path) }
            usleep(10_000)
        }
        var (found, named) = (stat(), stat())
        guard fstat(descriptor, &found) == 0, lstat(path, &named) == 0, found.st_ino == named.st_ino,
            found.st_dev == named.st_dev, try isDamaged(path)
        else { return nil }
        guard isOurs(path) else { throw .foreign(path: path) }
        let free = (1...999).lazy.map { "\(path).damaged-\($0)" }.first { kept in
            var status = stat()
            return lstat(kept, &status) != 0 && errno == ENOENT
        }
        guard let kept = free else { throw .damaged(path: path) }
        // First what SQLite would otherwise take for the new one's: a journal is rolled back into whatever has its name.
        for suffix in ["-journal", "-wal", "-shm", ""] where rename(path + suffix, kept + suffix) != 0 {
            if errno != ENOENT { throw .cannotOpen(path: path, reason: HistoryFile.reason(errno)) }
        }
        return kept
    }

    private static func isDamaged(_ path: String) throws(HistoryError) -> Bool {
        do throws(HistoryError) {
            let database = try Database(path: path, mode: .readWrite, patience: .seconds(3))
            let check = try database.prepare("PRAGMA integrity_check(1)")
            return try !check.step() || check.text(0) != "ok"
        } catch {
            guard case .damaged = error else { throw error }
            return true
        }
    }
}
