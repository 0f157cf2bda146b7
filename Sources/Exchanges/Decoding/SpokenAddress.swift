/// An IP address inside an exchange's message, such as our own as the exchange sees it.
enum SpokenAddress {
    /// The first IPv4 or IPv6 address in the text.
    static func find(in text: String) -> String? {
        for word in text.prefix(500).split(whereSeparator: { !isPart($0) }) {
            // `IP:203.0.113.7.` ends a sentence and begins with a label's colon.
            let bare = trimmed(word)
            if isIPv4(bare) || isIPv6(bare) { return String(bare) }
        }
        return nil
    }

    private static func isPart(_ character: Character) -> Bool {
        character.isASCII && (character.isHexDigit || character == "." || character == ":")
    }

    private static func trimmed(_ word: Substring) -> Substring {
        var word = word
        while word.hasSuffix(".") || (word.hasSuffix(":") && !word.hasSuffix("::")) { word = word.dropLast() }
        while word.hasPrefix(".") || (word.hasPrefix(":") && !word.hasPrefix("::")) {
            word = word.dropFirst()
        }
        return word
    }

    private static func isIPv4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(\.isDigit)
                    && (UInt16(part) ?? 256) <= 255
            }
    }

    /// Eight groups, or fewer with one `::` among them.
    private static func isIPv6(_ text: Substring) -> Bool {
        guard text.utf8.contains(UInt8(ascii: ":")), !text.contains("."), !text.contains(":::") else {
            return false
        }
        let groups = text.split(separator: ":")
        guard groups.allSatisfy({ (1...4).contains($0.utf8.count) }), !groups.isEmpty else { return false }
        var gaps = 0
        var rest = text
        while let first = rest.first {
            if rest.hasPrefix("::") { gaps += 1 }
            rest = rest.dropFirst()
            if first == ":", rest.isEmpty, gaps == 0 { return false }
        }
        return gaps == 1 ? groups.count < 8 : gaps == 0 && groups.count == 8
    }
}
