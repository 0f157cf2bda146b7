import SlotModel

/// A market as an exchange lists it.
struct ListedMarket: Sendable {
    /// As the exchange writes it: `BTCUSDT`.
    var symbol: String
    /// As the exchange calls it: `TRADING`, `online`.
    var status = ""
    var isTrading = true
    /// The coin whose account holds a contract's margin.
    var marginCoin: String?
}

/// The markets of an exchange, by `BASE/QUOTE`.
struct MarketList: Sendable {
    /// What is wrong with a row matters only to who wants its market.
    private var rows: [String: Result<ListedMarket, Misunderstanding>] = [:]
    /// Of any row, for questions that need a symbol and mean the account: Bitcoin's where it is there.
    private(set) var any: ListedMarket?

    var isEmpty: Bool { rows.isEmpty }

    mutating func add(
        _ base: String,
        _ quote: String,
        _ read: () throws(Misunderstanding) -> ListedMarket
    ) {
        do throws(Misunderstanding) {
            let market = try read()
            rows["\(base)/\(quote)"] = .success(market)
            if any == nil || base == "BTC" { any = market }
        } catch {
            rows["\(base)/\(quote)"] = .failure(error)
        }
    }

    /// The market of that name, such as `BTC/USDT`; `nil`: not traded here.
    func market(_ name: String) throws(Misunderstanding) -> ListedMarket? { try rows[name]?.get() }
}

/// What a ticker tells.
struct Price: Sendable {
    var price: ExactDecimal
    /// Of the last trade.
    var time: Timestamp?
}

extension AnswerNode {
    /// A price, above zero.
    func price() throws(Misunderstanding) -> ExactDecimal {
        let price = try amount()
        guard !price.isZero else { throw wrong("a price above zero is wanted") }
        return price
    }
}
