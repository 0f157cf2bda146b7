import PlainJSON
import SlotModel

/// One key of a map whose keys are declared.
struct Field<Model>: Sendable {
    let name: String
    /// As messages name it.
    let quotedName: String
    /// One sentence without a full stop.
    let summary: String
    let isRequired: Bool
    let isSecret: Bool
    /// Names that people use for it elsewhere, in lower case with `-`: for suggestions only.
    let otherNames: [String]
    let example: String?
    let schema: @Sendable () -> [JSONValue.Member]
    let read: @Sendable (_ key: YAMLTree.Node, _ value: YAMLTree.Node, inout Model, inout Reading) -> Void

    /// - Parameters:
    ///   - example: Instead of the shape's own.
    ///   - isSecret: The value may be a secret.
    ///   - storeWithKey: Puts what was read into the model; gets the key's place too.
    init<Value>(
        _ name: String,
        _ summary: String,
        _ shape: Shape<Value>,
        isRequired: Bool = false,
        isSecret: Bool = false,
        example: String? = nil,
        standard: String? = nil,
        otherNames: [String] = [],
        storeWithKey: @escaping @Sendable (inout Model, Value, Place) -> Void
    ) {
        self.name = name
        quotedName = "'\(name)'"
        self.summary = summary
        self.isRequired = isRequired
        self.isSecret = isSecret
        self.otherNames = otherNames
        self.example = example ?? shape.example
        schema = {
            shape.schema() + [.init("description", .string(summary))]
                + (standard.map { [.init("default", exampleValue(of: $0))] } ?? [])
        }
        read = { key, value, model, reading in
            if let result = shape.read(value, &reading) {
                storeWithKey(&model, result, reading.place(of: key))
            }
        }
    }
}

extension Field {
    init<Value>(
        _ name: String,
        _ summary: String,
        _ shape: Shape<Value>,
        isRequired: Bool = false,
        isSecret: Bool = false,
        example: String? = nil,
        standard: String? = nil,
        otherNames: [String] = [],
        store: @escaping @Sendable (inout Model, Value) -> Void
    ) {
        self.init(
            name,
            summary,
            shape,
            isRequired: isRequired,
            isSecret: isSecret,
            example: example,
            standard: standard,
            otherNames: otherNames,
            storeWithKey: { model, value, _ in store(&model, value) }
        )
    }
}

/// A map whose keys are declared: the one description that the reader and the JSON Schema use.
struct Record<Model: Sendable>: Sendable {
    /// What the map is, as messages say it: `a map of credentials`.
    let words: String
    let example: String
    let fields: [Field<Model>]
    private let names: [[UInt8]]
    /// At least one key is needed, whichever.
    let needsOne: Bool

    init(_ words: String, example: String, needsOne: Bool = false, fields: [Field<Model>]) {
        precondition(fields.count <= 64, "a record keeps what it has seen in 64 bits")
        self.words = words
        self.example = example
        self.needsOne = needsOne
        self.fields = fields
        names = fields.map { Array($0.name.utf8) }
    }

    /// Reads what is there into a model.
    ///
    /// - Returns: Whether every required key was there.
    func read(_ map: YAMLTree.Node, into model: inout Model, _ reading: inout Reading) -> Bool {
        let (outerKey, outerSecret) = (reading.key, reading.isSecret)
        var (seen, meant): (UInt64, UInt64) = (0, 0)
        for (key, value) in reading.tree.members(of: map) where key.kind == .scalar {
            let name = reading.tree.bytes(of: key)
            guard let position = names.firstIndex(where: { $0.elementsEqual(name) }) else {
                if let near = complainAboutUnknown(key, &reading) { meant |= 1 << UInt64(near) }
                continue
            }
            let field = fields[position]
            seen |= 1 << UInt64(position)
            if field.isSecret, reading.complain(goneUnder: key, value) { continue }
            guard reading.isPresent(value, under: key, example: field.example, field.isRequired) else {
                continue
            }
            reading.key = field.quotedName
            reading.isSecret = outerSecret || field.isSecret
            field.read(key, value, &model, &reading)
            (reading.key, reading.isSecret) = (outerKey, outerSecret)
        }
        return isComplete(seen, meant: meant, map, &reading)
    }

    /// - Parameter meant: Keys that are there under a name that is nearly theirs, which was told.
    private func isComplete(_ seen: UInt64, meant: UInt64, _ map: YAMLTree.Node, _ reading: inout Reading)
        -> Bool
    {
        let under = reading.key.isEmpty ? "" : " under \(reading.key)"
        var isComplete = true
        for (position, field) in fields.enumerated()
        where field.isRequired && seen & 1 << UInt64(position) == 0 {
            isComplete = false
            guard meant & 1 << UInt64(position) == 0 else { continue }
            reading.complain(
                "missing-key",
                "'\(field.name)' is missing\(under)",
                at: map,
                help: "add \(field.name): \(field.example ?? "…")"
            )
        }
        if needsOne, map.count == 1 {
            isComplete = false
            reading.complain("missing-key", "\(reading.key) names nothing", at: map, help: "write \(example)")
        }
        return isComplete
    }

    /// - Returns: The position of the field that is probably meant.
    private func complainAboutUnknown(_ key: YAMLTree.Node, _ reading: inout Reading) -> Int? {
        guard !reading.isFull else {
            reading.countOnly()
            return nil
        }
        let text = reading.string(of: key)
        let known = fields.map(\.name)
        let near =
            fields.first { $0.otherNames.contains(folded(text)) }?.name ?? nearestName(to: text, among: known)
        reading.complain(
            "unknown-key",
            "unknown key \(shownKey(text, isSecret: reading.isSecret || near == nil))",
            at: key,
            help: near.map { "did you mean '\($0)'?" } ?? "the keys here are \(known.joined(separator: ", "))"
        )
        return near.flatMap(known.firstIndex)
    }

    /// The map as a value inside another.
    func shape(startingWith initial: Model) -> Shape<Model> {
        Shape(words: words, example: example, schema: { self.schema }) {
            node,
            reading in
            guard reading.isMap(node, words: words, example: example) else { return nil }
            var model = initial
            return read(node, into: &model, &reading) ? model : nil
        }
    }

    // MARK: - For editors and people

    var schema: [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init("type", "object"),
            .init(
                "properties",
                .object(
                    fields.map { field in
                        var schema = field.schema()
                        if let example = field.example, !field.isSecret,
                            !schema.contains(where: { $0.name == "properties" })
                        {
                            schema.append(.init("examples", [exampleValue(of: example)]))
                        }
                        return .init(field.name, .object(schema))
                    }
                )
            ),
        ]
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { members.append(.init("required", .array(required))) }
        if needsOne { members.append(.init("minProperties", 1)) }
        members.append(.init("additionalProperties", false))
        return members
    }
}
