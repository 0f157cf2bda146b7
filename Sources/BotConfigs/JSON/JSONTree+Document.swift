extension JSONTree {
    /// A value of a document, for showing it.
    init(_ value: JSONSpan, in document: any Document) {
        switch value.kind {
        case .null, .boolean, .number: self = .literal(Array(document.raw(value.range)))
        case .string:
            var decoded: [UInt8] = []
            document.decode(value) { decoded.append($0) }
            self = .string([.text(decoded)])
        case .list: self = .list(document.elements(of: value).map { JSONTree($0, in: document) })
        case .object:
            self = .object(
                document.members(of: value).map {
                    Member(name: $0.name, value: JSONTree($0.value, in: document))
                }
            )
        }
    }

    /// On one line; only for trees without secrets.
    var text: String {
        var pieces = JSONPieces()
        pieces.append(self, layout: .oneLine, indentation: [])
        return String(decoding: pieces.text, as: UTF8.self)
    }
}
