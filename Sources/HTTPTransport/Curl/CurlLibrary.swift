import CCurl
import Glibc

/// libcurl's and OpenSSL's process-wide state.
enum CurlLibrary {
    /// Prepares both, once in the life of the process.
    ///
    /// Any thread may call it.
    static func start() { _ = started }

    private static let started: Bool = {
        // libcurl opens the file that SSLKEYLOGFILE names in curl_global_init(3), and has no option against
        // it; whoever reads that file reads our traffic. An empty value counts as none. Overwritten rather
        // than removed, because removal moves the other variables about while somebody may read them.
        let name = "SSLKEYLOGFILE"
        let keyLog = getenv(name).map { String(cString: $0) }
        if keyLog != nil { setenv(name, "", 1) }
        defer { if let keyLog { setenv(name, keyLog, 1) } }
        let code = curl_global_init(CLong(CURL_GLOBAL_DEFAULT))
        precondition(code == CURLE_OK, "curl_global_init failed: \(code.rawValue)")
        return true
    }()
}
