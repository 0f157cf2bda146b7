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
        for radix in [10, 16, 8] {
            let numbers = numbers(in: bytes, radix)
            if numbers.count >= 4 { readings.append(numbers.compactMap(bare)) }
        }
        if let first = readings.first, let narrowed = withoutZeros(first) { readings.append(narrowed) }
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

    /// The bytes that the numbers of a text stand for: a list of them, or a page's `&#98;`; those with an `x` in front
    /// are hexadecimal whatever the rest is: `&#x62;`, `0x62`.
    private static func numbers(in bytes: String.UTF8View, _ radix: Int) -> [UInt8] {
        var numbers: [UInt8] = []
        for word in bytes.split(whereSeparator: { !$0.isDigit && !$0.isLetter }) where word.count <= 4 {
            let mark = word.firstIndex { $0 | 0x20 == UInt8(ascii: "x") }
            let digits = mark.map { word[word.index(after: $0)...] } ?? word
            guard digits.count <= 3 else { continue }
            let text = String(decoding: digits, as: UTF8.self)
            if let number = UInt8(text, radix: mark == nil ? radix : 16) { numbers.append(number) }
        }
        return numbers
    }

    /// Hexadecimal digits of UTF-16, without the byte of each pair that is zero in a text of ASCII; `nil`: there are none.
    private static func withoutZeros(_ digits: [UInt8]) -> [UInt8]? {
        var kept: [UInt8] = []
        var index = 0
        var zeros = 0
        while index < digits.count {
            if index + 1 < digits.count, digits[index] == UInt8(ascii: "0"),
                digits[index + 1] == UInt8(ascii: "0")
            {
                zeros += 1
                index += 2
            } else {
                kept.append(digits[index])
                index += 1
            }
        }
        return zeros >= 4 ? kept : nil
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
    /// The character of ASCII, also for one that is written as wide as an ideograph, in a circle, raised, or in a letter
    /// of mathematics; `nil`: it is another one.
    fileprivate var narrow: Unicode.Scalar? {
        if isASCII { return self }
        switch value {
        case 0xFF01...0xFF5E: return Unicode.Scalar(value - 0xFEE0)
        case 0x1D400...0x1D6A3: return Self.letter((value - 0x1D400) % 52)
        case 0x249C...0x24B5: return Self.letter(value - 0x249C)
        case 0x24B6...0x24E9: return Self.letter(value - 0x24B6)
        case 0x1F130...0x1F149, 0x1F150...0x1F169, 0x1F170...0x1F189:
            return Self.letter((value - 0x1F130) % 32)
        case 0x1F1E6...0x1F1FF: return Self.letter(value - 0x1F1E6)
        default: break
        }
        guard let digit = properties.numericValue, (0...9).contains(digit), digit == digit.rounded() else {
            return nil
        }
        return Unicode.Scalar(UInt8(ascii: "0") + UInt8(digit))
    }

    /// The letter at that place of `A…Za…z`.
    private static func letter(_ place: UInt32) -> Unicode.Scalar? {
        Unicode.Scalar(place < 26 ? 0x41 + place : 0x61 + place - 26)
    }

    fileprivate var isShown: Bool {
        (properties.isAlphabetic || properties.numericType != nil) && !properties.isDefaultIgnorableCodePoint
    }
}
