extension JSONValue {
    /// The text of the value, without blanks between tokens; `pretty` gives two spaces of indentation.
    ///
    /// Control characters (DEL and U+0080–U+009F too), the line separators U+2028 and U+2029 and the characters
    /// that turn the direction of writing are escaped, so that the text is safe on a terminal and in a script.
    package func text(pretty: Bool = false) -> String {
        var output: [UInt8] = []
        write(to: &output, pretty: pretty)
        return String(decoding: output, as: UTF8.self)
    }

    /// Appends the UTF-8 of ``text(pretty:)``.
    package func write(to output: inout [UInt8], pretty: Bool = false) {
        write(to: &output, indentation: pretty ? 0 : nil)
    }

    /// - Parameter indentation: How deep this value stands; `nil` without line breaks.
    private func write(to output: inout [UInt8], indentation: Int?) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .boolean(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let text): output.append(contentsOf: text.utf8)
        case .string(let text): output.appendQuoted(text)
        case .array(let elements):
            output.appendList(elements, between: "[", "]", indentation: indentation) {
                element,
                output,
                inner in
                element.write(to: &output, indentation: inner)
            }
        case .object(let members):
            output.appendList(members, between: "{", "}", indentation: indentation) { member, output, inner in
                output.appendQuoted(member.name)
                output.append(UInt8(ascii: ":"))
                if inner != nil { output.append(UInt8(ascii: " ")) }
                member.value.write(to: &output, indentation: inner)
            }
        }
    }
}

extension [UInt8] {
    fileprivate mutating func appendList<Item>(
        _ items: [Item],
        between open: Unicode.Scalar,
        _ close: Unicode.Scalar,
        indentation: Int?,
        item append: (Item, inout [UInt8], Int?) -> Void
    ) {
        self.append(UInt8(ascii: open))
        let inner = indentation.map { $0 + 1 }
        for (index, item) in items.enumerated() {
            if index > 0 { self.append(UInt8(ascii: ",")) }
            if let inner { startLine(indentation: inner) }
            append(item, &self, inner)
        }
        if let indentation, !items.isEmpty { startLine(indentation: indentation) }
        self.append(UInt8(ascii: close))
    }

    private mutating func startLine(indentation: Int) {
        append(UInt8(ascii: "\n"))
        append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * indentation))
    }

    fileprivate mutating func appendQuoted(_ text: String) {
        append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            var position = 0
            while position < bytes.count {
                guard let (scalar, length) = scalarToEscape(in: bytes, at: position) else {
                    position += 1
                    continue
                }
                append(contentsOf: bytes[start..<position])
                appendEscape(scalar)
                position += length
                start = position
            }
            append(contentsOf: bytes[start...])
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscape(_ scalar: UInt16) {
        append(UInt8(ascii: "\\"))
        switch scalar {
        case 0x22, 0x5C: append(UInt8(scalar))
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            append(UInt8(ascii: "u"))
            for shift in [12, 8, 4, 0] {
                let digit = UInt8(scalar >> UInt16(shift) & 0xF)
                append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}

/// The scalar that starts at `position`, when it has to be escaped, and its length in UTF-8.
private func scalarToEscape(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (UInt16, Int)? {
    let first = bytes[position]
    switch first {
    case 0x22, 0x5C, 0..<0x20, 0x7F: return (UInt16(first), 1)
    // U+0080…U+009F
    case 0xC2 where bytes[position + 1] < 0xA0: return (UInt16(bytes[position + 1]), 2)
    // U+2028…U+202E and U+2066…U+2069
    case 0xE2:
        let scalar = 0x2000 | UInt16(bytes[position + 1] & 0x3F) << 6 | UInt16(bytes[position + 2] & 0x3F)
        return (0x2028...0x202E).contains(scalar) || (0x2066...0x2069).contains(scalar) ? (scalar, 3) : nil
    default: return nil
    }
}
