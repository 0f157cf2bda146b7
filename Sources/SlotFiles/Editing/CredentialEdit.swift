import SlotModel

/// A slot file whose credentials are about to change: what it says, and where that stands in its bytes.
struct CredentialEdit {
    private struct Change {
        var range: Range<Int>
        var text: [UInt8]

        init(_ range: Range<Int>, _ text: some Sequence<UInt8>) {
            self.range = range
            self.text = Array(text)
        }
    }

    private let file: String
    private let tree: YAMLTree
    private let table: LeafTable
    private let root: YAMLTree.Node
    private let credentials: YAMLTree.Node
    /// Of the credentials, in the order of the file.
    private let members: [(key: YAMLTree.Node, value: YAMLTree.Node)]

    var bytes: [UInt8] { table.bytes }

    /// - Returns: `nil` where the text is no slot file.
    init?(_ bytes: [UInt8], file: String) {
        let built = TreeBuilder.build(bytes, file: file, kind: .slot)
        guard !built.findings.containErrors, let tree = built.tree, let root = tree.root, root.kind == .map,
            let credentials = tree.members(of: root).first(where: { tree.isCredentials($0.key) })?.value,
            let table = LeafTable(bytes)
        else { return nil }
        self.file = file
        self.tree = tree
        self.table = table
        self.root = root
        self.credentials = credentials
        members = tree.members(of: credentials)
    }

    /// The bytes in which a field has another value; where the file lacks the field it gets it.
    func putting(_ reference: SecretReference, into field: CredentialField) throws(Finding) -> [UInt8] {
        guard table.anchor(ofMapAt: credentials) != nil else { throw credentialsElsewhere }
        guard let value = value(of: field) else { return applying(try addition(of: reference, as: field)) }
        guard let leaf = table.leaf(at: value) else { throw refusal }
        return applying(replacement(of: leaf, by: Array(Self.text(of: reference, like: leaf.form).utf8)))
    }

    /// The bytes without a field; the same where the file lacks it.
    func removing(_ field: CredentialField) throws(Finding) -> [UInt8] {
        guard table.anchor(ofMapAt: credentials) != nil else { throw credentialsElsewhere }
        guard let number = index(of: field) else { return bytes }
        return applying([try removal(of: number)])
    }

    /// The bytes in which the key ends on another day; for a file that names one.
    func putting(_ day: CalendarDate) throws(Finding) -> [UInt8] {
        guard let value = tree.members(of: root).first(where: { tree.isExpiry($0.key) })?.value,
            let leaf = table.leaf(at: value)
        else { throw refusal }
        let text =
            switch leaf.form {
            case .singleQuoted: ScalarText.singleQuoted(day.description)
            case .doubleQuoted: ScalarText.quoted(day.description)
            default: day.description
            }
        return applying(replacement(of: leaf, by: Array(text.utf8)))
    }

    private func index(of field: CredentialField) -> Int? {
        members.firstIndex { tree.bytes(of: $0.key).elementsEqual(field.rawValue.utf8) }
    }

    private func value(of field: CredentialField) -> YAMLTree.Node? {
        index(of: field).map { members[$0].value }
    }

    /// With the quotes that the old value had; a value that is no reference always gets some.
    private static func text(of reference: SecretReference, like form: LeafTable.Leaf.Form?) -> String {
        let text: String
        switch reference {
        case .plain(let value): text = value.withBytes { String(decoding: $0, as: UTF8.self) }
        default: text = reference.name ?? ""
        }
        return switch form {
        case .singleQuoted: ScalarText.singleQuoted(text)
        case .doubleQuoted: ScalarText.quoted(text)
        default: reference.isPlain ? ScalarText.quoted(text) : ScalarText.plainWherePossible(text)
        }
    }

    private func applying(_ changes: [Change]) -> [UInt8] {
        var bytes = table.bytes
        for change in changes.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            bytes.replaceSubrange(change.range, with: change.text)
        }
        return bytes
    }

    // MARK: - Replacing

    private func replacement(of leaf: LeafTable.Leaf, by text: [UInt8]) -> [Change] {
        guard leaf.form == .block else { return [Change(leaf.range, text)] }
        // The new value takes the place of `|-`, and a comment behind that stays. The lines below go.
        let sign = bytes[leaf.range].prefix { "|>+-0123456789".utf8.contains($0) }
        let headEnd = table.lineEnd(from: sign.endIndex)
        return [
            Change(sign.startIndex..<sign.endIndex, text),
            Change(headEnd..<max(headEnd, end(of: leaf)), []),
        ]
    }

    /// Where a value ends; libyaml counts the blank lines below a block to it, which are kept.
    private func end(of leaf: LeafTable.Leaf) -> Int {
        guard leaf.form == .block else { return leaf.range.upperBound }
        let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
        guard let last = bytes[leaf.range].lastIndex(where: { !blanks.contains($0) }) else {
            return leaf.range.upperBound
        }
        return table.lineEnd(from: last)
    }

    // MARK: - Adding

    private func addition(of reference: SecretReference, as field: CredentialField) throws(Finding)
        -> [Change]
    {
        guard let last = members.last, let leaf = table.leaf(at: last.value),
            let key = table.leaf(at: last.key)
        else { throw refusal }
        let text = "\(field.rawValue): \(Self.text(of: reference, like: nil))"
        let end = end(of: leaf)
        let lineStart = table.lineStart(of: key.range.lowerBound)
        let indentation = bytes[lineStart..<key.range.lowerBound]
        if credentials.style == .flow {
            return flowAddition(of: text, after: end, indentation)
        }
        let line = table.lineBreak + repeatElement(0x20, count: indentation.count) + text.utf8
        let lineEnd = table.lineEnd(from: end)
        return [Change(lineEnd..<lineEnd, line)]
    }

    /// Inside braces: on a line of its own where the last member has one.
    private func flowAddition(of text: String, after end: Int, _ indentation: ArraySlice<UInt8>) -> [Change] {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let lineEnd = table.lineEnd(from: end)
        let comma = UInt8(ascii: ",")
        var rest = bytes[end..<lineEnd].drop(while: isBlank)
        let hasComma = rest.first == comma
        if hasComma { rest = rest.dropFirst().drop(while: isBlank) }
        guard indentation.allSatisfy(isBlank), rest.isEmpty || rest.first == UInt8(ascii: "#") else {
            return [Change(end..<end, ", \(text)".utf8)]
        }
        let line = table.lineBreak + indentation + text.utf8 + (hasComma ? [comma] : [])
        let separator = Change(end..<end, hasComma ? [] : [comma])
        // Where both are put at the same place, they are one.
        guard lineEnd > end else { return [Change(end..<end, separator.text + line)] }
        return [separator, Change(lineEnd..<lineEnd, line)]
    }

    // MARK: - Removing

    private func removal(of number: Int) throws(Finding) -> Change {
        let (others, member) = (members.indices, members[number])
        guard let key = table.leaf(at: member.key), let value = table.leaf(at: member.value) else {
            throw refusal
        }
        let (start, end) = (table.start(of: key), end(of: value))
        guard credentials.style == .flow else { return try lineRemoval(from: start, to: end) }
        // In braces, one of the two commas goes along.
        if others.contains(number + 1) {
            guard let next = table.leaf(at: members[number + 1].key) else { throw refusal }
            return Change(start..<table.start(of: next), [])
        }
        guard others.contains(number - 1), let last = table.leaf(at: members[number - 1].value) else {
            throw refusal
        }
        return Change(self.end(of: last)..<end, [])
    }

    /// Whole lines, from that of the key to that in which the value ends.
    private func lineRemoval(from start: Int, to end: Int) throws(Finding) -> Change {
        let lineStart = table.lineStart(of: start)
        // Behind something else the map itself begins here.
        guard bytes[lineStart..<start].allSatisfy({ " \t?".utf8.contains($0) }) else { throw refusal }
        guard let feed = bytes[end...].firstIndex(of: 0x0A) else {
            // The last line goes with the line break before it.
            return Change(lineEndBefore(lineStart)..<bytes.endIndex, [])
        }
        return Change(lineStart..<feed + 1, [])
    }

    /// The end of the line above one, before its line break.
    private func lineEndBefore(_ lineStart: Int) -> Int {
        let text = bytes[..<lineStart]
        let isWindows = text.suffix(2).elementsEqual([0x0D, 0x0A])
        return lineStart - min(lineStart, isWindows ? 2 : 1)
    }

    // MARK: - Looking back

    /// Whether nothing but the values of these fields, and perhaps the key's last day, differs from what another text says.
    func isEqual(
        to other: CredentialEdit,
        exceptFor fields: some Collection<CredentialField>,
        andExpiry leavesOutExpiry: Bool
    ) -> Bool {
        let (ours, theirs) = (tree.members(of: root), other.tree.members(of: other.root))
        guard ours.count == theirs.count else { return false }
        for (own, their) in zip(ours, theirs) {
            guard tree.isEqual(own.key, to: their.key, in: other.tree) else { return false }
            if leavesOutExpiry, tree.isExpiry(own.key) { continue }
            if !tree.isCredentials(own.key), !tree.isEqual(own.value, to: their.value, in: other.tree) {
                return false
            }
        }
        let names = Set(fields.map { Array($0.rawValue.utf8)[...] })
        let own = members.filter { !names.contains(tree.bytes(of: $0.key)) }
        let their = other.members.filter { !names.contains(other.tree.bytes(of: $0.key)) }
        return own.count == their.count
            && zip(own, their).allSatisfy {
                tree.isEqual($0.key, to: $1.key, in: other.tree)
                    && tree.isEqual($0.value, to: $1.value, in: other.tree)
            }
    }

    /// Why these fields could not be changed without changing something else.
    func reasonAgainst(changing fields: some Collection<CredentialField>) -> Finding {
        let values = fields.compactMap { value(of: $0).flatMap(table.leaf) }
        let changing = Set(values.filter { $0.form == .alias }.map(\.mark))
        let anchors =
            values.filter { $0.form != .alias }.compactMap(\.anchor)
            + [table.anchor(ofMapAt: credentials) ?? ""]
        let alias = table.aliases.first {
            anchors.contains($0.anchor ?? "") && !changing.contains($0.mark)
        }
        guard let alias, let name = alias.anchor else { return refusal }
        return Finding(
            .error,
            "slot.shared-value",
            "\(shown("*" + name)) repeats a value that is to change",
            at: Place(
                file: file,
                line: Int(alias.mark.line),
                column: Int(alias.mark.column),
                length: name.unicodeScalars.count + 1
            ),
            help: "write the value out here, and try again"
        )
    }

    private var credentialsElsewhere: Finding {
        Finding(
            .error,
            "slot.shared-value",
            "the credentials stand elsewhere in this file and are only repeated here",
            at: credentials.place(in: file),
            help: "write the credentials out here, and try again"
        )
    }

    /// For a text that is written in a way that nobody thought of.
    private var refusal: Finding {
        Finding(
            .error,
            "slot.not-editable",
            "the credentials are written in a way that slots cannot change safely",
            at: credentials.place(in: file),
            help:
                "write each on a line of its own below 'credentials:', such as key: secret:NAME, and try again"
        )
    }
}

extension YAMLTree {
    fileprivate func isCredentials(_ key: Node) -> Bool {
        key.kind == .scalar && bytes(of: key).elementsEqual("credentials".utf8)
    }

    fileprivate func isExpiry(_ key: Node) -> Bool {
        key.kind == .scalar && bytes(of: key).elementsEqual("expires".utf8)
    }

    /// Whether two subtrees say the same; anchors are written out.
    fileprivate func isEqual(_ node: Node, to other: Node, in tree: YAMLTree) -> Bool {
        guard node.kind == other.kind, node.style == other.style else { return false }
        if node.kind == .scalar { return bytes(of: node) == tree.bytes(of: other) }
        let (own, their) = (Array(children(of: node)), Array(tree.children(of: other)))
        return own.count == their.count && zip(own, their).allSatisfy { isEqual($0, to: $1, in: tree) }
    }
}
