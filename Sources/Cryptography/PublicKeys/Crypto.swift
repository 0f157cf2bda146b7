import CCrypto

/// OpenSSL's libcrypto, set up once for the process.
enum Crypto {
    /// No file of the system's decides what it does, and it stays whole until the process is gone.
    private static let isReady =
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT), nil) == 1

    /// To be called before any other function of the library; cheap when repeated, safe from any thread.
    static func start() {
        precondition(isReady, "libcrypto cannot be set up")
    }
}
