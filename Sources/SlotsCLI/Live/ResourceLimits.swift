import Glibc

/// Limits that the system sets for a process.
enum ResourceLimits {
    /// The soft limit of core files as it was before ours, if asked for in time; `nil`: the system does not tell.
    static let coreFileAtStart: rlim_t? = {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 ? limit.rlim_cur : nil
    }()

    /// Raises the number of open files to what we may have: a thousand slots need a few thousand connections.
    static func allowManyFiles() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
