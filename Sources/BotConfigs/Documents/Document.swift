package import SlotModel

/// A bot's file in one of the formats that are merged: read without being changed, every byte where it is.
///
/// What merging and importing need of a format. A format without nesting has a root whose members are texts.
package protocol Document: Sendable {
    /// Reads a file strictly.
    init(_ bytes: [UInt8]) throws(JSONFault)

    /// The value that holds everything else.
    var root: JSONSpan { get }

    /// The members of an object in the order of the text, duplicates included; empty for other values.
    func members(of object: JSONSpan) -> [JSONMember]

    /// The elements of a list; empty for other values.
    func elements(of list: JSONSpan) -> [JSONSpan]

    /// The bytes of a value as they stand in the file.
    func raw(_ range: Range<Int>) -> ArraySlice<UInt8>

    /// Hands on the bytes that a text stands for, one by one.
    func decode(_ string: JSONSpan, _ emit: (UInt8) -> Void)

    /// Where bytes stand, in lines and Unicode scalars.
    func place(of range: Range<Int>, in file: String) -> Place

    /// The text with some objects changed, and every byte that is not named as it was.
    ///
    /// - Returns: What the caller wipes, since it holds secrets; `nil` when the text, read again, is not what was
    ///   asked for, which is a fault of ours.
    func text(with edits: [JSONObjectEdit]) -> [UInt8]?

    /// The text of a new file.
    ///
    /// - Returns: What the caller wipes.
    static func text(of tree: JSONTree) -> [UInt8]
}

extension Document {
    /// Whether a text of the same format holds nothing but objects without a value in them.
    func isHollow(_ bytes: [UInt8]) -> Bool {
        guard let document = try? Self(bytes) else { return false }
        func isHollow(_ value: JSONSpan) -> Bool {
            value.kind == .object && document.members(of: value).allSatisfy { isHollow($0.value) }
        }
        return isHollow(document.root)
    }
}

/// How a format is read and written; `nil` for one that is not merged yet.
func documentType(of format: BotTemplate.Format) -> (any Document.Type)? {
    switch format {
    case .json: JSONDocument.self
    case .env, .text: nil
    }
}

extension JSONDocument: Document {
    /// The text after the edits, everything else byte for byte; `nil` when they do not fit.
    package func text(with edits: [JSONObjectEdit]) -> [UInt8]? {
        guard edits.contains(where: { !$0.isEmpty }) else { return bytes }
        var all = JSONEdits(self)
        for edit in edits { all.apply(edit) }
        var bytes = all.assembled()
        guard let result = try? JSONDocument(bytes), MergeCheck(before: self, edits: edits).holds(for: result)
        else {
            bytes.withUnsafeMutableBytes { wipeBytes($0) }
            return nil
        }
        return bytes
    }

    /// The text of a new document.
    package static func text(of tree: JSONTree) -> [UInt8] {
        var pieces = JSONPieces()
        pieces.append(tree, layout: .pretty, indentation: [])
        pieces.append("\n")
        var bytes: [UInt8] = []
        // One allocation: no half-grown copy of a secret stays behind in freed memory.
        bytes.reserveCapacity(pieces.size)
        pieces.write(into: &bytes)
        return bytes
    }
}
