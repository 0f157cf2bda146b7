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
    /// No amounts at all.
    case missing
    /// Amounts as bare numbers, which is odd but right.
    case numbers
    /// Amounts in texts with an exponent, which is odd but right.
    case exponents
    /// What some other exchange would answer.
    case foreign(JSONValue, status: Int)
    /// The connection breaks in the middle of the body.
    case cutOff
    /// No answer within any patience.
    case silent

    static let asAster = foreign(
        ["code": -2015, "msg": "Invalid API-key, IP, or permissions for action."],
        status: 401
    )
    static let asBitget = foreign(
        ["code": "40009", "msg": "sign signature error", "requestTime": 1_790_000_000_000, "data": .null],
        status: 400
    )
    static let asHitBTC = foreign(
        ["error": ["code": 1002, "message": "Authorization failed"]],
        status: 401
    )

    /// The faults that an account of every exchange shows, and under which name.
    ///
    /// - Parameter foreign: Another exchange's error.
    static func shown(foreign: AnswerFault)
        -> [(role: String, expected: Status, explanation: String, fault: AnswerFault)]
    {
        [
            ("firewall", .unavailable, "403 with a web page instead of JSON", .page(status: 403)),
            ("truncated", .unavailable, "JSON that ends in the middle", .truncated),
            ("wrong-types", .unavailable, "lists where texts belong", .wrongTypes),
            ("huge-numbers", .unavailable, "balances of 1e400", .hugeNumbers),
            ("nulls", .unavailable, "null instead of every balance", .nulls),
            ("missing", .unavailable, "answers without a single amount", .missing),
            ("numbers", .connected, "amounts as bare numbers", .numbers),
            ("exponents", .connected, "amounts with an exponent", .exponents),
            ("foreign", .unavailable, "another exchange's error instead of the answer", foreign),
            ("cut-off", .unavailable, "the connection breaks in the middle of the answer", .cutOff),
            ("silent", .unavailable, "no answer for ten minutes", .silent),
        ]
    }

    /// The answer that would have been good, spoilt.
    ///
    /// - Parameter envelope: What surrounds the value on the wire; it stays as it is.
    func spoil(
        _ value: JSONValue,
        within envelope: (JSONValue) -> JSONValue = { $0 }
    ) -> ServedResponse {
        var good = ServedResponse.json(envelope(value))
        switch self {
        case .page(let status): return .page(status: status)
        case .truncated: good.body.removeLast(min(good.body.count, good.body.count / 2 + 1))
        case .wrongTypes: return .json(envelope(value.withWrongTypes))
        case .hugeNumbers: return .json(envelope(value.withAmounts { _ in .number("1e400") }))
        case .nulls: return .json(envelope(value.withAmounts { _ in .null }))
        case .missing: return .json(envelope(value.withAmounts { _ in nil }))
        case .numbers: return .json(envelope(value.withAmounts { .number($0) }))
        case .exponents: return .json(envelope(value.withAmounts { .string($0 + "E+0") }))
        case .foreign(let body, let status): return .json(body, status: status)
        case .cutOff: good.ending = .cutOff(after: good.body.count / 2)
        case .silent: good.delay = .seconds(600)
        }
        return good
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

    /// Every amount in text becomes another value; `nil` takes the member away.
    fileprivate func withAmounts(_ change: (String) -> JSONValue?) -> JSONValue {
        switch self {
        case .array(let elements): .array(elements.map { $0.withAmounts(change) })
        case .object(let members):
            .object(
                members.compactMap { member in
                    guard let amount = member.value.amount else {
                        return Member(member.name, member.value.withAmounts(change))
                    }
                    return change(amount).map { Member(member.name, $0) }
                }
            )
        default: self
        }
    }

    /// A decimal in a text; whole numbers may be something else.
    private var amount: String? {
        guard let string, string.utf8.contains(UInt8(ascii: ".")), ExactDecimal(string) != nil else {
            return nil
        }
        return string
    }
}
