import SlotModel

/// What somebody typed, in the spelling that slots reads: a help line gives the user's own value, never another one.
enum Mended {
    /// A number with its unit out of a text in which a comma, a blank, a sign or a zero is too much; `nil` where it
    /// could be two numbers (`1,000`) or none.
    static func quantity(_ text: String) -> Quantity? {
        spellings(of: text).count == 1 ? spellings(of: text).first : nil
    }

    /// The numbers that a text may mean: both 1000 and 1.000 for `1,000`.
    static func spellings(of text: String) -> [Quantity] {
        var body = text.filter { $0 != "_" && $0 != " " && $0 != "\u{A0}" && $0 != "'" }
        var sign = ""
        if let first = body.first, "+-−–".contains(first) {
            sign = first == "+" ? "" : "-"
            body.removeFirst()
        }
        while let first = body.first, "$€£₿".contains(first) { body.removeFirst() }
        let number = body.prefix { $0.isASCII && $0.isNumber || $0 == "." || $0 == "," }
        let unit = body[number.endIndex...]
        return plain(String(number)).compactMap { Quantity(sign + $0 + unit, isSigned: true) }
    }

    /// Digits with a point out of digits with commas and points.
    private static func plain(_ digits: String) -> [String] {
        let groups = digits.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let isGrouped =
            groups.count > 1 && groups[0].first != "0" && (1...3).contains(groups[0].count)
            && groups.dropFirst().allSatisfy { $0.prefix { $0 != "." }.count == 3 }
            && groups.dropFirst().dropLast().allSatisfy { !$0.contains(".") }
        var found: [String] = []
        if groups.count == 1 || isGrouped { found.append(groups.joined()) }
        if groups.count == 2, !digits.contains(".") { found.append(groups.joined(separator: ".")) }
        return found.map(withoutNeedlessZeros)
    }

    /// `.06` → `0.06`, `007` → `7`, `5.` → `5`.
    private static func withoutNeedlessZeros(_ digits: String) -> String {
        var text = digits
        if text.hasSuffix(".") { text.removeLast() }
        if text.hasPrefix(".") { text = "0" + text }
        while text.utf8.count > 1, text.hasPrefix("0"), !text.hasPrefix("0.") { text.removeFirst() }
        return text
    }

    /// `0.06%` for a number with any sign of a percentage; `nil` for another unit.
    static func percentage(_ text: String) -> String? {
        guard let quantity = quantity(text) else { return nil }
        return switch quantity.unit.lowercased() {
        case "%", "percent", "percents", "pct", "％", "prozent": "\(quantity.digits)%"
        case "bp", "bps": quantity.number.shifted(by: -2).map { "\(Percentage(percent: $0))" }
        case "‰": quantity.number.shifted(by: -1).map { "\(Percentage(percent: $0))" }
        default: nil
        }
    }

    /// `10s` for a number with any name of a unit of time; `nil` where the unit cannot be told.
    static func duration(_ text: String) -> String? {
        guard let quantity = quantity(text), !quantity.number.isNegative,
            let unit = unit(String(quantity.unit))
        else { return nil }
        return "\(quantity.digits)\(unit)"
    }

    /// The unit that a word means.
    static func unit(_ word: String) -> String? {
        switch word.lowercased().filter({ $0 != " " && $0 != "." }) {
        case "ms", "msec", "msecs", "milli", "millis", "millisec", "millisecs", "millisecond", "milliseconds":
            "ms"
        case "s", "sec", "secs", "second", "seconds": "s"
        case "m", "min", "mins", "minute", "minutes": "m"
        case "h", "hr", "hrs", "hour", "hours": "h"
        case "d", "day", "days": "d"
        default: nil
        }
    }
}
