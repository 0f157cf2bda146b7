/// Where requests go: scheme, host and port of a URL, in one spelling.
///
/// Keys are sent to origins, so that everything that could hide one is refused: user names, paths, numbers in
/// another base, letters of other scripts, a dot at the end.
package struct Origin: Hashable, Sendable, CustomStringConvertible {
    /// How the origin is reached; `http` is for loopback only.
    package enum Scheme: String, Sendable {
        case http, https
    }

    /// Why a text is no origin, with what to do.
    package struct Trouble: Error, Hashable, Sendable {
        /// Goes on a sentence that names the text: `has a path`.
        package var message: String
        package var help: String
    }

    package let scheme: Scheme
    /// In lower case; an IPv6 address without its brackets.
    package let host: String
    /// `nil`: the scheme's own, 80 or 443.
    package let port: Int?

    /// Reads `https://host`, with a port where it is not the scheme's own.
    ///
    /// `http` only for loopback: `127.0.0.0/8`, `[::1]` and `localhost`.
    package init(_ text: String) throws(Trouble) {
        let rest: Substring
        if text.hasPrefix("https://") {
            (scheme, rest) = (.https, text.dropFirst(8))
        } else if text.hasPrefix("http://") {
            (scheme, rest) = (.http, text.dropFirst(7))
        } else {
            throw Trouble(message: "does not begin with https://", help: Self.form)
        }
        guard text.utf8.count <= 300 else { throw Trouble(message: "is too long", help: Self.form) }
        if rest.utf8.contains(UInt8(ascii: "@")) {
            throw Trouble(message: "has a user name", help: "remove everything up to the '@'")
        }
        if let end = rest.firstIndex(where: { $0 == "/" || $0 == "?" || $0 == "#" || $0 == "\\" }) {
            // A word without a dot may be a part of a password.
            let start = rest[..<end].contains(".") ? try? Origin("\(scheme.rawValue)://\(rest[..<end])") : nil
            throw Trouble(
                message: "has more than a host",
                help: start.map { "write \($0)" } ?? Self.form
            )
        }
        let (host, port) = try Self.split(rest)
        self.host = try Self.checked(host)
        self.port = port == (scheme == .https ? 443 : 80) ? nil : port
        if scheme == .http, !isLoopback {
            throw Trouble(
                message: "is not encrypted",
                help: "write https; http is only for this machine (127.0.0.1, localhost)"
            )
        }
    }

    /// Whether it is this machine.
    package var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        guard let address = IPAddress(host), address.family == .v4 else { return false }
        return address.value >> 24 == 127
    }

    /// `https://api.bitget.com`, `http://[::1]:8080`.
    package var description: String { "\(scheme.rawValue)://\(authority)" }

    /// The host, in brackets where it is an IPv6 address, with its port where that is not the scheme's own.
    package var authority: String {
        (host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host) + (port.map { ":\($0)" } ?? "")
    }

    private static let form = "write it like this: https://api.example.com"

    private static func split(_ text: Substring) throws(Trouble) -> (host: Substring, port: Int?) {
        var host = text
        var port: Substring?
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else {
                throw Trouble(message: "has a '[' without ']'", help: "write it like this: http://[::1]:8080")
            }
            host = text[...end]
            let tail = text[text.index(after: end)...]
            guard tail.isEmpty || tail.first == ":" else {
                throw Trouble(message: "is no address", help: form)
            }
            if !tail.isEmpty { port = tail.dropFirst() }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard let port else { return (host, nil) }
        guard port.utf8.count <= 5, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), port.first != "0",
            let number = Int(port), (1...65_535).contains(number)
        else { throw Trouble(message: "has no port from 1 to 65535 after its ':'", help: form) }
        return (host, number)
    }

    /// Lower case, or trouble.
    private static func checked(_ host: Substring) throws(Trouble) -> String {
        if host.first == "[" {
            let inner = String(host.dropFirst().dropLast())
            guard IPAddress(inner)?.family == .v6 else {
                throw Trouble(
                    message: "has no IPv6 address in its brackets",
                    help: "write it like this: http://[::1]:8080"
                )
            }
            return inner.lowercased()
        }
        let name = host.lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let areLabels = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
                }
        }
        guard areLabels, name.utf8.count <= 253 else {
            throw Trouble(message: "has no host name", help: form + ", with letters, digits, '-' and '.'")
        }
        // 0x7f.1 and 2130706433 are other spellings of 127.0.0.1 for some programs.
        let last = labels.last ?? ""
        if last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) || last.hasPrefix("0x") {
            guard IPAddress(name)?.family == .v4 else {
                throw Trouble(
                    message: "has no IPv4 address of four numbers",
                    help: "write it like this: http://127.0.0.1:8080"
                )
            }
        }
        return name
    }
}
