import PlainJSON
import SlotModel

/// Answers to a classic account's signed questions; shapes from docs/facts/exchanges.md 5.3 to 5.5.
struct BitgetClassicAnswers: Sendable {
    var now: Timestamp
    var account: BitgetAccount
    var markets: BitgetPublicAnswers

    /// The `data` of the answer; `nil` for other questions.
    func answer(_ question: BitgetQuestion, _ text: QueryText) throws(BitgetRefusal) -> JSONValue? {
        switch question {
        case .rights: return info
        case .tradeRate: return try tradeRate(text)
        case .tradeRates: return try tradeRates(text)
        case .totals: return totals
        case .spotAssets:
            try mayRead(.spot)
            return spotAssets(text)
        case .futuresAccounts:
            try mayRead(.orders)
            guard let product = try markets.product(text) else { return [] }
            return .array(wallets(product).map(balance))
        case .futuresAccount:
            try mayRead(.orders)
            return try futuresAccount(text)
        case .positions:
            try mayRead(.positions)
            _ = try markets.product(text)
            return []
        default: return nil
        }
    }

    private var traits: BitgetTraits { account.traits }

    // MARK: - Rights

    private enum Area {
        case spot, orders, positions
    }

    private var rights: [String] {
        traits.rights
            ?? (account.selector == .bitget
                ? ["stow", "smor", "taxr", "pllr"] : ["coow", "cpow", "taxr", "pllr"])
    }

    /// Reads of spot need a spot code, reads of futures a futures code; finer is not documented.
    private func mayRead(_ area: Area) throws(BitgetRefusal) {
        let (codes, name) =
            switch area {
            case .spot: (["stor", "stow"], "spot order read")
            case .orders: (["coor", "coow", "cpor", "cpow"], "contract order read")
            case .positions: (["cpor", "cpow", "coor", "coow"], "contract position read")
            }
        guard rights.contains(where: { codes.contains($0) || ["readonly", "trade"].contains($0) }) else {
            throw .missingRight(name)
        }
    }

    private var info: JSONValue {
        let addresses = traits.addresses
        return [
            "userId": .string(account.user), "inviterId": "1231231", "parentId": 4_000_000_001,
            "ips": traits.listsAddresses
                ? .array(addresses.map(JSONValue.string)) : .string(addresses.joined(separator: ",")),
            "authorities": .array(rights.map(JSONValue.string)), "traderType": "not_trader",
            "channelCode": "sandbox", "channel": "", "regisTime": "1695808949356",
        ]
    }

    // MARK: - Fees

    private func tradeRate(_ text: QueryText) throws(BitgetRefusal) -> JSONValue {
        let products = try products(text)
        guard let symbol = text["symbol"], !symbol.isEmpty else { throw .missing("symbol") }
        guard let market = products.lazy.compactMap({ BitgetMarket.named(symbol, on: $0) }).first else {
            throw .unknownSymbol(symbol)
        }
        return market.feeRates
    }

    private func tradeRates(_ text: QueryText) throws(BitgetRefusal) -> JSONValue {
        .array(try products(text).flatMap(BitgetMarket.listed(on:)).map(\.feeRow))
    }

    private func products(_ text: QueryText) throws(BitgetRefusal) -> [BitgetMarket.Product] {
        switch text["businessType"] {
        case "spot", "margin":
            try mayRead(.spot)
            return [.spot]
        case "mix":
            try mayRead(.orders)
            return [.usdt, .usdc, .coin]
        case nil, "": throw .missing("businessType")
        default: throw .invalid("businessType", isUnified: false)
        }
    }

    // MARK: - Spot

    private var totals: JSONValue {
        let hasSpot = traits.funds == .everywhere
        let hasFutures = hasSpot || traits.funds == .dollars
        let rows = [
            ("spot", hasSpot ? "3620.75" : "0"), ("futures", hasFutures ? "1200.25" : "0"), ("funding", "0"),
            ("earn", "0"), ("bots", "0"), ("margin", "0"),
        ]
        return .array(rows.map { ["accountType": .string($0), "usdtBalance": .string($1)] })
    }

    private func spotAssets(_ text: QueryText) -> JSONValue {
        var rows = [row("ETH", "0", time: now.milliseconds)]
        if traits.funds == .everywhere {
            rows =
                [
                    row("USDT", "2500.5", frozen: "99.5", locked: "0.25", time: now.milliseconds - 5000),
                    // Lower case, and seconds instead of milliseconds: both were seen.
                    row("btc", "0.01500000", time: now.milliseconds / 1000),
                    row("BGB", "120.25", time: now.milliseconds - 86_400_000),
                ] + rows
        }
        if text["assetType"] != "all" { rows.removeLast() }
        if let coin = text["coin"], !coin.isEmpty {
            rows = rows.filter { $0["coin"]?.string?.uppercased() == coin.uppercased() }
        }
        return .array(rows)
    }

    private func row(
        _ coin: String,
        _ available: String,
        frozen: String = "0",
        locked: String = "0",
        time: Int64
    ) -> JSONValue {
        [
            "coin": .string(coin), "available": .string(available), "frozen": .string(frozen),
            "locked": .string(locked), "limitAvailable": "0", "uTime": .string(String(time)),
        ]
    }

    // MARK: - Futures

    private struct Wallet {
        var coin: String
        var equity = "0"
        var free = "0"
        var available = "0"
        var dollars = "0"
    }

    private func wallets(_ product: BitgetMarket.Product) -> [Wallet] {
        let isFunded = traits.funds == .everywhere || (traits.funds == .dollars && product == .usdt)
        let funded: [Wallet] =
            switch product {
            case .spot: []
            case .usdt:
                [
                    Wallet(
                        coin: "USDT",
                        equity: "1200.25",
                        free: "1150.5",
                        available: "1180.75",
                        dollars: "1200.25"
                    )
                ]
            case .usdc:
                [Wallet(coin: "USDC", equity: "640.4", free: "600.15", available: "640.4", dollars: "640.4")]
            case .coin:
                [
                    Wallet(coin: "BTC", equity: "0.05", free: "0.04", available: "0.05", dollars: "3362.03"),
                    // Negative: a loss that other coins do not cover.
                    Wallet(coin: "ETH", available: "-0.001"),
                ]
            }
        return isFunded ? funded : funded.map { Wallet(coin: $0.coin) }
    }

    private func balance(_ wallet: Wallet) -> JSONValue {
        let members: JSONValue = [
            "marginCoin": .string(wallet.coin), "locked": "0", "available": .string(wallet.available),
            "crossedMaxAvailable": .string(wallet.free), "isolatedMaxAvailable": .string(wallet.free),
            "maxTransferOut": .string(wallet.free), "accountEquity": .string(wallet.equity),
            "usdtEquity": .string(wallet.dollars), "btcEquity": "0.017850000000", "crossedRiskRate": "0.01",
            "unrealizedPL": "", "coupon": "0", "crossedUnrealizedPL": .null, "isolatedUnrealizedPL": .null,
            "grant": "0", "assetMode": traits.isMultiAsset ? "union" : "single",
        ]
        guard traits.isMultiAsset else { return members }
        return members + [
            "unionTotalMargin": .string(wallet.equity), "unionAvailable": .string(wallet.free),
            "unionMm": "0",
            "assetList": [
                [
                    "coin": .string(wallet.coin), "balance": .string(wallet.equity),
                    "available": .string(wallet.free),
                ]
            ],
        ]
    }

    private func futuresAccount(_ text: QueryText) throws(BitgetRefusal) -> JSONValue {
        let market = try markets.contract(text)
        guard let coin = text["marginCoin"], !coin.isEmpty else { throw .missing("marginCoin") }
        guard let wallet = wallets(market.product).first(where: { $0.coin == coin.uppercased() }) else {
            throw .invalid("marginCoin", isUnified: false)
        }
        return balance(wallet) + [
            "marginMode": traits.isIsolated ? "isolated" : "crossed",
            "posMode": traits.isHedged ? "hedge_mode" : "one_way_mode",
            // A text here, a number there: both were seen.
            "crossedMarginLeverage": "10", "isolatedLongLever": 10,
            "isolatedShortLever": 10, "isolatedMargin": "0", "crossedMargin": .null,
        ]
    }
}
