// Moments as others write them.

extension Timestamp {
    /// Reads the `Date` header of HTTP, such as `Fri, 20 Nov 2026 10:00:00 GMT`.
    ///
    /// Whole seconds, cut off: the moment itself is up to a second later. RFC 9110, section 5.6.7; of its three forms only
    /// the one that servers may write today. The name of the day is not compared.
    package init?(httpDate text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].utf8.count == 4, parts[0].hasSuffix(","), parts[5] == "GMT",
            let day = number(parts[1], digits: 2),
            let month = monthNames.firstIndex(of: String(parts[2])),
            let year = number(parts[3], digits: 4),
            let date = CalendarDate(year: year, month: month + 1, day: day),
            let time = secondsOfDay(parts[4])
        else { return nil }
        self = date.start + .seconds(time)
    }

    /// Reads ISO 8601 in UTC, such as `2026-01-02T03:04:05.678Z`; what is finer than a microsecond is cut off.
    package init?(iso8601 text: String) {
        guard text.utf8.count <= 40, text.hasSuffix("Z") else { return nil }
        let halves = text.dropLast().split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count == 2, let date = CalendarDate(halves[0]) else { return nil }
        let parts = halves[1].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let clock = parts.first, let time = secondsOfDay(clock) else { return nil }
        var microseconds = 0
        if let fraction = parts.dropFirst().first {
            guard !fraction.isEmpty, fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            let digits = fraction.utf8.prefix(6)
            for digit in digits { microseconds = microseconds * 10 + Int(digit - 0x30) }
            for _ in digits.count..<6 { microseconds *= 10 }
        }
        self = date.start + .seconds(time) + .microseconds(microseconds)
    }
}

private let monthNames = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
]

private func number(_ text: Substring, digits: Int) -> Int? {
    guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
}

/// `23:59:60`, a leap second, is one too.
private func secondsOfDay(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let hour = number(parts[0], digits: 2), let minute = number(parts[1], digits: 2),
        let second = number(parts[2], digits: 2), hour < 24, minute < 60, second <= 60
    else { return nil }
    return hour * 3600 + minute * 60 + second
}
