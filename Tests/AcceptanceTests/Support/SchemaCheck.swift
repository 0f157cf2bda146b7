import Foundation
import PlainJSON

/// A small JSON Schema validator: as much of it as the program's own schemas use.
struct SchemaCheck {
    private let root: JSONValue

    init(_ schema: JSONValue) { root = schema }

    /// What is wrong with a document, each with its path; `definition` names an entry of `$defs`.
    func problems(in value: JSONValue, definition: String? = nil) -> [String] {
        let schema = definition.flatMap { root["$defs"]?[$0] } ?? root
        return problems(value, schema, "$")
    }

    private func problems(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
        var problems: [String] = []
        if let reference = schema["$ref"]?.string {
            let name = String(reference.split(separator: "/").last ?? "")
            guard let target = root["$defs"]?[name] else { return ["\(path): no definition \(reference)"] }
            problems += self.problems(value, target, path)
        }
        if let type = schema["type"] {
            let types = (type.array ?? [type]).compactMap(\.string)
            if !types.contains(where: { Self.matches(value, $0) }) {
                problems.append("\(path): not \(types.joined(separator: " or "))")
            }
        }
        if let constant = schema["const"], constant != value { problems.append("\(path): not \(constant)") }
        if let choices = schema["enum"]?.array, !choices.contains(value) {
            problems.append("\(path): not in enum")
        }
        for name in (schema["required"]?.array ?? []).compactMap(\.string) where value[name] == nil {
            problems.append("\(path): '\(name)' is missing")
        }
        for part in schema["allOf"]?.array ?? [] { problems += self.problems(value, part, path) }
        if let choices = schema["oneOf"]?.array {
            let outcomes = choices.map { self.problems(value, $0, path) }
            if outcomes.count(where: \.isEmpty) != 1 {
                problems.append(
                    "\(path): fits \(outcomes.count(where: \.isEmpty)) of oneOf: \(outcomes.joined())"
                )
            }
        }
        for member in value.object ?? [] {
            if let declared = schema["properties"]?[member.name] {
                problems += self.problems(member.value, declared, path + "." + member.name)
            } else if let others = schema["additionalProperties"] {
                if others.boolean == false {
                    problems.append("\(path): unknown '\(member.name)'")
                } else {
                    problems += self.problems(member.value, others, path + "." + member.name)
                }
            }
        }
        if let items = schema["items"] {
            for (index, element) in (value.array ?? []).enumerated() {
                problems += self.problems(element, items, "\(path)[\(index)]")
            }
        }
        return problems
    }

    private static func matches(_ value: JSONValue, _ type: String) -> Bool {
        switch type {
        case "object": value.object != nil
        case "array": value.array != nil
        case "string": value.string != nil
        case "boolean": value.boolean != nil
        case "number": value.numericText != nil
        case "integer": value.numericText.map { Int($0) != nil } ?? false
        case "null": value == .null
        default: false
        }
    }
}
