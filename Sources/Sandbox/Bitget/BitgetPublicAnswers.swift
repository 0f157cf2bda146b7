import PlainJSON
import SlotModel

/// Answers that need no signature; shapes from docs/facts/exchanges.md 5.3 to 5.6.
struct BitgetPublicAnswers: Sendable {
    var now: Timestamp

    /// The `data` of the answer; `nil` for questions that want a signature.
    func answer(_ question: BitgetQuestion, _ text: QueryText) throws(BitgetRefusal) -> JSONValue? {
        switch question {
        case .time: return ["serverTime": .string(String(now.milliseconds))]
        case .coins: return coins(text)
        case .symbols: return try rows(text, on: .spot, \.spotDescription)
        case .spotTickers: return try rows(text, on: .spot, spotTicker)
        case .marginCoins: return marginCoins
        case .contracts: return try contracts(text)
        case .futuresTicker: return [futuresTicker(try contract(text))]
        case .futuresTickers:
            guard let product = try product(text) else { return [] }
            return .array(BitgetMarket.listed(on: product).map(futuresTicker))
        case .instruments: return try rows(text, on: try category(text), \.instrument)
        case .unifiedTickers: return try rows(text, on: try category(text), unifiedTicker)
        default: return nil
        }
    }

    /// The product type that a call names; `nil` for the older demo products, which list nothing here.
    func product(_ text: QueryText) throws(BitgetRefusal) -> BitgetMarket.Product? {
        guard let name = text["productType"], !name.isEmpty else { throw .missing("productType") }
        // Clients write it in either case.
        let upper = name.uppercased()
        if ["SUSDT-FUTURES", "SUSDC-FUTURES", "SCOIN-FUTURES"].contains(upper) { return nil }
        guard let product = BitgetMarket.Product(rawValue: upper), product != .spot else {
            throw .invalid("productType", isUnified: false)
        }
        return product
    }

    /// The contract that `symbol` and `productType` name.
    func contract(_ text: QueryText) throws(BitgetRefusal) -> BitgetMarket {
        guard let symbol = text["symbol"], !symbol.isEmpty else { throw .missing("symbol") }
        guard let product = try product(text),
            let market = BitgetMarket.named(symbol.uppercased(), on: product)
        else { throw .unknownSymbol(symbol) }
        return market
    }

    /// The market category of a v3 call.
    func category(_ text: QueryText) throws(BitgetRefusal) -> BitgetMarket.Product {
        guard let name = text["category"], !name.isEmpty else { throw .missing("category") }
        // Margin pairs are spot pairs.
        guard let product = BitgetMarket.Product(rawValue: name == "MARGIN" ? "SPOT" : name) else {
            throw .invalid("category", isUnified: true)
        }
        return product
    }

    /// All markets of a product, or the one that `symbol` names.
    private func rows(
        _ text: QueryText,
        on product: BitgetMarket.Product,
        _ row: (BitgetMarket) -> JSONValue
    ) throws(BitgetRefusal) -> JSONValue {
        guard let symbol = text["symbol"], !symbol.isEmpty else {
            return .array(BitgetMarket.listed(on: product).map(row))
        }
        guard let market = BitgetMarket.named(symbol, on: product) else { throw .unknownSymbol(symbol) }
        return [row(market)]
    }

    private func contracts(_ text: QueryText) throws(BitgetRefusal) -> JSONValue {
        guard let product = try product(text) else { return [] }
        return try rows(text, on: product, \.contractDescription)
    }

    private func coins(_ text: QueryText) -> JSONValue {
        let listed = ["BTC", "ETH", "USDT", "USDC", "SOL", "BGB", "XRP", "LUNA", "1000SATS"]
        let asked = text["coin"].map { coin in listed.filter { $0 == coin } } ?? listed
        return .array(
            asked.enumerated().map { index, coin in
                [
                    "coinId": .string(String(index + 1)), "coin": .string(coin), "transfer": "true",
                    "areaCoin": "no",
                    "chains": [
                        [
                            "chain": coin == "BTC" ? "BTC" : "ERC20", "needTag": "false",
                            "withdrawable": "true", "rechargeable": "true", "withdrawFee": "0.0005",
                            "extraWithdrawFee": "0", "depositConfirm": "1", "withdrawConfirm": "1",
                            "minDepositAmount": "0.0001", "minWithdrawAmount": "0.001",
                            "browserUrl": "https://example.com/tx/", "contractAddress": .null,
                            "withdrawStep": "0", "withdrawMinScale": "8", "congestion": "normal",
                        ]
                    ],
                ]
            }
        )
    }

    private var marginCoins: JSONValue {
        .array(
            ["BTCUSDT", "ETHUSDT"].map { symbol in
                [
                    "symbol": .string(symbol), "baseCoin": .string(String(symbol.prefix(3))),
                    "quoteCoin": "USDT", "maxCrossedLeverage": "3", "maxIsolatedLeverage": "10",
                    "warningRiskRatio": "0.8", "liquidationRiskRatio": "1", "minTradeAmount": "0.0001",
                    "maxTradeAmount": "10000", "takerFeeRate": "0.001", "makerFeeRate": "0.001",
                    "pricePrecision": "2", "quantityPrecision": "4", "minTradeUSDT": "5",
                    "isBorrowable": true, "isCrossBorrowable": true, "userMinBorrow": "0.00000001",
                    "status": "1", "isIsolatedBaseBorrowable": true, "isIsolatedQuoteBorrowable": true,
                ]
            }
        )
    }

    // MARK: - Prices

    private func time(_ market: BitgetMarket) -> JSONValue {
        .string(String((now - market.price.age).milliseconds))
    }

    /// What both generations of tickers say in the same words.
    private func common(_ market: BitgetMarket) -> JSONValue {
        [
            "symbol": .string(market.symbol), "ts": time(market),
        ]
    }

    private func spotTicker(_ market: BitgetMarket) -> JSONValue {
        common(market) + classicPrices(market)
    }

    private func futuresTicker(_ market: BitgetMarket) -> JSONValue {
        common(market) + classicPrices(market) + [
            "indexPrice": .string(market.price.text(plus: -2)),
            "markPrice": .string(market.price.text(plus: 1)), "fundingRate": "0.0001",
            "holdingAmount": "18234.5", "open24h": .string(market.price.text(plus: -40)),
            "deliveryStatus": market.delivery == nil ? "" : "delivery_normal",
        ]
    }

    private func classicPrices(_ market: BitgetMarket) -> JSONValue {
        let price = market.price
        return [
            "lastPr": .string(price.text()), "bidPr": .string(price.text(plus: -1)),
            "askPr": .string(price.text(plus: 1)), "bidSz": "12.5", "askSz": "8.25",
            "open": .string(price.text(plus: -40)), "high24h": .string(price.text(plus: 50)),
            "low24h": .string(price.text(plus: -50)), "change24h": "0.0012", "baseVolume": "10432.5",
            "quoteVolume": "1043250.5", "usdtVolume": "1043250.5", "openUtc": .string(price.text(plus: -30)),
            "changeUtc24h": "0.0011",
        ]
    }

    private func unifiedTicker(_ market: BitgetMarket) -> JSONValue {
        let price = market.price
        return common(market) + [
            "category": .string(market.product.rawValue), "lastPrice": .string(price.text()),
            "bid1Price": .string(price.text(plus: -1)), "ask1Price": .string(price.text(plus: 1)),
            "bid1Size": "12.5", "ask1Size": "8.25", "openPrice24h": .string(price.text(plus: -40)),
            "highPrice24h": .string(price.text(plus: 50)), "lowPrice24h": .string(price.text(plus: -50)),
            "price24hPcnt": "0.0012", "volume24h": "10432.5", "turnover24h": "1043250.5",
        ]
    }
}
