import CLinux
import Glibc

/// Keeps this process's memory out of core dumps and out of the reach of other processes of the same user.
///
/// To be called before the first secret is read. The hard limit stays, so that a program that takes this process's
/// place can be given its own limit back.
///
/// - Returns: Whether both the limit (`setrlimit(2)`, `RLIMIT_CORE`) and the flag (`prctl(2)`, `PR_SET_DUMPABLE`)
///   were set.
package func forbidDumps() -> Bool {
    let core = __rlimit_resource_t(RLIMIT_CORE.rawValue)
    var limit = rlimit()
    guard getrlimit(core, &limit) == 0 else { return false }
    limit.rlim_cur = 0
    return setrlimit(core, &limit) == 0 && slots_forbid_dumps() == 0
}
