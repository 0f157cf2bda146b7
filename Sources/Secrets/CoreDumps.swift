import CLinux
import Glibc

/// Keeps this process's memory out of core dumps, out of crash reports and out of the reach of other processes of the
/// same user.
///
/// To be called before the first secret is read. Swift's runtime would answer a fault with a report that shows the
/// memory to which the registers point; without its handlers the process just ends, by the fault's signal. The hard
/// limit stays, so that a program that takes this process's place can be given its own limit back.
///
/// - Returns: Whether both the limit (`setrlimit(2)`, `RLIMIT_CORE`) and the flag (`prctl(2)`, `PR_SET_DUMPABLE`)
///   were set.
package func forbidDumps() -> Bool {
    slots_forbid_crash_reports()
    let core = __rlimit_resource_t(RLIMIT_CORE.rawValue)
    var limit = rlimit()
    guard getrlimit(core, &limit) == 0 else { return false }
    limit.rlim_cur = 0
    return setrlimit(core, &limit) == 0 && slots_forbid_dumps() == 0
}
