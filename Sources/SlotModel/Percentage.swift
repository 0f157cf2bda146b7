/// A share in percent, exactly: `0.06%` of a trade.
package struct Percentage: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 0.06 for `0.06%`.
    package let percent: ExactDecimal

    package init(percent: ExactDecimal) {
        self.percent = percent.normalized
    }

    /// From a fraction, as exchanges give rates: `0.0006` is 0.06 %; `nil` when it does not fit.
    package init?(fraction: ExactDecimal) {
        guard let percent = fraction.shifted(by: 2) else { return nil }
        self.percent = percent
    }

    /// 0.0006 for `0.06%`; `nil` when it does not fit.
    package var fraction: ExactDecimal? { percent.shifted(by: -2) }

    package static func < (left: Percentage, right: Percentage) -> Bool { left.percent < right.percent }

    /// `0.06%`.
    package var description: String { "\(percent)%" }
}

/// What a trade costs.
///
/// Negative is a rebate.
package struct FeeRates: Hashable, Sendable {
    package var maker: Percentage
    package var taker: Percentage

    package init(maker: Percentage, taker: Percentage) {
        self.maker = maker
        self.taker = taker
    }

    package init(both rate: Percentage) {
        self.init(maker: rate, taker: rate)
    }
}
