import PlainJSON
import SlotModel

/// A pair or contract that the built-in exchange lists, with made-up but steady data.
struct BitgetMarket: Sendable {
    enum Product: String, CaseIterable, Sendable {
        case spot = "SPOT"
        case usdt = "USDT-FUTURES"
        case usdc = "USDC-FUTURES"
        case coin = "COIN-FUTURES"
    }

    var symbol: String
    var base: String
    var quote: String
    var product: Product
    var price: SteadyPrice
    /// Digits after the point.
    var pricePlaces: Int
    var sizePlaces: Int
    /// As the classic interface says it: `online` on spot, `normal` for contracts.
    var status: String
    /// When a delivery contract ends, in ms; `nil` for spot and perpetuals.
    var delivery: Int?

    static let all = spot + dollarContracts + otherContracts

    static func listed(on product: Product) -> [BitgetMarket] { all.filter { $0.product == product } }

    static func named(_ symbol: String, on product: Product) -> BitgetMarket? {
        all.first { $0.product == product && $0.symbol == symbol }
    }

    private static let spot: [BitgetMarket] = [
        .init("BTC", price: .init("67251.3", tick: "0.01"), places: (2, 6)),
        .init("ETH", price: .init("3305.55", tick: "0.01"), places: (2, 4)),
        .init("SOL", price: .init("158.27", tick: "0.01"), places: (2, 4)),
        .init("BGB", price: .init("4.6521", tick: "0.0001"), places: (4, 4)),
        .init("BTC", "USDC", price: .init("67249.9", tick: "0.01"), places: (2, 6)),
        // Quiet: its last transaction is minutes old although everything works.
        .init("1000SATS", price: .init("0.0002871", tick: "0.0000001", age: .seconds(420)), places: (7, 0)),
        .init("LUNA", price: .init("0.3961", tick: "0.0001", age: dead), places: (4, 2), status: "halt"),
        .init("XRP", price: .init("2.1043", tick: "0.0001"), places: (4, 2), status: "gray"),
    ]

    private static let dollarContracts: [BitgetMarket] = [
        .init("BTC", on: .usdt, price: .init("67262.4", tick: "0.1"), places: (1, 4)),
        .init("ETH", on: .usdt, price: .init("3306.12", tick: "0.01"), places: (2, 2)),
        .init("SOL", on: .usdt, price: .init("158.314", tick: "0.001"), places: (3, 1)),
        .init(
            "XRP",
            on: .usdt,
            price: .init("2.1051", tick: "0.0001"),
            places: (4, 0),
            status: "restrictedAPI"
        ),
        .init(
            "LUNA",
            on: .usdt,
            price: .init("0.3958", tick: "0.0001", age: dead),
            places: (4, 0),
            status: "maintain"
        ),
        .init("BTC", "USDC", on: .usdc, price: .init("67255.5", tick: "0.5"), places: (1, 4)),
        .init("ETH", "USDC", on: .usdc, price: .init("3305.8", tick: "0.1"), places: (1, 3)),
    ]

    private static let otherContracts: [BitgetMarket] = [
        .init("BTC", "USD", on: .coin, price: .init("67240.5", tick: "0.5"), places: (1, 3)),
        .init("ETH", "USD", on: .coin, price: .init("3304.9", tick: "0.1"), places: (1, 2)),
        // Ends on 25 June 2027.
        .init(
            "BTC",
            "USD",
            on: .coin,
            price: .init("68110.5", tick: "0.5"),
            places: (1, 3),
            ends: 1_813_910_400_000
        ),
    ]

    /// Since the last transaction of what is not traded any more.
    private static let dead = Duration.seconds(777_600)

    private init(
        _ base: String,
        _ quote: String = "USDT",
        on product: Product = .spot,
        price: SteadyPrice,
        places: (price: Int, size: Int),
        status: String? = nil,
        ends delivery: Int? = nil
    ) {
        symbol = product == .usdc ? base + "PERP" : base + quote + (delivery == nil ? "" : "M27")
        (self.base, self.quote, self.product, self.price) = (base, quote, product, price)
        (pricePlaces, sizePlaces) = places
        self.status = status ?? (product == .spot ? "online" : "normal")
        self.delivery = delivery
    }

    /// The coin in which margin is paid.
    var marginCoin: String { product == .coin ? base : quote }

    /// What an account pays: spot 0.1 %, contracts 0.02 % and 0.06 %; maker first.
    private var fees: (maker: String, taker: String) {
        product == .spot ? ("0.001", "0.001") : ("0.0002", "0.0006")
    }

    /// As every answer with fees has them.
    var feeRates: JSONValue {
        ["makerFeeRate": .string(fees.maker), "takerFeeRate": .string(fees.taker)]
    }

    /// A row of a list of fees.
    var feeRow: JSONValue { ["symbol": .string(symbol)] + feeRates }

    /// The least size, such as `0.0001`.
    var step: String { sizePlaces == 0 ? "1" : "0." + String(repeating: "0", count: sizePlaces - 1) + "1" }
}

// Descriptions: docs/facts/exchanges.md 5.4 to 5.6; the other members are those that ccxt 4.5.90 reads.
extension BitgetMarket {
    /// A row of `spot/public/symbols`.
    var spotDescription: JSONValue {
        [
            "symbol": .string(symbol), "baseCoin": .string(base), "quoteCoin": .string(quote),
            "minTradeAmount": "0", "maxTradeAmount": "10000000000", "takerFeeRate": "0.002",
            "makerFeeRate": "0.002", "pricePrecision": .string(String(pricePlaces)),
            "quantityPrecision": .string(String(sizePlaces)), "quotePrecision": "8",
            "status": .string(status), "minTradeUSDT": "1", "buyLimitPriceRatio": "0.05",
            "sellLimitPriceRatio": "0.05", "orderQuantity": "200",
        ]
    }

    /// A row of `mix/market/contracts`.
    var contractDescription: JSONValue {
        [
            "symbol": .string(symbol), "baseCoin": .string(base), "quoteCoin": .string(quote),
            "buyLimitPriceRatio": "0.02", "sellLimitPriceRatio": "0.02", "feeRateUpRatio": "0.005",
            "makerFeeRate": .string(fees.maker), "takerFeeRate": .string(fees.taker),
            "openCostUpRatio": "0.01", "supportMarginCoins": [.string(marginCoin)],
            "minTradeNum": .string(step), "priceEndStep": "1", "volumePlace": .string(String(sizePlaces)),
            "pricePlace": .string(String(pricePlaces)), "sizeMultiplier": .string(step),
            "symbolType": delivery == nil ? "perpetual" : "delivery", "minTradeUSDT": "5",
            "maxSymbolOrderNum": "200", "maxProductOrderNum": "1000", "maxPositionNum": "150",
            "symbolStatus": .string(status), "offTime": "-1", "limitOpenTime": "-1",
            "deliveryTime": .string(delivery.map(String.init) ?? ""), "deliveryStartTime": "",
            "deliveryPeriod": delivery == nil ? "" : "this_quarter", "launchTime": "", "fundInterval": "8",
            "minLever": "1", "maxLever": "125", "posLimit": "0.1", "maintainTime": "",
        ]
    }

    /// A row of `market/instruments`.
    var instrument: JSONValue {
        let unifiedStatus =
            ["normal": "online", "maintain": "limit_open", "halt": "offline"][status] ?? status
        let members: JSONValue = [
            "symbol": .string(symbol), "category": .string(product.rawValue), "baseCoin": .string(base),
            "quoteCoin": .string(quote), "buyLimitPriceRatio": "0.05", "sellLimitPriceRatio": "0.05",
            "minOrderQty": .string(step), "maxOrderQty": "0", "pricePrecision": .string(String(pricePlaces)),
            "quantityPrecision": .string(String(sizePlaces)), "minOrderAmount": "1",
            "maxSymbolOrderNum": "400", "maxProductOrderNum": "400", "maxPositionNum": "200",
            "status": .string(unifiedStatus), "maintainTime": "", "launchTime": "",
        ]
        if product == .spot { return members }
        return members + feeRates + [
            "type": delivery == nil ? "perpetual" : "delivery",
            "deliveryTime": .string(delivery.map(String.init) ?? ""),
            "fundInterval": "8", "minLeverage": "1", "maxLeverage": "125",
        ]
    }
}
