import Cryptography
import Exchanges
import SlotModel

/// Aster as the reference describes it (sections 2 to 4), with made-up accounts.
struct AsterFixture: Sendable {
    var market: Selector.Market
    var isV3: Bool
    let exchange: FakeExchange
    let connector: AsterConnector

    // The worked example of section 2.5.
    static let signer = "0x98a9c91b9823c994008217D6B89019ed3B975802"
    static let user = "0xBda16Bdd3B1F03b0Fc75b4a3cBF2e70132c12e70"
    static let privateKey = "e1e5be1e3850f1bd90dc368746a620043f6caf9102e65f99aaaf3774b0364725"
    static let key = "f6dd4322257d2a06b62fafe7babaf6dc0484f97145d5d82310724e9938ccebf1"
    static let secret = "4acecfdc9a1704be3336ed0f83cb9c618471a6fd50814a00cebc78b1a36c421d"

    init(_ market: Selector.Market, v3: Bool, skew: Duration = .zero) {
        self.market = market
        isV3 = v3
        exchange = FakeExchange(skew: skew)
        connector = AsterConnector(market: market)
        let fake = exchange
        exchange[path("time")] = { _, _ in
            .json(#"{"serverTime": \#((fake.serverTime + .milliseconds(10)).milliseconds)}"#)
        }
        exchange.answer(
            path("exchangeInfo"),
            market == .spot ? Self.spotInformation : Self.futuresInformation
        )
        exchange.answer(
            path("ticker/price"),
            #"{"symbol":"BTCUSDT","price":"64000.10","time":1794999900000}"#
        )
        exchange.answer(
            account,
            market == .spot ? Self.spotAccount : Self.futuresAccount,
            headers: ["x-mbx-used-weight-1m": "37"]
        )
        exchange.answer(
            path("commissionRate"),
            #"{"symbol":"BTCUSDT","makerCommissionRate":"0.000200","takerCommissionRate":"0.000700"}"#
        )
        exchange.answer("/fapi/v3/agent", Self.agents())
        exchange.answer(path("positionSide/dual"), #"{"dualSidePosition": true}"#)
        exchange.answer(path("multiAssetsMargin"), #"{"multiAssetsMargin": false}"#)
        exchange.answer(positionRisk, #"[{"symbol":"BTCUSDT","marginType":"isolated","leverage":"20"}]"#)
    }

    func path(_ name: String) -> String {
        switch (market, isV3) {
        case (.spot, false): "/api/v1/\(name)"
        case (.spot, true): "/api/v3/\(name)"
        case (.futures, false): "/fapi/v1/\(name)"
        case (.futures, true): "/fapi/v3/\(name)"
        }
    }

    var account: String {
        switch (market, isV3) {
        case (.spot, false): "/api/v1/account"
        case (.spot, true): "/api/v3/account"
        case (.futures, false): "/fapi/v4/account"
        case (.futures, true): "/fapi/v3/accountWithJoinMargin"
        }
    }

    var positionRisk: String { isV3 ? "/fapi/v3/positionRisk" : "/fapi/v2/positionRisk" }

    static var wallet: Credentials {
        Credentials([
            .apiWallet: Secret(signer), .privateKey: Secret("0x" + privateKey), .mainWallet: Secret(user),
        ])
    }

    static var apiKey: Credentials { Credentials([.key: Secret(key), .secret: Secret(secret)]) }

    var credentials: Credentials { isV3 ? Self.wallet : Self.apiKey }

    func inquiry(fees: Bool = false, account: AccountWish = AccountWish(), market: String = "BTC/USDT")
        -> Inquiry
    {
        Inquiry(
            network: .live,
            credentials: credentials,
            market: market,
            wantsFees: fees,
            account: account
        )
    }

    func gather(
        fees: Bool = false,
        account: AccountWish = AccountWish(),
        market: String = "BTC/USDT",
        patience: Duration = .seconds(10),
        shared: SharedAnswers = SharedAnswers()
    ) async -> Facts {
        await connector.gather(
            inquiry(fees: fees, account: account, market: market),
            over: exchange.line(shared: shared, patience: patience)
        )
    }

    static func agents(
        _ address: String = signer,
        list: String = "",
        end: String = "1867945395040",
        spot: Bool = true,
        futures: Bool = false,
        withdraw: Bool = false
    ) -> String {
        """
        [{"agentAddress": "0x0000000000000000000000000000000000000001", "agentName": "other"},
         {"agentAddress": "\(address)", "agentName": "bot", "ipWhitelist": "\(list)", "expired": \(end), "source": "api",
          "canRead": true, "canSpotTrade": \(spot), "canPerpTrade": \(futures), "canWithdraw": \(withdraw)}]
        """
    }

    static let limits = """
        "rateLimits": [{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400},
         {"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200}]
        """

    static let spotInformation = """
        {"timezone":"UTC","serverTime":1,\(limits),"symbols":[
         {"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT"},
         {"symbol":"OLDUSDT","status":"BREAK","baseAsset":"OLD","quoteAsset":"USDT"},
         {"symbol":"TESTUSDT","status":"TRADING","baseAsset":"TEST","quoteAsset":"USDT"},
         {"symbol":"币安人生USDT","status":"TRADING","baseAsset":"币安人生","quoteAsset":"USDT"},
         {"baseAsset":"BAD","quoteAsset":"USDT"}]}
        """

    static let futuresInformation = """
        {\(limits),"symbols":[
         {"symbol":"BTCUSDT_260925","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","contractType":"CURRENT_QUARTER",
          "marginAsset":"USDT"},
         {"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","contractType":"PERPETUAL",
          "marginAsset":"USDT"}]}
        """

    static let spotAccount = """
        {"feeTier": 0, "canTrade": true, "canDeposit": true, "canWithdraw": true, "canBurnAsset": true, "updateTime": 0,
         "balances": [{"asset": "USDT", "free": "1523.45000000", "locked": "76.55000000"},
          {"asset": "BTC", "free": "0E-8", "locked": "0"}]}
        """

    static let futuresAccount = account(positions: [])

    static func account(positions: [(symbol: String, side: String, isolated: Bool)]) -> String {
        let rows = positions.map {
            #"{"symbol":"\#($0.symbol)","positionSide":"\#($0.side)","isolated":\#($0.isolated),"leverage":"20"}"#
        }
        return """
            {"feeTier":0,"canTrade":true,"canDeposit":true,"canWithdraw":true,"updateTime":"0",
             "assets":[{"asset":"USDT","walletBalance":"980.10000000","availableBalance":"902.33000000"},
              {"asset":"USDC","walletBalance":"10","availableBalance":"25.5"},
              {"asset":"BNB","walletBalance":"0.00000000","availableBalance":"0.00000000"}],
             "positions":[\(rows.joined(separator: ","))]}
            """
    }
}
