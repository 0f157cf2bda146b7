import Cryptography

/// Text on its way into a file, in pieces, so that secrets stay where they are until the end.
struct JSONPieces: Sendable {
    enum Piece: Sendable {
        /// As it will stand.
        case bytes([UInt8])
        /// UTF-8, to be escaped.
        case secret(Secret)
    }

    private(set) var pieces: [Piece] = []
    private var tail: [UInt8] = []

    mutating func append(_ bytes: some Sequence<UInt8>) { tail.append(contentsOf: bytes) }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { tail.append(contentsOf: $0) }
    }

    private mutating func append(_ secret: Secret) {
        pieces.append(.bytes(tail))
        tail = []
        pieces.append(.secret(secret))
    }

    /// All pieces, in order.
    func finished() -> [Piece] { tail.isEmpty ? pieces : pieces + [.bytes(tail)] }

    mutating func appendName(_ name: String) {
        append("\"")
        JSONString.escape(Array(name.utf8), into: &tail)
        append("\"")
    }

    /// Appends a value in a file's own style.
    ///
    /// - Parameter indentation: Of the line that the value begins on.
    mutating func append(_ tree: JSONTree, layout: JSONLayout, indentation: [UInt8]) {
        switch tree {
        case .literal(let text): append(text)
        case .string(let parts):
            append("\"")
            for part in parts {
                switch part {
                case .text(let text): JSONString.escape(text, into: &tail)
                case .secret(let secret): append(secret)
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
    /// An upper bound of what the pieces take when they are written.
    static func size(of pieces: [Piece]) -> Int {
        pieces.reduce(0) { sum, piece in
            switch piece {
            case .bytes(let bytes): sum + bytes.count
            case .secret(let secret): sum + 6 * secret.count
            }
        }
    }

    /// Appends the pieces; reserve their ``size(of:)`` first.
    static func write(_ pieces: [Piece], into output: inout [UInt8]) {
        for piece in pieces {
            switch piece {
            case .bytes(let bytes): output.append(contentsOf: bytes)
            case .secret(let secret): secret.withBytes { JSONString.escape($0, into: &output) }
            }
        }
    }
}
