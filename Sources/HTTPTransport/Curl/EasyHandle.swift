import CCurl
import Glibc

/// Owns one `CURL` with all the settings that are the same for every request.
///
/// Used over and over on the loop's thread: what a request adds is set anew each time, and taken out by
/// ``clear()``.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let message: UnsafeMutablePointer<CChar>

    init(limits: HTTPLimits) {
        guard let pointer = curl_easy_init() else { preconditionFailure("libcurl: out of memory") }
        self.pointer = pointer
        message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(message))
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_HTTPGET, 1)
        setOrigin()
        setTLS(limits)
        setConnection()
    }

    deinit {
        curl_easy_cleanup(pointer)
        message.deallocate()
    }

    /// What libcurl said about the last failure; empty when it said nothing.
    var errorMessage: String { String(cString: message) }

    /// The options that lead callbacks to their transfer.
    static let contexts = [
        CURLOPT_WRITEDATA, CURLOPT_READDATA, CURLOPT_HEADERDATA, CURLOPT_PREREQDATA, CURLOPT_XFERINFODATA,
        CURLOPT_DEBUGDATA,
        CURLOPT_PRIVATE,
    ]

    /// Takes out what belonged to the last request, and forgets its message.
    func clear() {
        set(CURLOPT_URL, nil as String?)
        set(CURLOPT_PROXY, "")
        setList(CURLOPT_HTTPHEADER, nil)
        set(CURLOPT_POSTFIELDSIZE, -1)
        set(CURLOPT_HTTPGET, 1)
        set(CURLOPT_VERBOSE, 0)
        set(CURLOPT_NOPROGRESS, 1)
        for option in Self.contexts {
            set(option, nil as UnsafeMutableRawPointer?)
        }
        message.pointee = 0
    }

    // MARK: - Settings of every request

    /// Nothing goes anywhere but to the URL's host, whatever the environment or the answer says.
    private func setOrigin() {
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        // An empty proxy, not an absent one: the latter asks the environment.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NOPROXY, "")
        set(CURLOPT_HTTPPROXYTUNNEL, 1)
        set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_USERAGENT, "slots/1")
        set(CURLOPT_HTTP09_ALLOWED, 0)
        // Nothing is unpacked, so that the limit counts what arrives.
        set(CURLOPT_ACCEPT_ENCODING, nil as String?)
        set(CURLOPT_HTTP_CONTENT_DECODING, 0)
    }

    private func setTLS(_ limits: HTTPLimits) {
        for (peer, host, version) in [
            (CURLOPT_SSL_VERIFYPEER, CURLOPT_SSL_VERIFYHOST, CURLOPT_SSLVERSION),
            (CURLOPT_PROXY_SSL_VERIFYPEER, CURLOPT_PROXY_SSL_VERIFYHOST, CURLOPT_PROXY_SSLVERSION),
        ] {
            set(peer, 1)
            set(host, 2)
            set(version, Int(CURL_SSLVERSION_TLSv1_2))
        }
        var bundle: UnsafeMutablePointer<CChar>?
        slots_easy_get_string(pointer, CURLINFO_CAINFO, &bundle)
        if let authorities = limits.authorities {
            set(CURLOPT_CAINFO, authorities)
            set(CURLOPT_PROXY_CAINFO, authorities)
        }
        // libcurl shares the parsed bundle between connections only where no folder is named beside it;
        // without that, each one parses some 140 certificates again (35 ms).
        if limits.authorities != nil || bundle != nil {
            set(CURLOPT_CAPATH, nil as String?)
            set(CURLOPT_PROXY_CAPATH, nil as String?)
        }
    }

    private func setConnection() {
        // HTTP/2 where the TLS handshake offers it. A libcurl without it refuses this, and does without.
        slots_easy_set_long(pointer, CURLOPT_HTTP_VERSION, CLong(CURL_HTTP_VERSION_2TLS))
        // A lookup that hangs is left behind; otherwise its end would be waited for, by all transfers.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_TCP_NODELAY, 1)
        // libcurl's own sockets stay open in every program that is started meanwhile.
        slots_easy_set_open_socket(pointer) { _, _, address in
            guard let address = address?.pointee else { return CURL_SOCKET_BAD }
            let kind = address.socktype | Int32(SOCK_CLOEXEC.rawValue)
            return socket(address.family, kind, address.protocol)
        }
        set(CURLOPT_TCP_KEEPALIVE, 1)
        // The least that libcurl takes: each transfer under way has such a buffer, and most answers are short.
        set(CURLOPT_BUFFERSIZE, 1024)
    }

    // MARK: - Typed options

    func set(_ option: CURLoption, _ value: Int) {
        accept(slots_easy_set_long(pointer, option, value), option)
    }

    func set(_ option: CURLoption, _ value: String?) {
        accept(slots_easy_set_string(pointer, option, value), option)
    }

    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
        accept(slots_easy_set_pointer(pointer, option, value), option)
    }

    /// The list stays the caller's, and must live until the transfer is over.
    func setList(_ option: CURLoption, _ value: UnsafeMutablePointer<curl_slist>?) {
        accept(slots_easy_set_list(pointer, option, value), option)
    }

    func long(_ info: CURLINFO) -> Int {
        var value: CLong = 0
        return slots_easy_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    /// `nil` when there is none.
    func text(_ info: CURLINFO) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard slots_easy_get_string(pointer, info, &value) == CURLE_OK, let value, value.pointee != 0 else {
            return nil
        }
        return String(cString: value)
    }

    /// One of the `…_TIME_T` figures.
    func duration(_ info: CURLINFO) -> Duration {
        var microseconds: curl_off_t = 0
        guard slots_easy_get_offset(pointer, info, &microseconds) == CURLE_OK else { return .zero }
        return .microseconds(max(0, Int64(microseconds)))
    }

    private func accept(_ code: CURLcode, _ option: CURLoption) {
        precondition(code == CURLE_OK, "libcurl refuses option \(option.rawValue) with code \(code.rawValue)")
    }
}
