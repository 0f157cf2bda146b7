/// Where the scalars and the aliases of a YAML text stand in its bytes.
struct LeafTable {
    /// A scalar or an alias that says something.
    struct Leaf {
        enum Form: Equatable {
            case plain, singleQuoted, doubleQuoted
            /// `|` or `>`.
            case block
            /// `*name`, which repeats a value from further up.
            case alias
        }

        var form: Form
        /// Without the anchor before it, and without what follows on its last line.
        var range: Range<Int>
        /// The name before a scalar, or that of the alias.
        var anchor: String?
        var mark: YAMLEvent.Mark
    }

    let bytes: [UInt8]
    /// In the order of the file.
    private(set) var aliases: [Leaf] = []
    private var leaves: [YAMLEvent.Mark: Leaf] = [:]
    /// The anchor of each map, empty where it has none.
    private var maps: [YAMLEvent.Mark: String] = [:]
    /// Line 1 first.
    private let lineStarts: [Int]

    /// - Parameter bytes: A text that ``TreeBuilder`` takes; `nil` for others.
    init?(_ bytes: [UInt8]) {
        let start = bytes.starts(with: TextCheck.byteOrderMark) ? TextCheck.byteOrderMark.count : 0
        self.bytes = bytes
        lineStarts = [start] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
        let isRead = bytes.withUnsafeBufferPointer { buffer in
            read(UnsafeBufferPointer(rebasing: buffer.dropFirst(start)))
        }
        guard isRead else { return nil }
    }

    func leaf(at node: YAMLTree.Node) -> Leaf? { leaves[node.mark] }

    /// The anchor of a map, empty without one; `nil` where an alias stands for the map.
    func anchor(ofMapAt node: YAMLTree.Node) -> String? { maps[node.mark] }

    /// Where a leaf begins, its anchor included.
    func start(of leaf: Leaf) -> Int { offset(of: leaf.mark) }

    /// The end of the line that an offset lies in, before its line break.
    func lineEnd(from offset: Int) -> Int {
        guard let feed = bytes[offset...].firstIndex(of: 0x0A) else { return bytes.count }
        return feed > offset && bytes[feed - 1] == 0x0D ? feed - 1 : feed
    }

    func lineStart(of offset: Int) -> Int {
        lineStarts.last { $0 <= offset } ?? 0
    }

    /// The line break that others of the file are like.
    var lineBreak: [UInt8] {
        guard let feed = bytes.firstIndex(of: 0x0A) else { return [0x0A] }
        return feed > 0 && bytes[feed - 1] == 0x0D ? [0x0D, 0x0A] : [0x0A]
    }

    // MARK: - Reading

    private mutating func read(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let parser = EventParser(text) else { return false }
        var decoded: [UInt8] = []
        do throws(YAMLProblem) {
            while let event = try parser.next(appendingTextTo: &decoded) { take(event) }
        } catch {
            return false
        }
        return true
    }

    private mutating func take(_ event: YAMLEvent) {
        switch event.kind {
        case .alias(let name):
            let range = offset(of: event.start)..<offset(of: event.end)
            let leaf = Leaf(form: .alias, range: range, anchor: name, mark: event.start)
            leaves[event.start] = leaf
            aliases.append(leaf)
        case .scalar(let style):
            let start = afterAnchor(of: event)
            let end = offset(of: event.end)
            // An empty scalar may begin where another begins.
            guard start < end else { return }
            let form: Leaf.Form =
                switch style {
                case .block: .block
                case .quoted: bytes[start] == UInt8(ascii: "'") ? .singleQuoted : .doubleQuoted
                case .plain, .flow: .plain
                }
            leaves[event.start] = Leaf(
                form: form,
                range: start..<end,
                anchor: event.anchor,
                mark: event.start
            )
        case .mapStart:
            maps[event.start] = event.anchor ?? ""
        default:
            break
        }
    }

    /// Where a scalar begins; libyaml's own mark is that of the anchor before it.
    private func afterAnchor(of event: YAMLEvent) -> Int {
        let start = offset(of: event.start)
        guard let anchor = event.anchor else { return start }
        var rest = bytes[start...].dropFirst(1 + anchor.utf8.count)
        while let byte = rest.first {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: rest = rest.dropFirst()
            case UInt8(ascii: "#"): rest = rest.drop { $0 != 0x0A }
            default: return rest.startIndex
            }
        }
        return rest.startIndex
    }

    private func offset(of mark: YAMLEvent.Mark) -> Int {
        let line = Int(mark.line) - 1
        var offset = lineStarts.indices.contains(line) ? lineStarts[line] : bytes.count
        for _ in 1..<max(1, mark.column) where offset < bytes.count {
            offset += 1
            while offset < bytes.count, UTF8.isContinuation(bytes[offset]) { offset += 1 }
        }
        return offset
    }
}

extension YAMLTree.Node {
    fileprivate var mark: YAMLEvent.Mark { YAMLEvent.Mark(line: line, column: column) }
}
