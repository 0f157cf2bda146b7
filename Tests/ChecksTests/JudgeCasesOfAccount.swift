import Checks
import Exchanges
import SlotModel

private func told(
    contract: Contract? = nil,
    position: PositionMode? = nil,
    margin: MarginMode? = nil,
    canTrade: Bool? = nil,
    traits: [String: String] = [:]
) -> Answer<AccountFacts> {
    var facts = AccountFacts()
    facts.canTrade = canTrade
    facts.contract = contract
    facts.positionMode = position
    facts.marginMode = margin
    facts.traits = traits
    return .known(facts)
}

let accountCases: [JudgeCase] = [
    JudgeCase("as it is", .account, .pass, "may trade, usdt, hedge, isolated, multi-assets on") {
        $0.facts.account = told(
            contract: .usdt,
            position: .hedge,
            margin: .isolated,
            canTrade: true,
            traits: ["multi-assets": "on"]
        )
    },
    JudgeCase("as wanted", .account, .pass, "one-way, cross") {
        $0.slot.account.positionMode = Located(.oneWay, at: row(11))
        $0.slot.account.marginMode = Located(.cross, at: row(12))
        $0.facts.account = told(position: .oneWay, margin: .cross)
    },
    JudgeCase(
        "all three differ",
        .account,
        .fail,
        "the contract is coin, the slot wants usdt; the position mode is hedge, the slot wants one-way; "
            + "the margin mode is isolated, the slot wants cross",
        .wrongAccount,
        "account.position-mode",
        line: 11
    ) {
        $0.slot.account.contract = Located(.usdt, at: row(10))
        $0.slot.account.positionMode = Located(.oneWay, at: row(11))
        $0.slot.account.marginMode = Located(.cross, at: row(12))
        $0.facts.account = told(contract: .coin, position: .hedge, margin: .isolated)
    },
    JudgeCase(
        "a wish that the answer leaves open is not guessed",
        .account,
        .fail,
        "the slot wants position mode one-way, but the exchange did not tell the position mode",
        .unavailable,
        "account.not-told",
        line: 11
    ) {
        $0.slot.account.positionMode = Located(.oneWay, at: row(11))
        $0.facts.account = told(margin: .cross)
    },
    JudgeCase(
        "a wish that the exchange never tells about",
        .account,
        .warn,
        "spot has no modes",
        .connected,
        "account.not-told",
        line: 11
    ) {
        $0.slot.account.positionMode = Located(.oneWay, at: row(11))
        $0.facts.account = .notDisclosed("spot has no modes")
    },
    JudgeCase(
        "a margin mode that the exchange does not list",
        .account,
        .warn,
        "the slot wants margin mode cross: it was never changed",
        .connected,
        "account.not-told",
        line: 12
    ) {
        $0.slot.account.positionMode = Located(.oneWay, at: row(11))
        $0.slot.account.marginMode = Located(.cross, at: row(12))
        var facts = AccountFacts()
        facts.positionMode = .oneWay
        facts.marginModeNotTold = "it was never changed"
        $0.facts.account = .known(facts)
    },
    JudgeCase(
        "blocked",
        .account,
        .fail,
        "the exchange has blocked trading on this account",
        .missingPermission,
        "account.blocked",
        line: 2
    ) { $0.facts.account = told(canTrade: false) },
    JudgeCase("not asked without a wish", .account, .skip, "nobody wants to know") {
        $0.facts.account = .notAsked("nobody wants to know")
    },
    JudgeCase("not asked with a wish", .account, .skip, "no time", .unavailable) {
        $0.slot.account.marginMode = Located(.cross, at: row(12))
        $0.facts.account = .notAsked("no time")
    },
    JudgeCase(
        "trouble without a wish",
        .account,
        .warn,
        "could not be asked: no",
        .connected,
        "exchange.unavailable"
    ) {
        $0.facts.account = .failed(failure(.unavailable))
    },
    JudgeCase("trouble with a wish", .account, .fail, "no", .rateLimited, "exchange.rate-limited") {
        $0.slot.account.marginMode = Located(.cross, at: row(12))
        $0.facts.account = .failed(failure(.rateLimited(wait: nil)))
    },
    JudgeCase("of the wrong type", .account, .fail, "unified", .wrongAccount, "exchange.wrong-account") {
        $0.facts.account = .failed(failure(.wrongAccount, "unified"))
    },
]

let balanceCases: [JudgeCase] = [
    JudgeCase(
        "less than required",
        .balance,
        .fail,
        "150 USDT wanted, 12.5 free",
        help: "deposit USDT, free what orders hold, or lower 'require.balance' in the slot",
        .underfunded,
        "balance.short",
        line: 15
    ) {
        $0.slot.require.balance = ["USDT": Located(decimal("150"), at: row(15))]
        $0.facts.balances = .known([holding("USDT", free: "12.5", locked: "400")])
    },
    JudgeCase(
        "dollars of another name than the required ones",
        .balance,
        .fail,
        "150 USD wanted, 0 free",
        help: "the account holds 1250.05 USDT: name that asset in 'require.balance', or deposit USD",
        .underfunded,
        "balance.short"
    ) {
        $0.slot.require.balance = ["USD": Located(decimal("150"), at: row(15))]
        $0.facts.balances = .known([holding("BTC", free: "900"), holding("USDT", free: "1250.05")])
    },
    JudgeCase("exactly enough", .balance, .pass, "150 USDT free, 150 wanted") {
        $0.slot.require.balance = ["USDT": Located(decimal("150.00"), at: row(15))]
        $0.facts.balances = .known([holding("USDT", free: "150.0000000000")])
    },
    JudgeCase(
        "a hair less than enough",
        .balance,
        .fail,
        "150 USDT wanted, 149.999999999999999999 free",
        .underfunded,
        "balance.short"
    ) {
        $0.slot.require.balance = ["USDT": Located(decimal("150"), at: row(15))]
        $0.facts.balances = .known([holding("USDT", free: "149.999999999999999999")])
    },
    JudgeCase(
        "two assets short, one not",
        .balance,
        .fail,
        "0.1 BTC wanted, 0 free; 150 USDT wanted, 12.5 free",
        .underfunded,
        "balance.short"
    ) {
        $0.slot.require.balance = [
            "USDT": Located(decimal("150"), at: row(15)), "BTC": Located(decimal("0.1"), at: row(15)),
            "ETH": Located(decimal("1"), at: row(15)),
        ]
        $0.facts.balances = .known([holding("USDT", free: "12.5"), holding("ETH", free: "2")])
    },
    JudgeCase(
        "empty",
        .balance,
        .fail,
        "the account is empty",
        help: "deposit, or move funds to the futures account",
        .underfunded,
        "balance.empty",
        line: 2
    ) { $0.facts.balances = .known([holding("USDT", free: "0.00")]) },
    JudgeCase("nothing at all", .balance, .fail, "the account is empty", .underfunded, "balance.empty") {
        $0.facts.balances = .known([])
    },
    JudgeCase("in debt", .balance, .fail, "the account is empty", .underfunded, "balance.empty") {
        $0.facts.balances = .known([holding("USDT", free: "-3")])
    },
    JudgeCase(
        "everything in orders",
        .balance,
        .pass,
        "5 USDT locked by orders and positions, nothing free",
        .connected
    ) {
        $0.facts.balances = .known([holding("USDT", free: "0", locked: "5")])
    },
    JudgeCase(
        "enough in all, most of it in orders",
        .balance,
        .pass,
        "150 USDT free and locked, 150 wanted",
        .connected
    ) {
        $0.slot.require.total = ["USDT": Located(decimal("150"), at: row(15))]
        $0.facts.balances = .known([holding("USDT", free: "2.5", locked: "147.5")])
    },
    JudgeCase(
        "not enough in all",
        .balance,
        .fail,
        "150 USDT wanted, 149 free and locked",
        help: "deposit USDT, or lower 'require.total' in the slot",
        .underfunded,
        "balance.short",
        line: 15
    ) {
        $0.slot.require.total = ["USDT": Located(decimal("150"), at: row(15))]
        $0.facts.balances = .known([holding("USDT", free: "2.5", locked: "146.5")])
    },
    JudgeCase("a debt beside money", .balance, .pass, "7 USDT, -3 BTC free", .connected) {
        $0.facts.balances = .known([holding("BTC", free: "-3"), holding("USDT", free: "7")])
    },
    JudgeCase("many assets, dollars first", .balance, .pass, "7 USDT, 1 AAA, 2 BBB and 1 more free") {
        $0.facts.balances = .known([
            holding("AAA", free: "1"), holding("BBB", free: "2"), holding("CCC", free: "3"),
            holding("USDT", free: "7"),
        ])
    },
    JudgeCase("no deposit yet", .balance, .fail, "deposit first (-5050)", .underfunded, "exchange.no-deposit")
    {
        $0.facts.balances = .failed(failure(.underfunded, "deposit first (-5050)"))
    },
    JudgeCase(
        "no deposit yet, met at the sign-in",
        .balance,
        .fail,
        "deposit first",
        .underfunded,
        "exchange.no-deposit"
    ) {
        $0.facts.signIn = .failed(failure(.underfunded, "deposit first"))
        $0.facts.balances = .notAsked("no deposit yet")
    },
    JudgeCase("not told", .balance, .skip, "a secret matter", .unavailable) {
        $0.facts.balances = .notDisclosed("a secret matter")
    },
    JudgeCase("trouble", .balance, .fail, "no", .rateLimited, "exchange.rate-limited") {
        $0.facts.balances = .failed(failure(.rateLimited(wait: nil)))
    },
]

private func market(trading: Bool = true, price: String = "64000.5", age: Duration?) -> Answer<MarketFacts> {
    .known(
        MarketFacts(symbol: "BTCUSDT", isTrading: trading, price: decimal(price), time: age.map { now - $0 })
    )
}

private let wish = Located("BTC/USDT", at: row(20))

let marketCases: [JudgeCase] = [
    JudgeCase("without a time", .market, .pass, "BTCUSDT at 64000.5") { $0.facts.market = market(age: nil) },
    JudgeCase("from the future", .market, .pass, "BTCUSDT at 64000.5, traded 0 ms ago") {
        $0.facts.market = market(age: .seconds(-5))
    },
    JudgeCase("quiet", .market, .pass, "BTCUSDT at 64000.5, traded 40 min ago") {
        $0.slot.require.market = wish
        $0.facts.clock = .notAsked("no")
        $0.facts.market = market(age: .seconds(2400))
    },
    JudgeCase(
        "stale",
        .market,
        .warn,
        "the last trade of BTCUSDT was 25 hours ago",
        help: "name the slot's own pair under 'require.market'",
        .connected,
        "market.stale",
        line: 2
    ) { $0.facts.market = market(age: .seconds(25 * 3600)) },
    JudgeCase(
        "stale and required",
        .market,
        .fail,
        "the last trade of BTCUSDT was 25 hours ago",
        .unavailable,
        "market.stale",
        line: 20
    ) {
        $0.slot.require.market = wish
        $0.facts.market = market(age: .seconds(25 * 3600))
    },
    JudgeCase(
        "not trading",
        .market,
        .warn,
        "BTCUSDT is not trading at present",
        .connected,
        "market.not-trading"
    ) { $0.facts.market = market(trading: false, age: .zero) },
    JudgeCase(
        "not trading and required",
        .market,
        .fail,
        "BTCUSDT is not trading at present",
        .unavailable,
        "market.not-trading"
    ) {
        $0.slot.require.market = wish
        $0.facts.market = market(trading: false, age: .zero)
    },
    JudgeCase("without a price", .market, .warn, "BTCUSDT has no price", .connected, "market.no-price") {
        $0.facts.market = market(price: "0", age: .zero)
    },
    JudgeCase("not asked", .market, .skip, "no") { $0.facts.market = .notAsked("no") },
    JudgeCase("not asked but required", .market, .skip, "no", .unavailable) {
        $0.slot.require.market = wish
        $0.facts.market = .notAsked("no")
    },
    JudgeCase(
        "unknown",
        .market,
        .warn,
        "could not be asked: invalid symbol",
        .connected,
        "exchange.unknown-market"
    ) {
        $0.facts.market = .failed(failure(.unknownMarket, "invalid symbol"))
    },
    JudgeCase(
        "unknown but required",
        .market,
        .fail,
        "invalid symbol",
        .wrongMarket,
        "exchange.unknown-market",
        line: 20
    ) {
        $0.slot.require.market = wish
        $0.facts.market = .failed(failure(.unknownMarket, "invalid symbol"))
    },
]

private func fees(
    _ evidence: inout Evidence,
    _ configured: FeeRates?,
    maker: String = "0.02",
    taker: String = "0.07"
) {
    evidence.slot.fees = configured.map { Located($0, at: row(9)) }
    evidence.facts.fees = .known(FeeRates(maker: percent(maker), taker: percent(taker)))
}

let feeCases: [JudgeCase] = [
    JudgeCase(
        "far too low",
        .fees,
        .warn,
        "0.01% configured, 0.07% real as taker: each round trip costs 0.12% more than the bot believes",
        help: "write 'fees: 0.07%' in slots/main.yaml; a bot with one rate gets the taker's",
        .connected,
        "fees.differ",
        line: 9
    ) { fees(&$0, FeeRates(both: percent("0.01"))) },
    JudgeCase(
        "too high",
        .fees,
        .warn,
        "0.1% configured, 0.07% real as taker: each round trip costs 0.06% less than the bot believes",
        .connected,
        "fees.differ"
    ) { fees(&$0, FeeRates(both: percent("0.1"))) },
    JudgeCase("one rate is the taker's", .fees, .pass, "the account pays 0.02% as maker, 0.07% as taker") {
        fees(&$0, FeeRates(both: percent("0.07")))
    },
    JudgeCase("just inside the tolerance", .fees, .pass, "the account pays 0.02% as maker, 0.07% as taker") {
        fees(&$0, FeeRates(both: percent("0.065")))
    },
    JudgeCase(
        "just outside the tolerance",
        .fees,
        .warn,
        "0.0649% configured, 0.07% real as taker: each round trip costs 0.0102% more than the bot believes",
        .connected,
        "fees.differ"
    ) { fees(&$0, FeeRates(both: percent("0.0649"))) },
    JudgeCase(
        "two rates, the maker's wrong",
        .fees,
        .warn,
        "0.05% configured, -0.01% real as maker: each round trip costs 0.12% less than the bot believes",
        help: "write 'fees: {maker: -0.01%, taker: 0.07%}' in slots/main.yaml",
        .connected,
        "fees.differ"
    ) { fees(&$0, FeeRates(maker: percent("0.05"), taker: percent("0.07")), maker: "-0.01") },
    JudgeCase(
        "both rates wrong, with one cure",
        .fees,
        .warn,
        "0.5% configured, 0.07% real as taker: each round trip costs 0.86% less than the bot believes; "
            + "0.4% configured, -0.01% real as maker: each round trip costs 0.82% less than the bot believes",
        help: "write 'fees: {maker: -0.01%, taker: 0.07%}' in slots/main.yaml",
        .connected,
        "fees.differ"
    ) { fees(&$0, FeeRates(maker: percent("0.4"), taker: percent("0.5")), maker: "-0.01") },
    JudgeCase(
        "of no sense",
        .fees,
        .warn,
        "the exchange tells fees that make no sense: 0.02% as maker, 700% as taker",
        help: "look up the account's fees on the exchange's own page; the slot's are not compared",
        .connected,
        "exchange.not-understood",
        line: 9
    ) { fees(&$0, FeeRates(both: percent("0.07")), taker: "700") },
    JudgeCase(
        "none configured",
        .fees,
        .pass,
        "the account pays 0.02% as maker, 0.07% as taker"
    ) { fees(&$0, nil) },
    JudgeCase("trouble", .fees, .warn, "could not be asked: no", .connected, "exchange.rate-limited", line: 9)
    {
        $0.slot.fees = Located(FeeRates(both: percent("0.07")), at: row(9))
        $0.facts.fees = .failed(failure(.rateLimited(wait: nil)))
    },
    JudgeCase(
        "lack of a right is no reason to stop",
        .fees,
        .warn,
        "could not be asked: no",
        .connected,
        "exchange.missing-permission"
    ) { $0.facts.fees = .failed(failure(.missingPermission(.futures))) },
]

private func limits(_ used: Int?, of limit: Int?, seconds: Int? = 60, cost: Int = 5) -> Answer<LimitFacts> {
    .known(
        LimitFacts(used: used, limit: limit, interval: seconds.map { .seconds($0) }, costPerPair: cost)
    )
}

let limitCases: [JudgeCase] = [
    JudgeCase(
        "the arithmetic of a bot's pairs",
        .limits,
        .pass,
        "40 of 2400 points used; 3 slots with 3 pairs at 5 points a pair need a delay of at least 0.375 s (2400 points allowed in 1 min)"
    ) { $0.load = AddressLoad(slots: 3, pairs: 3) },
    JudgeCase(
        "the delay is too short",
        .limits,
        .warn,
        "the delay of 0.3 s is too short: 3 slots with 3 pairs at 5 points a pair need a delay of at least "
            + "0.375 s (2400 points allowed in 1 min)",
        help: "write 'delay: 10s' in slots/main.yaml, or spread the slots over more addresses",
        .connected,
        "limits.delay",
        line: 14
    ) {
        $0.slot.delay = Located(.milliseconds(300), at: row(14))
        $0.load = AddressLoad(slots: 3, pairs: 3)
    },
    JudgeCase(
        "the delay is long enough",
        .limits,
        .pass,
        "40 of 2400 points used; 80 slots with 1 pair at 5 points a pair need a delay of at least 10 s (2400 points allowed in 1 min)"
    ) {
        $0.slot.delay = Located(.seconds(10), at: row(14))
        $0.load = AddressLoad(slots: 80, pairs: 1)
    },
    JudgeCase(
        "rounded up to a millisecond",
        .limits,
        .pass,
        "1 slot at 1 point a pair needs a delay of at least 0.143 s (7 points allowed in 1 s)"
    ) { $0.facts.limits = limits(nil, of: 7, seconds: 1, cost: 1) },
    JudgeCase(
        "nearly used up",
        .limits,
        .warn,
        "1921 of 2400 points used in 1 min",
        .connected,
        "limits.near"
    ) {
        $0.facts.limits = limits(1921, of: 2400)
    },
    JudgeCase("limit unknown", .limits, .pass, "40 points used, the limit is not told") {
        $0.facts.limits = limits(40, of: nil)
    },
    JudgeCase("nothing known", .limits, .pass, "the exchange tells no limit") {
        $0.facts.limits = limits(nil, of: nil, seconds: nil)
    },
    JudgeCase("absurd numbers", .limits, .pass, "at most 1 point") {
        $0.facts.limits = limits(nil, of: 1, cost: .max)
        $0.load = AddressLoad(slots: 2)
    },
    JudgeCase("trouble", .limits, .warn, "could not be asked: no", .connected, "exchange.unavailable") {
        $0.facts.limits = .failed(failure(.unavailable))
    },
]
