import Dispatch
import Glibc

/// Works on the numbers below `count` in chunks, on all cores, and waits until all is done.
///
/// For work that only computes: it must not wait for another task.
///
/// - Parameters:
///   - size: Numbers in one chunk; small enough that the last chunk does not keep the others waiting.
///   - body: Called from several threads at once.
/// - Returns: What `body` made of each chunk, in the order of the numbers.
package func sideBySide<Result: Sendable>(
    _ count: Int,
    inChunksOf size: Int = 256,
    _ body: @Sendable (Range<Int>) -> Result
) -> [Result] {
    let chunks = (count + size - 1) / size
    guard chunks > 1 else { return count > 0 ? [body(0..<count)] : [] }
    return [Result](unsafeUninitializedCapacity: chunks) { buffer, initializedCount in
        let places = Places(buffer: buffer)
        DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
            let start = chunk * size
            places.fill(chunk, with: body(start..<min(start + size, count)))
        }
        initializedCount = chunks
    }
}

/// The same for work that waits for the disk most of the time, which does many things in the time of one.
///
/// - Parameters:
///   - threads: How many work at the same time, the caller among them; fewer where the system does not give them.
///   - body: Called from several threads at once, unless there is one.
package func sideBySide<Result: Sendable>(
    _ count: Int,
    inChunksOf size: Int,
    threads: Int,
    _ body: @Sendable (Range<Int>) -> Result
) -> [Result] {
    let chunks = (count + size - 1) / size
    return [Result](unsafeUninitializedCapacity: chunks) { buffer, initializedCount in
        let places = Places(buffer: buffer)
        withoutActuallyEscaping(body) { body in
            let next = Lock(0)
            let work: @Sendable () -> Void = {
                while true {
                    let chunk = next.withLock { next in
                        next += 1
                        return next - 1
                    }
                    guard chunk < chunks else { return }
                    let start = chunk * size
                    places.fill(chunk, with: body(start..<min(start + size, count)))
                }
            }
            let helpers = (1..<max(1, min(threads, chunks))).compactMap { _ in startThread(work) }
            work()
            for helper in helpers { pthread_join(helper, nil) }
        }
        initializedCount = chunks
    }
}

/// - Returns: `nil` where there can be no further thread.
private func startThread(_ work: @escaping @Sendable () -> Void) -> pthread_t? {
    let box = Unmanaged.passRetained(ThreadWork(work: work))
    var thread = pthread_t()
    let code = pthread_create(
        &thread,
        nil,
        { pointer in
            if let pointer { Unmanaged<ThreadWork>.fromOpaque(pointer).takeRetainedValue().work() }
            return nil
        },
        box.toOpaque()
    )
    guard code == 0 else {
        box.release()
        return nil
    }
    return thread
}

private final class ThreadWork: Sendable {
    let work: @Sendable () -> Void

    init(work: @escaping @Sendable () -> Void) { self.work = work }
}

/// Where the results go.
private struct Places<Result>: @unchecked Sendable {
    // `@unchecked`: each place is written once, by the thread that has its number.
    let buffer: UnsafeMutableBufferPointer<Result>

    func fill(_ index: Int, with result: Result) { buffer.initializeElement(at: index, to: result) }
}
