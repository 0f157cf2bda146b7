import SlotModel

/// The questions that slots asks; classic and unified accounts have a call of their own for each.
///
/// All of them are `GET` and only read.
enum BitgetCall: Sendable {
    case time, markets, price
    /// The key's rights and addresses.
    case key
    case assets
    /// Position and margin mode; on unified accounts also the account's own mode.
    case modes
    case fees

    var isPublic: Bool {
        switch self {
        case .time, .markets, .price: true
        case .key, .assets, .modes, .fees: false
        }
    }
}

/// Where one slot's calls go, and how often they may: docs/facts/exchanges.md, sections 5.3 to 5.7.
struct BitgetEndpoints: Sendable {
    var product: BitgetProduct
    var origin: String
    /// Tells the users' limits apart; nobody can read a key out of it.
    var user: String

    /// Requests a minute and address, all calls together.
    static let total = RateBudget(name: "all", assumed: 6000)

    /// A little more than a second: requests that leave in time may arrive closer to each other.
    private static let second = Duration.milliseconds(1050)

    func endpoint(_ call: BitgetCall, _ mode: BitgetMode) -> Endpoint {
        let path = path(call, mode)
        return Endpoint(
            origin: origin,
            path: path,
            weight: 1,
            budget: RateBudget(
                name: call.isPublic ? path : "\(path) \(user)",
                assumed: perSecond(call, mode),
                interval: Self.second,
                isSliding: true
            ),
            total: Self.total,
            isPerUser: !call.isPublic
        )
    }

    private func path(_ call: BitgetCall, _ mode: BitgetMode) -> String {
        switch (mode, call, product) {
        case (_, .time, _): "/api/v2/public/time"
        case (.classic, .key, _): "/api/v2/spot/account/info"
        case (.classic, .fees, _): "/api/v2/common/trade-rate"
        case (.classic, .modes, _): "/api/v2/mix/account/account"
        case (.classic, .markets, .spot): "/api/v2/spot/public/symbols"
        case (.classic, .markets, .futures): "/api/v2/mix/market/contracts"
        case (.classic, .price, .spot): "/api/v2/spot/market/tickers"
        case (.classic, .price, .futures): "/api/v2/mix/market/ticker"
        case (.classic, .assets, .spot): "/api/v2/spot/account/assets"
        case (.classic, .assets, .futures): "/api/v2/mix/account/accounts"
        case (.unified, .markets, _): "/api/v3/market/instruments"
        case (.unified, .price, _): "/api/v3/market/tickers"
        case (.unified, .key, _): "/api/v3/account/info"
        case (.unified, .assets, _): "/api/v3/account/assets"
        case (.unified, .modes, _): "/api/v3/account/settings"
        case (.unified, .fees, _): "/api/v3/account/fee-rate"
        }
    }

    /// Public calls per address, the others per user.
    private func perSecond(_ call: BitgetCall, _ mode: BitgetMode) -> Int {
        switch (mode, call) {
        case (_, .time), (_, .markets), (_, .price): 20
        case (.classic, .key): 1
        case (.classic, .assets), (.classic, .modes), (.classic, .fees): 10
        case (.unified, .key): 5
        case (.unified, .assets), (.unified, .modes): 20
        case (.unified, .fees): 3
        }
    }

    /// What a call is asked with, besides the signature.
    func parameters(_ call: BitgetCall, _ mode: BitgetMode, symbol: String? = nil, marginCoin: String? = nil)
        -> [QueryParameter]
    {
        var parameters: [QueryParameter] = []
        switch (mode, call) {
        case (.unified, .markets), (.unified, .price), (.unified, .fees):
            parameters.append(QueryParameter("category", product.category))
        case (.classic, .markets), (.classic, .price), (.classic, .assets), (.classic, .modes):
            if product != .spot { parameters.append(QueryParameter("productType", product.category)) }
        case (.classic, .fees):
            parameters.append(QueryParameter("businessType", product == .spot ? "spot" : "mix"))
        default: break
        }
        if let symbol { parameters.append(QueryParameter("symbol", symbol)) }
        if let marginCoin { parameters.append(QueryParameter("marginCoin", marginCoin)) }
        return parameters
    }
}
