import CLinux
import Glibc

extension FileSystem {
    /// The machine's own.
    package static let live = FileSystem(
        open: { (folder, name, opening) throws(SystemError) in
            let (flags, mode) = opening.flags
            do throws(SystemError) {
                return try untilDone { openat(folder, name, flags | O_CLOEXEC, mode) }
            } catch {
                // A folder that may be passed through and not be listed.
                guard case .folder = opening, error.code == EACCES else { throw error }
                return try untilDone { openat(folder, name, flags | pathOnly | O_CLOEXEC, mode) }
            }
        },
        close: { _ = Glibc.close($0) },
        read: { (descriptor, buffer, offset) throws(SystemError) in
            try untilDone { pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)) }
        },
        write: { (descriptor, bytes) throws(SystemError) in
            try untilDone { Glibc.write(descriptor, bytes.baseAddress, bytes.count) }
        },
        flush: { (descriptor) throws(SystemError) in _ = try untilDone { fsync(descriptor) } },
        startFlush: { slots_start_flush($0) },
        status: { (descriptor) throws(SystemError) in
            var status = stat()
            _ = try untilDone { fstat(descriptor, &status) }
            return FileStatus(status)
        },
        statusOfName: { (folder, name) throws(SystemError) in
            var status = stat()
            _ = try untilDone { fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) }
            return FileStatus(status)
        },
        setMode: { (descriptor, mode) throws(SystemError) in _ = try untilDone { fchmod(descriptor, mode) } },
        setOwner: { (descriptor, owner, group) throws(SystemError) in
            _ = try untilDone { fchown(descriptor, owner, group) }
        },
        removeAccessList: { (descriptor) throws(SystemError) in
            try SystemError.check(slots_remove_access_list(descriptor))
        },
        copyAttributes: { (from, to) throws(SystemError) in
            try SystemError.check(slots_copy_open_attributes(from, to))
        },
        rename: { (folder, from, to, renaming) throws(SystemError) in
            try SystemError.check(slots_renameat2(folder, from, folder, to, renaming.flags))
        },
        link: { (folder, from, to) throws(SystemError) in
            _ = try untilDone { linkat(folder, from, folder, to, 0) }
        },
        remove: { (folder, name) throws(SystemError) in _ = try untilDone { unlinkat(folder, name, 0) } },
        makeFolder: { (folder, name, mode) throws(SystemError) in
            _ = try untilDone { mkdirat(folder, name, mode) }
        },
        removeFolder: { (folder, name) throws(SystemError) in
            _ = try untilDone { unlinkat(folder, name, AT_REMOVEDIR) }
        },
        truncate: { (descriptor, size) throws(SystemError) in
            _ = try untilDone { ftruncate(descriptor, off_t(size)) }
        },
        isMountPoint: { (folder, name) throws(SystemError) in
            let answer = slots_is_mount_point(folder, name)
            // A sandbox may forbid the call.
            if answer < 0, ![-ENOENT, -ENOSYS, -EPERM].contains(answer) { throw SystemError(code: -answer) }
            return answer == 1
        },
        holdAlone: { (descriptor) throws(SystemError) in
            try SystemError.check(slots_hold_alone(descriptor))
        },
        lock: { (descriptor) throws(SystemError) in
            do throws(SystemError) {
                _ = try untilDone { flock(descriptor, LOCK_EX | LOCK_NB) }
                return true
            } catch  where error.code == EWOULDBLOCK {
                return false
            }
        }
    )

    /// O_PATH (open(2)), which Glibc's overlay does not import.
    private static let pathOnly: CInt = 0o10_000_000

    /// Calls again where a signal came in between.
    private static func untilDone<Result: SignedInteger>(_ call: () -> Result) throws(SystemError) -> Result {
        while true {
            let result = call()
            if result >= 0 { return result }
            let code = errno
            guard code == EINTR else { throw SystemError(code: code) }
        }
    }
}

extension SystemError {
    /// - Parameter code: Zero: all went well.
    fileprivate static func check(_ code: Int32) throws(SystemError) {
        guard code == 0 else { throw SystemError(code: code) }
    }

    /// The system's words, such as `No space left on device`.
    package var description: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension FileSystem.Opening {
    fileprivate var flags: (flags: CInt, mode: mode_t) {
        switch self {
        // O_NONBLOCK: opening a FIFO must not wait for a writer. O_NOCTTY: nor must a terminal become ours.
        case .reading: (O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY, 0)
        case .folder: (O_RDONLY | O_DIRECTORY, 0)
        case .new: (O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
        case .overwriting: (O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY, 0)
        case .lock: (O_RDWR | O_CREAT | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY, 0o600)
        }
    }
}

extension FileSystem.Renaming {
    /// Of renameat2(2).
    fileprivate var flags: UInt32 {
        switch self {
        case .replacing: 0
        case .toNewName: 1
        case .exchanging: 2
        }
    }
}
