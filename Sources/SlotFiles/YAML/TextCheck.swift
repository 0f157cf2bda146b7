import SlotModel

/// Looks at the bytes of a file before libyaml sees them: UTF-8 only, and no character that hides or turns text.
///
/// libyaml would take UTF-16, and counts U+0085, U+2028 and U+2029 as line ends where editors do not.
enum TextCheck {
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    /// Characters that are complained about one by one; a binary file would bring thousands.
    private static let maximumOffences = 10

    /// - Parameter isYAML: A line of another text may begin with `%`.
    static func offences(in bytes: [UInt8], file: String, isYAML: Bool = true) -> [Finding] {
        if let encoding = foreignEncoding(of: bytes) {
            return [
                Finding(
                    .error,
                    "yaml.encoding",
                    "this file is written in \(encoding)",
                    at: Place(file: file),
                    help: "save it as UTF-8"
                )
            ]
        }
        var findings: [Finding] = []
        if isYAML, let directive = firstDirective(in: bytes) {
            findings.append(
                Finding(
                    .error,
                    "yaml.directive",
                    "slots takes no YAML directives but %YAML 1.1 and %YAML 1.2",
                    at: place(of: directive, in: bytes, file: file),
                    help: "remove the line that begins with '%'"
                )
            )
        }
        var offset = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
        while findings.count < maximumOffences, let offence = nextOffence(in: bytes, from: offset) {
            let place = place(of: offence.offset, in: bytes, file: file)
            guard let character = offence.character else {
                findings.append(
                    Finding(
                        .error,
                        "yaml.encoding",
                        "byte 0x\(hex(bytes[offence.offset], width: 2)) is not UTF-8",
                        at: place,
                        help: "save the file as UTF-8"
                    )
                )
                break
            }
            findings.append(
                Finding(
                    .error,
                    "yaml.control-character",
                    "\(name(of: character)) does not belong into this file",
                    at: place,
                    help: "remove it; it may be invisible in your editor"
                )
            )
            offset = offence.offset + UTF8.width(character)
        }
        return findings
    }

    /// The first character of a decoded scalar that is refused.
    static func firstRefused(in text: ArraySlice<UInt8>) -> Unicode.Scalar? {
        // Line ends inside quotes are folded or escaped on purpose: what the value is for decides about them.
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars
        where isRefused(scalar) && scalar != "\n" && scalar != "\r" { return scalar }
        return nil
    }

    /// `U+202E, which turns the direction of text`.
    static func name(of character: Unicode.Scalar) -> String {
        let number = "U+" + hex(character.value, width: 4)
        return switch character.value {
        case 0: "a NUL character"
        case 0x0D: "a carriage return without a line feed"
        case 0x00...0x1F, 0x7F...0x9F: "the control character \(number)"
        case 0x2028, 0x2029: "\(number), an invisible line end,"
        case 0x200B, 0x2060, 0xFEFF: "\(number), an invisible blank,"
        default: "\(number), which turns the direction of text,"
        }
    }

    /// Controls but tab and line feed, line ends that only some programs see, invisible blanks, and bidi controls.
    static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060,
            0x2066...0x2069,
            0xFEFF:
            true
        default: false
        }
    }

    // MARK: - Scanning

    /// The start of the first line that begins with `%` and names no version of YAML.
    ///
    /// libyaml compares each `%TAG` line with all before it: a file full of them would take it minutes.
    private static func firstDirective(in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { buffer in
            let first = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
            return buffer.indices.first { index in
                buffer[index] == UInt8(ascii: "%")
                    && (index == first || (index > 0 && buffer[index - 1] == 0x0A))
                    && !isVersion(buffer[index...])
            }
        }
    }

    /// `%YAML 1.1` or `%YAML 1.2`; a second one is complained about by libyaml.
    private static func isVersion(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard text.starts(with: "%YAML 1.1".utf8) || text.starts(with: "%YAML 1.2".utf8) else { return false }
        let rest = text.dropFirst(9).prefix { $0 != 0x0A }
        return rest.allSatisfy { $0 == 0x20 || $0 == 0x0D }
    }

    private struct Offence {
        var offset: Int
        /// `nil`: the bytes there are no UTF-8.
        var character: Unicode.Scalar?
    }

    private static func nextOffence(in bytes: [UInt8], from start: Int) -> Offence? {
        bytes.withUnsafeBufferPointer { buffer in
            var offset = start
            while offset < buffer.count {
                let byte = buffer[offset]
                if (0x20..<0x7F).contains(byte) || byte == 0x0A || byte == 0x09 {
                    offset += 1
                    continue
                }
                if byte == 0x0D, offset + 1 < buffer.count, buffer[offset + 1] == 0x0A {
                    offset += 2
                    continue
                }
                guard let scalar = UTF8.scalar(in: buffer, at: offset) else { return Offence(offset: offset) }
                if isRefused(scalar) { return Offence(offset: offset, character: scalar) }
                offset += UTF8.width(scalar)
            }
            return nil
        }
    }

    /// Line and column of a byte, both from 1, the column in Unicode scalars after a byte order mark.
    private static func place(of offset: Int, in bytes: [UInt8], file: String) -> Place {
        var line = 1
        var lineStart = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
        for index in lineStart..<max(lineStart, offset) where bytes[index] == 0x0A {
            line += 1
            lineStart = index + 1
        }
        let scalars = bytes[lineStart..<max(lineStart, offset)].count { !UTF8.isContinuation($0) }
        return Place(file: file, line: line, column: scalars + 1)
    }

    private static func foreignEncoding(of bytes: [UInt8]) -> String? {
        let start = Array(bytes.prefix(4))
        if start.starts(with: [0xFF, 0xFE, 0, 0]) || start.starts(with: [0, 0, 0xFE, 0xFF]) {
            return "UTF-32"
        }
        if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        guard start.count == 4 else { return nil }
        let zeros = start.map { $0 == 0 }
        if zeros == [false, true, false, true] || zeros == [true, false, true, false] { return "UTF-16" }
        if zeros == [false, true, true, true] || zeros == [true, true, true, false] { return "UTF-32" }
        return nil
    }
}

private func hex(_ number: some BinaryInteger, width: Int) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
