import Glibc

/// A value that one thread at a time may touch.
///
/// A pthread mutex rather than `Synchronization.Mutex`: on Linux, ThreadSanitizer cannot see the latter
/// and reports races that are not there.
package final class Lock<Value>: @unchecked Sendable {
    // `@unchecked`: every access to `value` is made while `mutex` is held.
    private var value: Value
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    /// Takes the value over; nothing else may keep a reference to what it holds.
    package init(_ value: consuming sending Value) {
        self.value = value
        guard pthread_mutex_init(mutex, nil) == 0 else { preconditionFailure("pthread_mutex_init failed") }
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` alone with the value.
    ///
    /// Not reentrant; `body` must not block.
    package func withLock<R, E: Error>(
        _ body: (inout sending Value) throws(E) -> sending R
    ) throws(E) -> sending R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
