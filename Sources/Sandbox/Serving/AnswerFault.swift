import PlainJSON
import SlotModel

/// What spoils the answers of an account, whatever the exchange.
enum AnswerFault: Sendable, Hashable {
    /// A gateway's page instead of the answer.
    case page(status: Int)
    /// JSON that ends in the middle.
    case truncated
    /// Members of other types than documented.
    case wrongTypes
    /// Numbers that fit no machine number.
    case hugeNumbers
    /// `null` in the place of every amount.
    case nulls
    /// The connection breaks in the middle of the body.
    case cutOff
    /// No answer within any patience.
    case silent

    /// The answer that would have been good, spoilt.
    ///
    /// - Parameter envelope: What surrounds the value on the wire; it stays as it is.
    func spoil(
        _ value: JSONValue,
        within envelope: (JSONValue) -> JSONValue = { $0 }
    ) -> ServedResponse {
        let good = ServedResponse.json(envelope(value))
        switch self {
        case .page(let status): return .page(status: status)
        case .truncated:
            var response = good
            response.body.removeLast(min(response.body.count, response.body.count / 2 + 1))
            return response
        case .wrongTypes: return .json(envelope(value.withWrongTypes))
        case .hugeNumbers: return .json(envelope(value.withAmounts(.number("1e400"))))
        case .nulls: return .json(envelope(value.withAmounts(.null)))
        case .cutOff:
            var response = good
            response.ending = .cutOff(after: response.body.count / 2)
            return response
        case .silent:
            var response = good
            response.delay = .seconds(600)
            return response
        }
    }
}

extension JSONValue {
    /// Every amount in text becomes a list, every truth value a text.
    fileprivate var withWrongTypes: JSONValue {
        switch self {
        case .boolean(let value): .string(value ? "yes" : "no")
        case .string(let text): .array([.string(text)])
        case .array(let elements): .array(elements.map(\.withWrongTypes))
        case .object(let members): .object(members.map { Member($0.name, $0.value.withWrongTypes) })
        default: self
        }
    }

    /// Every amount in text becomes that value.
    fileprivate func withAmounts(_ value: JSONValue) -> JSONValue {
        switch self {
        case .string(let text) where text.utf8.contains(UInt8(ascii: ".")) && ExactDecimal(text) != nil:
            value
        case .array(let elements): .array(elements.map { $0.withAmounts(value) })
        case .object(let members): .object(members.map { Member($0.name, $0.value.withAmounts(value)) })
        default: self
        }
    }
}
