import Foundation
import Locking
import Sandbox
import SlotModel
import Testing

@Suite("Aster's nonces")
struct AsterNonceTests {
    private func ask(_ client: AsterClient, nonce: Int64) throws -> Int {
        let query = client.identity(nonce: nonce)
        let signature = try client.v3Signature(query)
        return try #require(client.raw(.aster).get("/api/v3/account?\(query)&signature=\(signature)")).code
    }

    @Test("each counts once, in any order within the last hundred")
    func once() throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let client = AsterClient(server: server, account: .named("aster-connected"))
        let now = client.now
        #expect(try ask(client, nonce: now) == 0)
        #expect(try ask(client, nonce: now) == -4225)
        #expect(try ask(client, nonce: now - 1) == 0)
        #expect(try ask(client, nonce: now + 1) == 0)
        #expect(try ask(client, nonce: now - 1) == -4225)
    }

    @Test("when a hundred are kept, one below the least is refused although it is new")
    func floor() throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let client = AsterClient(server: server, account: .named("aster-connected"))
        let first = client.now
        for index in 0..<100 { #expect(try ask(client, nonce: first + Int64(index)) == 0) }
        #expect(try ask(client, nonce: first - 1) == -4225)
        // Takes the place of the least, which then counts as too old.
        #expect(try ask(client, nonce: first + 100) == 0)
        #expect(try ask(client, nonce: first) == -4225)
    }

    @Test("a nonce is not used up by somebody who cannot sign")
    func forged() throws {
        let server = try SandboxServer.start()
        defer { server.stop() }
        let client = AsterClient(server: server, account: .named("aster-connected"))
        let nonce = client.now
        let query = client.identity(nonce: nonce)
        let signature = String(repeating: "1", count: 128) + "1b"
        #expect(client.raw(.aster).get("/api/v3/account?\(query)&signature=\(signature)")?.code == -1022)
        #expect(try ask(client, nonce: nonce) == 0)
    }

    @Test("of many who use one nonce at the same time, one gets through")
    func race() throws {
        var options = SandboxOptions()
        options.threads = 4
        let server = try SandboxServer.start(options)
        defer { server.stop() }
        let client = AsterClient(server: server, account: .named("aster-connected"))
        let nonce = client.now
        let answers = Lock<[Int]>([])
        // Not tasks: those wait behind the other tests of the machine, and a nonce is good for ten seconds.
        DispatchQueue.concurrentPerform(iterations: 64) { _ in
            let code = (try? ask(client, nonce: nonce)) ?? 1
            answers.withLock { $0.append(code) }
        }
        let codes = answers.withLock { $0 }
        #expect(codes.filter { $0 == 0 }.count == 1)
        #expect(codes.filter { $0 == -4225 }.count == 63)
    }
}
