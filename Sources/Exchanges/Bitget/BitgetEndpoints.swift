import SlotModel

/// The questions that slots asks, most of them by the interface of one kind of account, some about one market.
///
/// All of them are `GET` and only read.
enum BitgetCall: Sendable {
    case time
    case markets(BitgetMode)
    case price(BitgetMode, String)
    /// The key's rights and addresses.
    case key(BitgetMode)
    case assets(BitgetMode)
    /// Position and margin mode of a market; on unified accounts those of all, and the account's own mode.
    case modes(BitgetMode, ListedMarket?)
    case fees(BitgetMode, String)

    fileprivate var isPublic: Bool {
        switch self {
        case .time, .markets, .price: true
        case .key, .assets, .modes, .fees: false
        }
    }
}

/// Where one slot's calls go, and how often they may: docs/facts/exchanges.md, sections 5.3 to 5.7.
struct BitgetEndpoints: Sendable {
    var product: BitgetProduct
    /// `nil`: the slot has none for it.
    var origin: String?
    /// Tells the users' limits apart; nobody can read a key out of it.
    var user: String

    /// Requests a minute and address, all calls together.
    static let total = RateBudget(name: "all", assumed: 6000)

    /// A little more than a second: requests that leave in time may arrive closer to each other.
    private static let second = Duration.milliseconds(1050)

    func endpoint(_ call: BitgetCall) -> Endpoint? {
        guard let origin else { return nil }
        let path = path(call)
        return Endpoint(
            origin: origin,
            path: path,
            parameters: parameters(call),
            weight: 1,
            budget: RateBudget(
                name: call.isPublic ? path : "\(path) \(user)",
                assumed: perSecond(call),
                interval: Self.second,
                isSliding: true
            ),
            total: Self.total,
            isPerUser: !call.isPublic
        )
    }

    private func path(_ call: BitgetCall) -> String {
        switch (call, product) {
        case (.time, _): "/api/v2/public/time"
        case (.key(.classic), _): "/api/v2/spot/account/info"
        case (.fees(.classic, _), _): "/api/v2/common/trade-rate"
        case (.modes(.classic, _), _): "/api/v2/mix/account/account"
        case (.markets(.classic), .spot): "/api/v2/spot/public/symbols"
        case (.markets(.classic), .futures): "/api/v2/mix/market/contracts"
        case (.price(.classic, _), .spot): "/api/v2/spot/market/tickers"
        case (.price(.classic, _), .futures): "/api/v2/mix/market/ticker"
        case (.assets(.classic), .spot): "/api/v2/spot/account/assets"
        case (.assets(.classic), .futures): "/api/v2/mix/account/accounts"
        case (.markets(.unified), _): "/api/v3/market/instruments"
        case (.price(.unified, _), _): "/api/v3/market/tickers"
        case (.key(.unified), _): "/api/v3/account/info"
        case (.assets(.unified), _): "/api/v3/account/assets"
        case (.modes(.unified, _), _): "/api/v3/account/settings"
        case (.fees(.unified, _), _): "/api/v3/account/fee-rate"
        }
    }

    /// Public calls per address, the others per user.
    private func perSecond(_ call: BitgetCall) -> Int {
        switch call {
        case .time, .markets, .price: 20
        case .key(.classic): 1
        case .assets(.classic), .modes(.classic, _), .fees(.classic, _): 10
        case .key(.unified): 5
        case .assets(.unified), .modes(.unified, _): 20
        case .fees(.unified, _): 3
        }
    }

    /// In the ascending order of the names, as they are signed.
    private func parameters(_ call: BitgetCall) -> [QueryParameter] {
        let category = QueryParameter("category", product.category)
        let type = product == .spot ? [] : [QueryParameter("productType", product.category)]
        return switch call {
        case .time, .key, .assets(.unified), .modes(.unified, _): []
        case .markets(.unified): [category]
        case .price(.unified, let symbol), .fees(.unified, let symbol):
            [category, QueryParameter("symbol", symbol)]
        case .markets(.classic), .assets(.classic): type
        case .price(.classic, let symbol): type + [QueryParameter("symbol", symbol)]
        case .modes(.classic, let market):
            (market?.marginCoin.map { [QueryParameter("marginCoin", $0)] } ?? []) + type
                + (market.map { [QueryParameter("symbol", $0.symbol)] } ?? [])
        case .fees(.classic, let symbol):
            [
                QueryParameter("businessType", product == .spot ? "spot" : "mix"),
                QueryParameter("symbol", symbol),
            ]
        }
    }
}
