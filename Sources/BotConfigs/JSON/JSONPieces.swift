import Cryptography

/// Text on its way into a file; its secrets stay where they are until the end.
struct JSONPieces: Sendable {
    /// As it will stand, without the secrets.
    private(set) var text: [UInt8] = []
    /// UTF-8, to be escaped, and where in the text each one goes.
    private var secrets: [(offset: Int, secret: Secret)] = []

    mutating func append(_ bytes: some Sequence<UInt8>) { text.append(contentsOf: bytes) }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { self.text.append(contentsOf: $0) }
    }

    mutating func appendName(_ name: String) {
        append("\"")
        JSONString.escape(name.utf8, into: &text)
        append("\"")
    }

    /// Appends a value in a file's own style.
    ///
    /// - Parameter indentation: Of the line that the value begins on.
    mutating func append(_ tree: JSONTree, layout: JSONLayout, indentation: [UInt8]) {
        switch tree {
        case .literal(let literal): append(literal)
        case .string(let parts):
            append("\"")
            for part in parts {
                switch part {
                case .text(let part): JSONString.escape(part, into: &text)
                case .secret(let secret): secrets.append((text.count, secret))
                }
            }
            append("\"")
        case .list(let elements):
            append("[")
            let inner = indentation + layout.unit
            for (index, element) in elements.enumerated() {
                startItem(isFirst: index == 0, layout: layout, indentation: inner)
                append(element, layout: layout, indentation: inner)
            }
            if !elements.isEmpty { endItems(layout: layout, indentation: indentation) }
            append("]")
        case .object(let members):
            append("{")
            appendMembers(members, layout: layout, indentation: indentation + layout.unit)
            if !members.isEmpty { endItems(layout: layout, indentation: indentation) }
            append("}")
        }
    }

    /// Appends members with commas between them, each on its line where the style has lines.
    mutating func appendMembers(_ members: [JSONTree.Member], layout: JSONLayout, indentation: [UInt8]) {
        for (index, member) in members.enumerated() {
            startItem(isFirst: index == 0, layout: layout, indentation: indentation)
            appendName(member.name)
            append(layout.colon)
            append(member.value, layout: layout, indentation: indentation)
        }
    }

    private mutating func startItem(isFirst: Bool, layout: JSONLayout, indentation: [UInt8]) {
        if layout.newline.isEmpty {
            if !isFirst { append(layout.comma) }
        } else {
            if !isFirst { append(",") }
            append(layout.newline)
            append(indentation)
        }
    }

    private mutating func endItems(layout: JSONLayout, indentation: [UInt8]) {
        guard !layout.newline.isEmpty else { return }
        append(layout.newline)
        append(indentation)
    }
}

extension JSONPieces {
    /// An upper bound of what everything takes when it is written.
    var size: Int { secrets.reduce(text.count) { $0 + 6 * $1.secret.count } }

    /// Appends everything; reserve the ``size`` first.
    func write(into output: inout [UInt8]) {
        var position = 0
        for (offset, secret) in secrets {
            output.append(contentsOf: text[position..<offset])
            secret.withBytes { JSONString.escape($0, into: &output) }
            position = offset
        }
        output.append(contentsOf: text[position...])
    }
}
