import PlainJSON

/// One declaration of a JSON object, for its encoding and its schema.
struct ObjectShape<Root: Sendable>: Sendable {
    struct Field: Sendable {
        let name: String
        let schema: JSONValue
        let isRequired: Bool
        /// `nil` leaves the member out.
        let value: @Sendable (Root) -> JSONValue?

        /// A member that is always there.
        init(_ name: String, _ schema: JSONValue, _ value: @escaping @Sendable (Root) -> JSONValue) {
            self.name = name
            self.schema = schema
            isRequired = true
            self.value = value
        }

        /// A member that may be absent.
        init(optional name: String, _ schema: JSONValue, _ value: @escaping @Sendable (Root) -> JSONValue?) {
            self.name = name
            self.schema = schema
            isRequired = false
            self.value = value
        }
    }

    let fields: [Field]

    init(_ fields: [Field]) { self.fields = fields }

    func encode(_ root: Root) -> JSONValue { .object(members(of: root)) }

    func members(of root: Root) -> [JSONValue.Member] {
        fields.compactMap { field in field.value(root).map { JSONValue.Member(field.name, $0) } }
    }

    /// Readers have to expect members that came later, so further ones are allowed.
    var schema: JSONValue { Self.schema(of: fields.map { ($0.name, $0.schema, $0.isRequired) }) }

    static func schema(of fields: [(name: String, schema: JSONValue, isRequired: Bool)]) -> JSONValue {
        [
            "type": "object",
            "required": .array(fields.filter(\.isRequired).map { .string($0.name) }),
            "properties": .object(fields.map { JSONValue.Member($0.name, $0.schema) }),
        ]
    }
}

extension JSONValue {
    /// A schema of text.
    static func text(_ description: String? = nil) -> JSONValue { typed("string", description) }
    static func boolean(_ description: String? = nil) -> JSONValue { typed("boolean", description) }
    /// A schema of text that may be unknown.
    static func textOrNull(_ description: String) -> JSONValue {
        ["type": ["string", "null"], "description": .string(description)]
    }
    static func integer(_ description: String? = nil) -> JSONValue { typed("integer", description) }

    static func oneOf(_ values: [String], _ description: String? = nil) -> JSONValue {
        guard case .object(let members) = typed("string", description) else { return .null }
        return .object(members + [Member("enum", .array(values.map { .string($0) }))])
    }

    static func list(of element: JSONValue, _ description: String? = nil) -> JSONValue {
        guard case .object(let members) = typed("array", description) else { return .null }
        return .object(members + [Member("items", element)])
    }

    /// An object whose members have any name.
    static func map(of value: JSONValue, _ description: String) -> JSONValue {
        guard case .object(let members) = typed("object", description) else { return .null }
        return .object(members + [Member("additionalProperties", value)])
    }

    /// Points to a definition of the same schema.
    static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/$defs/\(name)")] }

    private static func typed(_ type: String, _ description: String?) -> JSONValue {
        var members = [Member("type", .string(type))]
        if let description { members.append(Member("description", .string(description))) }
        return .object(members)
    }
}
