import Glibc
import Secrets
import Testing

@Suite("core dumps")
struct CoreDumpTests {
    /// In a process of its own: the flag would hide `/proc/self` from other tests.
    @Test("are forbidden, by limit and by flag")
    func forbidden() async {
        await #expect(processExitsWith: .success) {
            guard forbidDumps() else { exit(1) }
            var limit = rlimit()
            guard getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 else { exit(2) }
            guard limit.rlim_cur == 0 else { exit(3) }
            exit(0)
        }
    }
}
