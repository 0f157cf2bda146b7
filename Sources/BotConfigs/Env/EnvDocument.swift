package import Cryptography
package import SlotModel

/// A file of variables, read without being changed: comments, blank lines, quotes and `export` stay where they are.
///
/// Variables whose names end as the template's members do belong to connections: `BITGET_API_KEY` is the member
/// `API_KEY` of `BITGET`. The root then holds the connections and nothing else; without such members it holds the
/// variables.
package struct EnvDocument: Sendable {
    package let bytes: [UInt8]
    package let root: JSONSpan
    let variables: [EnvLines.Variable]
    /// Positions among the variables by connection, in the order of their first one.
    private let connections: [(name: String, members: [Int])]
    /// Which of the connections has its first variable at a byte.
    private let starts: [Int: Int]
    /// What names end in, without `_`; `nil`: there is one connection, which has all variables.
    let endings: [String]?

    package init(_ bytes: [UInt8], endings: [String]?) throws(JSONFault) {
        guard bytes.count <= JSONDocument.maximumSize else {
            throw JSONFault(
                offset: JSONDocument.maximumSize,
                message: "larger than \(JSONDocument.maximumSize >> 20) MiB"
            )
        }
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw JSONFault(offset: 0, message: "it begins with a byte order mark (UTF-8 with BOM)")
        }
        variables = try EnvLines(bytes).variables
        (self.bytes, self.endings) = (bytes, endings)
        root = JSONSpan(kind: .object, range: 0..<bytes.count)
        var connections: [(name: String, members: [Int])] = []
        var known: [String: Int] = [:]
        for (position, variable) in variables.enumerated() {
            guard let ending = Self.ending(of: variable.name, among: endings ?? []) else { continue }
            let name = String(variable.name.dropLast(ending.utf8.count + 1))
            if let index = known[name] {
                connections[index].members.append(position)
            } else {
                known[name] = connections.count
                connections.append((name, [position]))
            }
        }
        self.connections = connections
        let variables = variables
        starts = Dictionary(
            connections.indices.map { (variables[connections[$0].members[0]].nameRange.lowerBound, $0) }
        ) { first, _ in first }
    }

    private static func ending(of name: String, among endings: [String]) -> String? {
        endings.first { name.utf8.count > $0.utf8.count + 1 && name.hasSuffix("_" + $0) }
    }

    /// A connection's object; told from others by where its first variable stands.
    private func object(_ members: [Int]) -> JSONSpan {
        JSONSpan(kind: .object, range: members.first.map { variables[$0].nameRange } ?? 0..<0)
    }

    private func connection(_ object: JSONSpan) -> (name: String, members: [Int])? {
        starts[object.range.lowerBound].map { connections[$0] }
    }

    /// The positions of an object's variables.
    func positions(of object: JSONSpan) -> [Int] {
        guard object != root else { return Array(variables.indices) }
        return connection(object)?.members ?? []
    }

    private func member(_ position: Int, named name: String) -> JSONMember {
        let variable = variables[position]
        return JSONMember(
            name: name,
            nameRange: variable.nameRange,
            value: JSONSpan(kind: .string, range: variable.valueRange)
        )
    }
}

extension EnvDocument: Document {
    package static var name: String { "a file of variables" }

    package func members(of object: JSONSpan) -> [JSONMember] {
        guard object.kind == .object else { return [] }
        if object == root {
            guard endings != nil else {
                return variables.indices.map { member($0, named: variables[$0].name) }
            }
            return connections.map { connection in
                let object = self.object(connection.members)
                return JSONMember(name: connection.name, nameRange: object.range, value: object)
            }
        }
        guard let connection = connection(object) else { return [] }
        return connection.members.map { position in
            let name = variables[position].name.dropFirst(connection.name.utf8.count + 1)
            return member(position, named: String(name))
        }
    }

    package func elements(of list: JSONSpan) -> [JSONSpan] { [] }

    package func raw(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

    package func decode(_ string: JSONSpan, _ emit: (UInt8) -> Void) {
        EnvText.decode(bytes[string.range], emit)
    }

    package func place(of range: Range<Int>, in file: String) -> Place {
        JSONDocument.place(of: range, in: bytes, file: file)
    }

    package func reread(_ text: SecretText) -> EnvDocument? {
        text.withBytes { try? EnvDocument(Array($0), endings: endings) }
    }

    package func isHollow(_: Set<[String]>) -> Bool { bytes.allSatisfy(isJSONBlank) }

    package func text(with edits: [JSONObjectEdit], in content: Secret) -> SecretText? {
        guard edits.contains(where: { !$0.isEmpty }) else { return SecretText(content) }
        var all = EnvEdits(self)
        for edit in edits { all.apply(edit) }
        var bytes = all.assembled()
        defer { bytes.withUnsafeMutableBytes { wipeBytes($0) } }
        let text = SecretText(Secret(copying: bytes))
        guard let result = reread(text), all.holds(for: result) else { return nil }
        return text
    }

    package static func text(of tree: JSONTree) -> [UInt8] {
        guard case .object(let members) = tree else { return [] }
        let lines = EnvEdits.lines(members)
        var bytes: [UInt8] = []
        // One allocation: no half-grown copy of a secret stays behind in freed memory.
        bytes.reserveCapacity(lines.reduce(0) { $0 + $1.size })
        for line in lines { line.write(into: &bytes) }
        return bytes
    }

    package static func canHold(_ tree: JSONTree) -> Bool { tree.isForVariable }
}
