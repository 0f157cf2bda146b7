import CLinux
import Cryptography
import Glibc

/// A new file beside its target, complete and flushed, that has not taken the target's place yet.
///
/// Removed again unless ``replace(expecting:)`` succeeded.
struct StagedFile: ~Copyable {
    private let path: String
    private let target: TargetFile
    private let content: Secret
    private var isInPlace = false

    /// What the name of a staged file begins with; leftovers of a killed process are found by it.
    static func prefix(of last: String) -> String { ".\(last).slots-" }

    /// Writes the content beside the target, with the target's mode and owner (0600 and ours for a new one).
    init(for target: TargetFile, content: Secret) throws(RevisionError) {
        let (folder, last) = TargetFile.split(target.path)
        let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
        path = folder + "/" + Self.prefix(of: last) + suffix
        self.target = target
        self.content = content
        do throws(SystemError) {
            let handle = try FileHandle(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
            do throws(SystemError) {
                try content.withBytes { (bytes) throws(SystemError) in try handle.write(bytes) }
                try Self.adopt(target, handle)
                try handle.flush()
            } catch {
                unlink(path)
                throw error
            }
        } catch {
            throw .cannotWrite(path: target.name, code: error.code)
        }
    }

    deinit {
        if !isInPlace { unlink(path) }
    }

    /// Whether the file reads as it was written.
    var isAsWritten: Bool {
        do {
            let handle = try FileHandle(path, O_RDONLY | O_NOFOLLOW)
            let size = content.withBytes { $0.count }
            return content.isEqual(to: try handle.read(limit: size, expecting: size))
        } catch {
            return false
        }
    }

    /// Mode, owner, group and extended attributes (access lists among them) of the existing file.
    private static func adopt(_ target: TargetFile, _ handle: borrowing FileHandle) throws(SystemError) {
        guard let existing = target.existing else { return }
        var status = try handle.status()
        if status.st_uid != existing.owner || status.st_gid != existing.group {
            guard fchown(handle.descriptor, existing.owner, existing.group) == 0 else {
                throw SystemError(code: errno)
            }
        }
        let code = slots_copy_attributes(target.path, handle.descriptor)
        guard code == 0 else { throw SystemError(code: code) }
        // After the change of owner, which clears the set-user bits.
        guard fchmod(handle.descriptor, mode_t(existing.mode)) == 0 else { throw SystemError(code: errno) }
        status = try handle.status()
        guard status.st_uid == existing.owner, status.st_mode & 0o7777 == existing.mode else {
            throw SystemError(code: EPERM)
        }
    }

    /// Takes the target's place.
    ///
    /// The target is compared first, so that what was merged with an older content never shows. Then the two files
    /// change names in one step and the old one is compared again: what somebody wrote in between is put back
    /// instead of being lost.
    ///
    /// - Returns: `false` when the target is not as expected any more; it is then as that somebody left it.
    mutating func replace() throws(RevisionError) -> Bool {
        let (folder, _) = TargetFile.split(target.path)
        if let existing = target.existing {
            guard Self.content(of: target.path, is: existing.content) else { return false }
            switch exchange() {
            case 0:
                guard Self.content(of: path, is: existing.content) else {
                    try putBack()
                    return false
                }
                unlink(path)
            case ENOENT:
                return false
            case EINVAL, ENOSYS:
                // A file system without exchange: compared, then renamed at once.
                guard rename(path, target.path) == 0 else {
                    throw .cannotWrite(path: target.name, code: errno)
                }
            case let code:
                throw .cannotWrite(path: target.name, code: code)
            }
        } else {
            let noReplace: UInt32 = 1
            let code = slots_renameat2(AT_FDCWD, path, AT_FDCWD, target.path, noReplace)
            if code == EEXIST { return false }
            guard code == 0 else { throw .cannotWrite(path: target.name, code: code) }
        }
        isInPlace = true
        try flushFolder(folder, name: target.name)
        return true
    }

    /// Lets the staged file and the target change names.
    ///
    /// - Returns: Zero or the error's number.
    private func exchange() -> CInt {
        let exchange: UInt32 = 2
        return slots_renameat2(AT_FDCWD, path, AT_FDCWD, target.path, exchange)
    }

    /// Gives the target what an exchange took out of it.
    private func putBack() throws(RevisionError) {
        for _ in 0..<2 {
            let code = exchange()
            guard code == 0 else { throw .cannotWrite(path: target.name, code: code) }
            // Not ours: somebody wrote once more while ours was in place. The newest is what has to stay.
            if isAsWritten { return }
        }
    }

    private static func content(of path: String, is expected: Secret) -> Bool {
        do {
            let handle = try FileHandle(path, O_RDONLY | O_NOFOLLOW)
            return expected.isEqual(to: try handle.read(limit: expected.count, expecting: expected.count))
        } catch {
            return false
        }
    }
}

/// Makes renames in a folder survive a power cut.
func flushFolder(_ folder: String, name: String) throws(RevisionError) {
    do {
        try FileHandle(folder, O_RDONLY | O_DIRECTORY).flush()
    } catch {
        throw .cannotWrite(path: name, code: error.code)
    }
}

/// Replaces a private file of ours (0600) in one step.
func writePrivately(_ path: String, _ content: Secret) throws(RevisionError) {
    let (folder, _) = TargetFile.split(path)
    let staged = path + ".new"
    unlink(staged)
    do throws(SystemError) {
        let handle = try FileHandle(staged, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
        try content.withBytes { (bytes) throws(SystemError) in try handle.write(bytes) }
        try handle.flush()
        guard rename(staged, path) == 0 else { throw SystemError(code: errno) }
    } catch {
        let code = error.code
        unlink(staged)
        throw .cannotWrite(path: path, code: code)
    }
    try flushFolder(folder, name: path)
}
