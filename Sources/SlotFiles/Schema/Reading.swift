import SlotModel

/// A file on its way from the tree to the model: the tree, and what was complained about.
struct Reading {
    /// A file with more complaints than this says how many more there are.
    static let maximumFindings = 200

    let tree: YAMLTree
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

    init(tree: YAMLTree, file: String, kind: FileKind, slot: String?) {
        self.tree = tree
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
            Finding(severity, "\(kind.rawValue).\(code)", message, at: place, slot: slot, help: help)
        )
    }

    /// Whether further complaints are only counted: then their words need not be found.
    var isFull: Bool { findings.count >= Self.maximumFindings }

    mutating func countOnly() { overflow += 1 }

    func string(of node: YAMLTree.Node) -> String { tree.string(of: node) }

    /// The scalar's text inside a message.
    func quoted(_ node: YAMLTree.Node) -> String {
        isSecret ? SecretLook.mask : shown(tree.string(of: node))
    }

    func place(of node: YAMLTree.Node) -> Place { node.place(in: file) }

    /// Text of a scalar; anything else is complained about in the words of what is wanted.
    mutating func scalarText(of node: YAMLTree.Node, wanted: String, example: String?) -> String? {
        guard node.kind == .scalar else {
            let found = node.kind == .list ? "a list" : "a map"
            complain(
                "wrong-type",
                "\(key) takes \(wanted), not \(found)",
                at: node,
                help: example.map { "write it like this: \($0)" }
            )
            return nil
        }
        return tree.string(of: node)
    }
}
