/// Finds what may be a user name, a password or a key in an address, however badly the address is written.
enum AddressLook {
    /// Whether a text is a host and nothing that could hide a secret: `socks5h://127.0.0.1:1080`, `[::1]:80`.
    ///
    /// A host has a dot, or is `localhost`, or stands in brackets: a lone word may be a password.
    static func isHarmless(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        if let mark = schemeEnd(in: text) {
            guard text[..<mark].dropLast(3).allSatisfy(isLetterOrDigit) else { return false }
            rest = text[mark...]
        }
        if rest.last == UInt8(ascii: "/") { rest = rest.dropLast() }
        guard SecretLook.runs(in: rest).isEmpty else { return false }
        if rest.first == UInt8(ascii: "[") {
            guard let close = rest.firstIndex(of: UInt8(ascii: "]")) else { return false }
            return rest[..<close].dropFirst().allSatisfy(isIPv6Byte) && isPort(rest[close...].dropFirst())
        }
        let host = rest.prefix { $0 != UInt8(ascii: ":") }
        guard isPort(rest[host.endIndex...]) else { return false }
        let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return host.elementsEqual("localhost".utf8)
            || labels.count > 1 && labels.allSatisfy { !$0.isEmpty && $0.allSatisfy(isLabelByte) }
    }

    /// What must not show of a line or a value: from a scheme's `//` on where more than a host follows, what stands
    /// before an `@`, and lists such as `host:port:user:password`.
    static func ranges(in line: ArraySlice<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        for word in line.split(whereSeparator: isBlank) {
            if let hidden = secret(in: trimmed(word), lineEnd: line.endIndex) { found.append(hidden) }
        }
        return found
    }

    /// Whether all that must not show of a URL stands between its `//` and its last `@`.
    static func hasOnlyUser(_ text: ArraySlice<UInt8>) -> Bool {
        guard let scheme = schemeEnd(in: text), let range = secret(in: text, lineEnd: text.endIndex) else {
            return false
        }
        return range.lowerBound == scheme && range.upperBound < text.endIndex
            && text[..<scheme].dropLast(3).allSatisfy(isLetterOrDigit)
    }

    /// A word without the quotes and brackets of YAML around it.
    static func trimmed(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var piece = word
        while let first = piece.first,
            isMark(first) || first == UInt8(ascii: "[") && schemeEnd(in: piece) != nil
        {
            piece = piece.dropFirst()
        }
        while let last = piece.last,
            isMark(last) || last == UInt8(ascii: ":")
                || last == UInt8(ascii: "]") && !piece.contains(UInt8(ascii: "["))
        {
            piece = piece.dropLast()
        }
        return piece
    }

    private static func secret(in piece: ArraySlice<UInt8>, lineEnd: Int) -> Range<Int>? {
        guard piece.contains(UInt8(ascii: ":")) else { return nil }
        if isHarmless(piece) || isIPv6(piece) { return nil }
        let scheme = schemeEnd(in: piece)
        if let at = piece.lastIndex(of: UInt8(ascii: "@")) {
            let start = scheme.map { $0 <= at ? $0 : piece.startIndex } ?? piece.startIndex
            // `host:port@user:password` is a spelling too.
            let isTurned = isHarmless(piece[start..<at]) || !isHarmless(piece[at...].dropFirst())
            return start..<(isTurned ? lineEnd : at)
        }
        // A password may hold blanks.
        if let scheme { return scheme..<max(scheme, lineEnd) }
        guard piece.count(where: { $0 == UInt8(ascii: ":") }) >= 3 else { return nil }
        return piece.startIndex..<piece.endIndex
    }

    private static func schemeEnd(in text: ArraySlice<UInt8>) -> Int? {
        text.indices.dropLast(2).first { text[$0...].starts(with: "://".utf8) }.map { $0 + 3 }
    }

    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        text.isEmpty
            || text.first == UInt8(ascii: ":") && (2...6).contains(text.count)
                && text.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func isIPv6(_ text: ArraySlice<UInt8>) -> Bool {
        let address = text.prefix { $0 != UInt8(ascii: "/") }
        return address.allSatisfy(isIPv6Byte)
            && address.split(separator: UInt8(ascii: ":")).allSatisfy { $0.count <= 4 }
    }

    private static func isIPv6Byte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ":") || (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte == UInt8(ascii: "-")
    }

    private static func isMark(_ byte: UInt8) -> Bool { "\"'{}(),".utf8.contains(byte) }
}
