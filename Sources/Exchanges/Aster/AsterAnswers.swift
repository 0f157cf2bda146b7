import PlainJSON
import SlotModel

// What Aster answers, as far as slots wants to know: docs/facts/exchanges.md, sections 2.3, 2.6, 3 and 4.

/// `exchangeInfo`: the limit of an address, and the symbols.
struct AsterExchangeInfo: Sendable {
    /// Request weight per ``interval``; `nil`: not announced.
    var limit: Int?
    var interval: Duration?
    var markets = MarketList()

    init(_ answer: AnswerNode) throws(Misunderstanding) {
        for row in try answer.member("symbols").elements() {
            guard let base = row.value["baseAsset"]?.string, let quote = row.value["quoteAsset"]?.string,
                // Delivery contracts share base and quote with the perpetual one; spot rows have no type.
                row.value["contractType"].map({ $0.string == "PERPETUAL" }) ?? true
            else { continue }
            // Symbols with TEST in the name are for the exchange's own trials.
            if row.value["symbol"]?.string?.contains("TEST") == true { continue }
            markets.add(base, quote) { () throws(Misunderstanding) in
                let status = try row.member("status").text()
                return ListedMarket(
                    symbol: try row.member("symbol").text(),
                    status: status,
                    isTrading: status == "TRADING",
                    marginCoin: row.value["marginAsset"]?.string
                )
            }
        }
        for row in try answer.optional("rateLimits")?.elements() ?? []
        where row.value["rateLimitType"]?.string == "REQUEST_WEIGHT" {
            guard let interval = Self.interval(row) else { continue }
            limit = Int(exactly: try row.member("limit").integer())
            self.interval = interval
            if interval == .seconds(60) { break }
        }
    }

    private static func interval(_ row: AnswerNode) -> Duration? {
        guard let count = row.value["intervalNum"]?.numericText.flatMap({ Int($0) }),
            (1...10_000).contains(count)
        else { return nil }
        return switch row.value["interval"]?.string {
        case "SECOND": .seconds(count)
        case "MINUTE": .seconds(60 * count)
        case "HOUR": .seconds(3600 * count)
        case "DAY": .seconds(86_400 * count)
        default: nil
        }
    }
}

/// The agent list: the API wallets of a main wallet.
struct AsterAgent: Sendable {
    var address: String
    var allowlist: [String]
    /// `nil`: the exchange gives 0, whose meaning is not documented.
    var expires: Timestamp?
    var canRead: Bool
    var canTradeSpot: Bool
    var canTradeFutures: Bool
    var canWithdraw: Bool

    /// The agent of that address, letter case aside; other rows are not read, because they are not ours.
    static func find(_ address: String, in answer: AnswerNode) throws(Misunderstanding) -> AsterAgent? {
        let wanted = address.lowercased()
        for row in try answer.elements() {
            let rowAddress = try row.member("agentAddress").text()
            if rowAddress.lowercased() == wanted { return try AsterAgent(rowAddress, row) }
        }
        return nil
    }

    private init(_ address: String, _ row: AnswerNode) throws(Misunderstanding) {
        self.address = address
        // The document separates with blanks, the demo with commas.
        let list = try row.optional("ipWhitelist")
        guard let text = list.map({ $0.value.string }) ?? "" else {
            throw list?.wrong("a text is wanted") ?? row.wrong("no list")
        }
        allowlist = text.split { ", \t\r\n;".contains($0) }.map(String.init)
        let end = try row.member("expired").moment()
        expires = end.microseconds == 0 ? nil : end
        canRead = try row.member("canRead").boolean()
        canTradeSpot = try row.member("canSpotTrade").boolean()
        canTradeFutures = try row.member("canPerpTrade").boolean()
        canWithdraw = try row.member("canWithdraw").boolean()
    }
}

/// The account answers of both markets.
struct AsterAccount: Sendable {
    /// One row of `positions`.
    struct Position: Sendable {
        var symbol: String
        /// `BOTH`, `LONG` or `SHORT`.
        var side: String?
        var isIsolated: Bool?
    }

    var canTrade: Bool
    /// Assets that are not zero, as the exchange orders them.
    var balances: [Balance]
    /// Futures only.
    var positions: [Position] = []

    init(spot answer: AnswerNode) throws(Misunderstanding) {
        canTrade = try answer.member("canTrade").boolean()
        balances = try answer.member("balances").balances(asset: "asset", free: "free", locked: "locked")
    }

    init(futures answer: AnswerNode) throws(Misunderstanding) {
        canTrade = try answer.member("canTrade").boolean()
        balances = []
        for row in try answer.member("assets").elements() {
            let asset = try row.member("asset").text()
            // A wallet may be in debt, and what is available may be backed by other assets: neither has a sign or an
            // order that could be relied on.
            let total = try row.member("walletBalance").decimal()
            let free = try row.member("availableBalance").decimal()
            guard !total.isZero || !free.isZero else { continue }
            guard let used = total.subtracting(free) else { throw row.wrong("the amounts are too large") }
            balances.append(Balance(asset: asset, free: free, locked: max(used, .zero), total: total))
        }
        for row in try answer.optional("positions")?.elements() ?? [] {
            positions.append(
                Position(
                    symbol: try row.member("symbol").text(),
                    side: try row.optional("positionSide")?.text(),
                    isIsolated: try row.optional("isolated")?.boolean()
                )
            )
        }
    }

    /// Only `BOTH` rows: one-way; only `LONG` and `SHORT` rows: hedge; anything else does not tell.
    var positionMode: PositionMode? {
        let sides = Set(positions.map(\.side))
        if sides == ["BOTH"] { return .oneWay }
        return !sides.isEmpty && sides.isSubset(of: ["LONG", "SHORT"]) ? .hedge : nil
    }

    /// `nil`: the list has no row of the symbol, or its rows disagree.
    func marginMode(of symbol: String) -> MarginMode? {
        let modes = Set(positions.lazy.filter { $0.symbol == symbol }.map(\.isIsolated))
        guard modes.count == 1, let isIsolated = modes.first ?? nil else { return nil }
        return isIsolated ? .isolated : .cross
    }
}

enum AsterAnswers {
    /// `ticker/price` of one symbol.
    static func price(_ answer: AnswerNode) throws(Misunderstanding) -> Price {
        Price(price: try answer.member("price").price(), time: try answer.optional("time")?.moment())
    }

    /// `positionRisk`: the margin mode of a symbol; `nil`: no row of it.
    static func marginMode(of symbol: String, in answer: AnswerNode) throws(Misunderstanding) -> MarginMode? {
        for row in try answer.elements() where try row.member("symbol").text() == symbol {
            let node = try row.member("marginType")
            let text = try node.text()
            guard let mode = MarginMode(rawValue: text.lowercased()) else {
                throw node.wrong("\(AnswerNode.quoted(text)) is not a margin mode that slots knows")
            }
            return mode
        }
        return nil
    }

    /// `commissionRate`; a negative rate is a rebate.
    static func fees(_ answer: AnswerNode) throws(Misunderstanding) -> FeeRates {
        FeeRates(
            maker: try answer.member("makerCommissionRate").rate(),
            taker: try answer.member("takerCommissionRate").rate()
        )
    }
}
