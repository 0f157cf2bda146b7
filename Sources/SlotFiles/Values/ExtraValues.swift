import PlainJSON
import SlotModel

extension Shape where Value == ExtraValue {
    /// A map of anything, copied into the bot's entry as it is.
    static var extraMap: Shape {
        let words = "a map of members"
        let example = "{type: bitget}"
        return Shape(words: words, example: example, schema: { [.init("type", "object")] }) { node, reading in
            let (key, isSecret) = (reading.key.filter { $0 != "'" }, reading.isSecret)
            let own = { (text: String) in
                isSecret
                    ? nil
                    : "{BOT: {\(key): \(ScalarText.plainWherePossible(text))}}, a bot's name first and then its members"
            }
            guard reading.isMap(node, words: words, example: example, mended: own) else { return nil }
            return reading.extraValue(of: node)
        }
    }
}

extension Reading {
    /// The types of YAML 1.2's core schema, numbers only where JSON spells them alike.
    func extraValue(of node: YAMLTree.Node) -> ExtraValue {
        switch node.kind {
        case .list:
            return .list(tree.children(of: node).map { extraValue(of: $0) })
        case .map:
            return .map(
                tree.members(of: node).compactMap { key, value in
                    guard key.kind == .scalar else { return nil }
                    return ExtraValue.Member(name: string(of: key), value: extraValue(of: value))
                }
            )
        case .scalar:
            let text = string(of: node)
            guard node.style == .plain else { return .text(text) }
            if tree.isEmpty(node) { return .null }
            switch text {
            case "true": return .boolean(true)
            case "false": return .boolean(false)
            default: return isJSONNumber(text) ? .number(text) : .text(text)
            }
        }
    }
}

/// RFC 8259, section 6.
private func isJSONNumber(_ text: String) -> Bool {
    guard let quantity = Quantity(text, isSigned: true) else { return false }
    var rest = quantity.unit.utf8
    guard let letter = rest.popFirst() else { return true }
    guard letter | 0x20 == UInt8(ascii: "e") else { return false }
    if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    return !rest.isEmpty && rest.allSatisfy { (0x30...0x39).contains($0) }
}
