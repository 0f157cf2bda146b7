import PlainJSON
import SlotModel

/// Answers that need no signature; shapes from docs/facts/exchanges.md 2.3.
struct AsterPublicAnswers: Sendable {
    var host: SandboxHost
    var now: Timestamp
    /// Request weight per minute.
    var limit: Int

    /// `nil` for questions that want a signature.
    func answer(_ question: AsterQuestion, _ text: QueryText) throws(AsterRefusal) -> JSONValue? {
        switch question {
        case .ping: return [:]
        case .time: return ["serverTime": .number(String(now.milliseconds))]
        case .exchangeInfo: return exchangeInfo
        case .price: return try rows(text, lastPrice)
        case .bookTicker: return try rows(text, bookTicker)
        case .day: return try rows(text, day)
        case .klines: return try klines(text)
        case .depth: return depth(try market(text))
        default: return nil
        }
    }

    /// The market that a call names.
    func market(_ text: QueryText) throws(AsterRefusal) -> AsterMarket {
        guard let symbol = text["symbol"], !symbol.isEmpty else { throw .missing("symbol") }
        guard let market = AsterMarket.named(symbol, on: host) else { throw .unknownSymbol }
        return market
    }

    private var exchangeInfo: JSONValue {
        [
            "timezone": "UTC",
            // The real one marks this as not to be used; it is a minute behind, so that using it shows.
            "serverTime": .number(String(now.milliseconds - 60_000)),
            "rateLimits": [
                [
                    "rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1,
                    "limit": .number(String(limit)),
                ],
                ["rateLimitType": "ORDERS", "interval": "MINUTE", "intervalNum": 1, "limit": 1200],
            ],
            "exchangeFilters": [],
            "assets": .array(
                ["USDT", "BTC", "ETH", "SOL", "ASTER"].map {
                    ["asset": .string($0), "marginAvailable": true]
                }
            ),
            "symbols": .array(AsterMarket.all(on: host).map { $0.description(on: host) }),
        ]
    }

    /// One object when a symbol is named, else the list of all.
    private func rows(
        _ text: QueryText,
        _ row: (AsterMarket) -> JSONValue
    ) throws(AsterRefusal) -> JSONValue {
        guard text["symbol"] == nil else { return row(try market(text)) }
        return .array(AsterMarket.all(on: host).map(row))
    }

    private func lastPrice(_ market: AsterMarket) -> JSONValue {
        [
            "symbol": .string(market.symbol), "price": .string(market.price.last.description),
            "time": .number(String((now - market.price.age).milliseconds)),
        ]
    }

    private func bookTicker(_ market: AsterMarket) -> JSONValue {
        [
            "symbol": .string(market.symbol), "bidPrice": .string(market.price.text(plus: -1)),
            "bidQty": "12.5", "askPrice": .string(market.price.text(plus: 1)), "askQty": "8.25",
            "time": .number(String((now - market.price.age).milliseconds)),
        ]
    }

    private func day(_ market: AsterMarket) -> JSONValue {
        let end = (now - market.price.age).milliseconds
        return [
            "symbol": .string(market.symbol), "priceChange": .string(market.price.tick.description),
            "priceChangePercent": "0.12", "weightedAvgPrice": .string(market.price.last.description),
            "prevClosePrice": .string(market.price.text(plus: -1)),
            "lastPrice": .string(market.price.last.description), "lastQty": "0.5",
            "bidPrice": .string(market.price.text(plus: -1)), "bidQty": "12.5",
            "askPrice": .string(market.price.text(plus: 1)), "askQty": "8.25",
            "openPrice": .string(market.price.text(plus: -1)),
            "highPrice": .string(market.price.text(plus: 50)),
            "lowPrice": .string(market.price.text(plus: -50)), "volume": "10432.5",
            "quoteVolume": "1043250.5", "openTime": .number(String(end - 86_400_000)),
            "closeTime": .number(String(end)), "firstId": 1, "lastId": 5120, "count": 5120,
            "baseAsset": .string(market.base), "quoteAsset": .string(market.quote),
        ]
    }

    /// Minute candles only, whatever the interval: enough to see that data is there.
    private func klines(_ text: QueryText) throws(AsterRefusal) -> JSONValue {
        let market = try market(text)
        guard text["interval"]?.isEmpty == false else { throw .missing("interval") }
        let count = min(1500, max(1, text["limit"].flatMap { Int64($0) } ?? 500))
        let price = JSONValue.string(market.price.last.description)
        let minute = now.milliseconds / 60_000
        let rows = (0..<count).map { index in
            let start = (minute - count + 1 + index) * 60_000
            return JSONValue.array([
                .number(String(start)), price, .string(market.price.text(plus: 2)),
                .string(market.price.text(plus: -2)),
                price, "12.5", .number(String(start + 59_999)), "1250.5", 42, "6.25", "625.25", "0",
            ])
        }
        return .array(rows)
    }

    private func depth(_ market: AsterMarket) -> JSONValue {
        func side(_ direction: Int) -> JSONValue {
            .array((1...5).map { [.string(market.price.text(plus: $0 * direction)), "3.5"] })
        }
        let time = JSONValue.number(String((now - market.price.age).milliseconds))
        return ["lastUpdateId": 1027024, "E": time, "T": time, "bids": side(-1), "asks": side(1)]
    }
}
