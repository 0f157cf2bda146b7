/// Finds what looks like a key or a secret by its letters alone.
enum SecretLook {
    static let mask = "•••"
    private static let shortest = 20

    /// Runs of 20 or more characters that look like hex, base58 or base64.
    ///
    /// A run of words (`bitget-futures`, a path) is none: it takes digits or both cases within a piece, or more
    /// letters than words have.
    static func runs(in text: ArraySlice<UInt8>) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = text.startIndex
        var index = text.startIndex
        while index <= text.endIndex {
            if index < text.endIndex, isTokenByte(text[index]) {
                index += 1
                continue
            }
            if index - start >= shortest, isSecretLike(text[start..<index]) { found.append(start..<index) }
            index += 1
            start = index
        }
        return found
    }

    static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isSecretLike(_ run: ArraySlice<UInt8>) -> Bool {
        var (digits, upper, lower, piece, longest) = (0, 0, 0, 0, 0)
        for byte in run {
            piece += 1
            switch byte {
            case 0x30...0x39: digits += 1
            case 0x41...0x5A: upper += 1
            case 0x61...0x7A: lower += 1
            default: piece = 0
            }
            longest = max(longest, piece)
        }
        if digits > 0, upper > 0, lower > 0 { return true }
        guard longest >= shortest else { return false }
        return digits > 0 || (upper > 0 && lower > 0) || longest >= 28
    }
}
