/// Between the text of a JSON string and the bytes that it stands for.
package enum JSONString {
    /// Hands on the bytes that a judged string stands for, one by one.
    ///
    /// A surrogate without its partner comes out as its three bytes, so that different texts stay different.
    ///
    /// - Parameter inner: What stands between the quotes.
    package static func decode(_ inner: some Sequence<UInt8>, _ emit: (UInt8) -> Void) {
        var iterator = inner.makeIterator()
        var pendingHigh: UInt32?
        func flush() {
            if let high = pendingHigh { encode(high, emit) }
            pendingHigh = nil
        }
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "\\"), let escape = iterator.next() else {
                flush()
                emit(byte)
                continue
            }
            guard escape == UInt8(ascii: "u") else {
                flush()
                emit(simpleEscape(escape))
                continue
            }
            var unit: UInt32 = 0
            for _ in 0..<4 { unit = unit << 4 | UInt32(iterator.next().flatMap(hexValue) ?? 0) }
            if let high = pendingHigh, (0xDC00...0xDFFF).contains(unit) {
                pendingHigh = nil
                encode(0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00), emit)
            } else {
                flush()
                if (0xD800...0xDBFF).contains(unit) { pendingHigh = unit } else { encode(unit, emit) }
            }
        }
        flush()
    }

    private static func simpleEscape(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: byte
        }
    }

    private static func encode(_ scalar: UInt32, _ emit: (UInt8) -> Void) {
        func low(_ value: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: value) }
        switch scalar {
        case 0..<0x80: emit(low(scalar))
        case 0x80..<0x800:
            emit(0xC0 | low(scalar >> 6))
            emit(0x80 | low(scalar & 0x3F))
        case 0x800..<0x10000:
            emit(0xE0 | low(scalar >> 12))
            emit(0x80 | low(scalar >> 6 & 0x3F))
            emit(0x80 | low(scalar & 0x3F))
        default:
            emit(0xF0 | low(scalar >> 18))
            emit(0x80 | low(scalar >> 12 & 0x3F))
            emit(0x80 | low(scalar >> 6 & 0x3F))
            emit(0x80 | low(scalar & 0x3F))
        }
    }

    /// Appends UTF-8 text as it stands between the quotes of a JSON string.
    ///
    /// U+2028 and U+2029 are escaped too: they end a line where the file is read as JavaScript.
    package static func escape(_ text: some Collection<UInt8>, into output: inout [UInt8]) {
        let isDone: Void? = text.withContiguousStorageIfAvailable { text in
            if text.allSatisfy(standsForItself) {
                output.append(contentsOf: text)
            } else {
                escapeEach(text, into: &output)
            }
        }
        if isDone == nil { escapeEach(text, into: &output) }
    }

    private static func standsForItself(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func escapeEach(_ text: some Collection<UInt8>, into output: inout [UInt8]) {
        var index = text.startIndex
        while index != text.endIndex {
            let byte = text[index]
            let next = text.index(after: index)
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case 0x0A: output.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
            case 0x0D: output.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
            case 0x09: output.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
            case 0..<0x20, 0x7F:
                output.append(contentsOf: Array("\\u00".utf8))
                output.append(hexDigit(byte >> 4))
                output.append(hexDigit(byte & 0xF))
            case 0xE2:
                let rest = text[next...].prefix(2)
                guard rest.first == 0x80, let last = rest.dropFirst().first, last == 0xA8 || last == 0xA9
                else {
                    output.append(byte)
                    break
                }
                output.append(contentsOf: Array((last == 0xA8 ? "\\u2028" : "\\u2029").utf8))
                index = text.index(next, offsetBy: 2)
                continue
            default: output.append(byte)
            }
            index = next
        }
    }
}

/// The lower-case digit of a value below 16.
func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
