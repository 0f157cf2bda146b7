package import Cryptography

/// What changes in one object of a document; the rest of it stays.
package struct JSONObjectEdit {
    package var object: JSONSpan
    /// The object's members as the document gives them.
    package var members: [JSONMember]
    /// Position among the members to the new value.
    package var replaced: [Int: JSONTree] = [:]
    /// Positions among the members.
    package var removed: Set<Int> = []
    /// Written after the last member, in this order.
    package var added: [JSONTree.Member] = []

    package init(_ object: JSONSpan, members: [JSONMember]) {
        self.object = object
        self.members = members
    }

    package var isEmpty: Bool { replaced.isEmpty && removed.isEmpty && added.isEmpty }
}

/// Replacements of spans of a document, which leave every other byte as it is.
///
/// Linear in the size of the document and of what is written.
package struct JSONEdits {
    private struct Edit {
        var range: Range<Int>
        var pieces = JSONPieces()
    }

    private let document: JSONDocument
    private let layout: JSONLayout
    private var edits: [Edit] = []

    package init(_ document: JSONDocument) {
        self.document = document
        layout = JSONLayout(of: document)
    }

    package var isEmpty: Bool { edits.isEmpty }

    /// Notes what changes in an object.
    ///
    /// Each object once; objects inside it may have edits of their own as long as their members are neither
    /// replaced nor removed here.
    package mutating func apply(_ edit: JSONObjectEdit) {
        guard !edit.isEmpty else { return }
        let blanks = JSONObjectBlanks(document, edit.object, edit.members)
        let indentation =
            blanks?.indentation ?? lineIndentation(at: edit.object.range.lowerBound) + layout.unit
        let inner = layout.forObjects(among: edit.members, of: document, indentation: indentation)
        for (index, tree) in edit.replaced where edit.members.indices.contains(index) {
            var pieces = JSONPieces()
            pieces.append(tree, layout: inner, indentation: indentation)
            edits.append(Edit(range: edit.members[index].value.range, pieces: pieces))
        }
        let kept = edit.members.indices.filter { !edit.removed.contains($0) }
        guard let firstKept = kept.first, let lastKept = kept.last, let blanks else {
            return rewriteAll(edit, blanks: blanks, indentation: indentation, inner: inner)
        }
        remove(edit, firstKept: firstKept)
        guard !edit.added.isEmpty else { return }
        var pieces = JSONPieces()
        for member in edit.added {
            if blanks.newline.isEmpty {
                pieces.append(blanks.comma)
            } else {
                pieces.append(",")
                pieces.append(blanks.newline)
                pieces.append(indentation)
            }
            append(member, to: &pieces, colon: blanks.colon, inner: inner, indentation: indentation)
        }
        let end = edit.members[lastKept].value.range.upperBound
        edits.append(Edit(range: end..<end, pieces: pieces))
    }

    /// Takes members out, each with one comma.
    private mutating func remove(_ edit: JSONObjectEdit, firstKept: Int) {
        if firstKept > 0 {
            let start = edit.members[0].nameRange.lowerBound
            let end = edit.members[firstKept].nameRange.lowerBound
            edits.append(Edit(range: start..<end))
        }
        for index in edit.removed where index > firstKept && edit.members.indices.contains(index) {
            let start = edit.members[index - 1].value.range.upperBound
            edits.append(Edit(range: start..<edit.members[index].value.range.upperBound))
        }
    }

    /// Fills an object that keeps none of its members, or had none.
    private mutating func rewriteAll(
        _ edit: JSONObjectEdit,
        blanks: JSONObjectBlanks?,
        indentation: [UInt8],
        inner: JSONLayout
    ) {
        var pieces = JSONPieces()
        let newline = blanks?.newline ?? layout.newline
        for (index, member) in edit.added.enumerated() {
            if newline.isEmpty {
                if index > 0 { pieces.append(blanks?.comma ?? layout.comma) }
            } else {
                if index > 0 { pieces.append(",") }
                pieces.append(newline)
                pieces.append(indentation)
            }
            append(
                member,
                to: &pieces,
                colon: blanks?.colon ?? layout.colon,
                inner: inner,
                indentation: indentation
            )
        }
        if !edit.added.isEmpty {
            if let blanks {
                pieces.append(blanks.beforeEnd)
            } else if !newline.isEmpty {
                pieces.append(newline)
                pieces.append(lineIndentation(at: edit.object.range.lowerBound))
            }
        }
        let range = (edit.object.range.lowerBound + 1)..<(edit.object.range.upperBound - 1)
        edits.append(Edit(range: range, pieces: pieces))
    }

    private func append(
        _ member: JSONTree.Member,
        to pieces: inout JSONPieces,
        colon: [UInt8],
        inner: JSONLayout,
        indentation: [UInt8]
    ) {
        pieces.appendName(member.name)
        pieces.append(colon)
        pieces.append(member.value, layout: inner, indentation: indentation)
    }

    /// The blanks that the line of a byte begins with.
    private func lineIndentation(at offset: Int) -> [UInt8] {
        var start = offset
        while start > 0, document.bytes[start - 1] != UInt8(ascii: "\n"),
            document.bytes[start - 1] != UInt8(ascii: "\r")
        {
            start -= 1
        }
        return Array(
            document.bytes[start..<offset].prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        )
    }

    /// The new text: what is written anew, between pieces of the old one.
    ///
    /// - Parameter content: What the document was read from.
    package func spliced(into content: Secret) -> SecretText {
        precondition(content.count == document.bytes.count, "edits are of another document")
        let sorted = edits.sorted {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
        var written: [UInt8] = []
        // One allocation: no half-grown copy of a secret stays behind in freed memory.
        written.reserveCapacity(edits.reduce(0) { $0 + $1.pieces.size })
        let ends = sorted.map { edit in
            edit.pieces.write(into: &written)
            return written.count
        }
        defer { written.withUnsafeMutableBytes { wipeBytes($0) } }
        let new = Secret(copying: written)
        var text = SecretText()
        var (position, start) = (0, 0)
        for (edit, end) in zip(sorted, ends) {
            precondition(edit.range.lowerBound >= position, "edits of a document overlap")
            text.append(content, position..<edit.range.lowerBound)
            text.append(new, start..<end)
            (position, start) = (edit.range.upperBound, end)
        }
        text.append(content, position..<content.count)
        return text
    }
}
