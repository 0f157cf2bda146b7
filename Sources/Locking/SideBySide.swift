import Dispatch

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

/// Where the results go.
private struct Places<Result>: @unchecked Sendable {
    // `@unchecked`: each place is written once, by the thread that has its number.
    let buffer: UnsafeMutableBufferPointer<Result>

    func fill(_ index: Int, with result: Result) { buffer.initializeElement(at: index, to: result) }
}
