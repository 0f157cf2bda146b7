import Cryptography

/// The lines of a file of variables: `NAME=VALUE`, `export NAME='VALUE' # comment`, comments and blank lines.
///
/// Read as a shell, python-dotenv and systemd read them alike; what only some of them understand is a fault.
struct EnvLines: Sendable {
    /// One variable and its line.
    struct Variable: Sendable {
        var name: String
        /// In bytes.
        var nameRange: Range<Int>
        /// With its quotes, without a comment behind it.
        var valueRange: Range<Int>
        /// With what ends it.
        var lineRange: Range<Int>
        var isExported: Bool
    }

    private let bytes: [UInt8]
    private var position = 0
    private(set) var variables: [Variable] = []

    init(_ bytes: [UInt8]) throws(JSONFault) {
        self.bytes = bytes
        if let invalid = Self.firstOddByte(bytes) {
            throw JSONFault(offset: invalid, message: "a byte that no text in UTF-8 has")
        }
        while position < bytes.count { try readLine() }
    }

    private mutating func readLine() throws(JSONFault) {
        let start = position
        skipBlanks()
        guard let first = byte, !isLineEnd(first), first != UInt8(ascii: "#") else { return skipLine() }
        var name = readName()
        let isExported = bytes[name] == ArraySlice("export".utf8) && byte.map(isBlank) == true
        if isExported {
            skipBlanks()
            name = readName()
        }
        guard let initial = bytes[name].first, !(0x30...0x39).contains(initial) else {
            throw JSONFault(offset: position, message: "here a variable's name is missing")
        }
        guard byte == UInt8(ascii: "=") else {
            throw JSONFault(offset: position, message: "behind a variable's name stands '=' at once")
        }
        position += 1
        let value = try readValue()
        skipLine()
        variables.append(
            Variable(
                name: String(decoding: bytes[name], as: UTF8.self),
                nameRange: name,
                valueRange: value,
                lineRange: start..<position,
                isExported: isExported
            )
        )
    }

    private mutating func readName() -> Range<Int> {
        let start = position
        while let byte, isVariableByte(byte) { position += 1 }
        return start..<position
    }

    private mutating func readValue() throws(JSONFault) -> Range<Int> {
        let start = position
        guard let quote = byte, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            return try readBareValue()
        }
        position += 1
        while let byte, byte != quote {
            if quote == UInt8(ascii: "\"") { try refuseExpansion(byte) }
            position += byte == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") ? 2 : 1
        }
        guard byte != nil else { throw JSONFault(offset: start, message: "this quote has no end") }
        position += 1
        let end = position
        skipBlanks()
        guard byte.map({ isLineEnd($0) || ($0 == UInt8(ascii: "#") && position > end) }) ?? true else {
            throw JSONFault(offset: position, message: "something stands behind a quoted value")
        }
        return start..<end
    }

    /// One word: a comment may stand behind it, and blanks.
    private mutating func readBareValue() throws(JSONFault) -> Range<Int> {
        let start = position
        while let byte, !isLineEnd(byte), !isBlank(byte) {
            try refuseExpansion(byte)
            let isAtEnd = position + 1 == bytes.count || isLineEnd(bytes[position + 1])
            if Self.endsWord(byte) || byte == UInt8(ascii: "\\") && isAtEnd { throw moreThanValue }
            position += 1
        }
        let end = position
        skipBlanks()
        guard byte.map({ isLineEnd($0) || $0 == UInt8(ascii: "#") }) ?? true else { throw moreThanValue }
        return start..<end
    }

    /// A shell runs what stands in `$(…)` and backticks, and may set variables in `$((…))`, `$[…]` and most of `${…}`.
    private func refuseExpansion(_ byte: UInt8) throws(JSONFault) {
        if byte == UInt8(ascii: "`") { throw moreThanValue }
        guard byte == UInt8(ascii: "$") else { return }
        var rest = bytes[(position + 1)...]
        switch rest.popFirst() {
        case UInt8(ascii: "("), UInt8(ascii: "["): throw moreThanValue
        case UInt8(ascii: "{"):
            rest = rest.drop(while: isVariableByte)
            let isPlain = rest.first == UInt8(ascii: "}") || rest.starts(with: ":-".utf8)
            if !isPlain { throw moreThanValue }
        default: break
        }
    }

    private var moreThanValue: JSONFault {
        JSONFault(
            offset: position,
            message: "here a shell reads more than a value; put the value between single quotes"
        )
    }

    /// What ends a command or begins another, and quotes inside a word, which may end lines further down.
    private static func endsWord(_ byte: UInt8) -> Bool { ";&|<>()'\"".utf8.contains(byte) }

    private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() { while let byte, isBlank(byte) { position += 1 } }

    /// To the beginning of the next line.
    private mutating func skipLine() {
        while let byte, !isLineEnd(byte) { position += 1 }
        if byte == UInt8(ascii: "\r") { position += 1 }
        if byte == UInt8(ascii: "\n") { position += 1 }
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    private func isLineEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// Zero ends a variable for every program; the rest has to be text.
    private static func firstOddByte(_ bytes: [UInt8]) -> Int? {
        if let zero = bytes.firstIndex(of: 0) { return zero }
        return bytes.withUnsafeBytes(isUTF8) ? nil : 0
    }
}

/// Whether a variable's name may have the byte.
private func isVariableByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
}

/// Whether a shell takes the text for a variable's name.
func isVariableName(_ text: String) -> Bool {
    text.utf8.first.map { !(0x30...0x39).contains($0) } == true && text.utf8.allSatisfy(isVariableByte)
}
