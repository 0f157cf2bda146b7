import Foundation
import HTTPTransport
import Cryptography
import Exchanges
import SlotModel

/// Bitget as the reference describes it (section 5), with made-up accounts.
struct BitgetFixture: Sendable {
    var market: Selector.Market
    var isUnified: Bool
    let exchange: FakeExchange
    let connector: BitgetConnector

    static let key = "bg_ca377641bbebfa240a3477f20a2013d7"
    static let secret = "865515436d8201bfaf1118f77ef5fc18622f7efb535adc3bf00447d962d56f0f"
    static let passphrase = "pass phrase 4"

    static let time = "/api/v2/public/time"
    static let info = "/api/v2/spot/account/info"
    static let spotAssets = "/api/v2/spot/account/assets"
    static let accounts = "/api/v2/mix/account/accounts"
    static let oneAccount = "/api/v2/mix/account/account"
    static let symbols = "/api/v2/spot/public/symbols"
    static let contracts = "/api/v2/mix/market/contracts"
    static let spotTickers = "/api/v2/spot/market/tickers"
    static let mixTicker = "/api/v2/mix/market/ticker"
    static let tradeRate = "/api/v2/common/trade-rate"
    static let unifiedInfo = "/api/v3/account/info"
    static let settings = "/api/v3/account/settings"
    static let unifiedAssets = "/api/v3/account/assets"
    static let instruments = "/api/v3/market/instruments"
    static let unifiedTickers = "/api/v3/market/tickers"
    static let feeRate = "/api/v3/account/fee-rate"

    init(_ market: Selector.Market, unified: Bool = false, skew: Duration = .zero) {
        self.market = market
        isUnified = unified
        exchange = FakeExchange(skew: skew)
        connector = BitgetConnector(market: market)
        let fake = exchange
        exchange[Self.time] = { _, _ in
            .json(Self.good(#"{"serverTime": "\#((fake.serverTime + .milliseconds(10)).milliseconds)"}"#))
        }
        serve(Self.info, Self.rights)
        serve(Self.spotAssets, Self.spotRows)
        serve(Self.accounts, Self.futuresRows)
        serve(Self.oneAccount, Self.modes)
        serve(Self.symbols, Self.spotSymbols)
        exchange[Self.contracts] = { asked, _ in
            .json(Self.good(Self.contracts(of: asked.query["productType"] ?? "")))
        }
        exchange[Self.spotTickers] = { asked, _ in .json(Self.good(Self.ticker(asked, "lastPr"))) }
        exchange[Self.mixTicker] = { asked, _ in .json(Self.good(Self.ticker(asked, "lastPr"))) }
        exchange[Self.unifiedTickers] = { asked, _ in .json(Self.good(Self.ticker(asked, "lastPrice"))) }
        serve(Self.tradeRate, #"{"makerFeeRate": "0.0002", "takerFeeRate": "0.0006"}"#)
        serve(Self.feeRate, #"{"makerFeeRate": "0.0002", "takerFeeRate": "0.0006"}"#)
        serve(Self.unifiedInfo, Self.unifiedRights())
        serve(Self.settings, Self.settingsText())
        serve(Self.unifiedAssets, Self.unifiedRows)
        exchange[Self.instruments] = { asked, _ in
            .json(Self.good(Self.instruments(of: asked.query["category"] ?? "")))
        }
        use(unified: unified)
    }

    /// Makes the account one of that mode: the private calls of the other one refuse.
    func use(unified: Bool) {
        let refused =
            unified
            ? [Self.info, Self.spotAssets, Self.accounts, Self.oneAccount, Self.tradeRate]
            : [Self.unifiedInfo, Self.settings, Self.unifiedAssets, Self.feeRate]
        for path in refused { refuse(path, unified ? "40085" : "40084", "You are in another Account mode") }
    }

    func serve(_ path: String, _ data: String) { exchange.answer(path, Self.good(data)) }

    func refuse(_ path: String, _ code: String, _ text: String = "no", status: Int = 400) {
        exchange.answer(path, Self.bad(code, text), status: status)
    }

    static func good(_ data: String) -> String {
        #"{"code":"00000","msg":"success","requestTime":1794999965010,"data":\#(data)}"#
    }

    static func bad(_ code: String, _ text: String = "no") -> String {
        #"{"code":"\#(code)","msg":"\#(text)","requestTime":1794999965010,"data":null}"#
    }

    var credentials: Credentials {
        Credentials([
            .key: Secret(Self.key), .secret: Secret(Self.secret), .passphrase: Secret(Self.passphrase),
        ])
    }

    func gather(
        fees: Bool = false,
        account: AccountWish = AccountWish(),
        market: String? = nil,
        network: Network = .live,
        credentials: Credentials? = nil,
        patience: Duration = .seconds(10),
        shared: SharedAnswers = SharedAnswers(),
        proxy: String? = nil,
        seen: SeenKey? = nil
    ) async -> Facts {
        await connector.gather(
            Inquiry(
                network: network,
                credentials: credentials ?? self.credentials,
                market: market ?? connector.profile.market(for: account),
                wantsFees: fees,
                seen: seen,
                account: account
            ),
            over: exchange.line(shared: shared, patience: patience, proxy: proxy)
        )
    }

    static func wish(
        contract: Contract? = nil,
        position: PositionMode? = nil,
        margin: MarginMode? = nil
    ) -> AccountWish {
        let place = Place(file: "slots/b.yaml")
        var wish = AccountWish()
        wish.contract = contract.map { Located($0, at: place) }
        wish.positionMode = position.map { Located($0, at: place) }
        wish.marginMode = margin.map { Located($0, at: place) }
        return wish
    }
}

// MARK: - Answers

extension BitgetFixture {
    static let rights = rights(["stor", "stow", "coor", "coow", "cpor", "cpow"])

    static func rights(_ codes: [String], ips: String = #""127.0.0.1,203.0.113.7""#) -> String {
        let list = codes.map { #""\#($0)""# }.joined(separator: ",")
        return
            #"{"userId":"1","inviterId":"","ips":\#(ips),"authorities":[\#(list)],"parentId":1,"new":{},"traderType":"not_trader"}"#
    }

    static func unifiedRights(
        kind: String = "read-and-write",
        _ permissions: [String] = ["uta_mgt", "uta_trade"]
    ) -> String {
        let list = permissions.map { #""\#($0)""# }.joined(separator: ",")
        return #"{"userId":"1","ips":["203.0.113.7"],"permType":"\#(kind)","permissions":[\#(list)]}"#
    }

    static func settingsText(
        mode: String = "unified",
        hold: String = "hedge_mode",
        configured: String =
            #"[{"category":"USDT-FUTURES","symbol":"BTCUSDT","marginMode":"isolated","leverage":"5"}]"#
    ) -> String {
        """
        {"uid":"1","accountMode":"\(mode)","assetMode":"multi_assets","accountLevel":"advanced","holdMode":"\(hold)",
         "symbolConfigList":\(configured),"coinConfigList":[]}
        """
    }

    static let spotRows = """
        [{"coin":"usdt","available":"2500.5","frozen":"99.5","locked":"0.25","limitAvailable":"0","uTime":"1622697148000"},
         {"coin":"BTC","available":"0E-8","frozen":"0","locked":""},
         {"coin":"ETH","available":1.5,"frozen":null,"locked":"-1","uTime":"1622697148"},
         {"coin":"NEW","available":"","frozen":"","locked":null}]
        """

    static let futuresRows = """
        [{"marginCoin":"USDT","locked":"10","available":"-3.5","crossedMaxAvailable":"120.5","isolatedMaxAvailable":"119",
          "maxTransferOut":"115.25","accountEquity":"150.75","unrealizedPL":"","isolatedUnrealizedPL":null,"assetMode":"single"},
         {"marginCoin":"BTC","available":"","maxTransferOut":"","crossedMaxAvailable":"-1","accountEquity":"0"}]
        """

    static let modes = """
        {"marginCoin":"USDT","marginMode":"crossed","posMode":"one_way_mode","assetMode":"single","isolatedMargin":null,
         "crossedMarginLeverage":"20"}
        """

    static let unifiedRows = """
        {"accountEquity":"1010","mmr":"0.1","assets":[
         {"coin":"USDT","equity":"900.5","balance":"905","available":"850.5","debt":"12.5","locked":"50"},
         {"coin":"BTC","equity":"0","balance":"0","available":"0","debt":"0","locked":"0"}]}
        """

    static let spotSymbols = """
        [{"symbol":"BTCUSDT","baseCoin":"BTC","quoteCoin":"USDT","status":"online"},
         {"symbol":"OLDUSDT","baseCoin":"OLD","quoteCoin":"USDT","status":"gray"},
         {"symbol":"BADUSDT","baseCoin":"BAD","quoteCoin":"USDT"},
         {"symbol":"币安人生USDT","baseCoin":"币安人生","quoteCoin":"USDT","status":"online"}]
        """

    static func contracts(of type: String) -> String {
        let rows: [(String, String, String, String)] =
            switch type {
            case "USDT-FUTURES":
                [
                    ("BTCUSDT_260925", "USDT", "delivery", "normal"),
                    ("BTCUSDT", "USDT", "perpetual", "normal"),
                    ("OLDUSDT", "USDT", "perpetual", "restrictedAPI"),
                ]
            case "USDC-FUTURES": [("BTCPERP", "USDC", "perpetual", "normal")]
            default: [("BTCUSD", "USD", "perpetual", "normal")]
            }
        let texts = rows.map { symbol, quote, kind, status in
            let base = symbol.prefix(3)
            return """
                {"symbol":"\(symbol)","baseCoin":"\(base)","quoteCoin":"\(quote)","symbolType":"\(kind)","symbolStatus":"\(status)",
                 "supportMarginCoins":["\(quote == "USD" ? String(base) : quote)"]}
                """
        }
        return "[\(texts.joined(separator: ","))]"
    }

    static func instruments(of category: String) -> String {
        let (symbol, quote) =
            switch category {
            case "USDC-FUTURES": ("BTCPERP", "USDC")
            case "COIN-FUTURES": ("BTCUSD", "USD")
            default: ("BTCUSDT", "USDT")
            }
        let kind = category == "SPOT" ? "" : #","type":"perpetual""#
        return
            #"[{"symbol":"\#(symbol)","category":"\#(category)","baseCoin":"BTC","quoteCoin":"\#(quote)","status":"online"\#(kind)}]"#
    }

    private static func ticker(_ asked: FakeExchange.Asked, _ member: String) -> String {
        let symbol = asked.query["symbol"]?.removingPercentEncoding ?? ""
        return #"[{"symbol":"\#(symbol)","\#(member)":"64000.10","bidPr":"1","ts":"1794999900000"}]"#
    }
}

extension FakeExchange.Asked {
    /// A header's value, unless it is a secret one.
    func open(_ name: String) -> String? {
        for header in sent where header.name == name {
            if case .open(let text) = header.value { return text }
        }
        return nil
    }
}
