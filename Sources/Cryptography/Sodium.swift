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

/// Fills memory from the system's generator.
func fillWithRandomBytes(_ memory: UnsafeMutableRawBufferPointer) {
    Sodium.start()
    guard let start = memory.baseAddress else { return }
    randombytes_buf(start, memory.count)
}
