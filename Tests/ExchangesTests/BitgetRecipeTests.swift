import Cryptography
import Exchanges
import HTTPTransport
import SlotModel
import Testing

private typealias Bitget = BitgetFixture

@Suite("Bitget's recipe")
struct BitgetRecipeTests {
    @Test("classic spot: five requests; the clock, the markets and the key, then the rest")
    func spot() async {
        let bitget = Bitget(.spot)
        let facts = await bitget.gather()
        let paths = bitget.exchange.paths
        #expect(Set(paths.prefix(3)) == [Bitget.time, Bitget.symbols, Bitget.info])
        #expect(Set(paths.dropFirst(3)) == [Bitget.spotAssets, Bitget.spotTickers])
        #expect(paths.count == 5)
        #expect(facts.weight == 5)
        #expect(facts.signIn.value == "GET spot.test/api/v2/spot/account/info")
        #expect(
            facts.permissions.value
                == [.read: .yes, .spot: .yes, .futures: .yes, .withdraw: .no, .transfer: .no]
        )
        #expect(facts.addresses.value == AddressFacts(allowlist: ["127.0.0.1", "203.0.113.7"]))
        #expect(facts.account.value?.traits == ["account-mode": "classic"])
        #expect(facts.market.value?.symbol == "BTCUSDT")
        #expect(facts.market.value?.price == ExactDecimal("64000.1"))
        #expect(facts.market.value?.time == Timestamp(milliseconds: 1_794_999_900_000))
        #expect(
            facts.limits.value == LimitFacts(used: nil, limit: 6000, interval: .seconds(60), costPerPair: 4)
        )
        guard case .notDisclosed = facts.expiry, case .notAsked("the slot names no fee") = facts.fees else {
            Issue.record("\(facts.expiry), \(facts.fees)")
            return
        }
    }

    @Test("spot balances: coins in capitals, what is frozen or locked is used, unset rows are left out")
    func spotBalances() async {
        let balances = await Bitget(.spot).gather().balances.value ?? []
        #expect(balances.map(\.asset) == ["USDT", "ETH"])
        #expect(balances.map(\.free.description) == ["2500.5", "1.5"])
        #expect(balances.map(\.locked.description) == ["99.75", "0"])
        #expect(balances.map(\.total.description) == ["2600.25", "1.5"])
    }

    @Test(
        "classic futures ask the account of their contract",
        arguments: [
            (Contract?.none, "USDT-FUTURES", "BTCUSDT"), (.usdt, "USDT-FUTURES", "BTCUSDT"),
            (.usdc, "USDC-FUTURES", "BTCPERP"), (.coin, "COIN-FUTURES", "BTCUSD"),
        ]
    )
    func contracts(contract: Contract?, type: String, symbol: String) async {
        let bitget = Bitget(.futures)
        let facts = await bitget.gather(account: Bitget.wish(contract: contract))
        #expect(bitget.exchange.paths.count == 5)
        for path in [Bitget.accounts, Bitget.contracts, Bitget.mixTicker] {
            #expect(bitget.exchange.asked.first { $0.path == path }?.query["productType"] == type)
        }
        #expect(facts.market.value?.symbol == symbol)
        #expect(facts.account.value?.contract == contract ?? .usdt)
        #expect(bitget.exchange.asked.allSatisfy { $0.origin == "https://futures.test" })
    }

    @Test("futures balances: what may be taken out is free, and the answer says so")
    func futuresBalances() async {
        let facts = await Bitget(.futures).gather()
        let balance = facts.balances.value?.first
        #expect(facts.balances.value?.count == 1)
        #expect(balance?.free == ExactDecimal("115.25"))
        #expect(balance?.locked == ExactDecimal("35.5"))
        #expect(balance?.total == ExactDecimal("150.75"))
        #expect(facts.account.value?.traits["free-is"] == "maxTransferOut")
        #expect(facts.account.value?.traits["asset-mode"] == "single")
    }

    @Test("futures balances: another member stands in for one that is not set, a negative one too")
    func standIn() async {
        let bitget = Bitget(.futures)
        bitget.serve(
            Bitget.accounts,
            #"[{"marginCoin":"USDT","available":"-3.5","maxTransferOut":"-1","crossedMaxAvailable":"","accountEquity":"5"}]"#
        )
        let facts = await bitget.gather()
        #expect(facts.balances.value?.first?.free == ExactDecimal("-3.5"))
        #expect(facts.balances.value?.first?.locked == ExactDecimal("8.5"))
        #expect(facts.account.value?.traits["free-is"] == "available")
    }

    @Test("modes are asked only when the slot names one, with the market's symbol and margin coin")
    func modes() async {
        let bitget = Bitget(.futures)
        let facts = await bitget.gather(account: Bitget.wish(position: .hedge, margin: .cross))
        #expect(bitget.exchange.paths.count == 6)
        #expect(facts.account.value?.positionMode == .oneWay)
        #expect(facts.account.value?.marginMode == .cross)
        let asked = bitget.exchange.asked.first { $0.path == Bitget.oneAccount }
        #expect(asked?.names == ["marginCoin", "productType", "symbol"])
        #expect(asked?.query == ["marginCoin": "USDT", "productType": "USDT-FUTURES", "symbol": "BTCUSDT"])

        let coin = Bitget(.futures)
        _ = await coin.gather(account: Bitget.wish(contract: .coin, position: .hedge))
        #expect(
            coin.exchange.asked.first { $0.path == Bitget.oneAccount }?.query
                == ["marginCoin": "BTC", "productType": "COIN-FUTURES", "symbol": "BTCUSD"]
        )
    }

    @Test("the position mode is told of an unknown market, too, the margin mode is not")
    func modesOfUnknownMarket() async {
        let bitget = Bitget(.futures)
        let position = await bitget.gather(account: Bitget.wish(position: .oneWay), market: "NO/USDT")
        #expect(position.account.value?.positionMode == .oneWay)
        #expect(position.market.failure?.kind == .unknownMarket)
        let margin = await bitget.gather(account: Bitget.wish(margin: .cross), market: "NO/USDT")
        #expect(margin.account.failure?.kind == .unknownMarket)
    }

    @Test("a mode that slots does not know is told, and stops only a slot that names the mode")
    func unknownMode() async {
        let bitget = Bitget(.futures, unified: true)
        bitget.serve(Bitget.settings, Bitget.settingsText(hold: "three_way_mode"))
        let plain = await bitget.gather()
        #expect(plain.account.value?.traits["unknown-position-mode"] == "three_way_mode")
        let wanted = await bitget.gather(account: Bitget.wish(position: .hedge))
        #expect(wanted.account.failure?.kind == .notUnderstood)
        #expect(wanted.account.failure?.message.contains("'three_way_mode'") == true)
    }

    @Test("fees are asked of the slot's market", arguments: [Selector.Market.spot, .futures], [false, true])
    func fees(market: Selector.Market, unified: Bool) async {
        let bitget = Bitget(market, unified: unified)
        let facts = await bitget.gather(fees: true)
        #expect(facts.fees.value?.maker.description == "0.02%")
        #expect(facts.fees.value?.taker.description == "0.06%")
        let asked = bitget.exchange.asked.first { $0.path == (unified ? Bitget.feeRate : Bitget.tradeRate) }
        #expect(asked?.query["symbol"] == "BTCUSDT")
        if unified {
            #expect(asked?.query["category"] == (market == .spot ? "SPOT" : "USDT-FUTURES"))
        } else {
            #expect(asked?.query["businessType"] == (market == .spot ? "spot" : "mix"))
        }
    }

    @Test(
        "rates that are not set or no rates are no fees",
        arguments: [#""""#, "null", #""-1""#, #""1.5""#, "{}"]
    )
    func badFees(rate: String) async {
        let bitget = Bitget(.spot)
        bitget.serve(Bitget.tradeRate, #"{"makerFeeRate":\#(rate),"takerFeeRate":"0.001"}"#)
        #expect(await bitget.gather(fees: true).fees.failure?.kind == .notUnderstood)
        bitget.serve(Bitget.tradeRate, #"{"makerFeeRate":"-0.00005","takerFeeRate":0.001}"#)
        #expect(await bitget.gather(fees: true).fees.value?.maker.description == "-0.005%")
    }

    @Test("a halted market is told with its status; symbols come from the list and are percent-encoded")
    func symbols() async {
        let bitget = Bitget(.spot)
        let halted = await bitget.gather(market: "OLD/USDT")
        #expect(halted.market.value?.isTrading == false)
        #expect(halted.account.value?.traits["market-status"] == "gray")
        let foreign = await bitget.gather(market: "币安人生/USDT")
        #expect(foreign.market.value?.symbol == "币安人生USDT")
        #expect(
            bitget.exchange.asked.last { $0.path == Bitget.spotTickers }?.query["symbol"]
                == "%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT"
        )
        #expect(await bitget.gather(market: "BAD/USDT").market.failure?.kind == .notUnderstood)
        #expect(await bitget.gather(market: "NO/USDT").market.failure?.kind == .unknownMarket)
        let restricted = await Bitget(.futures).gather(market: "OLD/USDT")
        #expect(restricted.account.value?.traits["market-status"] == "restrictedAPI")
    }

    @Test("a market of another contract is not there, and the help says why")
    func otherQuote() async {
        let facts = await Bitget(.futures).gather(account: Bitget.wish(contract: .coin), market: "BTC/USDT")
        #expect(facts.market.failure?.kind == .unknownMarket)
        #expect(facts.market.failure?.help?.contains("quoted in USD") == true)
        #expect(facts.signIn.value != nil)
    }

    @Test("an empty list of contracts is no trouble of the exchange")
    func noContracts() async {
        let bitget = Bitget(.futures)
        bitget.serve(Bitget.contracts, "[]")
        let facts = await bitget.gather(account: Bitget.wish(contract: .coin, position: .hedge))
        #expect(facts.market.failure?.kind == .unknownMarket)
        #expect(facts.market.failure?.message == "Bitget lists no COIN-M contracts here")
        #expect(facts.account.failure?.kind == .unknownMarket)
        #expect(facts.balances.value != nil)
    }

    @Test("demo trading sends its header with signed calls only")
    func demo() async {
        let bitget = Bitget(.spot)
        _ = await bitget.gather(fees: true, network: .testnet)
        for asked in bitget.exchange.asked {
            #expect(asked.headers.contains("PAPTRADING") == asked.headers.contains("ACCESS-SIGN"))
        }
        let signed = bitget.exchange.asked.filter { $0.headers.contains("ACCESS-SIGN") }.map(\.path)
        #expect(Set(signed) == [Bitget.info, Bitget.spotAssets, Bitget.tradeRate])
        let live = Bitget(.spot)
        _ = await live.gather()
        #expect(!live.exchange.asked.contains { $0.headers.contains("PAPTRADING") })
    }
}

@Suite("Bitget's rights and addresses")
struct BitgetRightsTests {
    @Test(
        "spot and futures read the same codes, each for its own market",
        arguments: [
            (["stow"], Grant.yes, Grant.no, Grant.no), (["stor"], .no, .no, .no),
            (["coow", "cpow"], .no, .yes, .no), (["coow", "cpor"], .no, .no, .no),
            (["stow", "wwow"], .yes, .no, .yes), (["trade"], .yes, .yes, .unknown),
            (["readonly"], .no, .no, .unknown), (["stow", "zzzw"], .yes, .no, .unknown), ([], .no, .no, .no),
        ]
    )
    func codes(codes: [String], spot: Grant, futures: Grant, withdraw: Grant) async {
        for market in [Selector.Market.spot, .futures] {
            let bitget = Bitget(market)
            bitget.serve(Bitget.info, Bitget.rights(codes))
            let grants = await bitget.gather().permissions.value
            #expect(grants?[.spot] == spot)
            #expect(grants?[.futures] == futures)
            #expect(grants?[.withdraw] == withdraw)
            // The balance was read.
            #expect(grants?[.read] == .yes)
        }
    }

    @Test("the right to transfer and codes that nobody explains are told")
    func others() async {
        let bitget = Bitget(.spot)
        bitget.serve(Bitget.info, Bitget.rights(["stow", "wtow", "zzzw", "abcr", "pllw"]))
        let facts = await bitget.gather()
        #expect(facts.permissions.value?[.transfer] == .yes)
        #expect(facts.account.value?.traits["unknown-rights"] == "abcr zzzw")
    }

    @Test(
        "the IP list comes as text or as a list, and empty means any address",
        arguments: [
            (#""127.0.0.1,203.0.113.7""#, ["127.0.0.1", "203.0.113.7"]),
            (#"["127.0.0.1","203.0.113.0/24"]"#, ["127.0.0.1", "203.0.113.0/24"]), (#""""#, []), ("[]", []),
            ("null", nil),
        ] as [(String, [String]?)]
    )
    func addresses(ips: String, list: [String]?) async {
        let bitget = Bitget(.spot)
        bitget.serve(Bitget.info, Bitget.rights(["stow"], ips: ips))
        #expect(await bitget.gather().addresses.value == AddressFacts(allowlist: list))
    }

    @Test(
        "unified keys need the kind and the right to trade",
        arguments: [
            ("read-and-write", ["uta_mgt", "uta_trade"], Grant.yes, Grant.no),
            ("read-only", ["uta_mgt", "uta_trade"], .no, .no), ("read-and-write", ["uta_mgt"], .no, .no),
            ("read-and-write", ["uta_mgt", "uta_trade", "withdraw"], .yes, .yes),
            ("read-write-x", ["uta_trade"], .unknown, .no),
        ]
    )
    func unified(kind: String, permissions: [String], trade: Grant, withdraw: Grant) async {
        let bitget = Bitget(.futures, unified: true)
        bitget.serve(Bitget.unifiedInfo, Bitget.unifiedRights(kind: kind, permissions))
        let facts = await bitget.gather()
        #expect(facts.permissions.value?[.futures] == trade)
        #expect(facts.permissions.value?[.withdraw] == withdraw)
        #expect(facts.permissions.value?[.transfer] == .unknown)
        #expect(facts.account.value?.traits["unknown-rights"] == (kind == "read-write-x" ? kind : nil))
    }

    @Test("a key that may not read its rights still signs in, and its rights are said to be unknown")
    func hidden() async {
        let bitget = Bitget(.futures)
        bitget.refuse(Bitget.info, "40014", "Incorrect permissions, need spot read permissions")
        let facts = await bitget.gather()
        #expect(facts.signIn.value == "GET futures.test/api/v2/mix/account/accounts")
        #expect(facts.balances.value?.isEmpty == false)
        guard case .notDisclosed = facts.permissions, case .notDisclosed = facts.addresses else {
            Issue.record("\(facts.permissions)")
            return
        }
        bitget.refuse(Bitget.accounts, "40014", "Incorrect permissions, need contract read permissions")
        let none = await bitget.gather()
        #expect(none.signIn.failure?.kind == .missingPermission(.futures))
        #expect(none.signIn.failure?.message.contains("need contract read permissions") == true)
    }
}
