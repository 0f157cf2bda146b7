import PlainJSON
import SlotModel

extension Shape where Value == BotTemplate.Condition {
    /// Something that a slot has, or a map from it to what it says: `api-wallet`, `{market: futures}`.
    static var condition: Shape {
        let source = Shape<BotTemplate.Source>.source
        let example = "{market: futures}"
        return Shape(
            words: source.words,
            example: example,
            schema: { [.init("anyOf", [.object(source.schema()), .object(comparison)])] }
        ) { node, reading in
            guard node.kind == .map else { return source.read(node, &reading).map { .init($0) } }
            let members = Array(reading.tree.members(of: node))
            guard let (key, value) = members.first, members.count == 1 else {
                reading.complain(
                    "wrong-value",
                    "\(reading.key) compares one thing with its words",
                    at: node,
                    help: "write it like this: \(example)"
                )
                return nil
            }
            guard let source = source.read(key, &reading) else { return nil }
            guard let known = source.words else {
                reading.complain(
                    "wrong-value",
                    "'\(source.name)' has no words to compare with",
                    at: key,
                    help: "write it alone, which asks whether the slot has it"
                )
                return nil
            }
            let outer = reading.key
            defer { reading.key = outer }
            reading.key = "'\(source.name)'"
            return Shape<[String]>.words(known).read(value, &reading).map { .init(source, $0) }
        }
    }

    /// The JSON Schema of a map with one source and its words.
    private static var comparison: [JSONValue.Member] {
        let sources = BotTemplate.Source.named.compactMap { name, source in
            source.words.map { JSONValue.Member(name, .object(Shape<[String]>.words($0).schema())) }
        }
        return [
            .init("type", "object"), .init("properties", .object(sources)),
            .init("additionalProperties", false), .init("minProperties", 1), .init("maxProperties", 1),
        ]
    }
}

extension Shape where Value == [String] {
    /// One of a few words, or a list of them.
    fileprivate static func words(_ known: [String]) -> Shape {
        let list = known.joined(separator: ", ")
        let one = Shape<String>.scalar(
            "one of \(list)",
            example: known.first,
            schema: [.init("type", "string"), .init("enum", .array(known.map { .string($0) }))]
        ) { text, node, reading in
            if known.contains(text) { return text }
            reading.complain(
                "wrong-value",
                "\(reading.key) is never \(reading.quoted(node))",
                at: node,
                help: nearestName(to: text, among: known).map { "did you mean '\($0)'?" } ?? "one of \(list)"
            )
            return nil
        }
        let example = "[\(known.prefix(2).joined(separator: ", "))]"
        let several = Shape<[String]>
            .list(of: one, words: "a list of words", example: example, isEmptyAllowed: false)
        return Shape(
            words: one.words,
            example: known.first,
            schema: { [.init("anyOf", [.object(one.schema()), .object(several.schema())])] }
        ) { node, reading in
            node.kind == .list ? several.read(node, &reading) : one.read(node, &reading).map { [$0] }
        }
    }
}
