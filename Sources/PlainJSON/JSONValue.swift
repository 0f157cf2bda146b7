/// A JSON value as programs exchange it: answers of exchanges, reports, schemas.
///
/// Numbers keep their text, objects the order of their members. Files of a bot, whose bytes have to survive, are
/// the business of `JSONDocument` in `BotConfigs`.
package enum JSONValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// The text of a JSON number, such as `1e400` or `-0.50`.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// One name and its value; objects keep the order in which they were written.
    package struct Member: Sendable, Hashable {
        package var name: String
        package var value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The member of an object; `nil` when absent or when this is no object.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    package var object: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    package var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// The text of a number, or of a string; exchanges write amounts both ways.
    package var numericText: String? {
        switch self {
        case .number(let text), .string(let text): text
        default: nil
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .number(String(value)) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
