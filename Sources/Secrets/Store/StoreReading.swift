package import Cryptography
import SlotModel

/// Why the decrypted text is not a store; it quotes nothing but the names of secrets.
package struct StoreReadError: Error, Hashable, Sendable {
    /// What is wrong; no capital, no full stop.
    package var message: String
    /// From 1.
    package var line: Int
}

extension StoreContents {
    /// Reads the decrypted text, in place and without a copy outside guarded memory.
    ///
    /// - Parameter text: A JSON object (RFC 8259) from names to `{"value": …, "set": …}` or `{"base64": …, "set": …}`,
    ///   where `set` may be left out; a plain string stands for its value. What was replaced may have `expires`, a day.
    package init(reading text: Secret) throws(StoreReadError) {
        self = try text.withBytes { (bytes) throws(StoreReadError) in
            var reader = StoreReader(bytes: bytes)
            return try reader.contents()
        }
    }
}

/// A reader of as much JSON as a store needs.
private struct StoreReader {
    let bytes: UnsafeRawBufferPointer
    var position = 0

    init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func contents() throws(StoreReadError) -> StoreContents {
        // Sorted once at the end: inserting one by one would take quadratic time.
        var entries: [String: StoreContents.Entry] = [:]
        var replaced: [String: ReplacedSecret] = [:]
        guard isUTF8(bytes) else { throw failure("bytes that are not UTF-8; write such a value as base64") }
        try object("a JSON object") { (reader, name) throws(StoreReadError) in
            let former = ReplacedSecret.parts(of: name)
            guard former != nil || StoreContents.allows(name: name) else {
                throw reader.failure("a name that no reference can have")
            }
            guard entries[name] == nil, replaced[name] == nil else {
                throw reader.failure("'\(name)' stands twice")
            }
            let (value, set, expires) = try reader.entry(name, isFormer: former != nil)
            if let (slot, field) = former {
                replaced[name] = ReplacedSecret(
                    slot: slot,
                    field: field,
                    value: value,
                    replaced: set,
                    expires: expires
                )
            } else {
                entries[name] = StoreContents.Entry(name: name, value: value, set: set)
            }
        }
        skipBlanks()
        guard position == bytes.count else { throw failure("something follows the end of the object") }
        return StoreContents(
            sorted: entries.values.sorted { $0.name < $1.name },
            replaced: replaced.values.sorted { ($0.slot, $0.field) < ($1.slot, $1.field) }
        )
    }

    /// - Parameter isFormer: Whether it was replaced, and so may have a last day.
    private mutating func entry(_ name: String, isFormer: Bool) throws(StoreReadError)
        -> (value: Secret, set: Timestamp?, expires: CalendarDate?)
    {
        skipBlanks()
        if peek == UInt8(ascii: "\"") { return (try string(), nil, nil) }
        var (value, set, expires): (Secret?, Timestamp?, CalendarDate?)
        try object("a value for '\(name)'") { (reader, key) throws(StoreReadError) in
            switch key {
            case "value", "base64":
                guard value == nil else { throw reader.failure("'\(name)' has two values") }
                value = try key == "value" ? reader.string() : reader.decoded(name)
            case "set":
                let text = try reader.plainString()
                guard set == nil, let moment = Timestamp(iso8601: text) else {
                    throw reader.failure("'set' of '\(name)' is no moment such as 2026-11-20T10:00:00Z")
                }
                set = moment
            case "expires" where isFormer:
                let text = try reader.plainString()
                guard expires == nil, let day = CalendarDate(text) else {
                    throw reader.failure("'expires' of '\(name)' is no day such as 2027-11-20")
                }
                expires = day
            default:
                throw reader.failure("'\(name)' has a member besides 'value', 'base64' and 'set'")
            }
        }
        guard let value else { throw failure("'\(name)' has no value") }
        return (value, set, expires)
    }

    // MARK: - JSON

    private mutating func object(
        _ wanted: String,
        _ member: (inout StoreReader, String) throws(StoreReadError) -> Void
    ) throws(StoreReadError) {
        skipBlanks()
        guard take("{") else { throw failure("\(wanted) is expected here") }
        skipBlanks()
        if take("}") { return }
        while true {
            skipBlanks()
            let name = try plainString()
            skipBlanks()
            guard take(":") else { throw failure("a colon is expected after a name") }
            skipBlanks()
            try member(&self, name)
            skipBlanks()
            if take("}") { return }
            guard take(",") else { throw failure("a comma or a closing brace is expected here") }
        }
    }

    /// A string that is no secret: a name, a moment.
    private mutating func plainString() throws(StoreReadError) -> String {
        try string().withBytes { (bytes) throws(StoreReadError) in
            // Nothing that we look for is longer; what is, might be a secret in a wrong place.
            guard bytes.count <= 128 else { throw failure("a name that no reference can have") }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    private mutating func decoded(_ name: String) throws(StoreReadError) -> Secret {
        guard let value = Base64.decoded(try string()) else {
            throw failure("the base64 text of '\(name)' has a character or a length that base64 has not")
        }
        return value
    }

    private mutating func string() throws(StoreReadError) -> Secret {
        guard take("\"") else { throw failure("a text in quotation marks is expected here") }
        var end = position
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard end < bytes.count else { throw failure("a text without its closing quotation mark") }
        // An escape is never shorter than what it stands for.
        let value = try Secret(capacity: end - position) { (buffer) throws(StoreReadError) in
            var count = 0
            while position < end {
                let byte = bytes[position]
                guard byte >= 0x20 else { throw failure("a bare control character in a text") }
                position += 1
                guard byte == UInt8(ascii: "\\") else {
                    buffer[count] = byte
                    count += 1
                    continue
                }
                for unit in String(try escape()).utf8 {
                    buffer[count] = unit
                    count += 1
                }
            }
            return count
        }
        position = end + 1
        return value
    }

    /// What stands behind a backslash.
    private mutating func escape() throws(StoreReadError) -> Unicode.Scalar {
        let letter = peek
        position += 1
        switch letter {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw failure("an unknown escape sequence")
        }
        let first = try fourDigits()
        guard (0xD800...0xDFFF).contains(first) else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        guard first < 0xDC00, take("\\"), take("u") else { throw failure("half of a surrogate pair") }
        let second = try fourDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure("half of a surrogate pair") }
        return scalar
    }

    private mutating func fourDigits() throws(StoreReadError) -> UInt32 {
        var number: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch peek {
            case let byte? where (0x30...0x39).contains(byte): digit = byte - 0x30
            case let byte? where (0x41...0x46).contains(byte & 0xDF): digit = byte & 0xDF - 0x41 + 10
            default: throw failure("an escape without its four hexadecimal digits")
            }
            position += 1
            number = number << 4 | UInt32(digit)
        }
        return number
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: letter) else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    func failure(_ message: String) -> StoreReadError {
        let before = UnsafeRawBufferPointer(rebasing: bytes[..<min(position, bytes.count)])
        return StoreReadError(message: message, line: before.count { $0 == 0x0A } + 1)
    }
}
