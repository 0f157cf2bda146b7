import CSodium
import Locking

/// The memory of one secret: a part of a chunk, which it keeps alive.
struct SecretMemory {
    private let chunk: Chunk
    /// Zeroed when handed out.
    let buffer: UnsafeMutableRawBufferPointer

    init(count: Int) {
        self = Arena.shared.memory(count: count)
    }

    fileprivate init(_ chunk: Chunk, at offset: Int, count: Int) {
        self.chunk = chunk
        buffer = UnsafeMutableRawBufferPointer(start: chunk.start + offset, count: count)
    }

    func wipe() { Cryptography.wipe(buffer) }
}

/// Memory from `sodium_malloc(3)`: guard pages around it, locked, left out of core dumps.
///
/// A process may have 65,530 mappings and lock 8 MiB by default, and a mapping of its own would take 20 KiB for each
/// API key. So secrets share chunks, which go when their last secret goes.
private final class Chunk: @unchecked Sendable {
    // `@unchecked`: the arena hands every byte out once, and who got it is alone with it.
    let start: UnsafeMutableRawPointer
    private let isSpare: Bool
    private let large: GuardedMemory?

    init(count: Int) {
        Sodium.start()
        isSpare = count == Spares.size
        if isSpare, let spare = Spares.shared.take() {
            (start, large) = (spare.start, spare)
            return
        }
        large = count < Self.largest ? nil : GuardedMemory(count: count)
        if let large {
            start = large.start
            return
        }
        // A limit on locked memory is no error: libsodium then leaves the pages unlocked.
        guard let start = sodium_malloc(max(count, 1)) else {
            preconditionFailure("no memory for secrets")
        }
        start.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        self.start = start
    }

    /// From here on, in bytes, the fillings and canaries of libsodium cost more than the rest.
    private static let largest = 128 << 10

    deinit {
        if isSpare, let large, Spares.shared.keep(large) { return }
        if let large { large.free() } else { sodium_free(start) }
    }
}

/// Blocks of one size that were used, wiped and given back, for who needs one next: files pass through them, and the system
/// takes longer to give and to lock memory than to fill it.
private final class Spares: Sendable {
    static let shared = Spares()
    /// In bytes.
    static let size = SecretText.blockSize
    private static let limit = 8

    private let blocks = Lock<[GuardedMemory]>([])

    func take() -> GuardedMemory? { blocks.withLock { $0.popLast() } }

    /// - Parameter block: Zeroed.
    /// - Returns: Whether it is kept.
    func keep(_ block: GuardedMemory) -> Bool {
        blocks.withLock { blocks in
            guard blocks.count < Self.limit else { return false }
            blocks.append(block)
            return true
        }
    }
}

/// Hands out parts of chunks, one after the other; what was given back is not given out again.
private final class Arena: Sendable {
    static let shared = Arena()
    private static let chunkCount = 64 << 10
    /// What is larger gets a chunk of its own.
    private static let largestShared = 4 << 10

    private struct State {
        var chunk: Chunk?
        var used = 0
    }

    private let state = Lock(State())

    func memory(count: Int) -> SecretMemory {
        guard count <= Self.largestShared else {
            return SecretMemory(Chunk(count: count), at: 0, count: count)
        }
        let (chunk, offset) = state.withLock { state -> (Chunk, Int) in
            if let chunk = state.chunk, state.used + count <= Self.chunkCount {
                defer { state.used += count }
                return (chunk, state.used)
            }
            let chunk = Chunk(count: Self.chunkCount)
            state = State(chunk: chunk, used: count)
            return (chunk, 0)
        }
        return SecretMemory(chunk, at: offset, count: count)
    }
}
