import SlotModel

/// The calls that slots makes: docs/facts/exchanges.md, sections 6.1 and 6.3.
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

    var budget: RateBudget {
        switch self {
        case .symbol, .ticker: .hitbtcPublic
        case .spotBalance, .fee, .openOrders: .hitbtcSigned
        case .walletBalance: .hitbtcWallet
        }
    }
}

/// A right of a key as HitBTC's page names it: docs/facts/exchanges.md, section 6.3.
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

extension RateBudget {
    // Requests a second and address: public 30, in general 20, wallet 10 (docs/facts/exchanges.md, section 6.4). More may come
    // at once, which is left to the bot. Reading
    // orders has a roomier limit of its own, which is not made use of.
    static let hitbtcPublic = RateBudget(name: "public", perSecond: 30)
    static let hitbtcSigned = RateBudget(name: "signed", perSecond: 20)
    static let hitbtcWallet = RateBudget(name: "wallet", perSecond: 10)

    private init(name: String, perSecond: Int) {
        // A little more than a second: requests that leave in time may arrive closer to each other.
        self.init(name: name, assumed: perSecond, interval: .milliseconds(1050), isSliding: true)
    }
}
