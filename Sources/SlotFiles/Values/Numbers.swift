import PlainJSON
import SlotModel

/// A number and what follows it, as people write quantities: `0.06%`, `10s`.
struct Quantity {
    var number: ExactDecimal
    /// The number as it stands there.
    var digits: Substring
    var unit: Substring

    /// The numbers that every program reads alike: no exponent, no leading zero, no `_`, no bare point.
    static let numberPattern = "(0|[1-9][0-9]*)(\\.[0-9]+)?"

    /// `nil` when the text does not begin with such a number.
    init?(_ text: String, isSigned: Bool = false) {
        var digits = text[...].utf8
        if isSigned, digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
        let whole = digits.prefix { (0x30...0x39).contains($0) }
        guard let first = whole.first, whole.count == 1 || first != UInt8(ascii: "0") else { return nil }
        var rest = digits[whole.endIndex...]
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !fraction.isEmpty else { return nil }
            rest = rest[fraction.endIndex...]
        }
        self.digits = text[..<rest.startIndex]
        unit = text[rest.startIndex...]
        guard let number = ExactDecimal(self.digits) else { return nil }
        self.number = number
    }
}

extension Shape where Value == ExactDecimal {
    /// An amount of an asset: zero or more.
    static var amount: Shape {
        scalar(
            "an amount",
            example: "150",
            schema: [
                .init("type", ["number", "string"]), .init("minimum", 0),
                .init("pattern", .string("^\(Quantity.numberPattern)$")),
            ]
        ) { text, node, reading in
            if let quantity = Quantity(text), quantity.unit.isEmpty { return quantity.number }
            let isNegative = Quantity(text, isSigned: true)?.number.isNegative == true
            reading.complain(
                "wrong-value",
                isNegative
                    ? "\(reading.key) is less than zero"
                    : "\(reading.key) takes an amount, not \(reading.quoted(node))",
                at: node,
                help: Self.help(for: text)
            )
            return nil
        }
    }

    private static func help(for text: String) -> String {
        let advice = "write a plain number, without signs, blanks, '_', ',' or exponent"
        var digits = text.filter { $0 != "_" }
        while digits.utf8.count > 1, digits.hasPrefix("0"), !digits.hasPrefix("0.") { digits.removeFirst() }
        if digits != text, let quantity = Quantity(digits), quantity.unit.isEmpty {
            return
                "write \(digits) if that is what you mean; some programs read \(text) as another number"
        }
        let spellings = Mended.spellings(of: text).filter {
            !$0.number.isNegative && $0.unit.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) }
        }
        if let value = ExactDecimal(text), !value.isNegative { return "write \(value)" }
        // `150 USDT`
        if spellings.count == 1, let quantity = spellings.first {
            return quantity.unit.isEmpty ? "write \(quantity.digits)" : "write only \(quantity.digits)"
        }
        let both = spellings.map { String($0.digits) }
        return both.isEmpty ? advice : "write \(both.joined(separator: " or ")), whichever you mean"
    }
}

extension Shape where Value == Percentage {
    /// A percentage with its sign.
    static func percentage(from least: Int, to most: Int, example: String) -> Shape {
        scalar(
            "a percentage with its % sign",
            example: example,
            schema: [
                .init("type", "string"),
                .init("pattern", .string("^\(least < 0 ? "-?" : "")\(Quantity.numberPattern)%$")),
            ]
        ) { text, node, reading in
            percentage(text, from: least, to: most, at: node, &reading)
        }
    }

    /// Reads a percentage out of a scalar's text, or of a part of it.
    static func percentage(
        _ text: String,
        from least: Int,
        to most: Int,
        at node: YAMLTree.Node,
        _ reading: inout Reading
    ) -> Percentage? {
        guard let quantity = Quantity(text, isSigned: true), quantity.unit.isEmpty || quantity.unit == "%"
        else {
            let mended =
                Mended.percentage(text)
                ?? Mended.quantity(text).flatMap {
                    $0.unit.isEmpty ? "\($0.digits)%" : nil
                }
            reading.complain(
                "wrong-type",
                "\(reading.key) takes a percentage, not \(reading.quoted(node))",
                at: node,
                help: mended.map { "write \($0)" }
                    ?? "write one number and a % sign, with a point before decimals"
            )
            return nil
        }
        guard quantity.unit == "%" else {
            reading.complain(
                "missing-unit",
                "a percentage needs its % sign",
                at: node,
                help: signHelp(for: quantity, upTo: most)
            )
            return nil
        }
        guard quantity.number >= ExactDecimal(least), quantity.number <= ExactDecimal(most) else {
            let hundredth = quantity.number.shifted(by: -2)
            let isLikely = hundredth.map { $0 >= ExactDecimal(least) && $0 <= ExactDecimal(most) } ?? false
            reading.complain(
                "out-of-range",
                "\(reading.key) lies between \(least)% and \(most)%, not at \(reading.quoted(node))",
                at: node,
                help: isLikely
                    ? hundredth.map { "did you mean \(Percentage(percent: $0))?" }
                    : "write a percentage from \(least)% to \(most)%"
            )
            return nil
        }
        return Percentage(percent: quantity.number)
    }

    /// Exchanges print 0.0006 where people say 0.06 %: a small bare number may be either.
    private static func signHelp(for quantity: Quantity, upTo most: Int) -> String {
        if quantity.number > ExactDecimal(most), let hundredth = quantity.number.shifted(by: -2),
            hundredth <= ExactDecimal(most)
        {
            return "did you mean \(Percentage(percent: hundredth))?"
        }
        let asIs = "write \(quantity.digits)%"
        let isSmall =
            !quantity.number.isZero
            && quantity.number.magnitude < ExactDecimal(coefficient: 1, scale: 2) ?? .zero
        guard isSmall, let percent = quantity.number.shifted(by: 2) else { return asIs }
        return asIs + "; or \(percent)% if \(quantity.digits) is a fraction"
    }
}

extension Shape where Value == Duration {
    private static var units: [(name: String, seconds: ExactDecimal)] {
        [
            ("ms", ExactDecimal(coefficient: 1, scale: 3) ?? .zero), ("s", ExactDecimal(1)),
            ("m", ExactDecimal(60)),
            ("h", ExactDecimal(3600)), ("d", ExactDecimal(86_400)),
        ]
    }

    /// A time span with its unit: more than zero, or zero where that is allowed.
    static func duration(
        upTo most: Duration,
        shownAs mostText: String,
        example: String,
        isZeroAllowed: Bool = false
    )
        -> Shape
    {
        scalar(
            "a time with its unit",
            example: example,
            schema: [
                .init("type", "string"), .init("pattern", .string("^\(Quantity.numberPattern)(ms|s|m|h|d)$")),
            ]
        ) { text, node, reading in
            guard let quantity = Quantity(text), quantity.unit.utf8.allSatisfy(isLetterOrBlank) else {
                let mended = Mended.duration(text).map { "write \($0)" } ?? "write one number and its unit"
                reading.complain(
                    "wrong-type",
                    "\(reading.key) takes a time with its unit, not \(reading.quoted(node))",
                    at: node,
                    help: mended + "; the units are ms, s, m, h and d"
                )
                return nil
            }
            guard let unit = units.first(where: { $0.name == quantity.unit }) else {
                let mended =
                    quantity.number.isZero && !isZeroAllowed
                    ? "write a time above zero; " : withUnit(quantity, upTo: most)
                reading.complain(
                    "missing-unit",
                    quantity.unit.isEmpty
                        ? "\(reading.key) needs a unit"
                        : "\(shown(String(quantity.unit))) is no unit of time",
                    at: node,
                    help: mended + "the units are ms, s, m, h and d"
                )
                return nil
            }
            guard let seconds = quantity.number.multiplied(by: unit.seconds),
                let value = Duration(exactSeconds: seconds),
                value <= most, value > .zero || isZeroAllowed
            else {
                let least = isZeroAllowed ? "at most" : "more than zero and at most"
                reading.complain(
                    "out-of-range",
                    "\(reading.key) is \(least) \(mostText), not \(reading.quoted(node))",
                    at: node,
                    help: quantity.number.isZero
                        ? "write a time above zero, or remove the line"
                        : "write a time of at most \(mostText)"
                )
                return nil
            }
            return value
        }
    }

    /// `write 10s for example; `, or nothing where the unit cannot be told.
    private static func withUnit(_ quantity: Quantity, upTo most: Duration) -> String {
        let isShort =
            quantity.number.multiplied(by: ExactDecimal(1))
            .flatMap(Duration.init(exactSeconds:)).map { $0 <= most } ?? false
        let meant = quantity.unit.isEmpty ? isShort ? "s" : "ms" : Mended.unit(String(quantity.unit))
        return meant.map { "write \(quantity.digits)\($0) for example; " } ?? ""
    }

    private static func isLetterOrBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x61...0x7A).contains(byte | 0x20)
    }
}

extension Shape where Value == Int {
    /// A whole number in plain digits.
    static func whole(_ range: ClosedRange<Int>, example: String) -> Shape {
        let words = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return scalar(
            words,
            example: example,
            schema: [
                .init("type", "integer"), .init("minimum", .number(String(range.lowerBound))),
                .init("maximum", .number(String(range.upperBound))),
            ]
        ) { text, node, reading in
            guard let number = Int(text), String(number) == text else {
                reading.complain(
                    "wrong-type",
                    "\(reading.key) takes \(words), not \(reading.quoted(node))",
                    at: node,
                    help: "write plain digits, such as \(example)"
                )
                return nil
            }
            guard range.contains(number) else {
                let nearest = number < range.lowerBound ? range.lowerBound : range.upperBound
                reading.complain(
                    "out-of-range",
                    "\(reading.key) is \(words), not \(reading.quoted(node))",
                    at: node,
                    help: "write \(nearest) for example"
                )
                return nil
            }
            return number
        }
    }
}
