import Foundation
import Sandbox
import SlotModel
import Testing

@Suite("Aster's answers")
struct AsterAnswerTests {
    static let hosts: [(SandboxHost, String)] = [
        (.aster, "/api/v1/"), (.aster, "/api/v3/"), (.asterFutures, "/fapi/v1/"),
        (.asterFutures, "/fapi/v3/"),
    ]

    @Test("public questions are answered under all four prefixes", arguments: hosts)
    func publicQuestions(_ host: SandboxHost, _ prefix: String) throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let client = RawClient(port: server.port(of: host))
        #expect(try #require(client.get(prefix + "ping")).body == Array("{}".utf8))
        let time = try #require(client.get(prefix + "time")?.json["serverTime"] as? Int)
        #expect(abs(time - Int(Date().timeIntervalSince1970 * 1000)) < 5000)
        let price = try #require(client.get(prefix + "ticker/price?symbol=BTCUSDT"))
        #expect(price.json["price"] as? String == "67250.1")
        #expect(price.headers["content-type"] == "application/json")
        #expect(try #require(client.get(prefix + "ticker/price")).list.count == 9)
        let book = try #require(client.get(prefix + "ticker/bookTicker?symbol=BTCUSDT")?.json)
        #expect(book["bidPrice"] as? String == "67250")
        #expect(book["askPrice"] as? String == "67250.2")
        #expect(
            try #require(client.get(prefix + "ticker/24hr?symbol=SOLUSDT")?.json["lastPrice"] as? String)
                == "158.27"
        )
        #expect(try #require(client.get(prefix + "depth?symbol=SOLUSDT")?.json["bids"] as? [Any]).count == 5)
        let candles = try #require(client.get(prefix + "klines?symbol=BTCUSDT&interval=1m&limit=2"))
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(candles.body)) as? [[Any]])
        #expect(rows.map(\.count) == [12, 12])
    }

    @Test("exchangeInfo lists pairs with status and filters", arguments: hosts)
    func exchangeInfo(_ host: SandboxHost, _ prefix: String) throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let info = try #require(RawClient(port: server.port(of: host)).get(prefix + "exchangeInfo")?.json)
        let limits = try #require(info["rateLimits"] as? [[String: Any]])
        #expect(limits.first?["limit"] as? Int == (host == .aster ? 6000 : 2400))
        let symbols = try #require(info["symbols"] as? [[String: Any]])
        let names = symbols.compactMap { $0["symbol"] as? String }
        #expect(Set(["BTCUSDT", "1000SATSUSDT", "币安人生USDT", "TESTUSDT"]).isSubset(of: names))
        #expect(symbols.first { $0["symbol"] as? String == "LUNAUSDT" }?["status"] as? String == "HALT")
        for symbol in symbols {
            let filters = (symbol["filters"] as? [[String: Any]] ?? []).compactMap {
                $0["filterType"] as? String
            }
            #expect(filters == ["PRICE_FILTER", "LOT_SIZE", "MARKET_LOT_SIZE", "MIN_NOTIONAL"])
            #expect((symbol["contractType"] as? String) == (host == .aster ? nil : "PERPETUAL"))
        }
    }

    @Test("a symbol in other letters is found by its percent-encoded name, an unknown one is refused")
    func symbols() throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let client = RawClient(port: server.port(of: .aster))
        let encoded = "%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT"
        #expect(client.get("/api/v3/ticker/price?symbol=\(encoded)")?.json["price"] as? String == "0.1523")
        #expect(client.get("/api/v3/ticker/price?symbol=NOPEUSDT")?.code == -1121)
        #expect(client.get("/api/v3/klines?interval=1m")?.code == -1102)
        #expect(client.get("/api/v3/ticker/price?symbol=%E5%B8")?.code == -1100)
        #expect(client.get("/api/v3/nothing")?.status == 404)
        #expect(client.get("/api/v3/agent")?.status == 500)
    }

    @Test("spot accounts are told what they hold", arguments: ["aster-connected", "aster-v1-connected"])
    func spot(_ name: String) throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let client = AsterClient(server: server, account: .named(name))
        let path = client.account.generation == .v1 ? "/api/v1/" : "/api/v3/"
        let answer = try #require(try client.get(path + "account", on: .aster))
        #expect(answer.status == 200)
        #expect(answer.headers["x-mbx-used-weight-1m"] == "5")
        #expect(answer.json["canTrade"] as? Bool == true)
        let balances = answer.json["balances"] as? [[String: String]] ?? []
        #expect(balances.first == ["asset": "USDT", "free": "1523.45000000", "locked": "76.55000000"])
        let fee = try #require(try client.get(path + "commissionRate", "symbol=BTCUSDT", on: .aster))
        #expect(fee.json["takerCommissionRate"] as? String == "0.000700")
        #expect(fee.headers["x-mbx-used-weight-1m"] == "25")
        #expect(try client.get(path + "commissionRate", "symbol=NOPE", on: .aster)?.code == -1121)
        #expect(try client.get(path + "openOrders", on: .aster)?.body == Array("[]".utf8))
    }

    @Test(
        "futures accounts are told balances, positions and modes",
        arguments: [
            "aster-futures-connected", "aster-futures-v1-connected", "aster-futures-hedge",
            "aster-futures-isolated",
        ]
    )
    func futures(_ name: String) throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let client = AsterClient(server: server, account: .named(name))
        let isV1 = client.account.generation == .v1
        func get(_ v1: String, _ v3: String, _ parameters: String = "") throws -> RawClient.Answer {
            try #require(try client.get("/fapi/\(isV1 ? v1 : v3)", parameters, on: .asterFutures))
        }
        let isHedge = name.hasSuffix("hedge")
        let isIsolated = name.hasSuffix("isolated")
        let balance = try #require(try get("v2/balance", "v3/balance").list.first)
        #expect(balance["availableBalance"] as? String == "902.33000000")
        let account = try get("v4/account", "v3/accountWithJoinMargin").json
        let positions = try #require(account["positions"] as? [[String: Any]])
        #expect(
            Set(positions.compactMap { $0["positionSide"] as? String })
                == (isHedge ? ["LONG", "SHORT"] : ["BOTH"])
        )
        #expect(positions.allSatisfy { $0["isolated"] as? Bool == isIsolated })
        let mode = try get("v1/positionSide/dual", "v3/positionSide/dual").json
        #expect(mode["dualSidePosition"] as? Bool == isHedge)
        #expect(
            try get("v1/multiAssetsMargin", "v3/multiAssetsMargin").json["multiAssetsMargin"] as? Bool
                == false
        )
        let risk = try get("v2/positionRisk", "v3/positionRisk", "symbol=BTCUSDT").list
        #expect(risk.first?["marginType"] as? String == (isIsolated ? "isolated" : "cross"))
        let fee = try get("v1/commissionRate", "v3/commissionRate", "symbol=BTCUSDT").json
        #expect(fee["makerCommissionRate"] as? String == "0.000100")
    }

    @Test("the agent list tells rights, addresses and end of the own API wallet among others")
    func agents() throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        for name in ["aster-connected", "aster-futures-connected", "aster-excess-permission", "aster-solana"]
        {
            let client = AsterClient(server: server, account: .named(name))
            let list = try #require(try client.get("/fapi/v3/agent", on: .asterFutures)).list
            let wanted = client.account.credentials[.apiWallet]?.lowercased()
            let own = try #require(list.first { ($0["agentAddress"] as? String)?.lowercased() == wanted })
            #expect(list.count == (name.hasSuffix("connected") ? 3 : 2))
            #expect(own["canRead"] as? Bool == true)
            #expect(own["canSpotTrade"] as? Bool == (client.account.selector == .aster))
            #expect(own["canPerpTrade"] as? Bool == (client.account.selector == .asterFutures))
            #expect(own["canWithdraw"] as? Bool == name.hasSuffix("excess-permission"))
        }
    }
}
