/// What is asked for.
enum HitBTCQuestion: Sendable {
    case symbols, currencies, tickers, candles
    case spotBalance, walletBalance, futuresBalance
    case spotFees, futuresFees, spotOrders, spotTrades
    case futuresSettings, futuresAccounts
}

/// A path of HitBTC's host, with its limit (docs/facts/exchanges.md 6.1, 6.3 and 6.4).
struct HitBTCRoute: Sendable {
    /// The right of the key that a call needs.
    enum Access: Sendable {
        /// No signature.
        case open
        case balance, orders, payments
    }

    /// Calls that share a limit.
    enum Group: String, Sendable {
        case open, general, wallet, orders

        var limit: RateMeter.Limit {
            switch self {
            case .open: .init(perSecond: 30, burst: 50)
            case .general: .init(perSecond: 20, burst: 30)
            case .wallet: .init(perSecond: 10, burst: 10)
            case .orders: .init(perSecond: 300, burst: 450)
            }
        }
    }

    var question: HitBTCQuestion
    var access: Access
    var group: Group
    /// The symbol or currency that the path ends with, where a path may.
    var name: String?

    /// - Parameter path: As it came; names in it are not percent-encoded, because none needs to be.
    static func find(_ path: String) -> HitBTCRoute? {
        guard path.hasPrefix("/api/3/") else { return nil }
        let rest = String(path.dropFirst("/api/3/".count))
        if let route = routes[rest] { return route }
        guard let slash = rest.lastIndex(of: "/") else { return nil }
        let name = String(rest[rest.index(after: slash)...])
        guard !name.isEmpty, var route = routes[String(rest[..<slash])], route.takesName else { return nil }
        route.name = name
        return route
    }

    private var takesName: Bool {
        switch question {
        case .symbols, .currencies, .tickers, .candles, .spotBalance, .walletBalance, .futuresBalance,
            .spotFees, .futuresFees:
            true
        case .spotOrders, .spotTrades, .futuresSettings, .futuresAccounts: false
        }
    }

    private static let routes: [String: HitBTCRoute] = [
        "public/symbol": HitBTCRoute(.symbols, .open, .open),
        "public/currency": HitBTCRoute(.currencies, .open, .open),
        "public/ticker": HitBTCRoute(.tickers, .open, .open),
        "public/candles": HitBTCRoute(.candles, .open, .open),
        "spot/balance": HitBTCRoute(.spotBalance, .balance, .general),
        "wallet/balance": HitBTCRoute(.walletBalance, .payments, .wallet),
        // The rights of the futures reads are not confirmed.
        "futures/balance": HitBTCRoute(.futuresBalance, .balance, .general),
        "spot/fee": HitBTCRoute(.spotFees, .orders, .general),
        "futures/fee": HitBTCRoute(.futuresFees, .orders, .general),
        "spot/order": HitBTCRoute(.spotOrders, .orders, .orders),
        "spot/history/trade": HitBTCRoute(.spotTrades, .balance, .general),
        "futures/config": HitBTCRoute(.futuresSettings, .orders, .general),
        "futures/account": HitBTCRoute(.futuresAccounts, .orders, .general),
    ]

    private init(_ question: HitBTCQuestion, _ access: Access, _ group: Group) {
        (self.question, self.access, self.group) = (question, access, group)
    }
}
