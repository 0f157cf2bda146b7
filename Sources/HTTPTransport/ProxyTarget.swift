/// A proxy that a slot names, read strictly.
struct ProxyTarget: Hashable {
    var host: String
    /// User name and password as written, if any; never to be shown.
    var credentials: String?

    private static let schemes = ["http://", "https://", "socks5://", "socks5h://"]

    /// Reads `scheme://[user:password@]host[:port][/]` with the scheme `http`, `https`, `socks5` or `socks5h`.
    ///
    /// - Throws: ``HTTPError/notSendable(message:)``.
    init(_ text: String) throws(HTTPError) {
        guard text.utf8.count <= 1024, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw .notSendable(
                message: "the proxy contains a blank, a control character or a letter beyond ASCII"
            )
        }
        guard let scheme = Self.schemes.first(where: text.hasPrefix) else {
            throw .notSendable(
                message: "the proxy does not start with http://, https://, socks5:// or socks5h://"
            )
        }
        var rest = Array(text.utf8.dropFirst(scheme.utf8.count))[...]
        if rest.last == UInt8(ascii: "/") { rest = rest.dropLast() }
        if let at = rest.lastIndex(of: UInt8(ascii: "@")) {
            credentials = String(decoding: rest[..<at], as: UTF8.self)
            rest = rest[(at + 1)...]
        }
        guard let (host, _) = RequestTarget.split(rest), let host = RequestTarget.host(host) else {
            throw .notSendable(message: "the proxy's host or port is not well-formed")
        }
        self.host = host
    }

    var isLoopback: Bool { RequestTarget.isLoopback(host) }
}

/// Whether requests can be sent through it: `scheme://[user:password@]host[:port][/]` with the scheme `http`, `https`,
/// `socks5` or `socks5h`.
package func isProxyURL(_ text: String) -> Bool {
    do throws(HTTPError) {
        _ = try ProxyTarget(text)
        return true
    } catch {
        return false
    }
}
