import Foundation
import Sandbox
import SlotModel
import Testing

@Suite("what each account of Bitget shows")
struct BitgetRoleTests {
    /// HTTP status and code of the rights and of the balance; a status of 0: no whole answer.
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var rights: String
        var balance: String
        var status = 400
        var testDescription: String { name }
    }

    static let good = "00000"
    static let cases: [Case] =
        [
            "connected", "second-key", "other-account", "listed", "expiring", "expired", "underfunded",
            "older-key", "unknown-right",
            "missing-permission", "read-only", "excess-permission", "can-transfer",
        ].map { Case(name: $0, rights: good, balance: good, status: 200) } + [
            Case(name: "wrong-market", rights: good, balance: "40014"),
            Case(name: "invalid-credentials", rights: "40037", balance: "40037"),
            Case(name: "invalid-key", rights: "40006", balance: "40006"),
            Case(name: "wrong-secret", rights: "40009", balance: "40009"),
            Case(name: "wrong-passphrase", rights: "40012", balance: "40012"),
            Case(name: "refused-passphrase", rights: "40036", balance: "40036"),
            Case(name: "half-refused", rights: "40012", balance: "40012"),
            Case(name: "demo-key", rights: "40099", balance: "40099"),
            Case(name: "ip-not-allowed", rights: "40018", balance: "40018"),
            Case(name: "ip-refused", rights: "40038", balance: "40038"),
            Case(name: "clock-skew", rights: "40008", balance: "40008"),
            Case(name: "rate-limited", rights: "429", balance: "429", status: 429),
            Case(name: "too-frequent", rights: "25004", balance: "25004", status: 429),
            Case(name: "unavailable", rights: "40725", balance: "40725", status: 500),
            Case(name: "maintenance", rights: "40200", balance: "40200"),
            Case(name: "system-error", rights: "40015", balance: "40015"),
            Case(name: "html", rights: "", balance: "", status: 502),
            Case(name: "firewall", rights: "", balance: "", status: 403),
        ]

    static let futures = "/api/v2/mix/account/accounts?productType="
    private func balance(_ selector: Selector) -> String {
        selector == .bitget ? "/api/v2/spot/account/assets" : Self.futures + "USDT-FUTURES"
    }

    @Test("status and code are those of the reference, with the server's time", arguments: cases)
    func codes(_ testCase: Case) throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        for selector in [Selector.bitget, .bitgetFutures] {
            let client = BitgetClient(
                server: server,
                account: .named("\(selector.rawValue)-\(testCase.name)")
            )
            let rights = try #require(client.get("/api/v2/spot/account/info"))
            #expect(rights.textCode == testCase.rights)
            let answer = try #require(client.get(balance(selector)))
            #expect(answer.textCode == testCase.balance)
            #expect(answer.status == testCase.status)
            guard !answer.textCode.isEmpty else { continue }
            let time = try #require(answer.json["requestTime"] as? Double)
            #expect(abs(time / 1000 - Date().timeIntervalSince1970) < 10)
            #expect(answer.json["msg"] is String)
        }
    }

    @Test("the table above has every classic account of both selectors that answers whole")
    func completeness() {
        let broken = [
            "truncated", "wrong-types", "huge-numbers", "nulls", "missing", "numbers", "exponents", "foreign",
            "cut-off",
            "silent",
        ]
        let futuresOnly = ["usdc", "coin", "usdc-empty", "hedge", "isolated", "multi-asset"]
        for selector in [Selector.bitget, .bitgetFutures] {
            let names = SandboxAccounts.all.filter { $0.selector == selector }
                .map { String($0.name.dropFirst(selector.rawValue.count + 1)) }
                .filter { !$0.hasPrefix("unified") && !(broken + futuresOnly).contains($0) }
            #expect(Set(names) == Set(Self.cases.map(\.name)))
        }
    }

    @Test("the refused address is named")
    func address() throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let client = BitgetClient(server: server, account: .named("bitget-ip-not-allowed"))
        let message = client.get("/api/v2/spot/account/assets")?.json["msg"] as? String
        #expect(message?.contains("127.0.0.1") == true)
    }

    @Test("classic and unified accounts are told apart by two codes, after the key")
    func modes() throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let classic = BitgetClient(server: server, account: .named("bitget-connected"))
        #expect(classic.get("/api/v3/account/settings")?.textCode == "40084")
        let unified = BitgetClient(server: server, account: .named("bitget-futures-unified"))
        #expect(unified.get("/api/v2/spot/account/info")?.textCode == "40085")
        #expect(unified.get("/api/v3/account/settings")?.textCode == Self.good)
        let unknown = BitgetClient(server: server, account: .named("bitget-invalid-credentials"))
        #expect(unknown.get("/api/v3/account/settings")?.textCode == "40037")
        let half = BitgetClient(server: server, account: .named("bitget-half-refused"))
        #expect(half.get("/api/v2/spot/account/assets")?.textCode == "40012")
        #expect(half.get("/api/v3/account/settings")?.textCode == "40084")
    }

    @Test("a demo key and the demo header belong together")
    func demo() throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let key = BitgetClient(server: server, account: .named("bitget-demo-key"), isDemo: true)
        #expect(key.get("/api/v2/spot/account/assets")?.textCode == Self.good)
        let live = BitgetClient(server: server, account: .named("bitget-connected"), isDemo: true)
        #expect(live.get("/api/v2/spot/account/assets")?.textCode == "40099")
    }

    @Test("broken answers are broken in the way that their account names")
    func broken() throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        for selector in [Selector.bitget, .bitgetFutures] {
            func answer(_ name: String) -> RawClient.Answer? {
                BitgetClient(server: server, account: .named("\(selector.rawValue)-\(name)"))
                    .get(balance(selector))
            }
            let truncated = try #require(answer("truncated"))
            #expect(!truncated.body.isEmpty && truncated.json.isEmpty)
            for (name, part) in [
                ("huge-numbers", ":1e400"), ("nulls", #""available":null"#),
                ("wrong-types", #""available":["#),
            ] {
                let text = String(decoding: try #require(answer(name)).body, as: UTF8.self)
                #expect(text.contains(part), "\(name)")
                #expect(text.contains(#""code":"00000""#))
            }
            #expect(answer("cut-off") == nil)
        }
    }
}
