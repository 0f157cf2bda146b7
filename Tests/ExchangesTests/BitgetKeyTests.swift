import Cryptography
import Exchanges
import HTTPTransport
import SlotModel
import Testing

private typealias Bitget = BitgetFixture

@Suite("Bitget's two kinds of accounts")
struct BitgetAccountModeTests {
    @Test("a lead trader's account is asked by the unified calls, once, and is a wrong account else")
    func leadTrader() async {
        let bitget = Bitget(.futures, unified: true)
        for path in [Bitget.info, Bitget.accounts, Bitget.oneAccount, Bitget.tradeRate] {
            bitget.refuse(path, "40731", "This product does not support copy trading")
        }
        let served = await bitget.gather()
        #expect(served.signIn.value?.hasSuffix(Bitget.unifiedInfo) == true)
        #expect(served.balances.value?.isEmpty == false)

        for code in ["40731", "40084", "49999"] {
            bitget.refuse(Bitget.unifiedInfo, code)
            let before = bitget.exchange.count(Bitget.unifiedInfo)
            let refused = await bitget.gather().signIn.failure
            #expect(refused?.kind == .wrongAccount)
            #expect(refused?.code == "40731")
            #expect(bitget.exchange.count(Bitget.unifiedInfo) == before + 1)
        }
    }

    @Test("the help follows the right that the exchange names")
    func namedRight() async {
        let bitget = Bitget(.futures)
        for path in [Bitget.info, Bitget.accounts] {
            bitget.refuse(
                path,
                "40014",
                "Incorrect permissions, need spot order read or spot order write permissions"
            )
        }
        let failure = await bitget.gather().signIn.failure
        #expect(failure?.kind == .missingPermission(.spot))
        #expect(failure?.help?.contains("spot trade") == true)
    }

    @Test(
        "a unified account is served by its own interface; only the first call asks the classic one",
        arguments: [Selector.Market.spot, .futures]
    )
    func unified(market: Selector.Market) async {
        let bitget = Bitget(market, unified: true)
        let facts = await bitget.gather(fees: true)
        let paths = bitget.exchange.paths
        let listing = market == .spot ? Bitget.symbols : Bitget.contracts
        #expect(Set(paths.prefix(3)) == [Bitget.time, listing, Bitget.info])
        #expect(
            Set(paths.dropFirst(3))
                == [
                    Bitget.unifiedInfo, Bitget.unifiedAssets, Bitget.instruments, Bitget.unifiedTickers,
                    Bitget.settings,
                    Bitget.feeRate,
                ]
        )
        #expect(paths.count == 9)
        #expect(facts.weight == 9)
        #expect(facts.signIn.value?.hasSuffix(Bitget.unifiedInfo) == true)
        #expect(facts.addresses.value == AddressFacts(allowlist: ["203.0.113.7"]))
        #expect(facts.market.value?.price == ExactDecimal("64000.1"))
        let balance = facts.balances.value?.first
        #expect(facts.balances.value?.count == 1)
        #expect(balance?.free == ExactDecimal("850.5"))
        #expect(balance?.locked == ExactDecimal(50))
        #expect(balance?.total == ExactDecimal("900.5"))
        let traits = facts.account.value?.traits
        #expect(traits?["account-mode"] == "unified")
        #expect(traits?["asset-mode"] == "multi_assets")
        #expect(traits?["account-level"] == "advanced")
        #expect(traits?["debt"] == "12.5 USDT")
        #expect(facts.account.value?.positionMode == (market == .futures ? .hedge : nil))
        #expect(facts.account.value?.marginMode == (market == .futures ? .isolated : nil))
    }

    @Test(
        "unified contracts are told apart by their category",
        arguments: [(Contract.usdc, "USDC-FUTURES", "BTCPERP"), (.coin, "COIN-FUTURES", "BTCUSD")]
    )
    func category(contract: Contract, category: String, symbol: String) async {
        let bitget = Bitget(.futures, unified: true)
        let facts = await bitget.gather(account: Bitget.wish(contract: contract, margin: .cross))
        #expect(facts.market.value?.symbol == symbol)
        for path in [Bitget.instruments, Bitget.unifiedTickers] {
            #expect(bitget.exchange.asked.first { $0.path == path }?.query["category"] == category)
        }
        // The list of changed symbols has this one of another category only.
        #expect(facts.account.value?.marginMode == nil)
        #expect(facts.account.value?.marginModeNotTold != nil)
    }

    @Test(
        "no other refusal counts as the other kind of account",
        arguments: ["40006", "40014", "40037", "49999"]
    )
    func noGuess(code: String) async {
        let bitget = Bitget(.spot, unified: true)
        bitget.refuse(Bitget.info, code)
        bitget.refuse(Bitget.spotAssets, code)
        _ = await bitget.gather()
        #expect(!bitget.exchange.paths.contains { $0.hasPrefix("/api/v3") })
    }

    @Test("an account that was switched meanwhile is asked anew, once")
    func switched() async {
        let shared = SharedAnswers()
        let bitget = Bitget(.spot)
        #expect(await bitget.gather(shared: shared).account.value?.traits["account-mode"] == "classic")
        let later = Bitget(.spot, unified: true)
        let facts = await later.gather(shared: shared)
        #expect(facts.account.value?.traits["account-mode"] == "unified")
        #expect(facts.balances.value?.first?.free == ExactDecimal("850.5"))
        // The first answer was still known, and proved wrong by the balance.
        #expect(later.exchange.count(Bitget.info) == 1)
        #expect(later.exchange.count(Bitget.spotAssets) == 1)
        let third = await later.gather(shared: shared)
        #expect(third.balances.value != nil)
        #expect(later.exchange.count(Bitget.info) == 1)
    }

    @Test("an account between the two is unavailable, not a bad key", arguments: ["upgrading", "switching"])
    func moving(mode: String) async {
        let bitget = Bitget(.futures, unified: true)
        bitget.serve(Bitget.settings, Bitget.settingsText(mode: mode))
        let facts = await bitget.gather()
        #expect(facts.signIn.value != nil)
        #expect(facts.balances.failure?.kind == .unavailable)
        #expect(facts.account.failure?.kind == .unavailable)

        let both = Bitget(.futures, unified: true)
        both.refuse(Bitget.unifiedInfo, "40084")
        #expect(await both.gather().signIn.failure?.kind == .unavailable)
    }

    @Test("hybrid accounts are served and told")
    func hybrid() async {
        let bitget = Bitget(.spot, unified: true)
        bitget.serve(Bitget.settings, Bitget.settingsText(mode: "hybrid"))
        let facts = await bitget.gather()
        #expect(facts.account.value?.traits["account-mode"] == "hybrid")
        #expect(facts.balances.value != nil)
    }
}

@Suite("Bitget's keys")
struct BitgetKeyTests {
    @Test("all slots of a key share one rights call and the public answers")
    func shared() async {
        let spot = Bitget(.spot)
        let futures = BitgetConnector(market: .futures)
        let shared = SharedAnswers()
        let origins = ConnectorProfile.Origins(spot: "https://a.test", futures: "https://a.test")
        let weights = await withTaskGroup(of: Int.self) { group in
            for index in 0..<40 {
                let connector = index % 2 == 0 ? spot.connector : futures
                group.addTask {
                    await connector.gather(
                        Inquiry(
                            network: .live,
                            credentials: spot.credentials,
                            market: "BTC/USDT",
                            wantsFees: false,
                            account: AccountWish()
                        ),
                        over: spot.exchange.line(shared: shared, patience: .seconds(60), origins: origins)
                    ).weight
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for path in [
            Bitget.time, Bitget.info, Bitget.symbols, Bitget.contracts, Bitget.spotTickers, Bitget.mixTicker,
        ] {
            #expect(spot.exchange.count(path) == 1, "\(path)")
        }
        #expect(spot.exchange.count(Bitget.spotAssets) == 20)
        #expect(spot.exchange.count(Bitget.accounts) == 20)
        let sum = weights.reduce(0, +)
        #expect(sum == 46)
        // Twenty balances of one kind: ten a second and user, less one for the bot.
        #expect(spot.exchange.now - Timestamp(milliseconds: 1_794_999_965_000) >= .seconds(2))
    }

    @Test("another secret, passphrase, network or way asks for itself")
    func notShared() async {
        let bitget = Bitget(.spot)
        let shared = SharedAnswers()
        _ = await bitget.gather(shared: shared)
        _ = await bitget.gather(shared: shared)
        #expect(bitget.exchange.count(Bitget.info) == 1)
        for field in [CredentialField.key, .secret, .passphrase] {
            var credentials = bitget.credentials
            credentials.fields[field] = Secret("another")
            _ = await bitget.gather(credentials: credentials, shared: shared)
        }
        _ = await bitget.gather(network: .testnet, shared: shared)
        _ = await bitget.gather(shared: shared, proxy: "http://127.0.0.1:1")
        #expect(bitget.exchange.count(Bitget.info) == 6)
    }

    @Test("the rights call is made once a second and user, tries included")
    func pace() async {
        let bitget = Bitget(.spot)
        bitget.exchange[Bitget.info] = { _, time in
            time < 3 ? .json("", status: 502) : .json(Bitget.good(Bitget.rights))
        }
        let start = bitget.exchange.now
        #expect(await bitget.gather().signIn.value != nil)
        #expect(bitget.exchange.now - start >= .seconds(2))
    }

    @Test("all calls of an address count against its minute as well")
    func total() async {
        let bitget = Bitget(.spot)
        let shared = SharedAnswers()
        _ = await bitget.gather(shared: shared)
        let gate = shared.gate
        let scope = RateScope(origin: "https://spot.test", proxy: nil)
        let total = RateBudget(name: "all", assumed: 6000)
        // 5400 for us, five of them used up.
        #expect(gate.admit(5396, to: scope, from: total, at: bitget.exchange.now) != .go)
        #expect(gate.admit(5395, to: scope, from: total, at: bitget.exchange.now) == .go)
        let facts = await bitget.gather(patience: .seconds(5), shared: shared)
        guard case .rateLimited = facts.balances.failure?.kind ?? facts.signIn.failure?.kind else {
            Issue.record("\(facts.balances)")
            return
        }
    }

    @Test("40012 is asked about once more on the other interface before anything is blamed")
    func doubt() async throws {
        let text = "apikey/password is incorrect"
        // Refused by both: key or passphrase.
        let both = Bitget(.spot)
        both.refuse(Bitget.info, "40012", text)
        both.refuse(Bitget.settings, "40012", text)
        let failure = try #require(await both.gather().signIn.failure)
        #expect(failure.kind == .invalidCredentials(nil))
        #expect(failure.request == "GET spot.test/api/v2/spot/account/info")
        let paths = both.exchange.paths
        #expect(paths.sorted() == [Bitget.time, Bitget.info, Bitget.symbols, Bitget.settings])
        #expect(
            paths.filter { [Bitget.info, Bitget.settings].contains($0) } == [Bitget.info, Bitget.settings]
        )

        // The unified interface knows the key, and the account is classic.
        let odd = Bitget(.spot)
        odd.refuse(Bitget.info, "40012", text)
        let known = try #require(await odd.gather().signIn.failure)
        #expect(known.kind == .invalidCredentials(nil))
        #expect(known.help?.contains("make a new key") == true)
        #expect(known.message.contains("40084"))

        // The unified interface serves the key.
        let unified = Bitget(.spot, unified: true)
        unified.refuse(Bitget.info, "40012", text)
        #expect(await unified.gather().account.value?.traits["account-mode"] == "unified")

        // The unified interface names the reason.
        let named = Bitget(.spot)
        named.refuse(Bitget.info, "40012", text)
        named.refuse(Bitget.settings, "40018", "Invalid IP, yours is 198.51.100.9")
        #expect(await named.gather().signIn.failure?.kind == .addressNotAllowed(ours: "198.51.100.9"))

        // Trouble on the way says nothing.
        let trouble = Bitget(.spot)
        trouble.refuse(Bitget.info, "40012", text)
        trouble.refuse(Bitget.settings, "40404", status: 404)
        #expect(await trouble.gather().signIn.failure?.code == "40012")
    }

    @Test("what the first question was signed with is not shown, whichever answer repeats it")
    func echoed() async throws {
        let bitget = Bitget(.spot)
        let fake = bitget.exchange
        fake[Bitget.spotTickers] = { _, _ in
            let first = fake.asked.first { $0.path == Bitget.info }?.open("ACCESS-SIGN") ?? ""
            return .json(Bitget.bad("49999", "as you said: \(first)"), status: 400)
        }
        let message = try #require(await bitget.gather().market.failure?.message)
        #expect(message.contains("(not shown: repeats a credential)"))
    }

    @Test("after a failed sign-in nothing else is asked")
    func failed() async {
        let bitget = Bitget(.futures)
        bitget.refuse(Bitget.info, "40037", "Apikey does not exist")
        let facts = await bitget.gather(fees: true)
        #expect(bitget.exchange.paths.sorted() == [Bitget.contracts, Bitget.time, Bitget.info].sorted())
        #expect(facts.clock.value != nil)
        guard case .notAsked("the sign-in failed") = facts.balances, case .notAsked = facts.market else {
            Issue.record("\(facts.balances)")
            return
        }
    }
}

@Suite("Bitget's clock")
struct BitgetClockTests {
    @Test(
        "signatures carry the exchange's time, never ahead of it; the first one ours",
        arguments: [-600_000, -18, 0, 250, 600_000]
    )
    func skew(milliseconds: Int) async {
        let bitget = Bitget(.spot, skew: .milliseconds(milliseconds))
        let facts = await bitget.gather()
        #expect(facts.clock.value?.skew == .milliseconds(milliseconds))
        #expect(facts.clock.value?.uncertainty == .milliseconds(10))
        let times = { (path: String) in
            bitget.exchange.asked.filter { $0.path == path }.map { $0.open("ACCESS-TIMESTAMP") }
        }
        #expect(times(Bitget.info) == [String(bitget.exchange.now.milliseconds)])
        #expect(times(Bitget.spotAssets) == [String(bitget.exchange.serverTime.milliseconds - 10)])
    }

    @Test("a refusal because of the time tells the time, and the next try is right")
    func corrected() async {
        let bitget = Bitget(.spot)
        // The time call is answered by somebody who is late.
        bitget.serve(Bitget.time, #"{"serverTime":"1794999905000"}"#)
        bitget.exchange[Bitget.spotAssets] = { asked, _ in
            let sent = Int64(asked.open("ACCESS-TIMESTAMP") ?? "") ?? 0
            return sent < 1_794_999_935_000
                ? .json(Bitget.bad("40008", "Request timestamp expired"), status: 400)
                : .json(Bitget.good(Bitget.spotRows))
        }
        let facts = await bitget.gather()
        #expect(facts.balances.value?.isEmpty == false)
        #expect(bitget.exchange.count(Bitget.spotAssets) == 2)
        #expect(bitget.exchange.count(Bitget.info) == 1)
        #expect(facts.clock.value?.skew == .zero)
    }

    /// Refuses what is signed for a moment more than half a minute away, as Bitget does.
    private func strict(_ skew: Int) -> Bitget {
        let bitget = Bitget(.spot, skew: .milliseconds(skew))
        let fake = bitget.exchange
        bitget.exchange[Bitget.info] = { asked, _ in
            let sent = Int64(asked.open("ACCESS-TIMESTAMP") ?? "") ?? 0
            let now = fake.serverTime.milliseconds
            let (code, data) = abs(sent - now) > 30_000 ? ("40008", "null") : ("00000", Bitget.rights)
            return .json(
                #"{"code":"\#(code)","msg":"","requestTime":\#(now),"data":\#(data)}"#,
                status: code == "40008" ? 400 : 200
            )
        }
        return bitget
    }

    @Test(
        "a clock of ours that is far off costs one refusal",
        arguments: [-600_000, -31_000, 31_000, 600_000]
    )
    func farOff(milliseconds: Int) async {
        for _ in 0..<20 {
            // In any order of the first answers.
            let bitget = strict(milliseconds)
            let facts = await bitget.gather()
            #expect(facts.signIn.value?.hasSuffix(Bitget.info) == true)
            #expect(facts.balances.value?.isEmpty == false)
            #expect(bitget.exchange.count(Bitget.info) == 2)
            // The wait before the second try ends at any microsecond, and the time is told in milliseconds.
            let skew = facts.clock.value?.skew.wholeMicroseconds ?? 0
            #expect((-1000...0).contains(skew - Int64(milliseconds) * 1000))
            #expect(facts.weight == 6)
        }
        let near = strict(milliseconds > 0 ? 29_000 : -29_000)
        #expect(await near.gather().signIn.value != nil)
        #expect(near.exchange.count(Bitget.info) == 1)
    }

    @Test("a time that is refused as the exchange's own is the clock's fault, and told as of that answer")
    func refused() async {
        let bitget = Bitget(.spot, skew: .seconds(5))
        let fake = bitget.exchange
        bitget.exchange[Bitget.info] = { _, _ in
            .json(
                #"{"code":"40008","msg":"","requestTime":\#(fake.serverTime.milliseconds + 40),"data":null}"#,
                status: 400
            )
        }
        let facts = await bitget.gather()
        #expect(facts.signIn.failure?.kind == .clockSkew)
        #expect(bitget.exchange.count(Bitget.info) == 2)
        // Told in whole milliseconds.
        #expect((5029...5030).contains(facts.clock.value?.skew.wholeMilliseconds ?? 0))
    }

    @Test("an answer without the time still tells it in its envelope")
    func envelope() async {
        let bitget = Bitget(.spot)
        bitget.serve(Bitget.time, "{}")
        let facts = await bitget.gather()
        #expect(facts.clock.value?.skew == .zero)
        #expect(facts.signIn.value != nil)
    }

    @Test("a clock that cannot be read stops the slot, whatever the key's answer says")
    func unreadable() async {
        let bitget = Bitget(.spot)
        bitget.exchange.answer(Bitget.time, #"{"code":"00000","requestTime":0,"data":{"serverTime":"soon"}}"#)
        let facts = await bitget.gather()
        #expect(facts.reach.value != nil)
        #expect(facts.clock.failure?.kind == .notUnderstood)
        guard case .notAsked("the exchange's clock could not be read") = facts.signIn,
            case .notAsked = facts.permissions
        else {
            Issue.record("\(facts)")
            return
        }
        #expect(Set(bitget.exchange.paths).isSubset(of: [Bitget.time, Bitget.symbols, Bitget.info]))
    }
}

@Suite("Bitget's keys that worked")
struct BitgetSeenKeyTests {
    @Test("are asked one question before the rest, as all others")
    func oneQuestion() async {
        let bitget = Bitget(.spot)
        let facts = await bitget.gather(seen: SeenKey(accountMode: "classic"))
        #expect(facts.signIn.value == "GET spot.test/api/v2/spot/account/info")
        #expect(facts.balances.value?.count == 2)
        #expect(bitget.exchange.paths.count == 5)

        bitget.refuse(Bitget.info, "40037", "Apikey does not exist")
        let refused = await bitget.gather(seen: SeenKey())
        #expect(refused.signIn.failure?.code == "40037")
        guard case .notAsked("the sign-in failed") = refused.balances else {
            Issue.record("\(refused.balances)")
            return
        }
        #expect(bitget.exchange.count(Bitget.info) == 2)
        #expect(bitget.exchange.count(Bitget.spotAssets) == 1)
    }

    @Test(
        "a unified account is asked by its own interface alone",
        arguments: [Selector.Market.spot, .futures]
    )
    func unified(market: Selector.Market) async {
        let bitget = Bitget(market, unified: true)
        let facts = await bitget.gather(fees: true, seen: SeenKey(accountMode: "unified"))
        #expect(
            Set(bitget.exchange.paths)
                == [
                    Bitget.time, Bitget.instruments, Bitget.unifiedInfo, Bitget.unifiedAssets,
                    Bitget.unifiedTickers, Bitget.settings, Bitget.feeRate,
                ]
        )
        #expect(bitget.exchange.paths.count == 7)
        #expect(facts.account.value?.traits["account-mode"] == "unified")
        #expect(facts.market.value?.isTrading == true)
        #expect(facts.fees.value != nil)
    }

    @Test("an account that was switched since is asked anew", arguments: [true, false])
    func switched(isUnified: Bool) async {
        let bitget = Bitget(.futures, unified: isUnified)
        let facts = await bitget.gather(seen: SeenKey(accountMode: isUnified ? "classic" : "unified"))
        #expect(facts.signIn.value != nil)
        #expect(facts.balances.value?.isEmpty == false)
        #expect(facts.market.value?.price == ExactDecimal("64000.1"))
        #expect(facts.account.value?.traits["account-mode"] == (isUnified ? "unified" : "classic"))
    }
}
