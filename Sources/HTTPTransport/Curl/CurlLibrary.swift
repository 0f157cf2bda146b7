import CCurl
import Glibc
import Locking

/// libcurl's and OpenSSL's process-wide state.
enum CurlLibrary {
    /// Prepares both, once in the life of the process.
    ///
    /// Any thread may call it.
    static func start() { _ = started }

    /// Runs `body`, or stops this thread for good when the process is about to end.
    ///
    /// Whatever calls libcurl on a thread of ours does it in here: `exit(3)` takes OpenSSL apart while other
    /// threads go on, and a handshake under way then ends in a segmentation fault, which would hide the exit
    /// code. Not reentrant.
    static func use(_ body: () -> Void) {
        let isRunning = isOver.withLock { isOver in
            if !isOver { body() }
            return !isOver
        }
        if isRunning { return }
        while true { pause() }
    }

    private static let isOver = Lock(false)

    private static let started: Bool = {
        // libcurl opens the file that SSLKEYLOGFILE names in curl_global_init(3), and has no option against
        // it; whoever reads that file reads our traffic. An empty value counts as none. Overwritten rather
        // than removed, because removal moves the other variables about while somebody may read them.
        let name = "SSLKEYLOGFILE"
        let keyLog = getenv(name).map { String(cString: $0) }
        if keyLog != nil { setenv(name, "", 1) }
        defer { if let keyLog { setenv(name, keyLog, 1) } }
        // Also while the start itself is under way, when our own handler below is not there yet.
        slots_prepare_openssl()
        let code = curl_global_init(CLong(CURL_GLOBAL_DEFAULT))
        precondition(code == CURLE_OK, "curl_global_init failed: \(code.rawValue)")
        // Registered after OpenSSL's own handler, so it runs before that; it waits for the turn under way.
        atexit { CurlLibrary.isOver.withLock { $0 = true } }
        return true
    }()
}
