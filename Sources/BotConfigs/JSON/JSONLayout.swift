/// How a file spreads its objects over lines, so that what is added looks like the rest.
struct JSONLayout: Sendable, Hashable {
    /// Between two lines; empty when the members of an object stand on one line.
    var newline: [UInt8]
    /// One more level.
    var unit: [UInt8]
    /// Between a name and its value, the colon included.
    var colon: [UInt8]
    /// Between two members on one line, the comma included.
    var comma: [UInt8]

    /// Four blanks, as the bots' own samples have it.
    static let pretty = JSONLayout(
        newline: Array("\n".utf8),
        unit: Array("    ".utf8),
        colon: Array(": ".utf8),
        comma: Array(", ".utf8)
    )

    /// As messages show values.
    static let oneLine = JSONLayout(
        newline: [],
        unit: [],
        colon: Array(": ".utf8),
        comma: Array(", ".utf8)
    )

    /// The style of a whole document, by its outermost object.
    init(of document: JSONDocument) {
        self = .pretty
        let members = document.members(of: document.root)
        guard let blanks = JSONObjectBlanks(document, document.root, members) else { return }
        adopt(blanks, outside: [])
    }

    private init(newline: [UInt8], unit: [UInt8], colon: [UInt8], comma: [UInt8]) {
        self.newline = newline
        self.unit = unit
        self.colon = colon
        self.comma = comma
    }

    /// The style of objects inside an object: that of the last one there, or else this one.
    func forObjects(
        among members: [JSONMember],
        of document: JSONDocument,
        indentation: [UInt8]
    ) -> JSONLayout {
        var layout = self
        for member in members.reversed() where member.value.kind == .object {
            let inner = document.members(of: member.value)
            guard let blanks = JSONObjectBlanks(document, member.value, inner) else { continue }
            layout.adopt(blanks, outside: indentation)
            return layout
        }
        return layout
    }

    private mutating func adopt(_ blanks: JSONObjectBlanks, outside: [UInt8]) {
        newline = blanks.newline
        colon = blanks.colon
        comma = blanks.comma
        if blanks.indentation.starts(with: outside), blanks.indentation.count > outside.count {
            unit = Array(blanks.indentation.dropFirst(outside.count))
        }
    }
}

/// The blanks inside an object that has members.
struct JSONObjectBlanks {
    /// Between two lines; empty when the members stand on one line.
    let newline: [UInt8]
    /// Before a member on its own line.
    let indentation: [UInt8]
    /// Between a name and its value, the colon included.
    let colon: [UInt8]
    /// Between two members, the comma included, where they stand on one line.
    let comma: [UInt8]
    /// Before the closing bracket.
    let beforeEnd: [UInt8]

    /// `nil` when there is no member to learn from.
    init?(_ document: JSONDocument, _ object: JSONSpan, _ members: [JSONMember]) {
        guard let first = members.first, let last = members.last else { return nil }
        colon = Array(document.raw(first.nameRange.upperBound..<first.value.range.lowerBound))
        beforeEnd = Array(document.raw(last.value.range.upperBound..<(object.range.upperBound - 1)))
        var start = last.nameRange.lowerBound
        while start > 0, isJSONBlank(document.bytes[start - 1]) { start -= 1 }
        let beforeLast = Array(document.raw(start..<last.nameRange.lowerBound))
        (newline, indentation) = Self.lastLine(of: beforeLast)
        if members.count > 1 {
            comma = [UInt8(ascii: ",")] + beforeLast
        } else {
            comma = Array((colon.last.map(isJSONBlank) == true ? ", " : ",").utf8)
        }
    }

    private static func lastLine(of blanks: [UInt8]) -> (newline: [UInt8], indentation: [UInt8]) {
        let indentation = blanks.reversed().prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let rest = blanks.dropLast(indentation.count)
        guard let last = rest.last else { return ([], []) }
        let isPair = last == UInt8(ascii: "\n") && rest.dropLast().last == UInt8(ascii: "\r")
        return (isPair ? Array("\r\n".utf8) : [last], indentation.reversed())
    }
}
