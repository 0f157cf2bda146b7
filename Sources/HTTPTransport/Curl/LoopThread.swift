import CCurl
import Glibc

/// Starts a thread that takes no signals and that nobody waits for.
///
/// Returns 0, or an errno value.
///
/// Signals are the main thread's business; SIGPIPE among them, which OpenSSL could otherwise raise by writing
/// to a broken connection.
func startThread(named name: String, _ body: @escaping @Sendable () -> Void) -> Int32 {
    var blocked = sigset_t()
    var before = sigset_t()
    sigfillset(&blocked)
    for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT] { sigdelset(&blocked, fault) }
    // Set before the start, because a thread inherits the mask of its creator.
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

    let work = Unmanaged.passRetained(Work(name, body))
    var thread = pthread_t()
    let code = pthread_create(
        &thread,
        nil,
        { work in
            guard let work else { return nil }
            Unmanaged<Work>.fromOpaque(work).takeRetainedValue().run()
            return nil
        },
        work.toOpaque()
    )
    guard code == 0 else {
        work.release()
        return code
    }
    pthread_detach(thread)
    return 0
}

private final class Work: Sendable {
    private let name: String
    private let body: @Sendable () -> Void

    init(_ name: String, _ body: @escaping @Sendable () -> Void) { (self.name, self.body) = (name, body) }

    func run() {
        slots_name_thread(name)
        body()
    }
}
