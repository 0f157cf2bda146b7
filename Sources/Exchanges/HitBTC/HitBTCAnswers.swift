import PlainJSON
import SlotModel

// What HitBTC answers, as far as slots wants to know: docs/facts/exchanges.md, sections 6.1 and 6.3.

/// `public/symbol/SYMBOL`.
struct HitBTCSymbol: Sendable {
    var base: String
    var quote: String
    var isSpot: Bool

    init(_ answer: AnswerNode) throws(Misunderstanding) {
        isSpot = try answer.member("type").text() == "spot"
        // Empty for perpetual contracts, which name what is under them instead.
        base = isSpot ? try answer.member("base_currency").text() : ""
        quote = isSpot ? try answer.member("quote_currency").text() : ""
    }

    /// The name that a market such as `BTC/USDT` has here: `BTCUSDT`.
    ///
    /// What is told about the symbol has to say the same, because `A/BC` and `AB/C` have one name.
    static func name(of market: String) -> String {
        String(decoding: market.utf8.filter { $0 != UInt8(ascii: "/") }, as: UTF8.self)
    }
}

enum HitBTCAnswers {
    /// `public/ticker/SYMBOL`.
    static func price(_ answer: AnswerNode) throws(Misunderstanding) -> Price {
        let price = try answer.member("last").price()
        let moment = try answer.member("timestamp")
        guard let time = Timestamp(iso8601: try moment.text()) else {
            throw moment.wrong("a moment such as 2026-01-02T03:04:05.678Z is wanted")
        }
        return Price(price: price, time: time)
    }

    /// `spot/balance` and `wallet/balance`: what is not zero, as the exchange orders it.
    ///
    /// What margin positions reserve stands in members of its own, which not every answer has; like published clients, slots
    /// does not count it.
    static func balances(_ answer: AnswerNode) throws(Misunderstanding) -> [Balance] {
        try answer.balances(asset: "currency", free: "available", locked: "reserved")
    }

    /// `spot/fee/SYMBOL`; a negative rate is a rebate.
    static func fees(_ answer: AnswerNode) throws(Misunderstanding) -> FeeRates {
        FeeRates(maker: try answer.member("make_rate").rate(), taker: try answer.member("take_rate").rate())
    }
}
