import Cryptography
import HTTPTransport
import Locking
import TestSupport
import Testing

/// What a `POST` can be, and that it can be nothing else.
@Suite("Reads that are a POST")
struct PostedReadTests {
    private static func secret(_ text: String) -> Secret { Secret(copying: Array(text.utf8)) }

    private static func origin(of server: FaultServer) -> String { "http://127.0.0.1:\(server.port)" }

    @Test("the list is the one of the facts, and no more")
    func list() {
        #expect(
            PostedRead.allCases.map(\.path) == [
                "/0/private/GetApiKeyInfo", "/0/private/BalanceEx", "/0/private/Balance",
                "/0/private/TradeVolume",
                "/0/private/TradeBalance", "/0/private/OpenPositions", "/info",
            ]
        )
    }

    @Test(
        "each is sent to its path, with its body byte for byte and its own type",
        arguments: PostedRead.allCases
    )
    func sent(_ read: PostedRead) async throws {
        let server = try FaultServer { _ in .json("{}") }
        let body = #"nonce=1790007935493&pair=XBT%2CUSD"# + String(repeating: "é\0", count: 500)
        let request = HTTPRequest(
            read,
            at: Self.origin(of: server),
            body: Self.secret(body),
            headers: [.init("API-Key", .secret(Self.secret("mine")))]
        )
        #expect(try await HTTPClient.live().send(request).status == 200)
        let seen = try #require(server.requests.first)
        #expect(server.requests.count == 1)
        let type = read == .hyperliquid ? "application/json" : "application/x-www-form-urlencoded"
        #expect(
            seen.lines == [
                "POST \(read.path) HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "User-Agent: slots/1",
                "Accept: */*",
                "API-Key: mine", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)",
            ]
        )
        #expect(seen.body == Array(body.utf8))
    }

    @Test(
        "a long body arrives whole, an empty one is one, and a longer one is refused",
        arguments: [0, 20_000, 65_536]
    )
    func lengths(count: Int) async throws {
        let server = try FaultServer { _ in .json("{}") }
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let request = HTTPRequest(.hyperliquid, at: Self.origin(of: server), body: Secret(copying: bytes))
        #expect(try await HTTPClient.live().send(request).status == 200)
        #expect(server.requests.map(\.body) == [bytes])
        let longer = HTTPRequest(
            .hyperliquid,
            at: Self.origin(of: server),
            body: Secret(copying: [UInt8](repeating: 0x20, count: 65_537))
        )
        #expect(await failure(of: longer) == .notSendable(message: "its body is longer than 65536 bytes"))
        #expect(server.record.connections == 1)
    }

    @Test(
        "with any other path it is refused before anything is sent, however the path came to be",
        arguments: [
            "/0/private/AddOrder", "/exchange", "/", "", "?", "/info/", "/info?a=b", "/info?", "//info",
            "/INFO", "/inf%6f",
            "/./info", "/x/../info", "/info/../exchange", "/0/private/Balance/../AddOrder",
            "/0/private/balance",
            "/0/private/Balance", "/info;x", "/exchange?/info",
        ]
    )
    func otherPaths(_ path: String) async throws {
        let server = try FaultServer { _ in .json("{}") }
        var request = HTTPRequest(.hyperliquid, at: Self.origin(of: server), body: Self.secret("{}"))
        request.url = server.url(path)
        let refusal = HTTPError.notSendable(
            message: "its path is not the one of the read, and nothing else may be a POST"
        )
        #expect(await failure(of: request) == refusal)
        // An origin that brings a path along makes another path, too.
        let led = HTTPRequest(.hyperliquid, at: server.url(path) + "/x", body: Self.secret("{}"))
        #expect(await failure(of: led) == refusal)
        #expect(server.record.connections == 0)
    }

    @Test("a redirect does not repeat it, with or without its body", arguments: [301, 302, 303, 307, 308])
    func redirect(_ status: Int) async throws {
        let thief = try FaultServer { _ in .json("{}") }
        let server = try FaultServer { _ in .redirect(to: thief.url("/info"), status: status) }
        let request = HTTPRequest(.hyperliquid, at: Self.origin(of: server), body: Self.secret("{}"))
        #expect(try await HTTPClient.live().send(request).status == status)
        #expect(server.requests.count == 1)
        #expect(thief.record.connections == 0)
    }

    @Test("on a connection that turns out to be dead it is not sent again, as a GET is")
    func deadConnection() async throws {
        let first = Lock<Set<Int>>([])
        let server = try FaultServer { request in
            let isFirst = first.withLock { $0.insert(request.connection).inserted }
            return isFirst ? .json("{}") : .resettingAtOnce
        }
        let client = HTTPClient.live()
        let request = HTTPRequest(.krakenBalances, at: Self.origin(of: server), body: Self.secret("nonce=1"))
        #expect(try await client.send(request).status == 200)
        guard case .interrupted = await failure(of: request, with: client) else {
            Issue.record("it was answered")
            return
        }
        #expect(server.requests.count == 2)
        #expect(server.record.connections <= 2)
    }

    @Test("the next request on its connection is a GET again, without a body")
    func nextRequest() async throws {
        let server = try FaultServer { _ in .json("{}") }
        let client = HTTPClient.live()
        let request = HTTPRequest(.hyperliquid, at: Self.origin(of: server), body: Self.secret("{}"))
        _ = try await client.send(request)
        _ = try await client.send(HTTPRequest(url: server.url("/info")))
        _ = try await client.send(request)
        #expect(server.requests.map(\.method) == ["POST", "GET", "POST"])
        #expect(server.requests.map(\.body) == [Array("{}".utf8), [], Array("{}".utf8)])
        #expect(
            server.requests.map { $0.header("Content-Type") } == [
                "application/json", nil, "application/json",
            ]
        )
        #expect(server.record.connections == 1)
    }

    @Test(
        "its body is wiped when the last reference goes, and the client keeps none",
        arguments: [false, true]
    )
    func wiped(isRefused: Bool) async throws {
        let server = try FaultServer { _ in .json("{}") }
        let client = HTTPClient.live()
        weak var left: Secret?
        do {
            let body = Self.secret("nonce=1")
            left = body
            var request = HTTPRequest(.krakenKey, at: Self.origin(of: server), body: body)
            if isRefused { request.url += "/" }
            #expect((await failure(of: request, with: client) != nil) == isRefused)
            #expect(left != nil)
        }
        // The loop's thread lets go of its transfer right after it has answered.
        for _ in 0..<500 where left != nil { try await Task.sleep(for: .milliseconds(10)) }
        #expect(left == nil)
        #expect(
            !String(reflecting: HTTPRequest(.krakenKey, at: "https://x", body: Self.secret("nonce=7")))
                .contains("nonce")
        )
    }
}
