import Glibc
import Locking

/// Lets actions happen later without a thread waiting for each: one thread, asleep until the next is due.
final class DelayLine: Sendable {
    private struct Entry: Sendable {
        var due: ContinuousClock.Instant
        var action: @Sendable () -> Void
    }

    private struct State: Sendable {
        /// By `due`, the latest first, so that the next one is taken from the end.
        var entries: [Entry] = []
        var isStopped = false
        var thread: pthread_t?
    }

    private let state = Lock(State())
    /// A pipe: the thread reads the first end, and looks again when something is written to the second.
    private let wakeUp: (Int32, Int32)

    /// Starts the thread; `nil` when the system refuses one.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        wakeUp = (ends[0], ends[1])
        // Glibc's module does not have `pipe2`.
        for end in ends where fcntl(end, F_SETFD, FD_CLOEXEC) != 0 || fcntl(end, F_SETFL, O_NONBLOCK) != 0 {
            return nil
        }
        var thread = pthread_t()
        let line = Unmanaged.passRetained(self)
        let outcome = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<DelayLine>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            line.toOpaque()
        )
        guard outcome == 0 else {
            line.release()
            return nil
        }
        state.withLock { $0.thread = thread }
    }

    deinit {
        close(wakeUp.0)
        close(wakeUp.1)
    }

    /// Runs `action` on the line's thread after `delay`, or at once, here, when the line was stopped.
    func schedule(after delay: Duration, _ action: @escaping @Sendable () -> Void) {
        let due = ContinuousClock.now.advanced(by: delay)
        let (isStopped, isNext) = state.withLock { state in
            if state.isStopped { return (true, false) }
            // Equal delays come in order, so the place is nearly always the front.
            let place = state.entries.firstIndex { $0.due <= due } ?? state.entries.endIndex
            let isNext = place == state.entries.endIndex
            state.entries.insert(Entry(due: due, action: action), at: place)
            return (false, isNext)
        }
        if isStopped { action() } else if isNext { wake() }
    }

    /// Runs what is left at once and ends the thread; whatever is scheduled later runs at once.
    func stop() {
        let thread = state.withLock { state in
            state.isStopped = true
            defer { state.thread = nil }
            return state.thread
        }
        guard let thread else { return }
        wake()
        pthread_join(thread, nil)
    }

    private func wake() {
        // A full pipe means that the thread wakes up anyway.
        _ = write(wakeUp.1, [1], 1)
    }

    private func run() {
        while true {
            let (due, isStopped, wait) = takeDue()
            for entry in due { entry.action() }
            if isStopped { return }
            var descriptor = pollfd(fd: wakeUp.0, events: Int16(POLLIN), revents: 0)
            _ = poll(&descriptor, 1, wait)
            var bytes = [UInt8](repeating: 0, count: 512)
            _ = read(wakeUp.0, &bytes, bytes.count)
        }
    }

    /// What is due now, in order, and the milliseconds until the next; −1 for no end.
    private func takeDue() -> (due: [Entry], isStopped: Bool, wait: Int32) {
        let now = ContinuousClock.now
        return state.withLock { state in
            let isStopped = state.isStopped
            let first = isStopped ? 0 : state.entries.firstIndex { $0.due <= now } ?? state.entries.endIndex
            let due = Array(state.entries[first...].reversed())
            state.entries.removeSubrange(first...)
            guard let next = state.entries.last else { return (due, isStopped, -1) }
            let milliseconds = now.duration(to: next.due) / .milliseconds(1)
            return (due, isStopped, Int32(min(60_000, max(0, milliseconds.rounded(.up)))))
        }
    }
}
