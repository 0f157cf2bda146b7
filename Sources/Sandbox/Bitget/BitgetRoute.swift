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
        "/api/v2/public/time": open(.time, 20),
        "/api/v2/spot/public/coins": open(.coins, 3),
        "/api/v2/spot/public/symbols": open(.symbols, 20),
        "/api/v2/spot/market/tickers": open(.spotTickers, 20),
        // ccxt asks for it with the markets; its limit is not known.
        "/api/v2/margin/currencies": open(.marginCoins, 10),
        "/api/v2/mix/market/contracts": open(.contracts, 20),
        "/api/v2/mix/market/ticker": open(.futuresTicker, 20),
        "/api/v2/mix/market/tickers": open(.futuresTickers, 20),
        "/api/v3/market/instruments": open(.instruments, 20),
        "/api/v3/market/tickers": open(.unifiedTickers, 20),

        "/api/v2/spot/account/info": classic(.rights, 1),
        "/api/v2/common/trade-rate": classic(.tradeRate, 10),
        // Not known.
        "/api/v2/common/all-trade-rate": classic(.tradeRates, 10),
        "/api/v2/account/all-account-balance": classic(.totals, 1),
        "/api/v2/spot/account/assets": classic(.spotAssets, 10),
        "/api/v2/mix/account/accounts": classic(.futuresAccounts, 10),
        "/api/v2/mix/account/account": classic(.futuresAccount, 10),
        "/api/v2/mix/position/all-position": classic(.positions, 5),

        "/api/v3/account/settings": unified(.settings, 20),
        "/api/v3/account/info": unified(.unifiedRights, 5),
        "/api/v3/account/assets": unified(.unifiedAssets, 20),
        "/api/v3/account/funding-assets": unified(.fundingAssets, 20),
        "/api/v3/account/fee-rate": unified(.feeRate, 3),
        "/api/v3/account/all-fee-rate": unified(.feeRates, 3),
    ]

    private static func open(_ question: BitgetQuestion, _ perSecond: Int) -> BitgetRoute {
        BitgetRoute(question: question, access: .open, limit: .init(perSecond: perSecond))
    }

    private static func classic(_ question: BitgetQuestion, _ perSecond: Int) -> BitgetRoute {
        BitgetRoute(question: question, access: .classic, limit: .init(perSecond: perSecond))
    }

    private static func unified(_ question: BitgetQuestion, _ perSecond: Int) -> BitgetRoute {
        BitgetRoute(question: question, access: .unified, limit: .init(perSecond: perSecond))
    }
}
