import Cryptography
import HTTPTransport
import SlotModel
import TestSupport
import Testing

/// The sender to programs on this machine, which reaches nothing else.
@Suite("Requests to programs on this machine")
struct LoopbackTests {
    private static func secret(_ text: String) -> Secret { Secret(copying: Array(text.utf8)) }

    private func origin(of server: FaultServer) throws -> SlotModel.Origin {
        try SlotModel.Origin("http://127.0.0.1:\(server.port)")
    }

    @Test(
        "a content makes it a POST that arrives byte for byte, with the token",
        arguments: [2, 70_000, 2 << 20]
    )
    func posted(count: Int) async throws {
        let server = try FaultServer { _ in .json("{}") }
        let text = String(repeating: "x", count: count)
        let request = LoopbackRequest(
            try origin(of: server),
            "/api/v1/keys",
            token: .init("Authorization", .secret(Self.secret("Bearer FAKE"))),
            content: Self.secret(text)
        )
        #expect(try await LoopbackClient.live().send(request).status == 200)
        let seen = try #require(server.requests.first)
        #expect(server.requests.count == 1)
        #expect(seen.method == "POST" && seen.target == "/api/v1/keys")
        #expect(seen.header("Authorization") == "Bearer FAKE")
        #expect(seen.header("Content-Type") == "application/json")
        #expect(seen.body == Array(text.utf8))
    }

    @Test("without one it is a GET, and the next on the same connection is one, too")
    func got() async throws {
        let server = try FaultServer { _ in .json("{}") }
        let (client, origin) = (LoopbackClient.live(), try origin(of: server))
        for content in [Self.secret("{}"), nil, Self.secret("{}"), nil] {
            _ = try await client.send(LoopbackRequest(origin, "/x", content: content))
        }
        #expect(server.requests.map(\.method) == ["POST", "GET", "POST", "GET"])
        #expect(server.requests.last?.body == [])
    }

    @Test("nothing leaves this machine")
    func elsewhere() async throws {
        let origin = try SlotModel.Origin("https://api.bitget.com")
        for content in [nil, Self.secret("{}")] {
            await #expect(throws: HTTPError.notSendable(message: "it is not for a program on this machine")) {
                try await LoopbackClient.live().send(LoopbackRequest(origin, "/x", content: content))
            }
        }
    }

    @Test("a redirect is an answer, and a POST that breaks off is not sent again")
    func once() async throws {
        let elsewhere = try FaultServer { _ in .json("{}") }
        let url = elsewhere.url("/y")
        let server = try FaultServer { $0.target == "/x" ? .redirect(to: url, status: 307) : .hangingUp }
        let (client, origin) = (LoopbackClient.live(), try origin(of: server))
        let answer = try await client.send(LoopbackRequest(origin, "/x", content: Self.secret("{}")))
        #expect(answer.status == 307 && elsewhere.requests.isEmpty)
        await #expect(throws: HTTPError.self) {
            try await client.send(LoopbackRequest(origin, "/z", content: Self.secret("{}")))
        }
        #expect(server.requests.map(\.target) == ["/x", "/z"])
    }

    @Test("a content beyond 8 MiB, and a path without a slash, are not sent")
    func refused() async throws {
        let server = try FaultServer { _ in .json("{}") }
        let origin = try origin(of: server)
        let long = Secret(copying: [UInt8](repeating: 0x20, count: (8 << 20) + 1))
        for request in [LoopbackRequest(origin, "/x", content: long), LoopbackRequest(origin, "x")] {
            await #expect(throws: HTTPError.self) { try await LoopbackClient.live().send(request) }
        }
        #expect(server.requests.isEmpty)
    }
}
