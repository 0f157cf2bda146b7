package import Cryptography
package import SlotModel

/// A value on its way into a file.
package enum JSONTree: Sendable {
    /// `null`, `true`, `false` or a number, as it will be spelled.
    case literal([UInt8])
    case string([Part])
    case list([JSONTree])
    case object([Member])

    /// A piece of a string.
    package enum Part: Sendable {
        /// UTF-8, not escaped.
        case text([UInt8])
        /// UTF-8, not escaped; the bytes leave the secret when the file is put together, not before.
        case secret(Secret)
    }

    /// One name and its value.
    package struct Member: Sendable {
        package var name: String
        package var value: JSONTree

        package init(name: String, value: JSONTree) {
            self.name = name
            self.value = value
        }
    }

    /// Whether a secret is part of it.
    package var holdsSecret: Bool {
        switch self {
        case .literal: false
        case .string(let parts):
            parts.contains { if case .secret = $0 { true } else { false } }
        case .list(let elements): elements.contains(where: \.holdsSecret)
        case .object(let members): members.contains(where: \.value.holdsSecret)
        }
    }
}

extension JSONTree {
    /// Free-form data of a slot file; `nil` when it has more levels than a document may have.
    package init?(_ value: ExtraValue, levels: Int = 32) {
        guard levels > 0 else { return nil }
        switch value {
        case .null: self = .literal(Array("null".utf8))
        case .boolean(let flag): self = .literal(Array((flag ? "true" : "false").utf8))
        case .number(let text): self = .literal(Array(text.utf8))
        case .text(let text): self = .string([.text(Array(text.utf8))])
        case .list(let values):
            var elements: [JSONTree] = []
            for value in values {
                guard let element = JSONTree(value, levels: levels - 1) else { return nil }
                elements.append(element)
            }
            self = .list(elements)
        case .map(let pairs):
            var members: [Member] = []
            for pair in pairs {
                guard let value = JSONTree(pair.value, levels: levels - 1) else { return nil }
                members.append(Member(name: pair.name, value: value))
            }
            self = .object(members)
        }
    }
}
