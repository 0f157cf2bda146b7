/// Text as it is compared with credentials: letters in lower case and digits, and nothing between them.
///
/// Whatever may stand between the characters of a credential to hide it (escapes, zero-width and control characters,
/// blanks, hyphens) is gone.
enum BareText {
    static func of(_ text: String) -> [UInt8] { bare(text.unicodeScalars, onlyASCII: false) }

    /// All the ways in which a text may be read.
    static func readings(of text: String) -> [[UInt8]] {
        let bytes = text.utf8
        var readings = [of(text)]
        if bytes.contains(where: { $0 >= 0x80 }) {
            readings.append(bare(text.unicodeScalars, onlyASCII: true))
        }
        if bytes.contains(0x1B) { readings.append(of(withoutEscapes(text))) }
        if bytes.contains(UInt8(ascii: "%")) { readings.append(of(decoded(bytes, after: "%", digits: 2))) }
        if bytes.contains(UInt8(ascii: "\\")) {
            readings.append(of(decoded(bytes, after: "\\u", digits: 4)))
            readings.append(of(decoded(bytes, after: "\\x", digits: 2)))
        }
        let numbers = numbers(in: bytes)
        if numbers.count >= 4 { readings.append(numbers.compactMap(bare)) }
        return readings
    }

    /// What is left of one byte of ASCII; `nil`: nothing.
    static func bare(_ byte: UInt8) -> UInt8? { byte.isDigit ? byte : byte.isLetter ? byte | 0x20 : nil }

    private static func bare(_ scalars: String.UnicodeScalarView, onlyASCII: Bool) -> [UInt8] {
        var bare: [UInt8] = []
        bare.reserveCapacity(scalars.underestimatedCount)
        for scalar in scalars {
            if let scalar = scalar.narrow {
                if let byte = Self.bare(UInt8(truncatingIfNeeded: scalar.value)) { bare.append(byte) }
            } else if !onlyASCII, scalar.isShown {
                bare.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
            }
        }
        return bare
    }

    /// Without the control sequences of a terminal (ECMA-48): `ESC [ … m` and, up to its end, `ESC ] …`.
    private static func withoutEscapes(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "\u{1B}" else {
                kept.append(scalar)
                continue
            }
            switch scalars.next() {
            case "[": while let next = scalars.next(), !("@"..."~").contains(next) {}
            case "]": while let next = scalars.next(), next != "\u{07}", next != "\u{1B}" {}
            default: break
            }
        }
        return String(kept)
    }

    /// The bytes that the decimal numbers of a text stand for: a list of them, or a page's `&#98;`, in hexadecimal digits
    /// `&#x62;`.
    private static func numbers(in bytes: String.UTF8View) -> [UInt8] {
        var numbers: [UInt8] = []
        for word in bytes.split(whereSeparator: { !$0.isDigit && !$0.isLetter }) where word.count <= 3 {
            let isHexadecimal = word.first == UInt8(ascii: "x") || word.first == UInt8(ascii: "X")
            let digits = String(decoding: isHexadecimal ? word.dropFirst() : word, as: UTF8.self)
            if let number = UInt8(digits, radix: isHexadecimal ? 16 : 10) { numbers.append(number) }
        }
        return numbers
    }

    /// With each mark and its hexadecimal digits replaced by the character that they stand for.
    private static func decoded(_ bytes: String.UTF8View, after mark: String, digits: Int) -> String {
        let source = Array(bytes)
        let mark = Array(mark.utf8)
        var decoded: [UInt8] = []
        var index = 0
        while index < source.count {
            let end = index + mark.count + digits
            if end <= source.count, source[index..<index + mark.count].elementsEqual(mark),
                let value = UInt32(
                    String(decoding: source[(index + mark.count)..<end], as: UTF8.self),
                    radix: 16
                ),
                let scalar = Unicode.Scalar(value)
            {
                decoded.append(
                    contentsOf: digits == 2 ? [UInt8(truncatingIfNeeded: value)] : Array(String(scalar).utf8)
                )
                index = end
            } else {
                decoded.append(source[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}

extension Unicode.Scalar {
    /// The character of ASCII, also for one that is written as wide as an ideograph; `nil`: it is another one.
    fileprivate var narrow: Unicode.Scalar? {
        isASCII ? self : ("\u{FF01}"..."\u{FF5E}").contains(self) ? Unicode.Scalar(value - 0xFEE0) : nil
    }

    fileprivate var isShown: Bool {
        (properties.isAlphabetic || properties.numericType != nil) && !properties.isDefaultIgnorableCodePoint
    }
}
