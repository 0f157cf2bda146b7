/// Judges a text by RFC 8259: UTF-8 without a mark, one value, no comments, no trailing commas.
///
/// Goes once over the bytes and keeps little but the kinds of the open containers, so that hostile nesting
/// costs neither stack nor memory.
struct JSONValidator {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    /// Whether each open container is an object, outermost first.
    private var open: [Bool] = []
    private var containers = JSONContainers()
    private let maximumDepth: Int

    /// Where the large containers of JSON end.
    ///
    /// - Throws: The first fault of what is no JSON.
    static func containers(of bytes: [UInt8], maximumDepth: Int) throws(JSONFault) -> JSONContainers {
        try bytes.withUnsafeBufferPointer { (bytes) throws(JSONFault) in
            var validator = JSONValidator(bytes: bytes, maximumDepth: maximumDepth)
            try validator.checkDocument()
            return validator.containers
        }
    }

    /// The first fault of `bytes`; `nil` when they are JSON.
    static func firstError(in bytes: [UInt8], maximumDepth: Int) -> JSONFault? {
        do throws(JSONFault) {
            _ = try containers(of: bytes, maximumDepth: maximumDepth)
            return nil
        } catch {
            return error
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    // MARK: - Structure

    private mutating func checkDocument() throws(JSONFault) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw failure("it begins with a byte order mark (UTF-8 with BOM)")
        }
        skipBlanks()
        guard position < bytes.count else { throw failure("it is empty") }
        repeat {
            try checkValueStart()
        } while try continuesAfterValue()
        guard position == bytes.count else { throw failure("more text after the end of the value") }
    }

    /// Reads a scalar, an empty container, or the start of a container up to its first value.
    private mutating func checkValueStart() throws(JSONFault) {
        while true {
            switch peek() {
            case UInt8(ascii: "{"):
                try enter(object: true)
                if peek() == UInt8(ascii: "}") { return leave() }
                try checkName()
            case UInt8(ascii: "["):
                try enter(object: false)
                if peek() == UInt8(ascii: "]") { return leave() }
            case UInt8(ascii: "\""): return try checkString()
            case UInt8(ascii: "-"): return try checkNumber()
            case let byte? where isDigit(byte): return try checkNumber()
            case UInt8(ascii: "t"): return try checkWord("true")
            case UInt8(ascii: "f"): return try checkWord("false")
            case UInt8(ascii: "n"): return try checkWord("null")
            case nil: throw failure("ends where a value should stand")
            case UInt8(ascii: "/"): throw failure("comments are not allowed in JSON")
            case UInt8(ascii: "'"): throw failure("text stands between double quotes")
            default: throw failure("a value should stand here")
            }
        }
    }

    /// Closes containers and steps over a comma; whether another value follows.
    private mutating func continuesAfterValue() throws(JSONFault) -> Bool {
        skipBlanks()
        while let isObject = open.last {
            let closing = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
            switch peek() {
            case UInt8(ascii: ","):
                position += 1
                skipBlanks()
                if peek() == closing { throw failure("a comma stands before the closing bracket") }
                if isObject { try checkName() }
                return true
            case closing:
                leave()
                skipBlanks()
            case nil: throw failure(isObject ? "ends inside an object" : "ends inside a list")
            case UInt8(ascii: "/"): throw failure("comments are not allowed in JSON")
            default: throw failure(isObject ? "',' or '}' should stand here" : "',' or ']' should stand here")
            }
        }
        return false
    }

    private mutating func enter(object isObject: Bool) throws(JSONFault) {
        guard open.count < maximumDepth else { throw failure("nested deeper than \(maximumDepth) levels") }
        containers.enter(at: position, depth: open.count)
        open.append(isObject)
        position += 1
        skipBlanks()
    }

    private mutating func leave() {
        open.removeLast()
        position += 1
        containers.leave(at: position, depth: open.count)
    }

    private mutating func checkName() throws(JSONFault) {
        switch peek() {
        case UInt8(ascii: "\""): break
        case nil: throw failure("ends inside an object")
        case UInt8(ascii: "/"): throw failure("comments are not allowed in JSON")
        default: throw failure("a member name in double quotes should stand here")
        }
        try checkString()
        skipBlanks()
        guard peek() == UInt8(ascii: ":") else { throw failure("':' should stand after a member's name") }
        position += 1
        skipBlanks()
    }

    // MARK: - Scalars

    private mutating func checkWord(_ word: StaticString) throws(JSONFault) {
        for index in 0..<word.utf8CodeUnitCount {
            guard peek() == word.utf8Start[index] else { throw failure("a value should stand here") }
            position += 1
        }
    }

    private mutating func checkNumber() throws(JSONFault) {
        if peek() == UInt8(ascii: "-") { position += 1 }
        if peek() == UInt8(ascii: "0") {
            position += 1
            if isDigit(peek()) { throw failure("a number does not begin with 0") }
        } else {
            try checkDigits()
        }
        if peek() == UInt8(ascii: ".") {
            position += 1
            try checkDigits()
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            try checkDigits()
        }
    }

    private mutating func checkDigits() throws(JSONFault) {
        guard isDigit(peek()) else { throw failure("a digit should stand here") }
        while isDigit(peek()) { position += 1 }
    }

    private func isDigit(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return byte &- UInt8(ascii: "0") < 10
    }

    private mutating func checkString() throws(JSONFault) {
        let start = position
        position += 1
        while true {
            position += bytes.countOfPlain(from: position)
            guard position < bytes.count else { break }
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"): try checkEscape()
            case 0..<0x20: throw failure("a control character inside text must be escaped")
            case 0x20..<0x80: position += 1
            default: try checkUTF8()
            }
        }
        position = start
        throw failure("text without its closing quote")
    }

    private mutating func checkEscape() throws(JSONFault) {
        let start = position
        position += 1
        switch peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard let byte = peek(), hexValue(byte) != nil else {
                    position = start
                    throw failure("'\\u' wants four hexadecimal digits")
                }
                position += 1
            }
        default:
            position = start
            throw failure("not an escape that JSON knows")
        }
    }

    private mutating func checkUTF8() throws(JSONFault) {
        guard let count = lengthOfScalar(bytes, at: position) else { throw failure("not UTF-8") }
        position += count
    }

    // MARK: - Bytes

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        // No byte above the blank is one.
        while position < bytes.count, bytes[position] <= 0x20, isJSONBlank(bytes[position]) { position += 1 }
    }

    private func failure(_ message: String) -> JSONFault {
        JSONFault(offset: position, message: message)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// How many bytes from a place on are ASCII, no control character, quote or backslash, judged in steps of eight: those
    /// before the first that is anything else, where there are eight bytes to look at.
    @inline(__always)
    func countOfPlain(from start: Int) -> Int {
        let bytes = UnsafeRawBufferPointer(self)
        let (each, high): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        var position = start
        while position + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            // Whatever a subtraction borrows from, stands behind a byte that is found already.
            let control = word &- each &* 0x20
            let quote = (word ^ each &* UInt64(UInt8(ascii: "\""))) &- each
            let backslash = (word ^ each &* UInt64(UInt8(ascii: "\\"))) &- each
            let found = (control | quote | backslash | word) & high
            if found != 0 { return position + found.trailingZeroBitCount / 8 - start }
            position += 8
        }
        return position - start
    }
}

/// Whether a byte is one of the four that may stand between tokens.
func isJSONBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
        || byte == UInt8(ascii: "\t")
}

/// 0 to 15; `nil` for a byte that is no hexadecimal digit.
func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

/// How many bytes the scalar at a position takes, by table 3-7 of the Unicode standard; `nil` when it is not UTF-8.
func lengthOfScalar(_ bytes: some RandomAccessCollection<UInt8>, at start: Int) -> Int? {
    func byte(_ offset: Int) -> UInt8? {
        guard start + offset < bytes.count else { return nil }
        return bytes[bytes.index(bytes.startIndex, offsetBy: start + offset)]
    }
    guard let lead = byte(0) else { return nil }
    let (count, second): (Int, ClosedRange<UInt8>) =
        switch lead {
        case 0..<0x80: (1, 0x80...0xBF)
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xE1...0xEF: (3, 0x80...0xBF)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: (0, 0x80...0xBF)
        }
    guard count > 0 else { return nil }
    for offset in 1..<max(count, 1) {
        guard let next = byte(offset), (offset == 1 ? second : 0x80...0xBF).contains(next) else { return nil }
    }
    return count
}
