import Cryptography
import Exchanges
import HTTPTransport
import SlotModel
import Testing

@Suite("HitBTC's recipe")
struct HitBTCRecipeTests {
    @Test("four requests, the symbol first; the fee proves the order right")
    func order() async {
        let hitbtc = HitBTCFixture()
        let facts = await hitbtc.gather()
        let paths = hitbtc.exchange.paths
        #expect(paths.first == HitBTCFixture.symbolPath)
        #expect(
            Set(paths.dropFirst()) == [
                HitBTCFixture.balancePath, HitBTCFixture.feePath, HitBTCFixture.tickerPath,
            ]
        )
        #expect(paths.count == 4)
        #expect(facts.weight == 4)
        #expect(Set(hitbtc.exchange.asked.map(\.origin)) == ["https://spot.test"])
        #expect(facts.signIn.value == "GET spot.test/api/3/spot/balance")
        #expect(
            facts.permissions.value
                == [.read: .yes, .spot: .yes, .futures: .unknown, .withdraw: .unknown, .transfer: .unknown]
        )
        #expect(facts.fees.value?.maker.description == "-0.01%")
        #expect(facts.fees.value?.taker.description == "0.25%")
        #expect(facts.market.value?.symbol == "BTCUSDT")
        #expect(facts.market.value?.price == ExactDecimal("64000.1"))
        #expect(facts.market.value?.time?.description == "2026-11-18T11:06:00.500Z")
        #expect(facts.limits.value?.limit == 20)
        #expect(facts.limits.value?.interval == .seconds(1))
    }

    @Test("public questions go without a key")
    func publicQuestions() async {
        let hitbtc = HitBTCFixture()
        _ = await hitbtc.gather()
        for asked in hitbtc.exchange.asked {
            #expect(asked.headers == (asked.path.contains("/public/") ? [] : ["Authorization"]))
        }
    }

    @Test("balances: available and reserved, as texts or numbers, with or without margin members")
    func balances() async {
        let balances = await HitBTCFixture().gather().balances.value ?? []
        #expect(balances.map(\.asset) == ["USDT", "ETH"])
        #expect(balances.map(\.free.description) == ["1250.05", "1.5"])
        #expect(balances.map(\.locked.description) == ["49.95", "0"])
        #expect(balances.map(\.total.description) == ["1300", "1.5"])
    }

    @Test("what HitBTC never tells is said to be so, with the advice to look by hand")
    func notDisclosed() async {
        let facts = await HitBTCFixture().gather()
        for case .notDisclosed(let reason) in [facts.addresses] {
            #expect(reason.contains("look at the key"))
        }
        for case .notDisclosed(let reason) in [facts.expiry] { #expect(reason.contains("look at the key")) }
        guard case .notDisclosed = facts.addresses, case .notDisclosed = facts.expiry,
            case .notDisclosed = facts.account
        else {
            Issue.record("\(facts)")
            return
        }
        #expect(facts.permissions.value?[.withdraw] == .unknown)
    }

    @Test("an empty spot account sends to the wallet, and says where the money lies")
    func wallet() async {
        let hitbtc = HitBTCFixture()
        hitbtc.exchange.answer(
            HitBTCFixture.balancePath,
            #"[{"currency":"USDT","available":"0","reserved":"0"}]"#
        )
        hitbtc.exchange.answer(
            HitBTCFixture.walletPath,
            #"[{"currency":"USDT","available":"150","reserved":"0.5"},{"currency":"BTC","available":"0","reserved":"0"}]"#
        )
        let facts = await hitbtc.gather()
        let failure = facts.balances.failure
        #expect(failure?.kind == .underfunded)
        #expect(failure?.message == "the spot account is empty; the money lies in the wallet: 150.5 USDT")
        #expect(failure?.help?.contains("move it") == true)
        #expect(hitbtc.exchange.paths.last == HitBTCFixture.walletPath)
        #expect(facts.weight == 5)
        #expect(facts.signIn.value != nil)
    }

    @Test("a wallet that is empty, forbidden or out of order leaves the spot account empty")
    func emptyWallet() async {
        let hitbtc = HitBTCFixture()
        hitbtc.exchange.answer(HitBTCFixture.balancePath, "[]")
        #expect(await hitbtc.gather().balances.value?.isEmpty == true)
        hitbtc.refuse(HitBTCFixture.walletPath, 1003)
        let facts = await hitbtc.gather()
        #expect(facts.balances.value?.isEmpty == true)
        #expect(facts.permissions.value?[.read] == .yes)
        hitbtc.exchange.answer(HitBTCFixture.walletPath, "<html>", status: 502)
        #expect(await hitbtc.gather(patience: .seconds(60)).balances.value?.isEmpty == true)
    }

    @Test(
        "an answer about fees that makes no sense is the fees' trouble alone",
        arguments: [#"{"take_rate":"abc","make_rate":"0.1"}"#, #"{"what":[]}"#, "[]", "null", "", "<html>"]
    )
    func nonsenseFees(body: String) async {
        let hitbtc = HitBTCFixture()
        hitbtc.exchange.answer(HitBTCFixture.feePath, body)
        let facts = await hitbtc.gather(fees: true)
        #expect(facts.fees.failure?.kind == .notUnderstood, "\(facts.fees)")
        #expect(facts.permissions.value?[.spot] == .yes, "\(facts.permissions)")
        #expect(facts.signIn.value != nil && facts.balances.value != nil)

        hitbtc.refuse("/api/3/spot/order", 1003)
        #expect(await hitbtc.gather(fees: true).permissions.value?[.spot] == .no, "the right is asked for")
    }

    @Test("a market that is not traded still lets the key be looked at, by the open orders")
    func unknownMarket() async {
        let hitbtc = HitBTCFixture()
        let fake = hitbtc.exchange
        hitbtc.exchange["/api/3/public/symbol/BTCUSDX"] = { _, _ in
            .json(
                HitBTCFixture.error("2001", "No such symbol"),
                status: 400,
                headers: HitBTCFixture.date(fake.serverTime)
            )
        }
        let facts = await hitbtc.gather(fees: true, market: "BTC/USDX")
        #expect(facts.market.failure?.kind == .unknownMarket)
        #expect(facts.fees.failure?.kind == .unknownMarket)
        #expect(facts.clock.value != nil)
        #expect(facts.reach.value != nil)
        #expect(facts.signIn.value != nil)
        #expect(facts.permissions.value?[.spot] == .yes)
        #expect(
            Set(hitbtc.exchange.paths) == [
                "/api/3/public/symbol/BTCUSDX", HitBTCFixture.balancePath, "/api/3/spot/order",
            ]
        )
    }

    @Test(
        "a name that is another market's, or a contract's, is not the slot's market",
        arguments: [
            #"{"type":"spot","base_currency":"BTCU","quote_currency":"SDT"}"#,
            #"{"type":"futures","base_currency":"","underlying":"BTC","quote_currency":"USDT"}"#,
        ]
    )
    func otherMarket(body: String) async {
        let hitbtc = HitBTCFixture()
        hitbtc.exchange.answer(HitBTCFixture.symbolPath, body)
        let facts = await hitbtc.gather()
        #expect(facts.market.failure?.kind == .unknownMarket)
        #expect(facts.signIn.value != nil)
        #expect(hitbtc.exchange.count(HitBTCFixture.tickerPath) == 0)
    }

    @Test("symbols are percent-encoded, so that no market can lead to another path")
    func encoding() async {
        let hitbtc = HitBTCFixture()
        _ = await hitbtc.gather(market: "币?/../US")
        #expect(hitbtc.exchange.paths.first == "/api/3/public/symbol/%E5%B8%81%3F..US")
    }

    @Test("slots share the public answers, and each keeps its own clock reading")
    func shared() async {
        let hitbtc = HitBTCFixture(skew: .seconds(3))
        let shared = SharedAnswers()
        let facts = await withTaskGroup(of: Facts.self) { group in
            for _ in 0..<5 { group.addTask { await hitbtc.gather(shared: shared) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(hitbtc.exchange.count(HitBTCFixture.symbolPath) == 1)
        #expect(hitbtc.exchange.count(HitBTCFixture.tickerPath) == 1)
        #expect(hitbtc.exchange.count(HitBTCFixture.balancePath) == 5)
        #expect(Set(facts.map { $0.clock.value?.skew }).count == 1)
        #expect(facts.allSatisfy { $0.signIn.value != nil })
    }

    @Test("many slots wait for each other, so that no second sees more than may come at once")
    func pace() async {
        let hitbtc = HitBTCFixture()
        let start = hitbtc.exchange.now
        let shared = SharedAnswers()
        let signedIn = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    await hitbtc.gather(patience: .seconds(600), shared: shared).signIn.value != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(signedIn == 40)
        // 80 signed questions, 18 in a second: five seconds, of which the last is not waited for.
        #expect(hitbtc.exchange.now - start >= .seconds(4))
    }
}

@Suite("HitBTC's clock")
struct HitBTCClockTests {
    @Test(
        "the Date header is read as the middle of its second",
        arguments: [-600_000, -999, -18, 0, 250, 999, 600_000]
    )
    func skew(milliseconds: Int) async throws {
        let facts = await HitBTCFixture(skew: .milliseconds(milliseconds)).gather()
        let reading = try #require(facts.clock.value)
        #expect(reading.uncertainty == .milliseconds(510))
        let error = reading.skew - .milliseconds(milliseconds)
        #expect(error <= reading.uncertainty && .zero - error <= reading.uncertainty)
        #expect(facts.signIn.value != nil)
    }

    @Test("an answer out of a cache tells the time together with its age", arguments: [0, 90, 3600])
    func cached(age: Int) async throws {
        let hitbtc = HitBTCFixture()
        let fake = hitbtc.exchange
        hitbtc.exchange[HitBTCFixture.symbolPath] = { _, _ in
            let headers = HitBTCFixture.date(fake.serverTime - .seconds(age))
            return .json(HitBTCFixture.symbol, headers: headers.merging(["Age": String(age)]) { $1 })
        }
        let reading = try #require(await hitbtc.gather().clock.value)
        #expect(reading.skew == .milliseconds(490))
    }

    @Test("without the header the clock is not told, and the questions go on", arguments: ["", "soon"])
    func missing(header: String) async {
        let hitbtc = HitBTCFixture(tellsDate: false)
        if !header.isEmpty {
            hitbtc.exchange.answer(HitBTCFixture.symbolPath, HitBTCFixture.symbol, headers: ["Date": header])
        }
        let facts = await hitbtc.gather()
        guard case .notDisclosed = facts.clock else {
            Issue.record("\(facts.clock)")
            return
        }
        #expect(facts.signIn.value != nil)
    }

    @Test("an exchange that cannot answer the first question is asked nothing more")
    func stopped() async {
        for body in ["<html>", "{}", #"{"type":"spot"}"#] {
            let hitbtc = HitBTCFixture()
            hitbtc.exchange.answer(HitBTCFixture.symbolPath, body)
            let facts = await hitbtc.gather()
            #expect(facts.reach.value != nil)
            #expect(facts.clock.failure?.kind == .notUnderstood)
            guard case .notAsked = facts.signIn else {
                Issue.record("asked on")
                return
            }
            #expect(hitbtc.exchange.paths == [HitBTCFixture.symbolPath])
        }
    }
}
