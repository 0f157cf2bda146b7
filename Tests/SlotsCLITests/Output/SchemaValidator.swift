import PlainJSON

/// As much of JSON Schema 2020-12 as the report's schema uses; an unknown keyword is a complaint.
struct SchemaValidator {
    let root: JSONValue

    /// What is wrong with the value, with its path; empty when it is valid.
    func complaints(about value: JSONValue, schema: JSONValue? = nil, path: String = "$") -> [String] {
        (schema ?? root).object?.flatMap { member in
            complaints(about: value, keyword: member.name, member.value, schema ?? root, path)
        } ?? ["\(path): the schema is no object"]
    }

    private func complaints(
        about value: JSONValue,
        keyword: String,
        _ wanted: JSONValue,
        _ schema: JSONValue,
        _ path: String
    ) -> [String] {
        switch keyword {
        case "$schema", "$defs", "title", "description", "format": return []
        case "type":
            let types = (wanted.array ?? [wanted]).compactMap(\.string)
            return type(of: value).contains { types.contains($0) }
                ? [] : ["\(path): no \(types.joined(separator: " or "))"]
        case "const": return value == wanted ? [] : ["\(path): not the constant"]
        case "enum": return wanted.array?.contains(value) == true ? [] : ["\(path): not among the values"]
        case "$ref":
            let name = wanted.string?.split(separator: "/").last.map(String.init) ?? ""
            guard let target = root["$defs"]?[name] else { return ["\(path): no definition \(name)"] }
            return complaints(about: value, schema: target, path: path)
        case "items":
            return (value.array ?? []).enumerated().flatMap {
                complaints(about: $1, schema: wanted, path: "\(path)[\($0)]")
            }
        case "required":
            return (wanted.array ?? []).compactMap(\.string).filter { value[$0] == nil }
                .map { "\(path): \($0) is missing" }
        case "properties":
            return (wanted.object ?? []).flatMap { member in
                value[member.name].map {
                    complaints(about: $0, schema: member.value, path: "\(path).\(member.name)")
                } ?? []
            }
        case "additionalProperties":
            let known = Set(schema["properties"]?.object?.map(\.name) ?? [])
            return (value.object ?? []).filter { !known.contains($0.name) }
                .flatMap { complaints(about: $0.value, schema: wanted, path: "\(path).\($0.name)") }
        case "allOf":
            return (wanted.array ?? []).flatMap { complaints(about: value, schema: $0, path: path) }
        case "oneOf":
            let fitting = (wanted.array ?? []).count {
                complaints(about: value, schema: $0, path: path).isEmpty
            }
            return fitting == 1 ? [] : ["\(path): \(fitting) alternatives fit"]
        default: return ["\(path): unknown keyword \(keyword)"]
        }
    }

    private func type(of value: JSONValue) -> [String] {
        switch value {
        case .null: ["null"]
        case .boolean: ["boolean"]
        case .number(let text): Int(text) == nil ? ["number"] : ["number", "integer"]
        case .string: ["string"]
        case .array: ["array"]
        case .object: ["object"]
        }
    }
}
