import Foundation
import Sandbox
import SlotModel
import Testing

@Suite("who gets into Bitget")
struct BitgetGateTests {
    static let balance = "/api/v2/spot/account/assets"

    private func withClient(
        _ name: String = "bitget-connected",
        _ options: SandboxOptions = SandboxOptions(),
        _ body: (BitgetClient) throws -> Void
    ) throws {
        let server = try SandboxServer.start(options)
        defer { server.stop() }
        try body(BitgetClient(server: server, account: .named(name)))
    }

    static let spoilt: [(header: String, value: String, code: String)] = [
        ("ACCESS-KEY", "", "40001"), ("ACCESS-SIGN", "", "40003"), ("ACCESS-PASSPHRASE", "", "40011"),
        ("ACCESS-TIMESTAMP", "", "40005"), ("ACCESS-TIMESTAMP", "yesterday", "40005"),
        ("ACCESS-TIMESTAMP", "-1", "40005"), ("ACCESS-TIMESTAMP", "99999999999999999999", "40005"),
        ("ACCESS-TIMESTAMP", "1", "40008"), ("ACCESS-TIMESTAMP", "9223372036854775807", "40008"),
        ("ACCESS-KEY", "x", "40006"), ("ACCESS-KEY", "bg_" + String(repeating: "f", count: 32), "40037"),
        ("ACCESS-PASSPHRASE", "x", "40012"), ("ACCESS-SIGN", "x", "40009"),
        ("ACCESS-SIGN", "uyHo+oGSdGDvCkHe+M0blqUYZKQMgv5YtV3RpUGb9nY=", "40009"),
        ("paptrading", "1", "40099"), ("paptrading", "0", "00000"), ("locale", "en-US", "00000"),
    ]

    @Test("every header is judged by itself", arguments: spoilt.indices)
    func spoiltHeader(_ index: Int) throws {
        let (header, value, code) = Self.spoilt[index]
        try withClient { client in
            let answer = client.get(Self.balance) { $0[header] = value.isEmpty ? nil : value }
            #expect(answer?.textCode == code, "\(header): \(value)")
            #expect(answer?.status == (code == "00000" ? 200 : 400))
        }
    }

    @Test(
        "a timestamp may be 30 s off",
        arguments: [(-29, "00000"), (29, "00000"), (-31, "40008"), (31, "40008")]
    )
    func window(_ seconds: Int, _ code: String) throws {
        try withClient { client in
            var client = client
            client.lead = .seconds(seconds)
            #expect(client.get(Self.balance)?.textCode == code)
        }
    }

    @Test("what was signed is what has to come")
    func altered() throws {
        try withClient { client in
            let headers = client.headers(for: Self.balance + "?coin=BTC")
            #expect(client.raw.get(Self.balance + "?coin=BTC", headers: headers)?.textCode == "00000")
            #expect(client.raw.get(Self.balance + "?coin=ETH", headers: headers)?.textCode == "40009")
            #expect(client.raw.get(Self.balance, headers: headers)?.textCode == "40009")
            #expect(client.raw.get("/api/v2/spot/account/info", headers: headers)?.textCode == "40009")
        }
    }

    @Test("the rights may be asked for once a second and user")
    func perUser() throws {
        try withClient { client in
            let info = "/api/v2/spot/account/info"
            #expect(client.get(info)?.textCode == "00000")
            let second = try #require(client.get(info))
            #expect(second.textCode == "429")
            #expect(second.status == 429)
            #expect(client.get(Self.balance)?.textCode == "00000")
            let other = BitgetClient(server: client.server, account: .named("bitget-listed"))
            #expect(other.get(info)?.textCode == "00000")
            Thread.sleep(forTimeInterval: 1.1)
            #expect(client.get(info)?.textCode == "00000")
        }
    }

    @Test("the list of coins may be asked for three times a second and address, unless limits are off")
    func perAddress() throws {
        try withClient { client in
            let codes = (0..<8).map { _ in client.raw.get("/api/v2/spot/public/coins")?.textCode ?? "" }
            #expect(codes.first == "00000" && codes.contains("429"))
        }
        var options = SandboxOptions()
        options.limitsRates = false
        try withClient("bitget-connected", options) { client in
            let codes = (0..<8).map { _ in client.raw.get("/api/v2/spot/public/coins")?.textCode ?? "" }
            #expect(Set(codes) == ["00000"])
        }
    }

    @Test("odd requests are answered with an error or data, never with a crash")
    func odd() throws {
        var options = SandboxOptions()
        options.limitsRates = false
        try withClient("bitget-futures-connected", options) { client in
            for path in [
                "mix/market/contracts", "mix/market/ticker", "spot/market/tickers", "mix/account/account",
                "mix/account/accounts", "common/trade-rate", "mix/position/all-position",
            ] {
                for query in SandboxServerTests.queries + [
                    "productType=X", "symbol=X&productType=USDT-FUTURES",
                ] {
                    let answer = try #require(client.get("/api/v2/\(path)?\(query)"))
                    #expect([200, 400].contains(answer.status), "\(path)?\(query)")
                    #expect(answer.textCode.utf8.count >= 5)
                }
            }
            #expect(client.raw.get("/api/v1/account")?.textCode == "40404")
            #expect(client.raw.get("/api/v2/mix/market/contracts")?.textCode == "40019")
            #expect(client.raw.get("/api/v3/market/instruments?category=X")?.textCode == "400172")
        }
    }

    @Test("writes are refused and counted")
    func writes() throws {
        try withClient { client in
            let answer = try #require(client.raw.get("/api/v2/mix/order/place-order", method: "POST"))
            #expect(answer.status == 403)
            #expect(client.server.counts.refused == ["POST /api/v2/mix/order/place-order"])
        }
    }
}
