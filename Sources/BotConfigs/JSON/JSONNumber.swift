/// The value of a JSON number, whatever its spelling, without rounding.
package enum JSONNumber {
    /// The same bytes for every spelling of the same value: `0.50`, `0.5` and `5e-1` give `5e-1`.
    ///
    /// Any number of digits. An exponent that does not fit an `Int` keeps the spelling as it is.
    package static func canonical(_ text: some Sequence<UInt8>) -> [UInt8] {
        var digits: [UInt8] = []
        var fraction = 0
        var isNegative = false
        var isFraction = false
        var exponent: Int?
        var isExponentNegative = false
        for byte in text {
            switch byte {
            case UInt8(ascii: "-") where exponent == nil: isNegative = true
            case UInt8(ascii: "-"): isExponentNegative = true
            case UInt8(ascii: "+"): break
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): exponent = 0
            default:
                let digit = Int(byte) - Int(UInt8(ascii: "0"))
                if let value = exponent {
                    let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                    guard !overflow, product < Int.max / 2 else { return Array(text) }
                    exponent = product + digit
                } else {
                    digits.append(byte)
                    if isFraction { fraction += 1 }
                }
            }
        }
        var power = (isExponentNegative ? -1 : 1) * (exponent ?? 0) - fraction
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            power += 1
        }
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        guard !significant.isEmpty else { return [UInt8(ascii: "0")] }
        return (isNegative ? [UInt8(ascii: "-")] : []) + significant + Array("e\(power)".utf8)
    }
}
