package import PlainJSON
package import SlotModel

/// Why an answer cannot be understood: the member, and what is wrong with it.
package struct Misunderstanding: Error, Hashable, Sendable, CustomStringConvertible {
    /// Such as `balances[3].free`; empty for the answer as a whole.
    package var path: String
    /// What is wrong with it; no capital, no full stop.
    package var message: String

    package init(_ message: String, path: String = "") {
        self.path = path
        self.message = message
    }

    /// `balances[3].free: '1e400' is not a number that we can hold`.
    package var description: String { path.isEmpty ? message : "\(path): \(message)" }
}

/// A value in an exchange's answer, and the way to it.
///
/// Strict where a wrong reading would cost money, and silent about members that it does not know. Amounts may be texts
/// or numbers.
package struct AnswerNode: Sendable {
    /// The way from the top; made into text only when something is wrong.
    private indirect enum Path: Sendable {
        case top
        case member(Path, String)
        case element(Path, Int)

        var text: String {
            switch self {
            case .top: ""
            case .member(.top, let name): name
            case .member(let parent, let name): "\(parent.text).\(name)"
            case .element(let parent, let index): "\(parent.text)[\(index)]"
            }
        }
    }

    /// Itself, cleaned of credentials.
    package let value: JSONValue
    private let path: Path

    package init(_ value: JSONValue) {
        self.value = value
        path = .top
    }

    private init(_ value: JSONValue, _ path: Path) {
        self.value = value
        self.path = path
    }

    /// The trouble with this value.
    package func wrong(_ message: String) -> Misunderstanding {
        Misunderstanding(message, path: path.text)
    }

    // MARK: - Structure

    /// A member that must be there.
    package func member(_ name: String) throws(Misunderstanding) -> AnswerNode {
        guard value.object != nil else { throw wrong("an object is wanted, this is \(kind)") }
        guard let member = value[name] else {
            throw Misunderstanding("missing", path: Path.member(path, name).text)
        }
        return AnswerNode(member, .member(path, name))
    }

    /// A member that may be missing or `null`.
    package func optional(_ name: String) throws(Misunderstanding) -> AnswerNode? {
        guard value.object != nil else { throw wrong("an object is wanted, this is \(kind)") }
        guard let member = value[name], member != .null else { return nil }
        return AnswerNode(member, .member(path, name))
    }

    /// The elements of a list.
    package func elements() throws(Misunderstanding) -> [AnswerNode] {
        guard let elements = value.array else { throw wrong("a list is wanted, this is \(kind)") }
        return elements.enumerated().map { AnswerNode($0.element, .element(path, $0.offset)) }
    }

    /// Rows of amounts, by the names of their members: what is not zero, as the exchange orders it.
    func balances(asset: String, free: String, locked: String) throws(Misunderstanding) -> [Balance] {
        var balances: [Balance] = []
        for row in try elements() {
            let name = try row.member(asset).text()
            let (available, held) = (try row.member(free).decimal(), try row.member(locked).decimal())
            guard !available.isZero || !held.isZero else { continue }
            guard let total = available.adding(held) else {
                throw row.wrong("\(free) and \(locked) are too large to add")
            }
            balances.append(Balance(asset: name, free: available, locked: held, total: total))
        }
        return balances
    }

    // MARK: - Values

    /// A text that is not empty.
    package func text() throws(Misunderstanding) -> String {
        guard let text = value.string else { throw wrong("a text is wanted, this is \(kind)") }
        guard !text.isEmpty else { throw wrong("empty") }
        return text
    }

    /// `true` or `false`, and nothing that merely looks like it.
    package func boolean() throws(Misunderstanding) -> Bool {
        guard let boolean = value.boolean else { throw wrong("true or false is wanted, this is \(kind)") }
        return boolean
    }

    /// An exact number, written as a number or as a text.
    package func decimal() throws(Misunderstanding) -> ExactDecimal {
        guard let text = value.numericText else { throw wrong("a number is wanted, this is \(kind)") }
        guard let number = ExactDecimal(text) else {
            throw wrong("\(Self.quoted(text)) is not a number that we can hold")
        }
        return number
    }

    /// A number that is not negative.
    package func amount() throws(Misunderstanding) -> ExactDecimal {
        let number = try decimal()
        guard !number.isNegative else { throw wrong("\(number) is negative") }
        return number
    }

    /// A fee as a fraction of a trade: `"0.0006"` is 0.06 %; negative for a rebate.
    package func rate() throws(Misunderstanding) -> Percentage {
        let fraction = try decimal()
        guard let rate = Percentage(fraction: fraction), fraction.magnitude < ExactDecimal(1) else {
            throw wrong("\(fraction) is not a share of a trade")
        }
        return rate
    }

    /// A whole number.
    package func integer() throws(Misunderstanding) -> Int64 {
        let number = try decimal()
        guard let whole = Int64(number.description) else {
            throw wrong("\(number) is not a whole number that we can hold")
        }
        return whole
    }

    /// A moment in milliseconds since the Unix epoch, between 1970 and the year 9999.
    package func moment() throws(Misunderstanding) -> Timestamp {
        let milliseconds = try integer()
        guard (0...253_402_300_799_999).contains(milliseconds) else {
            throw wrong("\(milliseconds) is not a moment in milliseconds")
        }
        return Timestamp(milliseconds: milliseconds)
    }

    /// For messages: what kind of value this is.
    private var kind: String {
        switch value {
        case .null: "null"
        case .boolean: "true or false"
        case .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }

    /// Short enough for a message; whoever prints escapes control characters.
    package static func quoted(_ text: String) -> String {
        ForeignText(ofAnswer: text).quoted(upTo: 40)
    }
}
