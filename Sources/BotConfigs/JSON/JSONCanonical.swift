import Cryptography
import Glibc

/// Bytes that are the same for every spelling of the same value, for comparing and for fingerprints.
///
/// A string is the bytes that it stands for, so that a secret has the same fingerprint wherever it stands.
/// Everything else begins with a zero byte; objects are sorted by name.
package struct JSONCanonical {
    private var bytes: [UInt8]

    /// Whether the value is a string.
    private let isString: Bool

    package init(_ value: JSONSpan, in document: any Document) {
        isString = value.kind == .string
        bytes = []
        // Escapes only ever shorten; nested strings may be escaped once more.
        bytes.reserveCapacity(value.range.count * (isString ? 1 : 6) + 1)
        if isString {
            document.decode(value) { bytes.append($0) }
        } else {
            bytes.append(0)
            append(value, in: document)
        }
    }

    package init(_ tree: JSONTree) {
        bytes = []
        if case .string(let parts) = tree {
            isString = true
            bytes.reserveCapacity(parts.reduce(0) { $0 + $1.count })
            for part in parts { part.withBytes { bytes.append(contentsOf: $0) } }
        } else {
            isString = false
            bytes.reserveCapacity(tree.canonicalSize + 1)
            bytes.append(0)
            append(tree)
        }
    }

    package static func == (left: JSONCanonical, right: JSONCanonical) -> Bool {
        left.isString == right.isString && left.bytes == right.bytes
    }

    /// Whether a document's value is the wanted one, however it is spelled.
    static func areEqual(_ value: JSONSpan, in document: any Document, _ tree: JSONTree) -> Bool {
        let (left, right) = (JSONCanonical(value, in: document), JSONCanonical(tree))
        defer {
            left.wipe()
            right.wipe()
        }
        return left == right
    }

    func fingerprint(with fingerprinter: Fingerprinter) -> Fingerprint {
        bytes.withUnsafeBytes { fingerprinter.fingerprint($0) }
    }

    /// Overwrites the bytes, which may be a secret's.
    consuming func wipe() { bytes.withUnsafeMutableBytes { wipeBytes($0) } }

    // MARK: - Writing

    private mutating func append(_ value: JSONSpan, in document: any Document) {
        switch value.kind {
        case .null, .boolean: bytes.append(contentsOf: document.raw(value.range))
        case .number: bytes.append(contentsOf: JSONNumber.canonical(document.raw(value.range)))
        case .string:
            var decoded: [UInt8] = []
            decoded.reserveCapacity(value.range.count)
            document.decode(value) { decoded.append($0) }
            appendQuoted(decoded)
            decoded.withUnsafeMutableBytes { wipeBytes($0) }
        case .list:
            bytes.append(UInt8(ascii: "["))
            for element in document.elements(of: value) {
                append(element, in: document)
                bytes.append(UInt8(ascii: ","))
            }
            bytes.append(UInt8(ascii: "]"))
        case .object:
            bytes.append(UInt8(ascii: "{"))
            for member in document.members(of: value).sorted(by: { $0.name < $1.name }) {
                appendQuoted(Array(member.name.utf8))
                append(member.value, in: document)
                bytes.append(UInt8(ascii: ","))
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private mutating func append(_ tree: JSONTree) {
        switch tree {
        case .literal(let text):
            let isWord = text.first.map { $0 >= UInt8(ascii: "a") } ?? false
            bytes.append(contentsOf: isWord ? text : JSONNumber.canonical(text))
        case .string(let parts):
            bytes.append(UInt8(ascii: "\""))
            for part in parts { part.withBytes { JSONString.escape($0, into: &bytes) } }
            bytes.append(UInt8(ascii: "\""))
        case .list(let elements):
            bytes.append(UInt8(ascii: "["))
            for element in elements {
                append(element)
                bytes.append(UInt8(ascii: ","))
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for member in members.sorted(by: { $0.name < $1.name }) {
                appendQuoted(Array(member.name.utf8))
                append(member.value)
                bytes.append(UInt8(ascii: ","))
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private mutating func appendQuoted(_ text: [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        JSONString.escape(text, into: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }
}

extension JSONDocument {
    package func decode(_ string: JSONSpan, _ emit: (UInt8) -> Void) {
        guard string.kind == .string else { return }
        let inner = raw((string.range.lowerBound + 1)..<(string.range.upperBound - 1))
        if inner.contains(UInt8(ascii: "\\")) {
            JSONString.decode(inner, emit)
        } else {
            for byte in inner { emit(byte) }
        }
    }
}

extension JSONTree.Part {
    /// In bytes, not escaped.
    var count: Int {
        switch self {
        case .text(let bytes): bytes.count
        case .secret(let secret): secret.count
        }
    }

    func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        switch self {
        case .text(let bytes): bytes.withUnsafeBytes(body)
        case .secret(let secret): secret.withBytes(body)
        }
    }
}

extension JSONTree {
    /// An upper bound, so that no half-grown copy of a secret is left behind in freed memory.
    fileprivate var canonicalSize: Int {
        switch self {
        case .literal(let text): text.count + 24
        case .string(let parts): parts.reduce(2) { $0 + 6 * $1.count }
        case .list(let elements): elements.reduce(2) { $0 + $1.canonicalSize + 1 }
        case .object(let members):
            members.reduce(2) { $0 + 6 * $1.name.utf8.count + $1.value.canonicalSize + 3 }
        }
    }
}

/// Overwrites memory in a way that the compiler keeps; explicit_bzero(3).
func wipeBytes(_ buffer: UnsafeMutableRawBufferPointer) {
    guard let start = buffer.baseAddress else { return }
    explicit_bzero(start, buffer.count)
}
