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
    /// - Parameters:
    ///   - bytes: The text.
    ///   - maximumDepth: How deep arrays and objects may nest.
    /// - Throws: ``JSONReadError`` with the offset of the trouble.
    package static func read(_ bytes: [UInt8], maximumDepth: Int = 64) throws(JSONReadError) -> JSONValue {
        throw JSONReadError(message: "not built yet", offset: 0)
    }
}
