/// A moment: microseconds since the Unix epoch, UTC.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// Milliseconds since the Unix epoch; values that would overflow are clamped.
    package init(milliseconds: Int64) {
        let (value, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        microseconds = overflow ? (milliseconds < 0 ? .min : .max) : value
    }

    /// Whether a clock that says so can be right: no machine lives before slots.
    package var isPossible: Bool { milliseconds >= 1_735_689_600_000 }

    package var milliseconds: Int64 { microseconds / 1000 }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// Clamped at the ends of the range.
    package static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        let (sum, overflow) = moment.microseconds.addingReportingOverflow(duration.wholeMicroseconds)
        return Timestamp(microseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    package static func - (moment: Timestamp, duration: Duration) -> Timestamp { moment + (.zero - duration) }

    package static func - (left: Timestamp, right: Timestamp) -> Duration {
        let (difference, overflow) = left.microseconds.subtractingReportingOverflow(right.microseconds)
        return .microseconds(overflow ? (left < right ? .min : .max) : difference)
    }
}

extension Duration {
    /// Rounded toward zero, clamped to 64 bits.
    package var wholeMicroseconds: Int64 { Int64(clamping: attoseconds / 1_000_000_000_000) }

    /// Rounded toward zero, clamped to 64 bits.
    package var wholeMilliseconds: Int64 { Int64(clamping: attoseconds / 1_000_000_000_000_000) }

    /// In seconds, exactly.
    package var exactSeconds: ExactDecimal {
        ExactDecimal(coefficient: attoseconds, scale: 18)?.normalized ?? .zero
    }

    /// From an exact number of seconds; `nil` when finer than an attosecond or out of range.
    package init?(exactSeconds seconds: ExactDecimal) {
        guard let attoseconds = seconds.shifted(by: 18), attoseconds.scale == 0 else { return nil }
        self.init(attoseconds: attoseconds.coefficient)
    }
}
