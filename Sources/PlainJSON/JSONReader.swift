import CRapidJSON

/// Why a text is not the JSON that we accept.
package struct JSONReadError: Error, Hashable, Sendable {
    /// What is wrong; no capital, no full stop; quotes nothing of the text.
    package var message: String
    /// Bytes from the start.
    package var offset: Int

    package init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }
}

extension JSONValue {
    /// Reads one JSON text (RFC 8259), strictly: UTF-8 only, no duplicate member names, nothing after the value.
    ///
    /// A byte order mark and lone surrogates are refused. Takes time in proportion to the text, whatever is in it.
    ///
    /// - Parameters:
    ///   - bytes: The text; at most 2 GiB.
    ///   - maximumDepth: How deep arrays and objects may nest; never more than 512, which any thread's stack holds.
    /// - Throws: ``JSONReadError`` with the offset of the trouble.
    package static func read(_ bytes: [UInt8], maximumDepth: Int = 64) throws(JSONReadError) -> JSONValue {
        let depth = UInt32(min(max(maximumDepth, 0), 512))
        let document = bytes.withUnsafeBufferPointer { slots_json_read($0.baseAddress, $0.count, depth) }
        defer { slots_json_free(document) }
        if let message = document.error.message {
            throw JSONReadError(message: message, offset: document.error_offset)
        }
        var builder = Builder(document)
        return builder.value()
    }
}

/// Walks the events of a document that was read without an error: their order and counts are ours, not input.
private struct Builder {
    private let events: UnsafeBufferPointer<slots_json_event>
    private let text: UnsafePointer<UInt8>?
    private var position = 0

    init(_ document: slots_json_document) {
        events = UnsafeBufferPointer(start: document.events, count: document.event_count)
        text = document.text
    }

    mutating func value() -> JSONValue {
        let event = next()
        switch event.kind {
        case .SLOTS_JSON_NULL: return .null
        case .SLOTS_JSON_FALSE: return .boolean(false)
        case .SLOTS_JSON_TRUE: return .boolean(true)
        case .SLOTS_JSON_NUMBER: return .number(string(event))
        case .SLOTS_JSON_STRING, .SLOTS_JSON_NAME: return .string(string(event))
        case .SLOTS_JSON_ARRAY:
            var elements: [JSONValue] = []
            elements.reserveCapacity(Int(event.length))
            for _ in 0..<event.length { elements.append(value()) }
            return .array(elements)
        case .SLOTS_JSON_OBJECT:
            var members: [JSONValue.Member] = []
            members.reserveCapacity(Int(event.length))
            for _ in 0..<event.length {
                let name = string(next())
                members.append(JSONValue.Member(name, value()))
            }
            return .object(members)
        }
    }

    private mutating func next() -> slots_json_event {
        defer { position += 1 }
        return events[position]
    }

    private func string(_ event: slots_json_event) -> String {
        let bytes = UnsafeBufferPointer(start: text.map { $0 + Int(event.offset) }, count: Int(event.length))
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension slots_json_error {
    fileprivate var message: String? {
        switch self {
        case .SLOTS_JSON_OK: nil
        case .SLOTS_JSON_EMPTY: "nothing but blanks where JSON is expected"
        case .SLOTS_JSON_TRAILING: "something follows the end of the JSON value"
        case .SLOTS_JSON_VALUE: "no JSON value where one is expected"
        case .SLOTS_JSON_NAME_WANTED: "no member name in quotation marks where one is expected"
        case .SLOTS_JSON_COLON_WANTED: "no colon after a member name"
        case .SLOTS_JSON_OBJECT_END: "no comma or closing brace after a member"
        case .SLOTS_JSON_ARRAY_END: "no comma or closing bracket after an element"
        case .SLOTS_JSON_ESCAPE: "an unknown escape sequence in a string"
        case .SLOTS_JSON_SURROGATE: "half of a surrogate pair in a string"
        case .SLOTS_JSON_STRING_END: "a string without an end"
        case .SLOTS_JSON_CONTROL: "a bare control character in a string"
        case .SLOTS_JSON_ENCODING: "bytes that are not UTF-8"
        case .SLOTS_JSON_BYTE_ORDER_MARK: "a byte order mark before the JSON value"
        case .SLOTS_JSON_BAD_NUMBER: "a number that is not spelled as JSON wants it"
        case .SLOTS_JSON_DUPLICATE: "a member name that stands twice in one object"
        case .SLOTS_JSON_DEPTH: "arrays and objects nested too deep"
        case .SLOTS_JSON_SIZE: "more than 2 GiB of text"
        case .SLOTS_JSON_MEMORY: "no memory left"
        }
    }
}
