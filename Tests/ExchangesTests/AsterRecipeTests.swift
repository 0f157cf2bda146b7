import Exchanges
import SlotModel
import Testing

@Suite("Aster's recipe")
struct AsterRecipeTests {
    private let place = Place(file: "slots/a.yaml")

    private func wish(position: PositionMode? = nil, margin: MarginMode? = nil) -> AccountWish {
        var wish = AccountWish()
        wish.positionMode = position.map { Located($0, at: place) }
        wish.marginMode = margin.map { Located($0, at: place) }
        return wish
    }

    @Test("spot with an API wallet: five requests, the clock and the symbols first")
    func spotWallet() async {
        let aster = AsterFixture(.spot, v3: true)
        let facts = await aster.gather()
        let paths = aster.exchange.paths
        #expect(Set(paths.prefix(2)) == ["/api/v3/time", "/api/v3/exchangeInfo"])
        #expect(Set(paths.dropFirst(2)) == ["/api/v3/account", "/fapi/v3/agent", "/api/v3/ticker/price"])
        #expect(paths.count == 5)
        #expect(facts.weight == 9)
        #expect(facts.signIn.value == "GET spot.test/api/v3/account")
        #expect(
            facts.permissions.value
                == [.read: .yes, .spot: .yes, .futures: .no, .withdraw: .no, .transfer: .no]
        )
        #expect(facts.addresses.value == AddressFacts(allowlist: []))
        #expect(facts.expiry.value == Timestamp(milliseconds: 1_867_945_395_040))
        #expect(facts.account.value?.canTrade == true)
        #expect(facts.balances.value?.map(\.asset) == ["USDT"])
        #expect(facts.balances.value?.first?.total == ExactDecimal(1600))
        #expect(facts.market.value?.price == ExactDecimal("64000.1"))
        #expect(facts.market.value?.isTrading == true)
        #expect(
            facts.limits.value == LimitFacts(used: 37, limit: 2400, interval: .seconds(60), costPerPair: 8)
        )
        guard case .notAsked("the slot names no fee") = facts.fees else {
            Issue.record("fees were asked")
            return
        }
    }

    @Test("the list of API wallets is asked on the futures host, everything else of spot on the spot host")
    func hosts() async {
        let aster = AsterFixture(.spot, v3: true)
        _ = await aster.gather(fees: true)
        for asked in aster.exchange.asked {
            #expect(
                asked.origin
                    == (asked.path == "/fapi/v3/agent" ? "https://futures.test" : "https://spot.test")
            )
        }
    }

    @Test("spot with an old key: four requests; rights, addresses and end are never told")
    func spotKey() async {
        let aster = AsterFixture(.spot, v3: false)
        let facts = await aster.gather()
        #expect(
            Set(aster.exchange.paths)
                == ["/api/v1/time", "/api/v1/exchangeInfo", "/api/v1/account", "/api/v1/ticker/price"]
        )
        #expect(aster.exchange.paths.count == 4)
        #expect(facts.weight == 8)
        guard case .notDisclosed = facts.permissions, case .notDisclosed = facts.addresses,
            case .notDisclosed = facts.expiry
        else {
            Issue.record("something was told: \(facts.permissions)")
            return
        }
        let signed = aster.exchange.asked.first { $0.path == "/api/v1/account" }
        #expect(signed?.headers == ["X-MBX-APIKEY"])
        #expect(signed?.names == ["timestamp", "recvWindow", "signature"])
    }

    @Test("futures: modes of the positions cost nothing more", arguments: [true, false])
    func futuresPositions(v3: Bool) async {
        let aster = AsterFixture(.futures, v3: v3)
        aster.exchange.answer(
            aster.account,
            AsterFixture.account(positions: [("BTCUSDT", "BOTH", true), ("ETHUSDT", "BOTH", false)])
        )
        let facts = await aster.gather(account: wish(position: .oneWay, margin: .isolated))
        #expect(aster.exchange.paths.count == (v3 ? 5 : 4))
        #expect(facts.account.value?.positionMode == .oneWay)
        #expect(facts.account.value?.marginMode == .isolated)
        #expect(facts.account.value?.contract == .usdt)
        #expect(facts.weight == (v3 ? 9 : 8))
    }

    @Test("futures: only LONG and SHORT rows mean hedge mode")
    func hedge() async {
        let aster = AsterFixture(.futures, v3: true)
        aster.exchange.answer(
            aster.account,
            AsterFixture.account(positions: [("BTCUSDT", "LONG", false), ("BTCUSDT", "SHORT", false)])
        )
        let facts = await aster.gather()
        #expect(facts.account.value?.positionMode == .hedge)
        #expect(facts.account.value?.marginMode == .cross)
    }

    @Test("futures: without positions the dear calls are made, and only for modes that the slot names")
    func dearCalls() async {
        let unasked = AsterFixture(.futures, v3: true)
        let plain = await unasked.gather()
        #expect(plain.account.value?.positionMode == nil)
        #expect(unasked.exchange.paths.count == 5)

        let asked = AsterFixture(.futures, v3: true)
        let facts = await asked.gather(account: wish(position: .hedge, margin: .isolated))
        #expect(asked.exchange.count("/fapi/v3/positionSide/dual") == 1)
        #expect(asked.exchange.count("/fapi/v3/multiAssetsMargin") == 1)
        #expect(asked.exchange.count("/fapi/v3/positionRisk") == 1)
        #expect(facts.account.value?.positionMode == .hedge)
        #expect(facts.account.value?.marginMode == .isolated)
        #expect(facts.account.value?.traits == ["multi-assets": "off"])
        #expect(facts.weight == 74)
    }

    @Test("futures balances: used is never negative, empty assets are left out")
    func futuresBalances() async {
        let facts = await AsterFixture(.futures, v3: true).gather()
        let balances = facts.balances.value ?? []
        #expect(balances.map(\.asset) == ["USDT", "USDC"])
        #expect(balances.map(\.free.description) == ["902.33", "25.5"])
        #expect(balances.map(\.locked.description) == ["77.77", "0"])
        #expect(balances.map(\.total.description) == ["980.1", "10"])
    }

    @Test("a debt is an amount")
    func debt() async {
        let aster = AsterFixture(.spot, v3: true)
        aster.exchange.answer(
            aster.path("account"),
            #"{"canTrade":true,"balances":[{"asset":"USDT","free":"-5.5","locked":"0"}]}"#
        )
        let balances = await aster.gather().balances.value
        #expect(balances?.map(\.free.description) == ["-5.5"])
        #expect(balances?.map(\.total.description) == ["-5.5"])
    }

    @Test("fees are asked when they are wanted, and cost 20", arguments: [Selector.Market.spot, .futures])
    func fees(market: Selector.Market) async {
        let aster = AsterFixture(market, v3: true)
        let facts = await aster.gather(fees: true)
        #expect(facts.fees.value?.maker.description == "0.02%")
        #expect(facts.fees.value?.taker.description == "0.07%")
        #expect(facts.weight == 29)
        let asked = aster.exchange.asked.first { $0.path == aster.path("commissionRate") }
        #expect(asked?.names == ["symbol", "nonce", "user", "signer", "signature"])
    }

    @Test("a rebate is a negative rate")
    func rebate() async {
        let aster = AsterFixture(.futures, v3: true)
        aster.exchange.answer(
            aster.path("commissionRate"),
            #"{"makerCommissionRate":"-0.00005","takerCommissionRate":0.0004}"#
        )
        #expect(await aster.gather(fees: true).fees.value?.maker.description == "-0.005%")
    }

    @Test("slots share the public answers, and each is counted once")
    func shared() async {
        let aster = AsterFixture(.futures, v3: true)
        let shared = SharedAnswers()
        let weights = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { await aster.gather(shared: shared).weight } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for name in ["time", "exchangeInfo", "ticker/price"] {
            #expect(aster.exchange.count(aster.path(name)) == 1)
        }
        #expect(aster.exchange.count(aster.account) == 50)
        let sum = weights.reduce(0, +)
        #expect(sum == 303)
    }

    @Test(
        "a market that is not traded is said to be unknown; nothing is asked about it",
        arguments: ["BTC/USDX", "TEST/USDT"]
    )
    func unknownMarket(market: String) async {
        let aster = AsterFixture(.spot, v3: true)
        let facts = await aster.gather(fees: true, market: market)
        #expect(facts.market.failure?.kind == .unknownMarket)
        #expect(facts.fees.failure?.kind == .unknownMarket)
        #expect(facts.signIn.value != nil)
        #expect(aster.exchange.paths.count == 4)
    }

    @Test("a market that is halted is told as such; symbols are percent-encoded")
    func symbols() async {
        let aster = AsterFixture(.spot, v3: true)
        #expect(await aster.gather(market: "OLD/USDT").market.value?.isTrading == false)
        _ = await aster.gather(market: "币安人生/USDT")
        #expect(
            aster.exchange.asked.last { $0.path == "/api/v3/ticker/price" }?.query["symbol"]
                == "%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT"
        )
        #expect(await aster.gather(market: "BAD/USDT").market.failure?.kind == .notUnderstood)
    }
}

@Suite("Aster's clock and numbers")
struct AsterClockTests {
    @Test("the skew is read in the middle of the round trip", arguments: [-600_000, -18, 0, 250, 600_000])
    func skew(milliseconds: Int) async {
        let aster = AsterFixture(.spot, v3: false, skew: .milliseconds(milliseconds))
        let facts = await aster.gather()
        #expect(facts.clock.value?.skew == .milliseconds(milliseconds))
        #expect(facts.clock.value?.uncertainty == .milliseconds(10))
        // Never ahead of the exchange's clock, which would be refused from 1 s on.
        let sent = Int64(
            aster.exchange.asked.first { $0.path == "/api/v1/account" }?.query["timestamp"] ?? ""
        )
        #expect(sent == aster.exchange.serverTime.milliseconds - 10)
    }

    @Test("every signed request has a number of its own, not ahead of the exchange's clock")
    func nonces() async {
        let aster = AsterFixture(.futures, v3: true, skew: .milliseconds(-4000))
        aster.exchange[aster.account] = { _, time in
            time < 3 ? .json("", status: 502) : .json(AsterFixture.futuresAccount)
        }
        _ = await aster.gather(fees: true)
        let nonces = aster.exchange.asked.compactMap { $0.query["nonce"] }.compactMap { Int64($0) }
        #expect(nonces.count == 5)
        #expect(Set(nonces).count == 5)
        #expect(nonces.allSatisfy { $0 <= aster.exchange.serverTime.microseconds })
        #expect(nonces.allSatisfy { $0 > aster.exchange.serverTime.microseconds - 9_000_000 })
    }
}
