import Cryptography
import Exchanges
import SlotModel

/// HitBTC as the reference describes it (section 6), with a made-up account.
struct HitBTCFixture: Sendable {
    let exchange: FakeExchange
    let connector = HitBTCConnector()

    // The worked example of section 6.2.
    static let key = "zACr7CTsQgLthspaSC0_rQnaBMRMjcl4"
    static let secret = "y3BhuFnWjXnbIvmWsF8RDoePG17gj4bE"

    static let symbolPath = "/api/3/public/symbol/BTCUSDT"
    static let tickerPath = "/api/3/public/ticker/BTCUSDT"
    static let balancePath = "/api/3/spot/balance"
    static let feePath = "/api/3/spot/fee/BTCUSDT"
    static let walletPath = "/api/3/wallet/balance"

    static let symbol = """
        {"type":"spot","base_currency":"BTC","quote_currency":"USDT","quantity_increment":"0.00001","tick_size":"0.01",
         "take_rate":"0.0009","make_rate":"0.0009","fee_currency":"USDT","margin_trading":true,"max_initial_leverage":"10.00"}
        """

    static let balances = """
        [{"currency":"USDT","available":"1250.05","reserved":"49.95","reserved_margin":"0"},
         {"currency":"BTC","available":"0","reserved":"0.00","cross_margin_reserved":"0"},
         {"currency":"ETH","available":1.5,"reserved":0}]
        """

    init(skew: Duration = .zero, tellsDate: Bool = true) {
        exchange = FakeExchange(skew: skew)
        let fake = exchange
        exchange[Self.symbolPath] = { _, _ in
            .json(Self.symbol, headers: tellsDate ? Self.date(fake.serverTime + .milliseconds(10)) : [:])
        }
        exchange.answer(
            Self.tickerPath,
            #"{"ask":"64000.2","bid":"64000","last":"64000.10","timestamp":"2026-11-18T11:06:00.500Z"}"#
        )
        exchange.answer(Self.balancePath, Self.balances)
        exchange.answer(
            Self.feePath,
            #"{"symbol":"BTCUSDT","take_rate":"0.0025","make_rate":"-0.0001"}"#
        )
        exchange.answer("/api/3/spot/order", "[]")
        exchange.answer(Self.walletPath, "[]")
    }

    /// As servers write it: `Wed, 18 Nov 2026 11:06:05 GMT`; nobody reads the name of the day.
    static func date(_ moment: Timestamp) -> [String: String] {
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let day = CalendarDate(moment)
        let text = moment.description
        let time = text.dropFirst(11).prefix(8)
        return [
            "date": "Wed, \(text.dropFirst(8).prefix(2)) \(months[day.month - 1]) \(day.year) \(time) GMT"
        ]
    }

    static func error(_ code: String, _ message: String = "", _ rest: String = "") -> String {
        #"{"error":{"code":\#(code),"message":"\#(message)"}\#(rest)}"#
    }

    func refuse(_ path: String, _ code: Int, status: Int = 403) {
        exchange.answer(path, Self.error(String(code), "text of \(code)"), status: status)
    }

    func gather(
        fees: Bool = false,
        signIn: SignInMethod = .signature,
        market: String = "BTC/USDT",
        patience: Duration = .seconds(10),
        shared: SharedAnswers = SharedAnswers()
    ) async -> Facts {
        await connector.gather(
            Inquiry(
                network: .live,
                credentials: Credentials([.key: Secret(Self.key), .secret: Secret(Self.secret)]),
                market: market,
                wantsFees: fees,
                signIn: signIn,
                account: AccountWish()
            ),
            over: exchange.line(
                shared: shared,
                patience: patience,
                origins: .init(spot: "https://spot.test", futures: nil)
            )
        )
    }
}
