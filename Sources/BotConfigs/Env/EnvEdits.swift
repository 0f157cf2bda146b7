/// Changes of variables in a file, which leave every other line as it is.
struct EnvEdits {
    /// One variable on its way into a file.
    struct Line {
        var name: String
        var value: JSONTree
        var isExported = false
        var newline: [UInt8] = [UInt8(ascii: "\n")]

        /// At least the number of its bytes.
        var size: Int { name.utf8.count + value.variableSize + newline.count + 8 }

        func write(into output: inout [UInt8]) {
            if isExported { output.append(contentsOf: "export ".utf8) }
            output.append(contentsOf: name.utf8)
            output.append(UInt8(ascii: "="))
            value.appendToVariable(&output)
            output.append(contentsOf: newline)
        }
    }

    private let document: EnvDocument
    private var replaced: [Int: JSONTree] = [:]
    private var removed: Set<Int> = []
    /// After the line of a variable, in this order.
    private var inserted: [Int: [Line]] = [:]
    private var appended: [Line] = []

    init(_ document: EnvDocument) { self.document = document }

    mutating func apply(_ edit: JSONObjectEdit) {
        let positions = document.positions(of: edit.object)
        if edit.object == document.root, document.endings != nil {
            for index in edit.removed where edit.members.indices.contains(index) {
                removed.formUnion(document.positions(of: edit.members[index].value))
            }
            return appended += Self.lines(edit.added)
        }
        for (index, tree) in edit.replaced where positions.indices.contains(index) {
            replaced[positions[index]] = tree
        }
        for index in edit.removed where positions.indices.contains(index) { removed.insert(positions[index]) }
        let prefix = edit.object == document.root ? "" : connection(edit, positions)
        let lines = edit.added.map { Line(name: prefix + $0.name, value: $0.value) }
        if edit.object != document.root, let last = positions.last {
            inserted[last, default: []] += lines
        } else {
            appended += lines
        }
    }

    /// What the names of an object's variables begin with.
    private func connection(_ edit: JSONObjectEdit, _ positions: [Int]) -> String {
        guard let first = positions.first, let member = edit.members.first else { return "" }
        return String(document.variables[first].name.dropLast(member.name.utf8.count))
    }

    /// The variables of a new file, or of new connections.
    static func lines(_ members: [JSONTree.Member]) -> [Line] {
        members.flatMap { member -> [Line] in
            guard case .object(let inner) = member.value else {
                return [Line(name: member.name, value: member.value)]
            }
            return inner.map { Line(name: member.name + "_" + $0.name, value: $0.value) }
        }
    }

    /// The new text; the caller wipes it, since it holds secrets.
    func assembled() -> [UInt8] {
        let bytes = document.bytes
        let newline = newline
        let isExported = document.variables.last?.isExported ?? false
        var output: [UInt8] = []
        let lines = inserted.values.joined() + appended
        // One allocation: no half-grown copy of a secret stays behind in freed memory.
        output.reserveCapacity(
            bytes.count + lines.reduce(4) { $0 + $1.size + 4 }
                + replaced.values.reduce(0) { $0 + $1.variableSize }
        )
        func write(_ lines: [Line]) {
            if let last = output.last, !lines.isEmpty, last != UInt8(ascii: "\n"), last != UInt8(ascii: "\r")
            {
                output.append(contentsOf: newline)
            }
            for var line in lines {
                (line.isExported, line.newline) = (isExported, newline)
                line.write(into: &output)
            }
        }
        var position = 0
        for (index, variable) in document.variables.enumerated() {
            let value = variable.valueRange
            if removed.contains(index) {
                output.append(contentsOf: bytes[position..<variable.lineRange.lowerBound])
            } else if let tree = replaced[index] {
                output.append(contentsOf: bytes[position..<value.lowerBound])
                tree.appendToVariable(&output)
                output.append(contentsOf: bytes[value.upperBound..<variable.lineRange.upperBound])
            } else {
                output.append(contentsOf: bytes[position..<variable.lineRange.upperBound])
            }
            position = variable.lineRange.upperBound
            write(inserted[index] ?? [])
        }
        output.append(contentsOf: bytes[position...])
        write(appended)
        return output
    }

    /// As the file's first line ends.
    private var newline: [UInt8] {
        guard
            let end = document.bytes.firstIndex(where: {
                $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
            })
        else { return [UInt8(ascii: "\n")] }
        let next = end + 1
        let isPair =
            document.bytes[end] == UInt8(ascii: "\r") && next < document.bytes.count
            && document.bytes[next] == UInt8(ascii: "\n")
        return isPair ? [UInt8(ascii: "\r"), UInt8(ascii: "\n")] : [document.bytes[end]]
    }

    // MARK: - Looking once more

    /// Whether the new file differs from the old one in nothing but what was asked for.
    func holds(for after: EnvDocument) -> Bool {
        var wanted: [(name: String, value: JSONTree?, old: Int)] = []
        for (index, variable) in document.variables.enumerated() {
            if !removed.contains(index) { wanted.append((variable.name, replaced[index], index)) }
            wanted += (inserted[index] ?? []).map { ($0.name, $0.value, index) }
        }
        wanted += appended.map { ($0.name, $0.value, 0) }
        guard wanted.count == after.variables.count, rest(of: document) == rest(of: after) else {
            return false
        }
        return zip(wanted, after.variables).allSatisfy { wanted, variable in
            guard wanted.name == variable.name else { return false }
            guard let tree = wanted.value else {
                let old = document.variables[wanted.old]
                return document.bytes[old.valueRange] == after.bytes[variable.valueRange]
            }
            return JSONCanonical.areEqual(
                JSONSpan(kind: .string, range: variable.valueRange),
                in: after,
                tree.asText
            )
        }
    }

    /// Everything but the lines of variables, without the line ends that a file may lack at its end.
    private func rest(of document: EnvDocument) -> [UInt8] {
        var rest: [UInt8] = []
        var position = 0
        for variable in document.variables {
            rest.append(contentsOf: document.bytes[position..<variable.lineRange.lowerBound])
            position = variable.lineRange.upperBound
        }
        rest.append(contentsOf: document.bytes[position...])
        while let last = rest.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
            rest.removeLast()
        }
        return rest
    }
}

extension JSONTree {
    /// A number or a word as the text that a variable holds.
    var asText: JSONTree {
        if case .literal(let text) = self { .string([.text(text)]) } else { self }
    }
}
