import PlainJSON
import SlotModel

/// What an account holds, of either mode: docs/facts/exchanges.md, sections 5.4 to 5.6.
struct BitgetAssets: Sendable {
    /// Coins that are not zero, as the exchange orders them.
    var balances: [Balance] = []
    /// The member that the free amounts were taken from, where several say something alike.
    var freeMembers: Set<String> = []
    /// `single` or `union`, where the rows tell.
    var assetMode: String?
    /// Borrowed coins: `12.5 USDT`.
    var debts: [String] = []

    init(_ data: AnswerNode, _ product: BitgetProduct, _ mode: BitgetMode) throws(Misunderstanding) {
        let rows = try mode == .classic ? data.elements() : data.optional("assets")?.elements() ?? []
        var isTold = rows.isEmpty
        for row in rows {
            let tells =
                switch (mode, product) {
                case (.classic, .spot): try addSpot(row)
                case (.classic, .futures): try addFutures(row)
                case (.unified, _): try addUnified(row)
                }
            if tells { isTold = true }
        }
        // A coin without amounts is one that was never used; nothing but such coins is no account.
        guard isTold else { throw data.wrong("none of the rows tells an amount") }
    }

    // These tell whether the row has amounts at all.

    private mutating func addSpot(_ row: AnswerNode) throws(Misunderstanding) -> Bool {
        let coin = try row.member("coin").text().uppercased()
        let parts = [try row.setDecimal("frozen"), try row.setDecimal("locked")].compactMap(\.self)
        guard let free = try row.setDecimal("available") else {
            if parts.allSatisfy(\.isZero) { return false }
            throw row.wrong("no available amount")
        }
        var held = ExactDecimal.zero
        for part in parts {
            guard let sum = held.adding(part) else { throw Self.tooLarge(row) }
            held = sum
        }
        guard let total = free.adding(held) else { throw Self.tooLarge(row) }
        add(Balance(asset: coin, free: free, locked: held, total: total))
        return true
    }

    /// What may leave the account is free: what a position needs, and what it earned on paper, is not.
    ///
    /// `available` may be negative and counts unrealised profits; it stands in only where nothing better is told.
    private mutating func addFutures(_ row: AnswerNode) throws(Misunderstanding) -> Bool {
        let coin = try row.member("marginCoin").text().uppercased()
        assetMode = row.value["assetMode"]?.string ?? assetMode
        let equity = try row.setDecimal("accountEquity")
        for member in ["maxTransferOut", "crossedMaxAvailable", "available"] {
            guard let free = try row.setDecimal(member) else { continue }
            let total = equity ?? free
            guard let used = total.subtracting(free) else { throw Self.tooLarge(row) }
            freeMembers.insert(member)
            add(Balance(asset: coin, free: free, locked: max(used, .zero), total: total))
            return true
        }
        guard equity?.isZero ?? true else { throw row.wrong("no amount that is free") }
        return equity != nil
    }

    private mutating func addUnified(_ row: AnswerNode) throws(Misunderstanding) -> Bool {
        let coin = try row.member("coin").text().uppercased()
        let locked = try row.setDecimal("locked") ?? .zero
        let equity = try row.setDecimal("equity")
        if let debt = try row.setDecimal("debt"), !debt.isZero { debts.append("\(debt) \(coin)") }
        guard let free = try row.setDecimal("available") else {
            guard locked.isZero, equity?.isZero ?? true else { throw row.wrong("no available amount") }
            return equity != nil
        }
        guard let total = equity ?? free.adding(locked) else { throw Self.tooLarge(row) }
        add(Balance(asset: coin, free: free, locked: locked, total: total))
        return true
    }

    private mutating func add(_ balance: Balance) {
        guard !balance.free.isZero || !balance.locked.isZero || !balance.total.isZero else { return }
        balances.append(balance)
    }

    private static func tooLarge(_ row: AnswerNode) -> Misunderstanding {
        row.wrong("the amounts are too large to add")
    }
}
