/// A decimal number without binary rounding: an integer coefficient times a power of ten.
///
/// Up to 38 digits before and after the point together. Equality and order are by value (`1.50` equals `1.5`).
package struct ExactDecimal: Sendable {
    /// The digits as an integer; the value is `coefficient` × 10^−`scale`.
    package let coefficient: Int128
    /// Digits after the point, 0 to 38.
    package let scale: Int

    package static let zero = ExactDecimal(0)
    package static let maximumScale = 38

    package init(_ integer: Int) {
        coefficient = Int128(integer)
        scale = 0
    }

    /// `nil` when the scale is outside 0 to 38.
    package init?(coefficient: Int128, scale: Int) {
        guard (0...Self.maximumScale).contains(scale) else { return nil }
        self.coefficient = coefficient
        self.scale = scale
    }

    /// Reads `-12.50`, `.5`, `5.`, `0E-8`, `1e3`; also a leading `+`.
    ///
    /// `nil` for anything else and for what does not fit 38 digits, such as `1e400`. Never rounds: digits
    /// after the 38th place make it `nil` unless zero.
    package init?(_ text: some StringProtocol) {
        var iterator = text.utf8.makeIterator()
        var coefficient: Int128 = 0
        var scale = 0
        var isNegative = false
        var digits = 0
        var next = iterator.next()
        if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") {
            isNegative = next == UInt8(ascii: "-")
            next = iterator.next()
        }
        var isFraction = false
        scan: while let byte = next {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                let (product, overflow) = coefficient.multipliedReportingOverflow(by: 10)
                let (sum, overflow2) = product.addingReportingOverflow(Int128(byte - UInt8(ascii: "0")))
                guard !overflow, !overflow2 else { return nil }
                coefficient = sum
                if isFraction { scale += 1 }
            case UInt8(ascii: "."):
                guard !isFraction else { return nil }
                isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard let exponent = Self.exponent(&iterator) else { return nil }
                scale -= exponent
                break scan
            default:
                return nil
            }
            next = iterator.next()
        }
        guard digits > 0 else { return nil }
        if coefficient == 0 {
            self.coefficient = 0
            self.scale = 0
            return
        }
        while scale > 0, coefficient % 10 == 0 {
            coefficient /= 10
            scale -= 1
        }
        while scale < 0 {
            let (product, overflow) = coefficient.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            coefficient = product
            scale += 1
        }
        guard scale <= Self.maximumScale else { return nil }
        self.coefficient = isNegative ? -coefficient : coefficient
        self.scale = scale
    }

    /// What stands behind an `e`, to the end of the text; `nil` for what is no number or beyond all sense.
    private static func exponent(_ bytes: inout some IteratorProtocol<UInt8>) -> Int? {
        var next = bytes.next()
        let isNegative = next == UInt8(ascii: "-")
        if isNegative || next == UInt8(ascii: "+") { next = bytes.next() }
        guard next != nil else { return nil }
        var exponent = 0
        while let byte = next {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), exponent < 100_000 else {
                return nil
            }
            exponent = exponent * 10 + Int(byte - UInt8(ascii: "0"))
            next = bytes.next()
        }
        return isNegative ? -exponent : exponent
    }

    package var isNegative: Bool { coefficient < 0 }
    package var isZero: Bool { coefficient == 0 }
    package var magnitude: ExactDecimal { isNegative ? negated : self }
    package var negated: ExactDecimal { ExactDecimal(uncheckedCoefficient: -coefficient, scale: scale) }

    /// The sum, or `nil` when it does not fit.
    package func adding(_ other: ExactDecimal) -> ExactDecimal? {
        guard let (left, right, scale) = Self.aligned(self, other) else { return nil }
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? nil : ExactDecimal(uncheckedCoefficient: sum, scale: scale).normalized
    }

    /// The difference, or `nil` when it does not fit.
    package func subtracting(_ other: ExactDecimal) -> ExactDecimal? { adding(other.negated) }

    /// The product, or `nil` when it does not fit.
    package func multiplied(by other: ExactDecimal) -> ExactDecimal? {
        let (left, right) = (normalized, other.normalized)
        let (product, overflow) = left.coefficient.multipliedReportingOverflow(by: right.coefficient)
        guard !overflow else { return nil }
        return ExactDecimal(coefficient: product, scale: left.scale + right.scale)?.normalized
    }

    /// The value times 10^`power`, exactly; `nil` when it does not fit.
    package func shifted(by power: Int) -> ExactDecimal? {
        var coefficient = coefficient
        var scale = scale - power
        while scale < 0 {
            let (product, overflow) = coefficient.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            coefficient = product
            scale += 1
        }
        return ExactDecimal(coefficient: coefficient, scale: scale)?.normalized
    }

    /// Without trailing zeros after the point.
    package var normalized: ExactDecimal {
        var coefficient = coefficient
        var scale = scale
        while scale > 0, coefficient % 10 == 0 {
            coefficient /= 10
            scale -= 1
        }
        return ExactDecimal(uncheckedCoefficient: coefficient, scale: scale)
    }

    private init(uncheckedCoefficient: Int128, scale: Int) {
        coefficient = uncheckedCoefficient
        self.scale = scale
    }

    /// Both coefficients at the larger of the two scales.
    private static func aligned(_ left: ExactDecimal, _ right: ExactDecimal) -> (Int128, Int128, Int)? {
        var (first, second) = (left.normalized, right.normalized)
        let scale = max(first.scale, second.scale)
        guard let one = first.stretched(to: scale), let two = second.stretched(to: scale) else { return nil }
        (first, second) = (one, two)
        return (first.coefficient, second.coefficient, scale)
    }

    private func stretched(to newScale: Int) -> ExactDecimal? {
        var coefficient = coefficient
        for _ in scale..<max(newScale, scale) {
            let (product, overflow) = coefficient.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            coefficient = product
        }
        return ExactDecimal(uncheckedCoefficient: coefficient, scale: newScale)
    }
}

extension ExactDecimal: Comparable, Hashable {
    package static func == (left: ExactDecimal, right: ExactDecimal) -> Bool {
        let (first, second) = (left.normalized, right.normalized)
        return first.coefficient == second.coefficient && first.scale == second.scale
    }

    package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        if let (first, second, _) = aligned(left, right) { return first < second }
        // Too far apart to align: the signs decide, or else the one with more digits before the point.
        if left.isNegative != right.isNegative { return left.isNegative }
        let leftIsLarger = left.integerDigits > right.integerDigits
        return left.isNegative ? leftIsLarger : !leftIsLarger
    }

    package func hash(into hasher: inout Hasher) {
        let value = normalized
        hasher.combine(value.coefficient)
        hasher.combine(value.scale)
    }

    private var integerDigits: Int { String(coefficient.magnitude).utf8.count - scale }
}

extension ExactDecimal: CustomStringConvertible {
    /// Plain notation without an exponent and without trailing zeros: `-0.0006`, `12`, `0.5`.
    package var description: String {
        let value = normalized
        var digits = String(value.coefficient.magnitude)
        if value.scale > 0 {
            if digits.utf8.count <= value.scale {
                digits = String(repeating: "0", count: value.scale + 1 - digits.utf8.count) + digits
            }
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -value.scale))
        }
        return value.coefficient < 0 ? "-" + digits : digits
    }
}
