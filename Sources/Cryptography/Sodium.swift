import CSodium

/// libsodium, set up once for the process.
enum Sodium {
    private static let isReady = sodium_init() >= 0

    /// To be called before any other function of the library; cheap when repeated, safe from any thread.
    static func start() {
        precondition(isReady, "libsodium finds no source of randomness")
    }
}

/// Zeroes memory in a way that the optimiser leaves alone.
func wipe(_ memory: UnsafeMutableRawBufferPointer) {
    guard let start = memory.baseAddress else { return }
    sodium_memzero(start, memory.count)
}

/// Zeroes what functions that returned have left below the caller's part of the stack.
///
/// Registers that held bytes of a secret end up there, when a library's function is looked up at its first call.
package func wipeStack() {
    // Some levels of calls; a thread has 8 MiB by default.
    sodium_stackzero(64 << 10)
}

/// Fills memory from the system's generator.
func fillWithRandomBytes(_ memory: UnsafeMutableRawBufferPointer) {
    Sodium.start()
    guard let start = memory.baseAddress else { return }
    randombytes_buf(start, memory.count)
}
