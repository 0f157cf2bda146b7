/// A read that an exchange takes as a `POST`: the closed list, each by its path, which is compared as a whole.
///
/// Nothing on it changes an order, a balance or a setting: docs/facts/exchanges.md, section 10. Whatever is not on it
/// cannot be sent as a `POST`.
package enum PostedRead: String, CaseIterable, Sendable {
    /// Kraken: the key's own rights, end and addresses.
    case krakenKey = "/0/private/GetApiKeyInfo"
    /// Kraken: balances with what orders hold of them.
    case krakenBalances = "/0/private/BalanceEx"
    /// Kraken: balances.
    case krakenTotals = "/0/private/Balance"
    /// Kraken: fee rates.
    case krakenFees = "/0/private/TradeVolume"
    /// Kraken: the equity of a margin account.
    case krakenMargin = "/0/private/TradeBalance"
    /// Kraken: open margin positions.
    case krakenPositions = "/0/private/OpenPositions"
    /// Hyperliquid: everything that it tells; its writes have a path of their own.
    case hyperliquid = "/info"

    /// At the exchange's host, as a whole.
    package var path: String { rawValue }

    /// Of the body: a form, or a JSON object.
    var contentType: String {
        self == .hyperliquid ? "application/json" : "application/x-www-form-urlencoded"
    }
}
