import SlotModel

/// Reads `10s`, `250ms`, `1.5h`, `2d`; `nil` for anything else, a missing unit included.
///
/// - Parameters:
///   - text: Digits, with a point where wanted, then `ms`, `s`, `m`, `h` or `d`.
///   - signed: Whether a leading `-` or `+` is allowed.
func readDuration(_ text: String, signed: Bool) -> Duration? {
    guard text.utf8.count <= 40 else { return nil }
    let units: [(name: String, milliseconds: Int)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]
    let digits = text.prefix { $0.isASCII && ($0.isNumber || ".-+".contains($0)) }
    guard let first = digits.first, signed || first.isNumber, first != ".", digits.last != ".",
        let unit = units.first(where: { $0.name == text.dropFirst(digits.count) }),
        let number = ExactDecimal(digits),
        let seconds = number.multiplied(by: ExactDecimal(unit.milliseconds))?.shifted(by: -3),
        seconds.magnitude <= ExactDecimal(3650 * 86_400)
    else { return nil }
    return Duration(exactSeconds: seconds)
}

/// Reads a whole number of plain digits within the range.
func readInteger(_ text: String, in range: ClosedRange<Int>) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 18, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = Int(text), range.contains(number)
    else { return nil }
    return number
}

extension OptionDeclaration.ValueKind {
    var isPath: Bool {
        switch self {
        case .directory, .file: true
        case .choice, .duration, .integer, .date, .text: false
        }
    }

    /// Why the text is no such value, with what would be one; `nil` when it is.
    func complaint(about text: String) -> (wanted: String, suggestion: String?)? {
        switch self {
        case .choice(let choices):
            choices.contains(text) ? nil : (oneOf(choices), nearestName(to: text, among: choices))
        case .duration(let signed):
            readDuration(text, signed: signed) == nil
                ? ("a duration of at most ten years with its unit, such as 10s, 250ms, 5m, 12h or 30d", nil)
                : nil
        case .integer(let range):
            readInteger(text, in: range) == nil
                ? ("a whole number from \(range.lowerBound) to \(range.upperBound)", nil) : nil
        case .date:
            CalendarDate(text) == nil ? ("a day, such as 2027-11-20", nil) : nil
        case .directory:
            text.isEmpty ? ("the name of a folder", nil) : nil
        case .file:
            text.isEmpty ? ("the name of a file", nil) : nil
        case .text:
            text.isEmpty ? ("a text", nil) : nil
        }
    }
}

/// `table, json or ndjson`.
func oneOf(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "nothing" }
    return "\(names.dropLast().joined(separator: ", ")) or \(last)"
}
