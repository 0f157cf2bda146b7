import SlotModel

/// A YAML document: its nodes in the order of the file, each with its place, and the decoded text of its scalars.
///
/// Flat, so that a file costs two allocations instead of one per node. A subtree is the run of ``Node/count`` nodes
/// that starts at its root.
struct YAMLTree: Sendable {
    struct Node: Sendable {
        enum Kind: UInt8 {
            case scalar, list, map
        }

        enum Style: UInt8 {
            /// A scalar without quotes, or a collection in block style.
            case plain
            case quoted
            /// `|` or `>`.
            case block
            /// A collection in brackets.
            case flow
        }

        let kind: Kind
        let style: Style
        /// A key that was complained about already; what it names is not read.
        var isRefused = false
        /// A name stands before the value, and no alias names it.
        var hasAnchor = false
        var line: Int32
        var column: Int32
        /// Unicode scalars on its first line; 1 where the end stands on another line.
        var length: Int32
        let textStart: Int32
        let textEnd: Int32
        var index: Int32
        /// Nodes of the subtree, this one included.
        var count: Int32
    }

    var nodes: [Node] = []
    var text: [UInt8] = []
    /// Scalars that an alias brought from where they stand: what is a secret there is one here.
    var brought: Set<String> = []

    /// Notes a scalar that an alias brought, if its text is one that could be a secret.
    mutating func note(brought node: Node) {
        guard node.kind == .scalar, (3...256).contains(node.textEnd - node.textStart) else { return }
        brought.insert(string(of: node))
    }

    /// `nil` for a file without a document, and for a document that says nothing.
    var root: Node? {
        guard let first = nodes.first, first.kind != .scalar || !isEmpty(first) else { return nil }
        return first
    }

    func bytes(of node: Node) -> ArraySlice<UInt8> { text[Int(node.textStart)..<Int(node.textEnd)] }

    func string(of node: Node) -> String { String(decoding: bytes(of: node), as: UTF8.self) }

    /// Whether nothing stands there, or one of YAML's words for nothing.
    func isEmpty(_ node: Node) -> Bool {
        guard node.kind == .scalar, node.style == .plain else { return false }
        let length = node.textEnd - node.textStart
        if length == 0 { return true }
        guard length == 1 || length == 4 else { return false }
        let bytes = bytes(of: node)
        return bytes.elementsEqual("~".utf8) || bytes.elementsEqual("null".utf8)
            || bytes.elementsEqual("Null".utf8) || bytes.elementsEqual("NULL".utf8)
    }

    func node(at index: Int32) -> Node? {
        nodes.indices.contains(Int(index)) ? nodes[Int(index)] : nil
    }

    /// The children of a list, or the keys and values of a map in turn.
    func children(of node: Node) -> Children {
        Children(tree: self, position: node.index + 1, end: node.index + node.count)
    }

    /// The keys and values of a map, without the keys that were refused while the tree was built.
    func members(of map: Node) -> [(key: Node, value: Node)] {
        var members: [(key: Node, value: Node)] = []
        members.reserveCapacity(Int(map.count / 2))
        var key: Node?
        for node in children(of: map) {
            guard let name = key else {
                key = node
                continue
            }
            if !name.isRefused { members.append((name, node)) }
            key = nil
        }
        return members
    }

    struct Children: Sequence, IteratorProtocol {
        let tree: YAMLTree
        var position: Int32
        let end: Int32

        mutating func next() -> Node? {
            guard position < end, let node = tree.node(at: position) else { return nil }
            position += node.count
            return node
        }
    }
}

extension YAMLTree.Node {
    func place(in file: String) -> Place {
        Place(file: file, line: Int(line), column: Int(column), length: Int(length))
    }
}
