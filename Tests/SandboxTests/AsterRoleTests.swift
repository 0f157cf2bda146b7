import Foundation
import Sandbox
import SlotModel
import Testing

/// What an account's main signed call, and the agent list, answer: HTTP status and Aster's code.
struct RoleCase: CustomTestStringConvertible, Sendable {
    var name: String
    var status: Int
    var code: Int
    var agentStatus = 200
    var agentCode = 0

    init(_ name: String, _ status: Int, _ code: Int, agents agentStatus: Int = 200, _ agentCode: Int = 0) {
        self.name = name
        self.status = status
        self.code = code
        self.agentStatus = agentStatus
        self.agentCode = agentCode
    }

    var testDescription: String { name }
}

@Suite("what each account shows")
struct AsterRoleTests {
    static let cases: [RoleCase] = [
        RoleCase("connected", 200, 0),
        RoleCase("second-key", 200, 0),
        RoleCase("other-account", 200, 0),
        RoleCase("solana", 200, 0),
        RoleCase("expiring", 200, 0),
        RoleCase("expired", 400, -1000),
        RoleCase("underfunded", 200, 0),
        RoleCase("no-deposit", 400, -5050),
        RoleCase("missing-permission", 200, 0),
        RoleCase("cannot-read", 401, -2015),
        RoleCase("excess-permission", 200, 0),
        RoleCase("ip-not-allowed", 401, -2015),
        RoleCase("invalid-credentials", 400, -1000, agents: 400, -1000),
        RoleCase("wrong-main-wallet", 400, -1000, agents: 400, -1000),
        RoleCase("wrong-private-key", 400, -1022, agents: 400, -1022),
        RoleCase("clock-skew", 400, -4225, agents: 400, -4225),
        RoleCase("rate-limited", 429, -1003, agents: 429, -1003),
        RoleCase("banned", 418, -1003, agents: 418, -1003),
        RoleCase("unavailable", 503, -1016, agents: 503, -1016),
        RoleCase("html", 500, 0),
        RoleCase("firewall", 403, 0),
        RoleCase("v1-connected", 200, 0),
        RoleCase("v1-second-key", 200, 0),
        RoleCase("v1-underfunded", 200, 0),
        RoleCase("v1-ip-not-allowed", 400, -1011),
        RoleCase("v1-refused", 401, -2015),
        RoleCase("v1-invalid-credentials", 401, -2015),
        RoleCase("v1-wrong-secret", 400, -1022),
        RoleCase("v1-clock-skew", 400, -1021),
        RoleCase("v1-rate-limited", 429, -1003),
        RoleCase("v1-banned", 418, -1003),
        RoleCase("v1-unavailable", 503, -1016),
        RoleCase("v1-html", 500, 0),
        RoleCase("v1-firewall", 403, 0),
    ]

    @Test("status and code are those of the reference", arguments: cases)
    func codes(_ testCase: RoleCase) throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        for selector in [Selector.aster, .asterFutures] {
            let client = AsterClient(server: server, account: .named("\(selector.rawValue)-\(testCase.name)"))
            let answer = try #require(try mainCall(client))
            #expect(answer.status == testCase.status)
            #expect(answer.code == testCase.code)
            guard client.account.generation == .v3 else { continue }
            let agents = try #require(try client.get("/fapi/v3/agent", on: .asterFutures))
            #expect(agents.status == testCase.agentStatus)
            #expect(agents.code == testCase.agentCode)
        }
    }

    @Test("the table above has every account that answers in JSON or with a page")
    func completeness() {
        let broken = [
            "truncated", "wrong-types", "huge-numbers", "nulls", "missing", "numbers", "exponents", "foreign",
            "cut-off",
            "silent",
        ]
        let futuresOnly = ["hedge", "isolated", "multi-asset"]
        let names = SandboxAccounts.all.filter { $0.generation != nil }.map { account in
            String(account.name.dropFirst(account.selector.rawValue.count + 1))
        }.filter { name in
            !(broken + futuresOnly).contains(name.hasPrefix("v1-") ? String(name.dropFirst(3)) : name)
        }
        #expect(Set(names) == Set(Self.cases.map(\.name)))
    }

    @Test("waits are told in seconds", arguments: [("rate-limited", "30"), ("banned", "120")])
    func retryAfter(_ name: String, _ seconds: String) throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let client = AsterClient(server: server, account: .named("aster-" + name))
        #expect(try mainCall(client)?.headers["retry-after"] == seconds)
    }

    @Test("the ends of API wallets lie where their names say")
    func ends() throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        for (name, days) in [("connected", 299...300), ("expiring", 12...12), ("expired", -3 ... -3)] {
            let client = AsterClient(server: server, account: .named("aster-" + name))
            let list = try #require(try client.get("/fapi/v3/agent", on: .asterFutures)).list
            let end = try #require(list.last?["expired"] as? Int)
            let seconds = Double(end) / 1000 - Date().timeIntervalSince1970
            #expect(days.contains(Int((seconds / 86_400).rounded(.toNearestOrAwayFromZero))))
        }
    }

    @Test("broken answers are broken in the way that their account names")
    func broken() throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        for prefix in ["aster-", "aster-v1-", "aster-futures-", "aster-futures-v1-"] {
            func answer(_ name: String) throws -> RawClient.Answer? {
                try mainCall(AsterClient(server: server, account: .named(prefix + name)))
            }
            let truncated = try #require(try answer("truncated"))
            #expect(truncated.status == 200)
            #expect(!truncated.body.isEmpty && truncated.json.isEmpty)
            let huge = String(decoding: try #require(try answer("huge-numbers")).body, as: UTF8.self)
            #expect(huge.contains(":1e400"))
            let odd = String(decoding: try #require(try answer("wrong-types")).body, as: UTF8.self)
            #expect(odd.contains(#""canTrade":"yes""#))
            let nulls = String(decoding: try #require(try answer("nulls")).body, as: UTF8.self)
            #expect(nulls.contains(":null"))
            #expect(try answer("cut-off") == nil)
        }
    }

    @Test("a silent account does not keep the server from stopping")
    func silent() async throws {
        let server = try SandboxServer.start()
        let client = AsterClient(server: server, account: .named("aster-silent"))
        let asking = Task { try mainCall(client) }
        try await Task.sleep(for: .milliseconds(300))
        #expect(client.raw(.aster).get("/api/v3/ping")?.status == 200)
        let start = ContinuousClock.now
        server.stop()
        #expect(ContinuousClock.now - start < .seconds(5))
        _ = try await asking.value
    }

    private func mainCall(_ client: AsterClient) throws -> RawClient.Answer? {
        switch (client.account.selector, client.account.generation) {
        case (.aster, .v1): try client.get("/api/v1/account", on: .aster)
        case (.aster, .v3): try client.get("/api/v3/account", on: .aster)
        case (_, .v1): try client.get("/fapi/v4/account", on: .asterFutures)
        case (_, .v3), (_, nil): try client.get("/fapi/v3/accountWithJoinMargin", on: .asterFutures)
        }
    }
}
