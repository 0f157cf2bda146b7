import PlainJSON
import SlotModel

/// A pair that the built-in exchange lists, with made-up but steady data.
struct AsterMarket: Sendable {
    var symbol: String
    var base: String
    var quote = "USDT"
    var isSpot = true
    var isFutures = true
    var status = "TRADING"
    var price: SteadyPrice
    /// The least difference of quantities.
    var step: String

    init(
        _ base: String,
        price: SteadyPrice,
        step: String,
        _ change: (inout AsterMarket) -> Void = { _ in }
    ) {
        (symbol, self.base) = (base + "USDT", base)
        (self.price, self.step) = (price, step)
        change(&self)
    }

    static func all(on host: SandboxHost) -> [AsterMarket] {
        listed.filter { host == .aster ? $0.isSpot : $0.isFutures }
    }

    static func named(_ symbol: String, on host: SandboxHost) -> AsterMarket? {
        all(on: host).first { $0.symbol == symbol }
    }

    private static let listed: [AsterMarket] = [
        AsterMarket("BTC", price: .init("67250.1", tick: "0.1"), step: "0.00001"),
        AsterMarket("ETH", price: .init("3305.42", tick: "0.01"), step: "0.0001"),
        AsterMarket("BNB", price: .init("871.36", tick: "0.01"), step: "0.001"),
        AsterMarket("SOL", price: .init("158.27", tick: "0.01"), step: "0.01"),
        AsterMarket("ASTER", price: .init("1.0432", tick: "0.0001"), step: "0.1"),
        // Quiet: its last transaction is minutes old although everything works.
        AsterMarket("1000SATS", price: .init("0.0002871", tick: "0.0000001"), step: "1") {
            $0.price.age = .seconds(420)
        },
        // Letters that have to be percent-encoded.
        AsterMarket("币安人生", price: .init("0.1523", tick: "0.0001"), step: "1"),
        AsterMarket("LUNA", price: .init("0.3961", tick: "0.0001"), step: "1") {
            $0.status = "HALT"
            $0.price.age = .seconds(9 * 86_400)
        },
        AsterMarket("TEST", price: .init("1", tick: "0.01"), step: "0.00001"),
    ]

    /// A row of `symbols` in `exchangeInfo` (docs/facts/exchanges.md 2.3).
    func description(on host: SandboxHost) -> JSONValue {
        let members: JSONValue = [
            "symbol": .string(symbol), "status": .string(status),
            "baseAsset": .string(base), "quoteAsset": .string(quote),
            // As on the real exchange, these are not the digits of tick and step.
            "pricePrecision": 8, "quantityPrecision": 8, "baseAssetPrecision": 8, "quotePrecision": 8,
            "orderTypes": ["LIMIT", "MARKET", "STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET"],
            "timeInForce": ["GTC", "IOC", "FOK", "GTX"], "filters": filters(on: host),
        ]
        if host == .aster { return members + ["ocoAllowed": false] }
        return members + [
            "pair": .string(symbol), "contractType": "PERPETUAL", "marginAsset": .string(quote),
            "deliveryDate": 4_133_404_800_000, "onboardDate": 1_758_178_800_000,
            "maintMarginPercent": "2.5000", "requiredMarginPercent": "5.0000", "underlyingType": "COIN",
        ]
    }

    private func filters(on host: SandboxHost) -> JSONValue {
        let size: JSONValue = [
            "minQty": .string(step), "maxQty": "9000000", "stepSize": .string(step),
        ]
        return [
            [
                "filterType": "PRICE_FILTER", "minPrice": .string(price.tick.description),
                "maxPrice": "1000000", "tickSize": .string(price.tick.description),
            ],
            ["filterType": "LOT_SIZE"] + size,
            ["filterType": "MARKET_LOT_SIZE"] + size,
            [
                "filterType": "MIN_NOTIONAL",
                host == .aster ? "minNotional" : "notional": "5",
            ],
        ]
    }
}
