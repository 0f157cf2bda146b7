package import Cryptography
package import SlotModel

/// A bot's file in one of the formats that are merged: read without being changed, every byte where it is.
///
/// What merging and importing need of a format. A format without nesting has a root whose members are texts.
package protocol Document: Sendable {
    /// What a file of the format is: `JSON`.
    static var name: String { get }

    /// Whether the format can hold a value so that every reader gets it back unchanged.
    static func canHold(_ tree: JSONTree) -> Bool

    /// Another text of the same format; `nil` when it is none.
    func reread(_ text: SecretText) -> Self?

    /// Whether there is nothing in it but objects on the way to what is gone; any other is somebody's.
    func isHollow(_ ways: Set<[String]>) -> Bool

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
    /// - Parameter content: What the document was read from.
    /// - Returns: `nil` when the text, read again, is not what was asked for, which is a fault of ours.
    func text(with edits: [JSONObjectEdit], in content: Secret) -> SecretText?

    /// The text of a new file.
    ///
    /// - Returns: What the caller wipes.
    static func text(of tree: JSONTree) -> [UInt8]
}

/// How a format is written; `nil` for one that is not merged.
func documentType(of format: BotTemplate.Format) -> (any Document.Type)? {
    switch format {
    case .json: JSONDocument.self
    case .env: EnvDocument.self
    case .text: nil
    }
}

/// Reads a bot's file strictly; `nil` in a format that is not merged.
func document(_ bytes: [UInt8], _ file: BotTemplate.File) throws(JSONFault) -> (any Document)? {
    switch file.format {
    case .json: try JSONDocument(bytes)
    case .env: try EnvDocument(bytes, endings: file.entries?.endings)
    case .text: nil
    }
}

extension BotTemplate.Entries {
    /// What the names of a connection's variables end in; `nil` where there is one connection.
    fileprivate var endings: [String]? { naming == .variable ? members.map(\.name) : nil }
}

extension JSONDocument: Document {
    package static var name: String { "JSON" }

    package static func canHold(_ tree: JSONTree) -> Bool { true }

    package func reread(_ text: SecretText) -> JSONDocument? {
        text.withBytes { try? JSONDocument(Array($0)) }
    }

    package func isHollow(_ ways: Set<[String]>) -> Bool {
        func isHollow(_ value: JSONSpan, _ path: [String]) -> Bool {
            value.kind == .object
                && members(of: value).allSatisfy { member in
                    let path = path + [member.name]
                    return ways.contains(path) && isHollow(member.value, path)
                }
        }
        return isHollow(root, [])
    }

    /// The text after the edits, everything else byte for byte; `nil` when they do not fit.
    package func text(with edits: [JSONObjectEdit], in content: Secret) -> SecretText? {
        guard edits.contains(where: { !$0.isEmpty }) else { return SecretText(content) }
        var all = JSONEdits(self)
        for edit in edits { all.apply(edit) }
        let text = all.spliced(into: content)
        return MergeCheck(before: self, edits: edits).holds(for: text) ? text : nil
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
