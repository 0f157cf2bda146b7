import PlainJSON
import SlotModel

/// A pair or contract that the built-in exchange lists, with made-up but steady data.
struct HitBTCMarket: Sendable {
    var symbol: String
    var base: String
    var quote: String
    var price: SteadyPrice
    /// The least difference of quantities.
    var step: String
    var isFutures = false

    static let all: [HitBTCMarket] = [
        pair("BTC", "USDT", .init("67248.17", tick: "0.01"), step: "0.00001"),
        pair("ETH", "USDT", .init("3304.871", tick: "0.001"), step: "0.0001"),
        pair("ETH", "BTC", .init("0.0491534", tick: "0.0000001"), step: "0.0001"),
        pair("SOL", "USDT", .init("158.2451", tick: "0.0001"), step: "0.001"),
        // Quiet: its last change is minutes old although everything works.
        pair("1000SATS", "USDT", .init("0.0002869", tick: "0.0000001", age: .seconds(420)), step: "1"),
        perpetual("BTC", .init("67254.8", tick: "0.1"), step: "0.00001"),
        perpetual("ETH", .init("3305.91", tick: "0.01"), step: "0.0001"),
    ]

    static func named(_ symbol: String) -> HitBTCMarket? { all.first { $0.symbol == symbol } }

    private static func pair(_ base: String, _ quote: String, _ price: SteadyPrice, step: String)
        -> HitBTCMarket
    {
        HitBTCMarket(symbol: base + quote, base: base, quote: quote, price: price, step: step)
    }

    private static func perpetual(_ base: String, _ price: SteadyPrice, step: String) -> HitBTCMarket {
        var market = pair(base, "USDT", price, step: step)
        market.symbol += "_PERP"
        market.isFutures = true
        return market
    }

    /// An entry of `public/symbol` (docs/facts/exchanges.md 6.1).
    var description: JSONValue {
        [
            "type": isFutures ? "futures" : "spot", "base_currency": isFutures ? .null : .string(base),
            "quote_currency": .string(quote), "underlying": isFutures ? .string(base) : .null,
            "expiry": .null, "quantity_increment": .string(step),
            "tick_size": .string(price.tick.description), "take_rate": isFutures ? "0.0005" : "0.0025",
            "make_rate": isFutures ? "0.0002" : "0.001", "fee_currency": .string(quote),
            "margin_trading": true, "max_initial_leverage": isFutures ? "50.00" : "5.00",
        ]
    }

    /// An entry of `public/ticker`.
    func ticker(at now: Timestamp) -> JSONValue {
        [
            "ask": .string(price.text(plus: 1)), "bid": .string(price.text(plus: -1)),
            "last": .string(price.text()), "low": .string(price.text(plus: -50)),
            "high": .string(price.text(plus: 50)), "open": .string(price.text(plus: -40)),
            "volume": "10432.5", "volume_quote": "1043250.5",
            "timestamp": .string((now - price.age).description),
        ]
    }
}
