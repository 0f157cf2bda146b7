package import Glibc

/// Limits that the system sets for a process, and that whatever it starts inherits.
package enum ResourceLimits {
    /// The soft limits as they were before ours, if asked for in time.
    package struct Soft {
        /// Of core files, in bytes; `nil`: the system does not tell.
        package var coreFile: rlim_t?
        package var openFiles: rlim_t?
    }

    package static let atStart = Soft(
        coreFile: get(RLIMIT_CORE)?.rlim_cur,
        openFiles: get(RLIMIT_NOFILE)?.rlim_cur
    )

    /// The mask of file modes as it was before ours.
    package static let maskAtStart: mode_t = {
        let mask = umask(0o077)
        // What we make is ours to use, and nobody else's to change; who may read it is as the user wants.
        umask(mask & 0o077 | 0o022)
        return mask
    }()

    /// Raises the number of open files to what we may have: a thousand slots need a few thousand connections.
    package static func allowManyFiles() { set(RLIMIT_NOFILE, to: get(RLIMIT_NOFILE)?.rlim_max) }

    /// Starts a program that shall find the limits that we found.
    ///
    /// Ours return before this does; the mask of file modes is among them. They are this process's for a moment, which leaves no core file all the same: the
    /// process as a whole is marked as one that must not leave any.
    static func asAtStart<Result>(_ start: () -> Result) -> Result {
        let ours = Soft(coreFile: get(RLIMIT_CORE)?.rlim_cur, openFiles: get(RLIMIT_NOFILE)?.rlim_cur)
        set(RLIMIT_CORE, to: atStart.coreFile)
        set(RLIMIT_NOFILE, to: atStart.openFiles)
        let mask = umask(maskAtStart)
        defer {
            umask(mask)
            set(RLIMIT_CORE, to: ours.coreFile)
            set(RLIMIT_NOFILE, to: ours.openFiles)
        }
        return start()
    }

    private static func get(_ resource: __rlimit_resource) -> rlimit? {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 ? limit : nil
    }

    private static func set(_ resource: __rlimit_resource, to soft: rlim_t?) {
        guard let soft, var limit = get(resource), limit.rlim_cur != soft else { return }
        limit.rlim_cur = soft
        _ = setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    }
}
