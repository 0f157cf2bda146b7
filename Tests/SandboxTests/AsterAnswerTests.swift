import Foundation
import Sandbox
import SlotModel
import Testing

@Suite("Aster's answers")
struct AsterAnswerTests {
    @Test("connected accounts are told what they hold", arguments: ["aster-connected", "aster-v1-connected"])
    func spot(_ name: String) throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let client = AsterClient(server: server, account: .named(name))
        let path = client.account.generation == .v1 ? "/api/v1/account" : "/api/v3/account"
        let answer = try #require(try client.get(path, on: .aster))
        #expect(answer.status == 200)
        #expect(answer.headers["x-mbx-used-weight-1m"] == "5")
        let balances = answer.json["balances"] as? [[String: Any]] ?? []
        #expect(balances.first?["free"] as? String == "1523.45000000")
        #expect(server.refusedWrites == 0)
    }
}
