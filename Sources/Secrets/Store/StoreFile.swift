import Cryptography
import Glibc

/// A file of the store on the disk: bounded reading, and replacing in one step.
struct StoreFile {
    /// As messages name it.
    let name: String
    /// Symbolic links are followed, and kept.
    let path: String

    init(_ name: String, in workspace: String) { self.init(name, at: workspace + "/" + name) }

    /// - Parameter place: Absolute.
    init(_ name: String, at place: String) {
        self.name = name
        guard let target = realpath(place, nil) else {
            path = place
            return
        }
        defer { free(target) }
        path = String(cString: target)
    }

    /// What the names of unfinished files begin with.
    private var stagedPrefix: String { ".\(last).slots-" }
    private var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }
    private var last: String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// The whole file; `nil` when it is not there.
    func read(limit: Int = StoreContents.maximumSize + (2 << 20)) throws(StoreTrouble) -> Secret? {
        var (file, status) = (CInt(), stat())
        repeat {
            file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        } while file < 0 && errno == EINTR
        guard file >= 0 else {
            let code = errno
            guard code == ENOENT else { throw .cannotRead(path: name, code: code) }
            guard lstat(path, &status) != 0 else { throw .linkToNowhere(path: name) }
            return nil
        }
        defer { close(file) }
        guard fstat(file, &status) == 0 else { throw .cannotRead(path: name, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .notAFile(
                path: name,
                kind: status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "no ordinary file"
            )
        }
        let size = Int(status.st_size)
        guard size <= limit else { throw .tooLarge(path: name, maximum: limit) }
        return try Secret(capacity: size) { (buffer) throws(StoreTrouble) in
            var count = 0
            while count < size {
                let got = Glibc.read(file, buffer.baseAddress.map { $0 + count }, size - count)
                if got < 0, errno == EINTR { continue }
                guard got >= 0 else { throw .cannotRead(path: name, code: errno) }
                guard got > 0 else { break }
                count += got
            }
            return count
        }
    }

    /// Puts new content in the file's place: written beside it, flushed, renamed, and the folder flushed.
    ///
    /// A kill at any point leaves the old file or the new one. A file that is there keeps its mode and its owner.
    ///
    /// - Parameters:
    ///   - mode: Of a new file.
    ///   - isStill: Looked at right before the rename; `false` leaves everything as it is.
    /// - Returns: Whether it was replaced.
    @discardableResult
    func replace(
        with content: Secret,
        mode: mode_t,
        ifStill isStill: () throws(StoreTrouble) -> Bool = { true }
    ) throws(StoreTrouble) -> Bool {
        let staged = folder + "/" + stagedPrefix + String(UInt64.random(in: .min ... .max), radix: 36)
        var status = stat()
        let before = stat(path, &status) == 0 ? status : nil
        var isInPlace = false
        defer { if !isInPlace { unlink(staged) } }
        try write(content, to: staged, mode: mode, before)
        guard try isStill() else { return false }
        guard rename(staged, path) == 0 else { throw .cannotWrite(path: name, code: errno) }
        isInPlace = true
        flushFolder()
        return true
    }

    /// Whatever comes of it, everybody reads the new content by now, so a failure here is none of the change.
    ///
    /// After a power cut the name stands for the old file or the new one, and both are complete.
    private func flushFolder() {
        let folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    /// - Parameter before: Of the file whose place it will take.
    private func write(_ content: Secret, to path: String, mode: mode_t, _ before: stat?) throws(StoreTrouble)
    {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .cannotWrite(path: name, code: errno) }
        defer { close(file) }
        try content.withBytes { (bytes) throws(StoreTrouble) in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw .cannotWrite(path: name, code: errno) }
                rest = rest.dropFirst(count)
            }
        }
        if let before { keepOwner(before.st_uid, group: before.st_gid, of: file) }
        let mode = before.map { $0.st_mode & 0o777 } ?? mode
        guard fchmod(file, mode) == 0, fsync(file) == 0 else { throw .cannotWrite(path: name, code: errno) }
    }

    /// Removes what a killed process left unfinished; for whoever holds the lock.
    func removeLeftovers() {
        guard let entries = opendir(folder) else { return }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let found = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if found.hasPrefix(stagedPrefix) { unlink(folder + "/" + found) }
        }
    }
}

/// Gives a new file the owner and the group of the one whose place it takes, as far as the system lets us.
///
/// It lets root: the user whose workspace it is must be able to go on with what root wrote there. To be called before
/// the file gets its mode.
package func keepOwner(_ owner: UInt32, group: UInt32, of descriptor: Int32) {
    guard fchown(descriptor, owner, group) != 0 else { return }
    _ = fchown(descriptor, .max, group)
}

/// One change of the files in a folder at a time: a lock on the folder itself, which leaves no file behind.
struct StoreLock {
    private static let patience = Duration.seconds(30)

    private let descriptor: CInt

    /// Waits for the others, for half a minute at most; a crash lets go of it, too.
    ///
    /// - Parameter folder: The workspace, or where the identity lies; absolute.
    init(_ folder: String) throws(StoreTrouble) {
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotRead(path: folder, code: errno) }
        let end = ContinuousClock.now + Self.patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                let code = errno
                close(descriptor)
                throw .cannotWrite(path: folder, code: code)
            }
            guard ContinuousClock.now < end, !Task.isCancelled else {
                close(descriptor)
                throw .locked
            }
            usleep(20_000)
        }
    }

    /// Call once.
    func release() { close(descriptor) }
}
