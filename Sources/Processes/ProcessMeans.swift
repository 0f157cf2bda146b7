import Glibc

/// What a process cannot do without: descriptors, threads and room for addresses.
///
/// Asked for once, before anything is begun: in the middle of work the want of one ends in a crash of the Swift runtime or
/// in Dispatch waiting for a thread for ever, and neither can be told then.
package enum ProcessMeans {
    /// Something that the process has too little of to begin.
    package struct Lack: Sendable, Hashable {
        /// No capital, no full stop.
        package var message: String
        package var help: String
    }

    /// Connections of five exchanges on both sides, the files of the workspace, and the pipes between threads.
    private static let descriptors: CInt = 64
    /// A stack of 8 MiB for each thread, and a heap of 64 MiB of addresses that malloc(3) takes for it.
    ///
    /// Not memory: of that 10,000 slots use 110 MiB.
    private static let addresses = 1 << 30

    /// What there is too little of, or `nil`.
    ///
    /// - Parameter threads: How many threads the work may start at the same time.
    package static func lack(threads: Int) -> Lack? {
        let highest = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, descriptors - 1)
        guard highest >= 0 else {
            return Lack(
                message: "this process may have too few files open",
                help: "slots needs \(descriptors): ulimit -n, or LimitNOFILE= in a unit"
            )
        }
        close(highest)
        guard let room = mmap(nil, addresses, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            room != MAP_FAILED
        else {
            return Lack(
                message: "this process may have too little memory",
                help: "slots needs \(addresses >> 20) MiB of addresses: ulimit -v, or LimitAS= in a unit"
            )
        }
        munmap(room, addresses)
        var stack = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &stack) != 0 || stack.rlim_cur >= 1 << 20
        else {
            return Lack(
                message: "this process may have too small a stack",
                help: "slots needs 1 MiB: ulimit -s, or LimitSTACK= in a unit"
            )
        }
        guard canStart(threads) else {
            return Lack(
                message: "this user may start too few threads",
                help: "slots needs \(threads): ulimit -u, or LimitNPROC= and TasksMax= in a unit"
            )
        }
        return nil
    }

    /// Whether so many threads can exist at the same time.
    private static func canStart(_ count: Int) -> Bool {
        let gate = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        gate.initialize(to: pthread_mutex_t())
        pthread_mutex_init(gate, nil)
        pthread_mutex_lock(gate)
        var threads: [pthread_t] = []
        while threads.count < count {
            var thread = pthread_t()
            let code = pthread_create(
                &thread,
                nil,
                { gate in
                    guard let gate = gate?.assumingMemoryBound(to: pthread_mutex_t.self) else { return nil }
                    pthread_mutex_lock(gate)
                    pthread_mutex_unlock(gate)
                    return nil
                },
                gate
            )
            guard code == 0 else { break }
            threads.append(thread)
        }
        pthread_mutex_unlock(gate)
        for thread in threads { pthread_join(thread, nil) }
        pthread_mutex_destroy(gate)
        gate.deallocate()
        return threads.count == count
    }
}
