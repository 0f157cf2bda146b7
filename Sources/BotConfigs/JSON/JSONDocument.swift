import Glibc
package import SlotModel

/// A JSON text that is read without being changed: every byte stays where it is.
///
/// Used by nothing but merging. Values are spans of bytes; looking into one goes over its bytes again, so that
/// a large file costs no memory beyond itself and no secret is copied into a `String`.
package struct JSONDocument: Sendable {
    package static let maximumSize = 64 << 20
    package static let maximumDepth = 1_000

    package let bytes: [UInt8]
    package let root: JSONSpan
    /// Where they are few: who looks into a large file begins with them again and again.
    private var membersOfRoot: [JSONMember]?
    private let containers: JSONContainers
    private let marks = TextMarks()
    private static let fewMembers = 256

    /// Reads a text strictly.
    ///
    /// - Parameter maximumDepth: How many objects and lists may lie inside each other.
    package init(_ bytes: [UInt8], maximumDepth: Int = Self.maximumDepth) throws(JSONFault) {
        guard bytes.count <= Self.maximumSize else {
            throw JSONFault(
                offset: Self.maximumSize,
                message: "larger than \(Self.maximumSize >> 20) MiB"
            )
        }
        containers = try JSONValidator.containers(of: bytes, maximumDepth: maximumDepth)
        self.bytes = bytes
        let start = Self.firstNonBlank(bytes, from: 0)
        let end = (bytes.lastIndex { !isJSONBlank($0) } ?? start) + 1
        root = JSONSpan(kind: JSONSpan.Kind(firstByte: bytes[start]), range: start..<end)
        membersOfRoot = members(of: root, atMost: Self.fewMembers)
    }

    // MARK: - Looking into values

    /// The members of an object in the order of the text, duplicates included; empty for other values.
    package func members(of object: JSONSpan) -> [JSONMember] {
        guard object.kind == .object else { return [] }
        if let membersOfRoot, object.range == root.range { return membersOfRoot }
        return members(of: object, atMost: .max) ?? []
    }

    /// - Returns: `nil` where there are more.
    private func members(of object: JSONSpan, atMost limit: Int) -> [JSONMember]? {
        guard object.kind == .object else { return [] }
        var members: [JSONMember] = []
        var position = Self.firstNonBlank(bytes, from: object.range.lowerBound + 1)
        while bytes[position] == UInt8(ascii: "\"") {
            guard members.count < limit else { return nil }
            let name = position..<Self.endOfString(bytes, at: position)
            // From the name over the colon.
            position = Self.firstNonBlank(bytes, from: name.upperBound)
            position = Self.firstNonBlank(bytes, from: position + 1)
            let value = value(at: position)
            members.append(JSONMember(name: text(ofString: name), nameRange: name, value: value))
            position = Self.firstNonBlank(bytes, from: value.range.upperBound)
            if bytes[position] == UInt8(ascii: ",") {
                position = Self.firstNonBlank(bytes, from: position + 1)
            }
        }
        return members
    }

    /// The elements of a list; empty for other values.
    package func elements(of list: JSONSpan) -> [JSONSpan] {
        guard list.kind == .list else { return [] }
        var elements: [JSONSpan] = []
        var position = Self.firstNonBlank(bytes, from: list.range.lowerBound + 1)
        while bytes[position] != UInt8(ascii: "]") {
            let value = value(at: position)
            elements.append(value)
            position = Self.firstNonBlank(bytes, from: value.range.upperBound)
            if bytes[position] == UInt8(ascii: ",") {
                position = Self.firstNonBlank(bytes, from: position + 1)
            }
        }
        return elements
    }

    /// Whether values of two documents are the same bytes.
    func holds(_ range: Range<Int>, asIn other: JSONDocument, _ otherRange: Range<Int>) -> Bool {
        guard range.count == otherRange.count, bytes.indices.contains(range),
            other.bytes.indices.contains(otherRange)
        else { return false }
        return bytes.withUnsafeBytes { own in
            other.bytes.withUnsafeBytes { other in
                guard let one = own.baseAddress, let two = other.baseAddress else { return true }
                return memcmp(one + range.lowerBound, two + otherRange.lowerBound, range.count) == 0
            }
        }
    }

    /// The bytes of a value as they stand in the file.
    package func raw(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

    /// What a member's name says; a lone surrogate becomes U+FFFD.
    private func text(ofString range: Range<Int>) -> String {
        let inner = bytes[(range.lowerBound + 1)..<(range.upperBound - 1)]
        guard inner.contains(UInt8(ascii: "\\")) else { return String(decoding: inner, as: UTF8.self) }
        var decoded: [UInt8] = []
        JSONString.decode(inner) { decoded.append($0) }
        return String(decoding: decoded, as: UTF8.self)
    }

    private func value(at start: Int) -> JSONSpan {
        JSONSpan(
            kind: JSONSpan.Kind(firstByte: bytes[start]),
            range: start..<(containers.end(of: start) ?? Self.endOfValue(bytes, at: start))
        )
    }

    // MARK: - Places

    /// Where a byte stands, in lines and Unicode scalars.
    package func place(of range: Range<Int>, in file: String) -> Place {
        Self.place(of: range, in: bytes, file: file, marks)
    }

    /// The same for a text that may not be JSON.
    package static func place(of range: Range<Int>, in bytes: [UInt8], file: String) -> Place {
        place(of: range, in: bytes, file: file, TextMarks())
    }

    private static func place(of range: Range<Int>, in bytes: [UInt8], file: String, _ marks: TextMarks)
        -> Place
    {
        let start = min(max(range.lowerBound, 0), bytes.count)
        let point = marks.point(at: start, in: bytes)
        let end = min(max(range.upperBound, start), bytes.count)
        let ending = bytes[start..<end].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        return Place(file: file, line: point.line, column: point.column, length: max(1, scalars(ending)))
    }

    private static func scalars(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }

    // MARK: - Skipping in a text that was judged to be JSON

    static func firstNonBlank(_ bytes: [UInt8], from start: Int) -> Int {
        var position = start
        while position < bytes.count, isJSONBlank(bytes[position]) { position += 1 }
        return position
    }

    static func endOfValue(_ bytes: [UInt8], at start: Int) -> Int {
        switch JSONSpan.Kind(firstByte: bytes[start]) {
        case .string: return endOfString(bytes, at: start)
        case .object, .list: return bytes.withUnsafeBufferPointer { endOfNested($0, at: start) }
        case .number, .boolean, .null:
            var position = start
            while position < bytes.count, !isJSONBlank(bytes[position]), bytes[position] != UInt8(ascii: ","),
                bytes[position] != UInt8(ascii: "}"), bytes[position] != UInt8(ascii: "]")
            {
                position += 1
            }
            return position
        }
    }

    /// - Parameter start: Of an object or a list.
    private static func endOfNested(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
        var (depth, position) = (0, start)
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): position = endOfString(bytes, at: position)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
                if depth == 0 { return position }
            default: position += 1
            }
        }
        return position
    }

    static func endOfString(_ bytes: [UInt8], at start: Int) -> Int {
        bytes.withUnsafeBufferPointer { endOfString($0, at: start) }
    }

    private static func endOfString(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
        var position = start + 1
        while true {
            position += bytes.countOfPlain(from: position)
            guard position < bytes.count, bytes[position] != UInt8(ascii: "\"") else { return position + 1 }
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
    }
}

/// Where a value stands in its document.
package struct JSONSpan: Sendable, Hashable {
    /// What kind of value begins at a place.
    package enum Kind: Sendable {
        case object, list, string, number, boolean, null

        /// Of a value in a text that was judged to be JSON.
        init(firstByte: UInt8) {
            switch firstByte {
            case UInt8(ascii: "{"): self = .object
            case UInt8(ascii: "["): self = .list
            case UInt8(ascii: "\""): self = .string
            case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .boolean
            case UInt8(ascii: "n"): self = .null
            default: self = .number
            }
        }
    }

    package let kind: Kind
    private let bytes: ByteSpan

    /// - Parameter range: In bytes; brackets and quotes included.
    package init(kind: Kind, range: Range<Int>) { (self.kind, bytes) = (kind, ByteSpan(range)) }

    package var range: Range<Int> { bytes.range }
}

/// One member of an object: `"delay": 10`.
package struct JSONMember: Sendable {
    /// With its escapes resolved.
    package let name: String
    private let nameBytes: ByteSpan
    package let value: JSONSpan

    /// - Parameter nameRange: In bytes; the quotes included.
    package init(name: String, nameRange: Range<Int>, value: JSONSpan) {
        (self.name, nameBytes, self.value) = (name, ByteSpan(nameRange), value)
    }

    package var nameRange: Range<Int> { nameBytes.range }

    /// From the name to the end of the value.
    package var range: Range<Int> { nameRange.lowerBound..<value.range.upperBound }
}

/// A range of a document's bytes, which are at most 64 MiB, in half the room: a file may have millions of members.
private struct ByteSpan: Hashable, Sendable {
    private let start: UInt32
    private let end: UInt32

    init(_ range: Range<Int>) {
        (start, end) = (UInt32(clamping: range.lowerBound), UInt32(clamping: range.upperBound))
    }

    var range: Range<Int> { Int(start)..<Int(end) }
}
