/// What is asked for.
enum BitgetQuestion: Sendable {
    case time, coins, symbols, spotTickers, marginCoins, contracts, futuresTicker, futuresTickers
    case rights, tradeRate, tradeRates, totals, spotAssets
    case futuresAccounts, futuresAccount, positions
    case instruments, unifiedTickers
    case settings, unifiedRights, unifiedAssets, fundingAssets, feeRate, feeRates
}

/// A path of Bitget's host, with its limit (docs/facts/exchanges.md 5.3 to 5.6).
struct BitgetRoute: Sendable {
    enum Access: Sendable {
        /// No signature; limits are counted per address.
        case open
        /// Limits of signed calls are counted per user.
        case classic, unified
    }

    var question: BitgetQuestion
    var access: Access
    var limit: RateMeter.Limit

    static func find(_ path: String) -> BitgetRoute? { routes[path] }

    private static let routes: [String: BitgetRoute] = [
        "/api/v2/public/time": .init(.open, .time, 20),
        "/api/v2/spot/public/coins": .init(.open, .coins, 3),
        "/api/v2/spot/public/symbols": .init(.open, .symbols, 20),
        "/api/v2/spot/market/tickers": .init(.open, .spotTickers, 20),
        // ccxt asks for it with the markets; its limit is not known.
        "/api/v2/margin/currencies": .init(.open, .marginCoins, 10),
        "/api/v2/mix/market/contracts": .init(.open, .contracts, 20),
        "/api/v2/mix/market/ticker": .init(.open, .futuresTicker, 20),
        "/api/v2/mix/market/tickers": .init(.open, .futuresTickers, 20),
        "/api/v3/market/instruments": .init(.open, .instruments, 20),
        "/api/v3/market/tickers": .init(.open, .unifiedTickers, 20),

        "/api/v2/spot/account/info": .init(.classic, .rights, 1),
        "/api/v2/common/trade-rate": .init(.classic, .tradeRate, 10),
        // Not known.
        "/api/v2/common/all-trade-rate": .init(.classic, .tradeRates, 10),
        "/api/v2/account/all-account-balance": .init(.classic, .totals, 1),
        "/api/v2/spot/account/assets": .init(.classic, .spotAssets, 10),
        "/api/v2/mix/account/accounts": .init(.classic, .futuresAccounts, 10),
        "/api/v2/mix/account/account": .init(.classic, .futuresAccount, 10),
        "/api/v2/mix/position/all-position": .init(.classic, .positions, 5),

        "/api/v3/account/settings": .init(.unified, .settings, 20),
        "/api/v3/account/info": .init(.unified, .unifiedRights, 5),
        "/api/v3/account/assets": .init(.unified, .unifiedAssets, 20),
        "/api/v3/account/funding-assets": .init(.unified, .fundingAssets, 20),
        "/api/v3/account/fee-rate": .init(.unified, .feeRate, 3),
        "/api/v3/account/all-fee-rate": .init(.unified, .feeRates, 3),
    ]

    private init(_ access: Access, _ question: BitgetQuestion, _ perSecond: Int) {
        self.question = question
        self.access = access
        limit = .init(perSecond: perSecond)
    }
}
