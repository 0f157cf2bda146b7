/// Scheme, host and port of a URL, in one spelling: lower case, the scheme's own port left out.
///
/// Only the spellings that leave no doubt are read: no user, no path, no trailing dot, no percent sign, no
/// letters outside ASCII. What cannot be read is never compared.
package struct Origin: Hashable, Sendable, CustomStringConvertible {
    package let scheme: String
    /// A name, dotted IPv4, or IPv6 in brackets.
    package let host: String
    /// `nil`: the scheme's own.
    package let port: Int?

    /// Reads `https://host[:port]` or `http://…`, with at most one `/` at the end.
    package init?(_ text: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        scheme = text[..<colon].lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        var rest = text[text.utf8.index(after: colon)...]
        guard rest.hasPrefix("//") else { return nil }
        rest = rest.dropFirst(2)
        if rest.utf8.last == UInt8(ascii: "/") { rest = rest.dropLast() }
        guard let (name, digits) = Self.split(rest) else { return nil }
        host = name.lowercased()
        guard let digits else {
            port = nil
            return
        }
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy(\.isDigit),
            let number = Int(digits), (1...65_535).contains(number)
        else { return nil }
        port = number == (scheme == "https" ? 443 : 80) ? nil : number
    }

    package var description: String { "\(scheme)://\(host)\(port.map { ":\($0)" } ?? "")" }

    /// `localhost`, 127.0.0.0/8 in plain dotted form, or `[::1]`: nothing leaves the machine.
    package var isLoopback: Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.first == "127" else { return false }
        return parts.allSatisfy { part in
            (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(\.isDigit)
                && (part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0"))
                && (Int(part).map { $0 <= 255 } ?? false)
        }
    }

    /// The host and, where a colon follows it, what stands behind the colon.
    private static func split(_ text: Substring) -> (Substring, Substring?)? {
        if text.utf8.first == UInt8(ascii: "[") {
            guard let end = text.utf8.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let address = text[...end]
            let inner = address.dropFirst().dropLast()
            guard !inner.isEmpty, inner.utf8.allSatisfy({ $0.isHexDigit || $0 == UInt8(ascii: ":") })
            else { return nil }
            let after = text[text.utf8.index(after: end)...]
            if after.isEmpty { return (address, nil) }
            return after.utf8.first == UInt8(ascii: ":") ? (address, after.dropFirst()) : nil
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, isHostName(name) else { return nil }
        return (name, parts.dropFirst().first)
    }

    private static func isHostName(_ name: Substring) -> Bool {
        guard (1...253).contains(name.utf8.count) else { return false }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count)
                && label.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
                && label.utf8.first != UInt8(ascii: "-") && label.utf8.last != UInt8(ascii: "-")
        }
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var isLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }

    var isHexDigit: Bool { isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20) }
}
