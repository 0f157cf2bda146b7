import SlotModel

/// Turns the bytes of a file into a tree, and complains about what slots does not take from YAML.
///
/// Tags, merge keys, keys that are no text, duplicate keys: complained about, and the rest is read. Several
/// documents, more than 32 levels, aliases that grow beyond 10,000 nodes or 4 MiB of text or contain themselves: the
/// reading ends there.
/// libyaml has no limit of its own and needs quadratic time for deep brackets; since it looks at most 1,024
/// characters ahead of the event that it gives, ending at the 33rd level also ends that.
struct TreeBuilder {
    static let maximumDepth = 32
    static let maximumAliasNodes = 10_000
    /// Bytes of text that aliases may bring.
    static let maximumAliasText = 4 << 20

    private struct Anchor {
        /// `nil` while the anchor's own content is being read.
        var root: YAMLTree.Node?
        /// Levels below it, itself included when it is a collection.
        var height = 0
    }

    private struct OpenCollection {
        var index: Int
        var anchor: String?
        /// Levels below this one that were seen so far.
        var height = 1
    }

    private let file: String
    private let kind: FileKind
    private var tree = YAMLTree()
    private var findings: [Finding] = []
    /// Complaints that were only counted.
    private var overflow = 0
    private var open: [OpenCollection] = []
    private var anchors: [String: Anchor] = [:]
    private var aliasNodes = 0
    private var aliasText = 0
    private var documents = 0

    private init(file: String, kind: FileKind) {
        self.file = file
        self.kind = kind
    }

    /// - Returns: A tree without root where nothing could be read; then a finding says why.
    static func build(_ bytes: [UInt8], file: String, kind: FileKind) -> (
        tree: YAMLTree?, findings: [Finding], overflow: Int
    ) {
        let offences = TextCheck.offences(in: bytes, file: file)
        guard offences.isEmpty else { return (nil, offences, 0) }
        var builder = TreeBuilder(file: file, kind: kind)
        let isWhole = bytes.withUnsafeBufferPointer { buffer in
            let start = bytes.starts(with: TextCheck.byteOrderMark) ? TextCheck.byteOrderMark.count : 0
            return builder.run(over: UnsafeBufferPointer(rebasing: buffer.dropFirst(start)))
        }
        return (isWhole ? builder.tree : nil, builder.findings, builder.overflow)
    }

    /// Whether the whole file was read.
    private mutating func run(over text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let parser = EventParser(text) else {
            findings.append(Finding(.error, "file.unreadable", "there is no memory left to read it"))
            return false
        }
        tree.text.reserveCapacity(text.count)
        tree.nodes.reserveCapacity(48)
        do throws(YAMLProblem) {
            while true {
                let textStart = tree.text.count
                guard let event = try parser.next(appendingTextTo: &tree.text) else { return true }
                guard take(event, textStart: textStart) else { return false }
            }
        } catch {
            let quote = UnclosedQuote.find(in: text, upTo: error.place.line)
            let cause = quote == nil ? SyntaxCause.find(in: text, for: error) : nil
            findings.append(explain(error, quote: quote, cause: cause, file: file))
            return false
        }
    }

    /// Whether to go on.
    private mutating func take(_ event: YAMLEvent, textStart: Int) -> Bool {
        if event.hasTag { refuseTag(event) }
        switch event.kind {
        case .documentStart:
            documents += 1
            guard documents == 1 else {
                complain(
                    "yaml.several-documents",
                    "a second document starts here",
                    at: event.start,
                    help: "one file holds one \(kind.rawValue): remove the '---', or split the file"
                )
                return false
            }
        case .alias(let name):
            return expandAlias(name, event)
        case .scalar(let style):
            let node = add(.scalar, style, event, textStart: textStart)
            if style == .quoted { checkDecodedText(of: node) }
            if let anchor = event.anchor { anchors[anchor] = Anchor(root: node) }
        case .listStart(let isFlow):
            return openCollection(.list, isFlow: isFlow, event)
        case .mapStart(let isFlow):
            return openCollection(.map, isFlow: isFlow, event)
        case .end:
            closeCollection(event)
        case .other:
            break
        }
        return true
    }

    @discardableResult
    private mutating func add(
        _ kind: YAMLTree.Node.Kind,
        _ style: YAMLTree.Node.Style,
        _ event: YAMLEvent,
        textStart: Int
    ) -> YAMLTree.Node {
        let isOnOneLine = event.start.line == event.end.line
        let node = YAMLTree.Node(
            kind: kind,
            style: style,
            hasAnchor: event.anchor != nil,
            line: event.start.line,
            column: event.start.column,
            length: isOnOneLine ? max(1, event.end.column - event.start.column) : 1,
            textStart: Int32(clamping: textStart),
            textEnd: Int32(clamping: tree.text.count),
            index: Int32(clamping: tree.nodes.count),
            count: 1
        )
        tree.nodes.append(node)
        return node
    }

    private mutating func openCollection(_ kind: YAMLTree.Node.Kind, isFlow: Bool, _ event: YAMLEvent) -> Bool
    {
        guard open.count < Self.maximumDepth else { return refuseDepth(at: event.start) }
        open.append(OpenCollection(index: tree.nodes.count, anchor: event.anchor))
        // In block style the event spans nothing.
        add(kind, isFlow ? .flow : .plain, event, textStart: tree.text.count)
        if let anchor = event.anchor { anchors[anchor] = Anchor() }
        return true
    }

    private mutating func closeCollection(_ event: YAMLEvent) {
        guard let closed = open.popLast(), tree.nodes.indices.contains(closed.index) else { return }
        tree.nodes[closed.index].count = Int32(clamping: tree.nodes.count - closed.index)
        let node = tree.nodes[closed.index]
        if node.style == .flow, node.line == event.end.line {
            tree.nodes[closed.index].length = max(1, event.end.column - node.column)
        }
        if node.kind == .map { checkKeys(of: node) }
        if let anchor = closed.anchor {
            anchors[anchor] = Anchor(root: tree.nodes[closed.index], height: closed.height)
        }
        raiseHeight(to: closed.height + 1)
    }

    private mutating func raiseHeight(to height: Int) {
        guard let last = open.indices.last else { return }
        open[last].height = max(open[last].height, height)
    }

    // MARK: - Aliases

    private mutating func expandAlias(_ name: String, _ event: YAMLEvent) -> Bool {
        guard let anchor = anchors[name] else {
            complain(
                "yaml.alias",
                "nothing above has the name that follows this '*'",
                at: event,
                help: Self.starHelp
            )
            return false
        }
        guard let root = anchor.root else {
            complain(
                "yaml.alias",
                "this '*' stands inside what it names",
                at: event,
                help: "write the value out instead"
            )
            return false
        }
        guard open.count + anchor.height <= Self.maximumDepth else { return refuseDepth(at: event.start) }
        aliasNodes += Int(root.count)
        guard aliasNodes <= Self.maximumAliasNodes else {
            complain(
                "yaml.alias",
                "the aliases grow beyond \(Self.maximumAliasNodes) values",
                at: event,
                help: "write the values out instead of naming them again and again"
            )
            return false
        }
        // The tree shares the text, but whoever reads the values copies it.
        aliasText += tree.nodes[Int(root.index)..<Int(root.index + root.count)]
            .reduce(0) { $0 + Int($1.textEnd - $1.textStart) }
        guard aliasText <= Self.maximumAliasText else {
            complain(
                "yaml.alias",
                "the aliases bring more than \(Self.maximumAliasText >> 20) MiB of text",
                at: event,
                help: "write the values out instead of naming them again and again"
            )
            return false
        }
        tree.nodes[Int(root.index)].hasAnchor = false
        let first = tree.nodes.count
        let shift = Int32(clamping: first) - root.index
        for index in Int(root.index)..<Int(root.index + root.count) {
            var copy = tree.nodes[index]
            copy.index += shift
            tree.nodes.append(copy)
            tree.note(brought: copy)
        }
        // The value stands where its alias stands; what lies inside keeps its own place.
        tree.nodes[first].line = event.start.line
        tree.nodes[first].column = event.start.column
        tree.nodes[first].length = max(1, event.end.column - event.start.column)
        tree.nodes[first].hasAnchor = false
        raiseHeight(to: anchor.height + 1)
        return true
    }

    private static let starHelp = "a value that begins with '*' or '&' goes in quotes"

    // MARK: - What slots does not take

    private mutating func checkKeys(of map: YAMLTree.Node) {
        var keys: [YAMLTree.Node] = []
        var isKey = true
        for node in tree.children(of: map) {
            if isKey { keys.append(node) }
            isKey.toggle()
        }
        var seen: [ArraySlice<UInt8>: YAMLTree.Node] = [:]
        for (position, key) in keys.enumerated() where !key.isRefused {
            guard key.kind == .scalar else {
                refuse(key, "yaml.key", "a key is a piece of text, not a list or a map", help: nil)
                continue
            }
            let name = tree.bytes(of: key)
            if key.style == .plain, name.elementsEqual("<<".utf8) {
                refuse(
                    key,
                    "yaml.merge-key",
                    "slots does not know YAML's merge key '<<'",
                    help: "write the keys out"
                )
                continue
            }
            // Few keys are compared one by one: that is quicker than a table.
            let first: YAMLTree.Node?
            if keys.count <= 24 {
                first = keys[..<position].first {
                    !$0.isRefused && $0.kind == .scalar && tree.bytes(of: $0) == name
                }
            } else {
                first = seen[name]
                if first == nil { seen[name] = key }
            }
            if let first {
                refuse(
                    key,
                    "\(kind.rawValue).duplicate-key",
                    "key \(shownKey(tree.string(of: key))) stands twice; the first is in line \(first.line)",
                    help: "keep one of the two"
                )
            }
        }
    }

    private mutating func refuse(_ key: YAMLTree.Node, _ code: String, _ message: String, help: String?) {
        append(Finding(.error, code, message, at: key.place(in: file), help: help))
        tree.nodes[Int(key.index)].isRefused = true
    }

    private mutating func refuseTag(_ event: YAMLEvent) {
        complain(
            "yaml.tag",
            "slots takes no tags",
            at: event.start,
            help: "remove the word that begins with '!'; a value that begins with '!' goes in quotes"
        )
    }

    private mutating func refuseDepth(at mark: YAMLEvent.Mark) -> Bool {
        complain(
            "yaml.too-deep",
            "lists and maps are nested more than \(Self.maximumDepth) deep",
            at: mark,
            help: "no key of this file needs that: is a bracket or an indentation wrong?"
        )
        return false
    }

    /// Escapes such as `"\0"` bring characters that the check of the bytes cannot see.
    private mutating func checkDecodedText(of node: YAMLTree.Node) {
        guard let character = TextCheck.firstRefused(in: tree.bytes(of: node)) else { return }
        append(
            Finding(
                .error,
                "yaml.control-character",
                "an escape brings \(TextCheck.name(of: character)) into the text",
                at: node.place(in: file),
                help: "remove the escape"
            )
        )
    }

    private mutating func complain(_ code: String, _ message: String, at event: YAMLEvent, help: String?) {
        let length = event.start.line == event.end.line ? event.end.column - event.start.column : 1
        complain(code, message, at: event.start, length: length, help: help)
    }

    private mutating func complain(
        _ code: String,
        _ message: String,
        at mark: YAMLEvent.Mark,
        length: Int32 = 1,
        help: String?
    ) {
        let place = Place(
            file: file,
            line: Int(mark.line),
            column: Int(mark.column),
            length: max(1, Int(length))
        )
        append(Finding(.error, code, message, at: place, help: help))
    }

    private mutating func append(_ finding: Finding) {
        guard findings.count < Reading.maximumFindings else { return overflow += 1 }
        findings.append(finding)
    }
}
