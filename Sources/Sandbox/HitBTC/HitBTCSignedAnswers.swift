import PlainJSON
import SlotModel

/// Answers to signed questions; shapes from docs/facts/exchanges.md 6.3.
struct HitBTCSignedAnswers: Sendable {
    var traits: HitBTCTraits
    var markets: HitBTCPublicAnswers

    /// `nil` for public questions.
    func answer(_ route: HitBTCRoute, _ text: QueryText) throws(HitBTCRefusal) -> JSONValue? {
        switch route.question {
        case .spotBalance: return try balance(spot, route)
        case .walletBalance: return try balance(wallet, route)
        case .futuresBalance: return try balance(futures, route)
        case .spotFees: return try fees(route, isFutures: false)
        case .futuresFees: return try fees(route, isFutures: true)
        case .spotOrders, .spotTrades:
            if let symbol = text["symbol"], !symbol.isEmpty { _ = try markets.market(symbol) }
            return []
        case .futuresSettings: return settings
        case .futuresAccounts: return []
        default: return nil
        }
    }

    // MARK: - Balances

    private typealias Row = (currency: String, available: String, reserved: String)

    private var spot: [Row] {
        guard traits.funds == .everywhere else { return [("USDT", "0", "0")] }
        return [("USDT", "1250.05", "49.95"), ("BTC", "0.00750000", "0"), ("ETH", "0", "0")]
    }

    private var wallet: [Row] {
        switch traits.funds {
        case .everywhere: [("USDT", "12.5", "0")]
        case .wallet: [("USDT", "640.25", "0"), ("BTC", "0", "0")]
        case .nowhere: []
        }
    }

    private var futures: [Row] { traits.funds == .everywhere ? [("USDT", "310.4", "15.6")] : [] }

    /// All rows, or the one that the path names, which lacks its name.
    private func balance(_ rows: [Row], _ route: HitBTCRoute) throws(HitBTCRefusal) -> JSONValue {
        let isWallet = if case .walletBalance = route.question { true } else { false }
        func amounts(_ row: Row) -> JSONValue {
            let amounts: JSONValue = [
                "available": .string(row.available), "reserved": .string(row.reserved),
            ]
            return isWallet ? amounts : amounts + ["reserved_margin": "0", "cross_margin_reserved": "0"]
        }
        guard let name = route.name else {
            return .array(rows.map { ["currency": .string($0.currency)] + amounts($0) })
        }
        guard HitBTCPublicAnswers.currencies.contains(name) else { throw .unknownCurrency }
        return amounts(rows.first { $0.currency == name } ?? (name, "0", "0"))
    }

    // MARK: - Fees and modes

    private func fees(_ route: HitBTCRoute, isFutures: Bool) throws(HitBTCRefusal) -> JSONValue {
        let rates: JSONValue = [
            "take_rate": isFutures ? "0.0005" : "0.0025",
            "make_rate": isFutures ? "0.0002" : .string(traits.makerRate),
        ]
        guard let name = route.name else {
            let listed = HitBTCMarket.all.filter { $0.isFutures == isFutures }
            return .array(listed.map { ["symbol": .string($0.symbol)] + rates })
        }
        guard try markets.market(name).isFutures == isFutures else { throw .unknownSymbol(name) }
        return rates
    }

    private var settings: JSONValue {
        .array(
            HitBTCMarket.all.filter(\.isFutures).map { market in
                [
                    "symbol": .string(market.symbol), "margin_mode": "Isolated",
                    "max_initial_leverage": "50.00", "enabled": true, "active": true,
                ]
            }
        )
    }
}
