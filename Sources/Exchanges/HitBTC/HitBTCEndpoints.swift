import SlotModel

/// The calls that slots makes: reference/exchanges.md, sections 6.1 and 6.3.
///
/// All of them are `GET` and only read.
enum HitBTCCall: Sendable, Hashable {
    /// A symbol such as `BTCUSDT`, also the first sign of life: HitBTC has no call for its time.
    case symbol(String)
    case ticker(String)
    case spotBalance
    /// Needs the order right.
    case fee(String)
    /// Needs the order right too, and no symbol.
    case openOrders
    case walletBalance

    var path: String {
        switch self {
        case .symbol(let name): "/api/3/public/symbol/\(QueryText.encode(name))"
        case .ticker(let name): "/api/3/public/ticker/\(QueryText.encode(name))"
        case .spotBalance: "/api/3/spot/balance"
        case .fee(let name): "/api/3/spot/fee/\(QueryText.encode(name))"
        case .openOrders: "/api/3/spot/order"
        case .walletBalance: "/api/3/wallet/balance"
        }
    }

    fileprivate var budget: RateBudget {
        switch self {
        case .symbol, .ticker: .hitbtcPublic
        case .spotBalance, .fee, .openOrders: .hitbtcSigned
        case .walletBalance: .hitbtcWallet
        }
    }
}

/// A right of a key as HitBTC's page names it: reference/exchanges.md, section 6.3.
enum HitBTCRight: String, Sendable {
    case tradingBalance = "Orderbook, History, Trading balance"
    case orders = "Place/cancel orders"
    case payments = "Payment information"

    /// What the call behind that path needs; `nil`: no key at all.
    init?(path: String) {
        if path.hasPrefix("/api/3/wallet/") {
            self = .payments
        } else if path == HitBTCCall.spotBalance.path {
            self = .tradingBalance
        } else if path.hasPrefix("/api/3/spot/") {
            self = .orders
        } else {
            return nil
        }
    }

    /// `nil`: no slot needs it.
    var permission: Permission? {
        switch self {
        case .tradingBalance: .read
        case .orders: .spot
        case .payments: nil
        }
    }
}

/// Where one slot's calls go.
struct HitBTCEndpoints: Sendable {
    var origins: ConnectorProfile.Origins

    /// `nil`: there is no origin for it.
    func endpoint(_ call: HitBTCCall) -> Endpoint? {
        origins.spot.map { Endpoint(origin: $0, path: call.path, weight: 1, budget: call.budget) }
    }
}

extension RateBudget {
    // Requests a second and address, with what may come at once: public 30 and 50, in general 20 and 30, wallet 10 and
    // 10 (reference/exchanges.md, section 6.4). Two of our intervals may meet in one moment, so each holds half of what
    // may come at once; that is also less than the rate, and leaves the rest to the bot.
    static let hitbtcPublic = RateBudget(name: "public", assumed: 25, interval: .seconds(1))
    static let hitbtcSigned = RateBudget(name: "signed", assumed: 15, interval: .seconds(1))
    static let hitbtcWallet = RateBudget(name: "wallet", assumed: 5, interval: .seconds(1))
}
