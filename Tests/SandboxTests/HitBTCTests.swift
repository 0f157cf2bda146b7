import Foundation
import Sandbox
import SlotModel
import Testing

@Suite("HitBTC")
struct HitBTCTests {
    /// HTTP status and code of the balance and of the fee; 0 for a good answer.
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var balance: Int
        var fee: Int
        var status: Int
        var testDescription: String { name }
    }

    static let cases: [Case] =
        [
            "connected", "second-key", "rebate", "expiring", "expired", "underfunded", "wallet",
            "no-payments",
            "empty-no-payments",
        ]
        .map { Case(name: $0, balance: 0, fee: 0, status: 200) } + [
            Case(name: "missing-permission", balance: 0, fee: 1003, status: 200),
            Case(name: "text-codes", balance: 0, fee: 1003, status: 200),
            Case(name: "cannot-read", balance: 1003, fee: 0, status: 403),
            Case(name: "invalid-credentials", balance: 1002, fee: 1002, status: 401),
            Case(name: "wrong-secret", balance: 1002, fee: 1002, status: 401),
            Case(name: "unsupported", balance: 1004, fee: 1004, status: 401),
            Case(name: "ip-not-allowed", balance: 403, fee: 403, status: 403),
            Case(name: "clock-skew", balance: 1002, fee: 1002, status: 401),
            Case(name: "rate-limited", balance: 429, fee: 429, status: 429),
            Case(name: "unavailable", balance: 503, fee: 503, status: 503),
            Case(name: "timeout", balance: 504, fee: 504, status: 504),
            Case(name: "server-error", balance: 500, fee: 500, status: 500),
            Case(name: "html", balance: 0, fee: 0, status: 502),
            Case(name: "firewall", balance: 0, fee: 0, status: 403),
        ]

    private func withClient(
        _ name: String = "connected",
        _ options: SandboxOptions = SandboxOptions(),
        _ body: (HitBTCClient) throws -> Void
    ) throws {
        let server = try SandboxServer.start(options)
        defer { server.stop() }
        try body(HitBTCClient(server: server, account: .named("hitbtc-" + name)))
    }

    static let balance = "/api/3/spot/balance"

    @Test("status and code are those of the reference", arguments: cases)
    func codes(_ testCase: Case) throws {
        try withClient(testCase.name) { client in
            let balance = try #require(client.get(Self.balance))
            #expect(balance.errorCode == testCase.balance)
            #expect(balance.status == testCase.status)
            #expect(client.get("/api/3/spot/fee/BTCUSDT")?.errorCode == testCase.fee)
            guard testCase.balance != 0 else { return }
            #expect(balance.json["path"] as? String == Self.balance)
            let format = ISO8601DateFormatter()
            format.formatOptions.insert(.withFractionalSeconds)
            let date = try #require(format.date(from: balance.json["timestamp"] as? String ?? ""))
            let skew = testCase.name == "clock-skew" ? 600.0 : 0
            #expect(abs(date.timeIntervalSinceNow - skew) < 10)
        }
    }

    @Test("the table above has every account that answers whole")
    func completeness() {
        let broken = [
            "truncated", "wrong-types", "huge-numbers", "nulls", "missing", "numbers", "exponents", "foreign",
            "cut-off",
            "silent",
        ]
        let names = SandboxAccounts.all.filter { $0.selector == .hitbtc }
            .map { String($0.name.dropFirst("hitbtc-".count)) }.filter { !broken.contains($0) }
        #expect(Set(names) == Set(Self.cases.map(\.name)))
    }

    @Test("codes may be texts, and the server of a skewed account has that clock in its header, too")
    func odd() throws {
        try withClient("text-codes") { client in
            let error = client.get("/api/3/spot/fee/BTCUSDT")?.json["error"] as? [String: Any]
            #expect(error?["code"] as? String == "1003")
        }
        try withClient("clock-skew") { client in
            let there = client.get(Self.balance)?.headers["date"]
            #expect(there != nil && there != client.raw.get("/api/3/public/symbol/BTCUSDT")?.headers["date"])
        }
    }

    @Test("a time stamp may be off by the window, which is signed or not sent")
    func windows() throws {
        let cases: [(lead: Int, window: Int?, code: Int)] = [
            (-9, nil, 0), (9, nil, 0), (-11, nil, 1002), (11, nil, 1002), (0, 10_000, 0), (-50, 60_000, 0),
            (-3, 2000, 1002), (0, 60_001, 1002), (0, 0, 1002), (0, -1, 1002),
        ]
        for (lead, window, code) in cases {
            try withClient { client in
                var client = client
                client.lead = .seconds(lead)
                client.window = window
                #expect(client.get(Self.balance)?.errorCode == code, "\(lead) \(String(describing: window))")
            }
        }
    }

    @Test("Basic opens, and nothing else does")
    func basic() throws {
        try withClient { client in
            let credentials = client.account.credentials
            func answer(_ header: String) -> Int? {
                client.raw.get(Self.balance, headers: ["Authorization": header])?.errorCode
            }
            func encoded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
            let key = try #require(credentials[.key])
            let secret = try #require(credentials[.secret])
            #expect(answer("Basic " + encoded("\(key):\(secret)")) == 0)
            #expect(answer("Basic " + encoded("\(key):\(secret)x")) == 1002)
            #expect(answer("Basic " + encoded("\(key)")) == 1002)
            #expect(client.raw.get(Self.balance)?.errorCode == 1002)
            for header in ["Bearer x", "HS256", "HS256 %%", "HS256 " + encoded("a:b"), "Basic /w=="] {
                #expect(answer(header) == 1004, "\(header)")
            }
            #expect(answer("HS256 " + encoded("\(key):x:1")) == 1002)
            let headers = ["Authorization": client.authorization(for: Self.balance)]
            #expect(client.raw.get("/api/3/wallet/balance", headers: headers)?.errorCode == 1002)
        }
    }

    @Test("public and private answers have the shapes of the reference")
    func shapes() throws {
        try withClient { client in
            let symbols = try #require(
                client.raw.get("/api/3/public/symbol")?.json as? [String: [String: Any]]
            )
            #expect(symbols["BTCUSDT"]?["type"] as? String == "spot")
            #expect(symbols["BTCUSDT_PERP"]?["underlying"] as? String == "BTC")
            #expect(client.raw.get("/api/3/public/symbol?symbols=ETHBTC,BTCUSDT")?.json.count == 2)
            #expect(client.raw.get("/api/3/public/symbol/NOPE")?.errorCode == 2001)
            #expect(client.raw.get("/api/3/public/ticker/BTCUSDT")?.json["last"] as? String == "67248.17")
            #expect(client.raw.get("/api/3/public/candles/BTCUSDT?period=M1&limit=2")?.list.count == 2)
            #expect(client.raw.get("/api/3/public/currency/USDT")?.status == 200)
            #expect(client.raw.get("/api/3/nothing")?.status == 404)
            let balance = try #require(client.get(Self.balance)).list
            #expect(balance.first?["reserved_margin"] as? String == "0")
            #expect(client.get("/api/3/wallet/balance")?.list.first?["reserved_margin"] == nil)
            let one = try #require(client.get("/api/3/spot/balance/USDT")).json
            #expect(one["available"] as? String == "1250.05" && one["currency"] == nil)
            #expect(client.get("/api/3/spot/balance/NOPE")?.errorCode == 2002)
            #expect(client.get("/api/3/spot/fee/BTCUSDT")?.json["make_rate"] as? String == "0.001")
            #expect(client.get("/api/3/futures/fee/BTCUSDT_PERP")?.json["take_rate"] as? String == "0.0005")
            #expect(client.get("/api/3/futures/config")?.list.first?["margin_mode"] as? String == "Isolated")
            for path in ["futures/account", "spot/order?symbol=ETHBTC", "spot/history/trade"] {
                #expect(client.get("/api/3/" + path)?.body == Array("[]".utf8))
            }
        }
    }

    @Test("the wallet may be asked ten times a second, everything else more often")
    func limits() throws {
        try withClient { client in
            let codes = (0..<25).map { _ in client.get("/api/3/wallet/balance")?.errorCode ?? -1 }
            #expect(codes.first == 0)
            #expect(codes.contains(429))
            #expect(client.get(Self.balance)?.errorCode == 0)
        }
    }

    @Test("odd requests are answered with an error or data, never with a crash, and writes are refused")
    func garbage() throws {
        var options = SandboxOptions()
        options.limitsRates = false
        try withClient("connected", options) { client in
            for path in ["public/symbol", "public/ticker/BTCUSDT", "public/candles/BTCUSDT", "spot/order"] {
                for query in SandboxServerTests.queries + ["symbols=,,,", "limit=x", "period=D9"] {
                    let answer = try #require(client.get("/api/3/\(path)?\(query)"))
                    #expect([200, 400].contains(answer.status), "\(path)?\(query)")
                }
            }
            #expect(client.raw.get("/api/3/spot/order", method: "DELETE")?.errorCode == 403)
            #expect(client.server.refusedWrites == 1)
        }
    }

    @Test("broken answers are broken in the way that their account names")
    func broken() throws {
        for (name, part) in [
            ("huge-numbers", ":1e400"), ("nulls", #""available":null"#), ("wrong-types", #""available":["#),
        ] {
            try withClient(name) { client in
                let text = String(decoding: try #require(client.get(Self.balance)).body, as: UTF8.self)
                #expect(text.contains(part), "\(name)")
            }
        }
        try withClient("cut-off") { client in #expect(client.get(Self.balance) == nil) }
    }
}
