/// An address of IPv4 or IPv6.
///
/// An IPv4 address that is written inside IPv6 (`::ffff:203.0.113.7`) is the IPv4 address: exchanges and proxies
/// mix the two spellings.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// The version of the Internet Protocol.
    package enum Family: Sendable {
        case v4, v6

        package var bits: Int { self == .v4 ? 32 : 128 }
    }

    package let family: Family
    /// The address as a number, first byte highest; below 2^32 for IPv4.
    package let value: UInt128

    package init(family: Family, value: UInt128) {
        if family == .v6, value >> 32 == 0xFFFF {
            self.family = .v4
            self.value = value & 0xFFFF_FFFF
        } else {
            self.family = family
            self.value = family == .v4 ? value & 0xFFFF_FFFF : value
        }
    }

    /// Reads `203.0.113.7` or `2001:db8::7`; no leading zeros in IPv4, no zone, no brackets, no blanks.
    package init?(_ text: some StringProtocol) {
        if let value = Self.fourParts(text.utf8) {
            self.init(family: .v4, value: UInt128(value))
        } else if let value = Self.eightGroups(String(text)) {
            self.init(family: .v6, value: value)
        } else {
            return nil
        }
    }

    private static func fourParts(_ text: some Sequence<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        var part: UInt32 = 0
        var digits = 0
        var dots = 0
        for byte in text {
            if byte == UInt8(ascii: ".") {
                guard digits > 0, dots < 3 else { return nil }
                value = value << 8 | part
                (part, digits, dots) = (0, 0, dots + 1)
            } else {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), digits == 0 || part != 0 else {
                    return nil
                }
                part = part * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
                guard part <= 255 else { return nil }
            }
        }
        return dots == 3 && digits > 0 ? value << 8 | part : nil
    }

    private static func eightGroups(_ text: String) -> UInt128? {
        guard text.utf8.count <= 45 else { return nil }
        var head: [UInt16] = []
        var tail: [UInt16] = []
        var rest = text[...]
        var isCompressed = false
        if let gap = text.firstRange(ofText: "::") {
            guard let before = groups(text[..<gap.lowerBound], mayEndInIPv4: false),
                let after = groups(text[gap.upperBound...], mayEndInIPv4: true)
            else { return nil }
            (head, tail, isCompressed, rest) = (before, after, true, "")
        } else {
            guard let all = groups(rest, mayEndInIPv4: true) else { return nil }
            head = all
        }
        let missing = 8 - head.count - tail.count
        guard isCompressed ? missing >= 1 : missing == 0 else { return nil }
        let all = head + Array(repeating: 0, count: missing) + tail
        return all.reduce(0) { $0 << 16 | UInt128($1) }
    }

    /// Groups of up to four hex digits between single colons; empty text is no group at all.
    private static func groups(_ text: Substring, mayEndInIPv4: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var result: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if mayEndInIPv4, index == parts.count - 1, let four = fourParts(part.utf8) {
                result += [UInt16(four >> 16), UInt16(four & 0xFFFF)]
                continue
            }
            guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(isHexDigit),
                let group = UInt16(part, radix: 16)
            else { return nil }
            result.append(group)
        }
        return result.count <= 8 ? result : nil
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    /// `203.0.113.7`, or IPv6 in the canonical form of RFC 5952.
    package var description: String {
        switch family {
        case .v4:
            stride(from: 24, through: 0, by: -8).map { String(value >> UInt128($0) & 0xFF) }
                .joined(separator: ".")
        case .v6: canonicalSix
        }
    }

    private var canonicalSix: String {
        let groups = stride(from: 112, through: 0, by: -16).map { UInt16(value >> UInt128($0) & 0xFFFF) }
        var longest = 0..<0
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start > max(longest.count, 1) { longest = start..<end }
            start = max(end, start + 1)
        }
        func joined(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard !longest.isEmpty else { return joined(groups[...]) }
        return joined(groups[..<longest.lowerBound]) + "::" + joined(groups[longest.upperBound...])
    }
}

extension String {
    fileprivate func firstRange(ofText text: StaticString) -> Range<Index>? {
        let wanted = "\(text)"
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(wanted) {
                return start..<index(start, offsetBy: wanted.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
