import PlainJSON
import SlotModel

/// How one value is written in a file: what reads it, and what tells people and editors about it.
struct Shape<Value: Sendable>: Sendable {
    /// What is wanted, as a message says it: `a duration with its unit`.
    var words: String
    /// The value as it would stand in the file.
    var example: String?
    /// The members of its JSON Schema.
    ///
    /// Made when asked for: a program that only reads files does not pay for it.
    var schema: @Sendable () -> [JSONValue.Member]
    /// Gives `nil` after a complaint.
    var read: @Sendable (YAMLTree.Node, inout Reading) -> Value?

    init(
        words: String,
        example: String?,
        schema: @escaping @Sendable () -> [JSONValue.Member],
        read: @escaping @Sendable (YAMLTree.Node, inout Reading) -> Value?
    ) {
        self.words = words
        self.example = example
        self.schema = schema
        self.read = read
    }

    /// The same written form, for another value.
    func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> Shape<Other> {
        Shape<Other>(words: words, example: example, schema: schema) { node, reading in
            read(node, &reading).map(transform)
        }
    }

    /// Keeps the place with the value.
    var located: Shape<Located<Value>> {
        Shape<Located<Value>>(words: words, example: example, schema: schema) { node, reading in
            read(node, &reading).map { Located($0, at: reading.place(of: node)) }
        }
    }
}

// MARK: - Scalars

extension Shape {
    /// A scalar whose text `parse` understands.
    ///
    /// The text alone decides: `no`, `012` and `12:30` are never anything but their letters.
    ///
    /// - Parameter parse: Gives the value, or complains and gives `nil`.
    static func scalar(
        _ words: String,
        example: String?,
        schema: @escaping @autoclosure @Sendable () -> [JSONValue.Member],
        parse: @escaping @Sendable (String, YAMLTree.Node, inout Reading) -> Value?
    ) -> Shape {
        Shape(words: words, example: example, schema: schema) { node, reading in
            guard let text = reading.scalarText(of: node, wanted: words, example: example) else { return nil }
            return parse(text, node, &reading)
        }
    }
}

extension Shape where Value == Bool {
    static var boolean: Shape {
        scalar("true or false", example: "true", schema: [.init("type", "boolean")]) { text, node, reading in
            if node.style == .plain, text == "true" { return true }
            if node.style == .plain, text == "false" { return false }
            let isYes = ["yes", "on", "y", "1", "true"].contains(text.lowercased())
            let isNo = ["no", "off", "n", "0", "false"].contains(text.lowercased())
            reading.complain(
                "wrong-type",
                "\(reading.key) is true or false, not \(reading.quoted(node))",
                at: node,
                help: isYes || isNo
                    ? "write \(isYes ? "true" : "false"), without quotes" : "write true or false"
            )
            return nil
        }
    }
}

extension Shape
where Value: RawRepresentable & CaseIterable, Value.RawValue == String, Value: Equatable {
    /// One of a few words.
    static func choice(_ words: String, example: Value) -> Shape {
        let names = Value.allCases.map(\.rawValue)
        let list = names.joined(separator: ", ")
        return scalar(
            words,
            example: example.rawValue,
            schema: [.init("type", "string"), .init("enum", .array(names.map { .string($0) }))]
        ) { text, node, reading in
            if let value = Value(rawValue: text) { return value }
            let near = nearestName(to: text, among: names)
            reading.complain(
                "wrong-value",
                "\(reading.key) takes \(words), not \(reading.quoted(node))",
                at: node,
                help: near.map { "did you mean '\($0)'?" } ?? "one of \(list)"
            )
            return nil
        }
    }
}

// MARK: - Lists and maps

extension Shape {
    /// A list; what is wrong in one entry does not hide the others.
    static func list<Element: Sendable>(
        of element: Shape<Element>,
        words: String,
        example: String,
        isEmptyAllowed: Bool = true,
        isSet: Bool = false
    ) -> Shape where Value == [Element] {
        let schema: @Sendable () -> [JSONValue.Member] = {
            [.init("type", "array"), .init("items", .object(element.schema()))]
                + (isEmptyAllowed ? [] : [.init("minItems", 1)]) + (isSet ? [.init("uniqueItems", true)] : [])
        }
        return Shape(words: words, example: example, schema: schema) { node, reading in
            guard node.kind == .list else {
                let found = node.kind == .map ? "a map" : "a single value"
                // What is wrong with the value itself is told along.
                var trial = reading
                let isOne = node.kind == .scalar && !reading.string(of: node).contains { ",; ".contains($0) }
                let isGood = !isOne || element.read(node, &trial) != nil
                let advice = isGood ? "" : trial.findings.last?.help.map { "; \($0)" } ?? ""
                reading.complain(
                    "wrong-type",
                    "\(reading.key) takes \(words), not \(found)",
                    at: node,
                    help: "write it as a list: \(reading.ownList(of: node) ?? example)\(advice)"
                )
                return nil
            }
            guard isEmptyAllowed || node.count > 1 else {
                reading.complain(
                    "wrong-value",
                    "the list of \(reading.key) is empty",
                    at: node,
                    help: "write for example \(example), or remove the key"
                )
                return nil
            }
            return reading.elements(of: node, as: element, isSet: isSet)
        }
    }

    /// A map whose keys are names that the user chose.
    static func dictionary<Entry: Sendable>(
        of names: NameRule,
        to entry: Shape<Entry>,
        words: String,
        example: String,
        mended: @escaping @Sendable (String) -> String? = { _ in nil }
    ) -> Shape where Value == [NamedEntry<Entry>] {
        let schema: @Sendable () -> [JSONValue.Member] = {
            [
                .init("type", "object"),
                .init("propertyNames", .object([.init("pattern", .string(names.pattern))])),
                .init("additionalProperties", .object(entry.schema())),
            ]
        }
        return Shape(words: words, example: example, schema: schema) { node, reading in
            guard reading.isMap(node, words: words, example: example, mended: mended) else { return nil }
            let key = reading.key
            defer { reading.key = key }
            var entries: [NamedEntry<Entry>] = []
            var previous: YAMLTree.Node?
            for (name, value) in reading.tree.members(of: node) {
                let text = reading.string(of: name)
                let before = previous
                previous = value
                if let before, reading.tree.isEmpty(value), reading.complain(cutBefore: name, before) {
                    continue
                }
                guard names.allows(text) else {
                    reading.complain(
                        "wrong-value",
                        "\(shownKey(text)) is no \(names.words)",
                        at: name,
                        help: names.help(for: text)
                    )
                    continue
                }
                reading.key = shownKey(text)
                guard reading.isPresent(value, under: name, example: entry.example) else { continue }
                if let entry = entry.read(value, &reading) {
                    entries.append(NamedEntry(name: Located(text, at: reading.place(of: name)), value: entry))
                }
            }
            return entries
        }
    }
}

/// A member of a map whose keys the user chose.
struct NamedEntry<Value: Sendable>: Sendable {
    var name: Located<String>
    var value: Value
}

extension Reading {
    fileprivate mutating func elements<Element>(
        of list: YAMLTree.Node,
        as shape: Shape<Element>,
        isSet: Bool
    ) -> [Element] {
        var elements: [Element] = []
        var seen: [ArraySlice<UInt8>: YAMLTree.Node] = [:]
        for child in tree.children(of: list) {
            if tree.isEmpty(child) {
                complain("wrong-type", "an entry of \(key) says nothing", at: child, help: "remove it")
                continue
            }
            if isSet, child.kind == .scalar {
                if let first = seen[tree.bytes(of: child)] {
                    guard !isFull else {
                        countOnly()
                        continue
                    }
                    complain(
                        "repeated-entry",
                        "\(quoted(child)) stands twice; the first is in line \(first.line)",
                        at: child,
                        help: "remove one of the two",
                        as: .warning
                    )
                    continue
                }
                seen[tree.bytes(of: child)] = child
            }
            if let element = shape.read(child, &self) { elements.append(element) }
        }
        return elements
    }

    /// - Parameter mended: The map that a single value stands for; `nil`: nobody can tell.
    mutating func isMap(
        _ node: YAMLTree.Node,
        words: String,
        example: String,
        mended: (String) -> String? = { _ in nil }
    ) -> Bool {
        guard node.kind != .map else { return true }
        let found = node.kind == .list ? "a list" : "a single value"
        // What looks like a secret shows nowhere, whatever key it stands under.
        let text = isSecret ? nil : node.kind == .scalar ? mended(string(of: node)) : onlyMap(of: node)
        let own = text.flatMap { SecretLook.runs(in: Array($0.utf8)[...]).isEmpty ? $0 : nil }
        complain(
            "wrong-type",
            "\(key) takes \(words), not \(found)",
            at: node,
            help: "write it like this: \(own ?? example)"
        )
        return false
    }

    /// `{USDC: 77}` for `[USDC: 77]`.
    private func onlyMap(of list: YAMLTree.Node) -> String? {
        let maps = tree.children(of: list).map { $0 }
        let members = maps.flatMap { $0.kind == .map ? tree.members(of: $0).map { $0 } : [] }
        guard !members.isEmpty, maps.allSatisfy({ $0.kind == .map }),
            members.allSatisfy({ $0.key.kind == .scalar && $0.value.kind == .scalar })
        else { return nil }
        let texts = members.map { "\(string(of: $0.key)): \(string(of: $0.value))" }
        return "{\(texts.joined(separator: ", "))}"
    }

    /// `[a, b]` for `a, b`.
    func ownList(of node: YAMLTree.Node) -> String? {
        guard node.kind == .scalar, !isSecret, !quoted(node).contains(SecretLook.mask) else { return nil }
        let parts = string(of: node).split { $0 == "," || $0 == ";" || $0 == " " }.map(String.init)
        guard (1...20).contains(parts.count), parts.allSatisfy({ ScalarText.plainWherePossible($0) == $0 })
        else {
            return nil
        }
        return "[\(parts.joined(separator: ", "))]"
    }

    /// Whether a comma inside a number parted it, so that its end looks like a key: `{USDC: 1,500}`.
    mutating func complain(cutBefore name: YAMLTree.Node, _ before: YAMLTree.Node) -> Bool {
        let (start, end) = (string(of: before), string(of: name))
        let isNumber = { (text: String) in
            !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        guard before.kind == .scalar, !isSecret, isNumber(start), isNumber(end.filter { $0 != "." }) else {
            return false
        }
        complain(
            "wrong-value",
            "a ',' in a number begins another entry here",
            at: name,
            help: Mended.spellings(of: "\(start),\(end)").map { "write \($0.digits)" }.joined(
                separator: ", or "
            )
        )
        return true
    }

    /// Complains about a key without a value.
    mutating func isPresent(
        _ value: YAMLTree.Node,
        under key: YAMLTree.Node,
        example: String?,
        _ isRequired: Bool = false
    ) -> Bool {
        let removal = isRequired ? "" : ", or remove the line"
        guard tree.isEmpty(value) else { return true }
        let name = shownKey(string(of: key), isSecret: isSecret)
        complain(
            "wrong-type",
            "\(name) has no value",
            at: key,
            help: example.map { "write for example \(name.filter { $0 != "'" }): \($0)\(removal)" }
                ?? "give it a value\(removal)"
        )
        return false
    }
}
