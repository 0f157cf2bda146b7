/// Where a request goes, read strictly from its URL.
///
/// Stricter than libcurl on purpose: an authority that two parsers could understand differently (user
/// names, backslashes, `0x7f.1`, blanks) is refused, so that the host that was judged is the one that is
/// spoken to.
struct RequestTarget: Hashable {
    var isPlain: Bool
    /// As written; IPv6 without brackets.
    var host: String
    var port: Int
    /// Path and query, byte for byte; may be empty.
    var path: String

    /// Reads an `http` or `https` URL of printable ASCII without user name and fragment.
    ///
    /// - Throws: ``HTTPError/notSendable(message:)``, also for plain `http` to anything but loopback.
    init(url: String) throws(HTTPError) {
        let bytes = Array(url.utf8)
        guard bytes.count <= 65536 else { throw .notSendable(message: "the URL is longer than 64 KiB") }
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw .notSendable(
                message: "the URL contains a blank, a control character or a letter beyond ASCII"
            )
        }
        guard !bytes.contains(UInt8(ascii: "#")) else {
            throw .notSendable(message: "the URL contains a '#'")
        }
        let rest: ArraySlice<UInt8>
        if url.hasPrefix("https://") {
            (isPlain, rest) = (false, bytes.dropFirst(8))
        } else if url.hasPrefix("http://") {
            (isPlain, rest) = (true, bytes.dropFirst(7))
        } else {
            throw .notSendable(message: "the URL does not start with https://")
        }
        let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard !authority.contains(UInt8(ascii: "@")) else {
            throw .notSendable(message: "the URL contains a user name")
        }
        guard let (host, port) = Self.split(authority), let host = Self.host(host) else {
            throw .notSendable(message: "the URL's host or port is not well-formed")
        }
        self.host = host
        self.port = port ?? (isPlain ? 80 : 443)
        path = String(decoding: rest[authority.endIndex...], as: UTF8.self)
        guard !isPlain || isLoopback else {
            throw .notSendable(message: "plain http is only for this machine, not for \(host)")
        }
    }

    /// Whether the host is surely this machine: `localhost`, `127.a.b.c` in plain decimals or `::1`.
    var isLoopback: Bool { Self.isLoopback(host) }

    static func isLoopback(_ host: String) -> Bool {
        if host.lowercased() == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        // A leading zero would mean octal to some parsers.
        return parts.count == 4 && parts.first == "127"
            && parts.allSatisfy { UInt8($0).map(String.init) == String($0) }
    }

    // MARK: - Authority

    /// Host (brackets included) and port; `nil` when the port is not a number from 1 to 65535.
    static func split(_ authority: ArraySlice<UInt8>) -> (host: ArraySlice<UInt8>, port: Int?)? {
        let end: Int
        if authority.first == UInt8(ascii: "[") {
            guard let bracket = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            end = bracket + 1
        } else {
            end = authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
        }
        let tail = authority[end...]
        if tail.isEmpty { return (authority[..<end], nil) }
        guard tail.first == UInt8(ascii: ":"), (2...6).contains(tail.count),
            tail.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(String(decoding: tail.dropFirst(), as: UTF8.self)), (1...65535).contains(port)
        else { return nil }
        return (authority[..<end], port)
    }

    /// The host without brackets; `nil` unless it is a name, an IPv4 or a bracketed IPv6 address.
    static func host(_ bytes: ArraySlice<UInt8>) -> String? {
        guard !bytes.isEmpty, bytes.count <= 255 else { return nil }
        if bytes.first == UInt8(ascii: "[") {
            let inner = bytes.dropFirst().dropLast()
            let allowed = Set("0123456789abcdefABCDEF:.".utf8)
            guard inner.contains(UInt8(ascii: ":")), inner.allSatisfy(allowed.contains) else { return nil }
            return String(decoding: inner, as: UTF8.self)
        }
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._".utf8)
        guard bytes.allSatisfy(allowed.contains) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
