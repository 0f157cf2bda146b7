import PlainJSON
import SlotModel

/// Answers that need no signature; shapes from docs/facts/exchanges.md 6.1.
struct HitBTCPublicAnswers: Sendable {
    var now: Timestamp

    /// `nil` for questions that want a signature.
    func answer(_ route: HitBTCRoute, _ text: QueryText) throws(HitBTCRefusal) -> JSONValue? {
        switch route.question {
        case .symbols: return try entries(route, text, \.description)
        case .tickers: return try entries(route, text) { $0.ticker(at: now) }
        case .candles: return try candles(route, text)
        case .currencies:
            guard let name = route.name else {
                return .object(Self.currencies.map { .init($0, Self.currency($0)) })
            }
            guard Self.currencies.contains(name) else { throw .unknownCurrency }
            return Self.currency(name)
        default: return nil
        }
    }

    /// The market that a path names.
    func market(_ symbol: String) throws(HitBTCRefusal) -> HitBTCMarket {
        guard let market = HitBTCMarket.named(symbol) else { throw .unknownSymbol(symbol) }
        return market
    }

    /// One entry when the path names a symbol, else a map of all or of those that `symbols` lists.
    private func entries(
        _ route: HitBTCRoute,
        _ text: QueryText,
        _ entry: (HitBTCMarket) -> JSONValue
    ) throws(HitBTCRefusal) -> JSONValue {
        if let name = route.name { return entry(try market(name)) }
        var markets = HitBTCMarket.all
        if let symbols = text["symbols"], !symbols.isEmpty {
            markets = []
            for symbol in symbols.split(separator: ",") { markets.append(try market(String(symbol))) }
        }
        return .object(markets.map { .init($0.symbol, entry($0)) })
    }

    private func candles(_ route: HitBTCRoute, _ text: QueryText) throws(HitBTCRefusal) -> JSONValue {
        guard let name = route.name else { throw .invalid("symbol") }
        let market = try market(name)
        guard text["period"] ?? "M1" == "M1" else { throw .invalid("period: only M1 is served here") }
        let count = min(1000, max(1, text["limit"].flatMap { Int64($0) } ?? 100))
        let price = JSONValue.string(market.price.text())
        let minute = now.milliseconds / 60_000
        // The newest first, as the exchange sorts by default.
        return .array(
            (0..<count).map { index in
                [
                    "timestamp": .string(Timestamp(milliseconds: (minute - index) * 60_000).description),
                    "open": price, "close": price, "min": .string(market.price.text(plus: -2)),
                    "max": .string(market.price.text(plus: 2)), "volume": "12.5", "volume_quote": "1250.5",
                ]
            }
        )
    }

    static let currencies = ["BTC", "ETH", "SOL", "USDT", "1000SATS"]

    private static func currency(_ name: String) -> JSONValue {
        [
            "full_name": .string(name), "crypto": true, "payin_enabled": true, "payout_enabled": true,
            "transfer_enabled": true, "precision_transfer": "0.000000000001", "delisted": false,
            "networks": [
                [
                    "network": name == "BTC" ? "BTC" : "ETH", "protocol": "", "default": true,
                    "payin_enabled": true, "payout_enabled": true, "precision_payout": "0.00000001",
                    "payout_fee": "0.001", "payout_is_payment_id": false, "payin_payment_id": false,
                    "payin_confirmations": 3,
                ]
            ],
        ]
    }
}
