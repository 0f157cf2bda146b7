import SlotModel

/// A file on its way from the tree to the model: the tree, and what was complained about.
struct Reading {
    /// A file with more complaints than this says how many more there are.
    static let maximumFindings = 200

    let tree: YAMLTree
    /// The file, for what the tree does not keep.
    let bytes: [UInt8]
    let file: String
    let kind: FileKind
    /// The slot that the file declares.
    let slot: String?
    /// The key whose value is being read, as messages name it.
    var key = ""
    /// Whether the value may be a secret: then no message quotes it.
    var isSecret = false
    private(set) var findings: [Finding] = []
    private(set) var overflow = 0

    init(tree: YAMLTree, bytes: [UInt8], file: String, kind: FileKind, slot: String?) {
        self.tree = tree
        self.bytes = bytes
        self.file = file
        self.kind = kind
        self.slot = slot
    }

    /// Complains; `code` is the part after the file's kind: `unknown-key`.
    mutating func complain(
        _ code: String,
        _ message: String,
        at node: YAMLTree.Node?,
        help: String? = nil,
        as severity: Finding.Severity = .error
    ) {
        guard !isFull else { return countOnly() }
        let place = node.map { $0.place(in: file) } ?? Place(file: file)
        findings.append(
            Finding(
                severity,
                "\(kind.rawValue).\(code)",
                masked(message),
                at: place,
                slot: slot,
                help: help.map(masked)
            )
        )
    }

    /// Without what an alias brought from another place, which may be the one of a secret.
    private func masked(_ text: String) -> String {
        tree.brought.reduce(text) { $0.contains($1) ? $0.replacing($1, with: SecretLook.mask) : $0 }
    }

    /// Whether further complaints are only counted: then their words need not be found.
    var isFull: Bool { findings.count >= Self.maximumFindings }

    mutating func countOnly() { overflow += 1 }

    func string(of node: YAMLTree.Node) -> String { tree.string(of: node) }

    /// The scalar's text inside a message.
    func quoted(_ node: YAMLTree.Node) -> String {
        isSecret ? SecretLook.mask : shown(tree.string(of: node))
    }

    /// The comment behind a scalar on its line, or behind a key and its colon, with its `#`; empty where there is none.
    func comment(behind node: YAMLTree.Node) -> String {
        guard let line = line(node.line) else { return "" }
        let rest = String(decoding: line, as: UTF8.self).unicodeScalars
            .dropFirst(Int(node.column + node.length) - 1)
        let comment = rest.drop { $0 == " " || $0 == "\t" || $0 == ":" }
        return comment.first == "#" ? String(String.UnicodeScalarView(comment)) : ""
    }

    /// The bytes of a line, counted from 1, if there is a `#` in it; without its end and without a byte order mark.
    private func line(_ number: Int32) -> ArraySlice<UInt8>? {
        var start = bytes.starts(with: TextCheck.byteOrderMark) ? TextCheck.byteOrderMark.count : 0
        var (line, hasMark): (Int32, Bool) = (1, false)
        let end = bytes.withUnsafeBufferPointer { bytes in
            for index in start..<bytes.count {
                if bytes[index] == 0x0A {
                    if line == number { return index }
                    (line, start, hasMark) = (line + 1, index + 1, false)
                } else if bytes[index] == UInt8(ascii: "#") {
                    hasMark = true
                }
            }
            return bytes.count
        }
        return line == number && hasMark ? bytes[start..<end] : nil
    }

    func place(of node: YAMLTree.Node) -> Place { node.place(in: file) }

    /// Text of a scalar; anything else is complained about in the words of what is wanted.
    mutating func scalarText(of node: YAMLTree.Node, wanted: String, example: String?) -> String? {
        guard node.kind == .scalar else {
            let found = node.kind == .list ? "a list" : "a map"
            let own =
                isSecret && node.style == .flow
                ? "a value that begins with '{' or '[' goes in quotes: \(Self.quotingHelp)"
                : onlyNumber(of: node).map { "write \($0) without brackets" }
            complain(
                "wrong-type",
                "\(key) takes \(wanted), not \(found)",
                at: node,
                help: own ?? example.map { "write it like this: \($0)" }
            )
            return nil
        }
        return tree.string(of: node)
    }

    /// The only entry of a list where a number is wanted and stands there.
    private func onlyNumber(of node: YAMLTree.Node) -> String? {
        guard !isSecret, node.count == 2, let only = tree.children(of: node).first(where: { _ in true }),
            only.kind == .scalar, tree.bytes(of: only).count <= 12, Quantity(string(of: only)) != nil
        else { return nil }
        return string(of: only)
    }
}
