import Glibc

/// The folder `.slots/`: the lock, the history, what was written where, and a key of this machine.
package struct StateFolder: Sendable {
    /// Absolute.
    package let path: String

    /// - Parameter workspace: The absolute path of the folder with `slots.yaml`.
    package init(workspace: String) { path = workspace + "/.slots" }

    package func file(_ name: String) -> String { path + "/" + name }

    /// Makes the folder with mode 0700, ignored by git; tightens the mode of one that is wider.
    package func create() throws(RevisionError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw .cannotWrite(path: path, code: errno) }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .cannotRead(path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .notAFile(path: path, kind: "not a folder") }
        if status.st_mode & 0o077 != 0, chmod(path, 0o700) != 0 {
            throw .cannotWrite(path: path, code: errno)
        }
        try writeIfAbsent(file(".gitignore"), Array("*\n".utf8))
    }

    /// Writes a private file (0600) unless it is there.
    ///
    /// Complete or not at all: a half-written key would be a wrong one from then on. Several processes may try at once.
    func writeIfAbsent(_ file: String, _ bytes: [UInt8]) throws(RevisionError) {
        guard access(file, F_OK) != 0 else { return }
        do throws(SystemError) {
            let lock = try FileHandle(path, O_RDONLY | O_DIRECTORY)
            // Where a folder cannot be locked, the rename still puts a whole file in place.
            flock(lock.descriptor, LOCK_EX)
            defer { flock(lock.descriptor, LOCK_UN) }
            guard access(file, F_OK) != 0 else { return }
            let staged = file + ".new"
            unlink(staged)
            defer { unlink(staged) }
            let handle = try FileHandle(staged, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
            try bytes.withUnsafeBytesTyped { (buffer) throws(SystemError) in try handle.write(buffer) }
            try handle.flush()
            guard rename(staged, file) == 0 else { throw SystemError(code: errno) }
        } catch {
            throw .cannotWrite(path: file, code: error.code)
        }
    }

    /// The content of a private file; `nil` when it is not there.
    func read(_ name: String, limit: Int = 256 << 20) throws(RevisionError) -> [UInt8]? {
        do throws(SystemError) {
            let handle = try FileHandle(file(name), O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
            let status = try handle.status()
            guard status.st_mode & S_IFMT == S_IFREG else { throw SystemError(code: EINVAL) }
            return try handle.read(limit: limit, expecting: Int(status.st_size))
        } catch  where error.code == ENOENT {
            return nil
        } catch {
            throw .cannotRead(path: file(name), code: error.code)
        }
    }
}

extension [UInt8] {
    /// `withUnsafeBytes` that keeps the type of the error.
    func withUnsafeBytesTyped<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        var outcome: Result<R, E>?
        withUnsafeBytes { buffer in
            do throws(E) { outcome = .success(try body(buffer)) } catch { outcome = .failure(error) }
        }
        guard let outcome else { preconditionFailure("withUnsafeBytes runs its closure") }
        return try outcome.get()
    }
}
