import Foundation
import Sandbox
import SlotModel
import Testing

@Suite("Bitget's answers")
struct BitgetAnswerTests {
    private func data(_ target: String, _ account: String? = nil) throws -> Any {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let answer =
            account.map { BitgetClient(server: server, account: .named($0)).get(target) }
            ?? RawClient(port: server.port(of: .bitget)).get(target)
        #expect(answer?.textCode == "00000", "\(target)")
        return try #require(answer?.json["data"])
    }

    private func rows(_ target: String, _ account: String? = nil) throws -> [[String: Any]] {
        try #require(try data(target, account) as? [[String: Any]])
    }

    private func object(_ target: String, _ account: String? = nil) throws -> [String: Any] {
        try #require(try data(target, account) as? [String: Any])
    }

    @Test("the clock is a text of milliseconds")
    func time() throws {
        let text = try #require(try object("/api/v2/public/time")["serverTime"] as? String)
        #expect(abs(try #require(Double(text)) / 1000 - Date().timeIntervalSince1970) < 10)
    }

    @Test("contracts of each product are listed under their own names")
    func contracts() throws {
        for (product, symbol, margin) in [
            ("USDT-FUTURES", "BTCUSDT", "USDT"), ("USDC-FUTURES", "BTCPERP", "USDC"),
            ("COIN-FUTURES", "BTCUSD", "BTC"),
        ] {
            let listed = try rows("/api/v2/mix/market/contracts?productType=\(product)")
            let contract = try #require(listed.first { $0["symbol"] as? String == symbol })
            #expect(contract["supportMarginCoins"] as? [String] == [margin])
            #expect(contract["symbolStatus"] as? String == "normal")
            let one = try rows("/api/v2/mix/market/ticker?symbol=\(symbol)&productType=\(product)")
            #expect(one.count == 1 && one.first?["lastPr"] is String)
            let unified = try rows("/api/v3/market/tickers?category=\(product)&symbol=\(symbol)")
            #expect(unified.first?["lastPrice"] as? String == one.first?["lastPr"] as? String)
        }
        #expect(try rows("/api/v2/mix/market/contracts?productType=SUSDT-FUTURES").isEmpty)
        #expect(try rows("/api/v3/market/instruments?category=SPOT&symbol=BTCUSDT").count == 1)
        #expect(
            try rows("/api/v2/spot/public/symbols?symbol=BTCUSDT").first?["status"] as? String == "online"
        )
    }

    @Test("rights and IP list come in both shapes")
    func rights() throws {
        let plain = try object("/api/v2/spot/account/info", "bitget-connected")
        #expect(plain["ips"] as? String == "")
        #expect((plain["authorities"] as? [String])?.contains("stow") == true)
        let listed = try object("/api/v2/spot/account/info", "bitget-futures-listed")
        #expect(listed["ips"] as? [String] == ["203.0.113.7", "127.0.0.1"])
        let unified = try object("/api/v3/account/info", "bitget-unified-excess-permission")
        #expect(unified["permType"] as? String == "read-and-write")
        #expect((unified["permissions"] as? [String])?.contains("withdraw") == true)
    }

    @Test("modes of futures are told as the account has them")
    func modes() throws {
        let target =
            "/api/v2/mix/account/account?symbol=BTCUSDT&productType=USDT-FUTURES&marginCoin=USDT"
        for (name, position, margin) in [
            ("connected", "one_way_mode", "crossed"), ("hedge", "hedge_mode", "crossed"),
            ("isolated", "one_way_mode", "isolated"),
        ] {
            let account = try object(target, "bitget-futures-\(name)")
            #expect(account["posMode"] as? String == position)
            #expect(account["marginMode"] as? String == margin)
        }
        let settings = try object("/api/v3/account/settings", "bitget-futures-unified-hedge")
        #expect(settings["holdMode"] as? String == "hedge_mode")
        let union = try rows(BitgetRoleTests.futures + "USDT-FUTURES", "bitget-futures-multi-asset")
        #expect(union.first?["assetMode"] as? String == "union")
    }

    @Test("balances are where the account has its money")
    func balances() throws {
        let target = BitgetRoleTests.futures
        #expect(
            try rows(target + "USDC-FUTURES", "bitget-futures-usdc-empty").first?["accountEquity"] as? String
                == "0"
        )
        #expect(
            try rows(target + "USDT-FUTURES", "bitget-futures-usdc-empty").first?["accountEquity"] as? String
                == "1200.25"
        )
        #expect(try rows(target + "COIN-FUTURES", "bitget-futures-coin").count == 2)
        #expect(try rows("/api/v2/spot/account/assets?coin=BTC", "bitget-connected").count == 1)
        #expect(try rows("/api/v2/spot/account/assets?assetType=all", "bitget-underfunded").count == 1)
        #expect(try rows("/api/v3/account/funding-assets", "bitget-unified-wallet").count == 1)
        #expect(
            (try object("/api/v3/account/assets", "bitget-unified-wallet")["assets"] as? [Any])?.isEmpty
                == true
        )
        #expect(try rows("/api/v2/account/all-account-balance", "bitget-connected").count == 6)
    }

    @Test("fees are the account's")
    func fees() throws {
        let spot = try object(
            "/api/v2/common/trade-rate?businessType=spot&symbol=BTCUSDT",
            "bitget-connected"
        )
        #expect(spot["takerFeeRate"] as? String == "0.001")
        let mix = try object(
            "/api/v2/common/trade-rate?businessType=mix&symbol=BTCPERP",
            "bitget-futures-connected"
        )
        #expect(mix["takerFeeRate"] as? String == "0.0006")
        let unified = try object("/api/v3/account/fee-rate?category=SPOT&symbol=BTCUSDT", "bitget-unified")
        #expect(unified["makerFeeRate"] as? String == "0.001")
        #expect(try rows("/api/v3/account/all-fee-rate?category=COIN-FUTURES", "bitget-unified").count == 3)
        #expect(try rows("/api/v2/common/all-trade-rate?businessType=spot", "bitget-connected").count == 8)
    }
}
