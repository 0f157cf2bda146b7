import PlainJSON
import SlotModel

// What Bitget answers, as far as slots wants to know: docs/facts/exchanges.md, sections 5.2 to 5.6.

extension AnswerNode {
    /// The content of the envelope that every answer comes in.
    func bitgetData() throws(Misunderstanding) -> AnswerNode {
        let code = try member("code")
        guard try code.text() == "00000" else { throw code.wrong("00000 is wanted") }
        return try member("data")
    }

    /// A member of an object that may be unset, which Bitget writes as `null`, `""` or `-1`.
    func setDecimal(_ name: String) throws(Misunderstanding) -> ExactDecimal? {
        guard let node = try optional(name), node.value.string != "", node.value.numericText != "-1" else {
            return nil
        }
        return try node.decimal()
    }

    /// A member that names somebody; `nil` where it is not set, which Bitget also writes as `""`, `"0"` or `-1`.
    ///
    /// What cannot be a name counts as not set: nothing but the name depends on it.
    func bitgetName(_ member: String) -> String? {
        guard let name = value[member]?.numericText, (1...64).contains(name.utf8.count),
            !["0", "-1"].contains(name)
        else { return nil }
        return name
    }

    /// The member of the first name, or else of the second: the two interfaces differ in their names.
    func member(_ first: String, or second: String) throws(Misunderstanding) -> AnswerNode {
        if let node = try optional(first) { return node }
        return try member(second)
    }

    /// A member that is a list of texts, or one text with commas; `nil`: not there.
    func words(_ name: String) throws(Misunderstanding) -> [String]? {
        guard let node = try optional(name) else { return nil }
        if let text = node.value.string { return Self.split(text) }
        var words: [String] = []
        for element in try node.elements() {
            guard let text = element.value.string else { throw element.wrong("a text is wanted") }
            words += Self.split(text)
        }
        return words
    }

    private static func split(_ text: String) -> [String] {
        text.split { ", \t\r\n;".contains($0) }.map(String.init)
    }
}

extension MarketList {
    /// `symbols`, `contracts` and `instruments`.
    init(_ data: AnswerNode, _ product: BitgetProduct, _ mode: BitgetMode) throws(Misunderstanding) {
        self.init()
        let good = product != .spot && mode == .classic ? "normal" : "online"
        for row in try data.elements() {
            guard let base = row.value["baseCoin"]?.string, let quote = row.value["quoteCoin"]?.string,
                // Delivery contracts share their coins with the perpetual one; spot rows have no type.
                (row.value["symbolType"] ?? row.value["type"]).map({ $0.string == "perpetual" }) ?? true
            else { continue }
            add(base, quote) { () throws(Misunderstanding) in
                let status = try row.member("symbolStatus", or: "status").text()
                return ListedMarket(
                    symbol: try row.member("symbol").text(),
                    status: status,
                    isTrading: status == good,
                    marginCoin: try Self.marginCoin(row, product, base: base)
                )
            }
        }
    }

    /// The contract's own coin, where the list of coins has it.
    private static func marginCoin(
        _ row: AnswerNode,
        _ product: BitgetProduct,
        base: String
    ) throws(Misunderstanding) -> String? {
        guard let contract = product.contract else { return nil }
        let own = contract == .coin ? base : contract.quote
        guard let coins = try row.words("supportMarginCoins"), !coins.isEmpty, !coins.contains(own) else {
            return own
        }
        return coins.first
    }
}

extension Price {
    /// A ticker: a list with the symbol's row.
    init(bitget data: AnswerNode, symbol: String) throws(Misunderstanding) {
        for row in try data.elements() where row.value["symbol"]?.string ?? symbol == symbol {
            let price = try row.member("lastPr", or: "lastPrice").price()
            let moment = try row.optional("ts")
            self.init(price: price, time: moment?.value.string == "" ? nil : try moment?.moment())
            return
        }
        throw data.wrong("it has no row of \(AnswerNode.quoted(symbol))")
    }
}

extension FeeRates {
    /// `trade-rate` and `fee-rate`; a negative rate is a rebate.
    init(bitget data: AnswerNode) throws(Misunderstanding) {
        self.init(maker: try Self.rate(data, "makerFeeRate"), taker: try Self.rate(data, "takerFeeRate"))
    }

    private static func rate(_ data: AnswerNode, _ name: String) throws(Misunderstanding) -> Percentage {
        let node = try data.member(name)
        guard let fraction = try data.setDecimal(name) else { throw node.wrong("not set") }
        guard let rate = Percentage(fraction: fraction), fraction.magnitude < ExactDecimal(1) else {
            throw node.wrong("\(fraction) is not a share of a trade")
        }
        return rate
    }
}
