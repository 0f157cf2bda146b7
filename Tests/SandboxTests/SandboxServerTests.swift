import Foundation
import HTTPTransport
import Sandbox
import SlotModel
import Testing

@Suite("the built-in exchange as a server")
struct SandboxServerTests {
    private func withServer<R>(
        _ options: SandboxOptions = SandboxOptions(),
        _ body: (SandboxServer) throws -> R
    ) throws -> R {
        let server = try SandboxServer.start(options)
        defer { server.stop() }
        return try body(server)
    }

    @Test("listens on loopback, each host on a port of its own")
    func origins() throws {
        try withServer { (server: SandboxServer) throws in
            #expect(server.origin(of: .aster) == "http://127.0.0.1:\(server.port(of: .aster))")
            #expect(server.port(of: .aster) != server.port(of: .asterFutures))
        }
    }

    @Test("every host tells its clock in the Date header", arguments: [0, -7200, 93_600])
    func dates(_ seconds: Int) throws {
        var options = SandboxOptions()
        options.clockOffset = .seconds(seconds)
        try withServer(options) { (server: SandboxServer) throws in
            for host in SandboxHost.allCases {
                let answer = try #require(RawClient(port: server.port(of: host)).get("/"))
                let format = DateFormatter()
                format.locale = Locale(identifier: "en_US_POSIX")
                format.timeZone = TimeZone(identifier: "GMT")
                format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
                let date = try #require(format.date(from: answer.headers["date"] ?? ""))
                #expect(abs(date.timeIntervalSinceNow - Double(seconds)) < 5)
            }
        }
    }

    @Test("takes the ports that it is told, and says which one is taken")
    func ports() throws {
        try withServer { (first: SandboxServer) throws in
            var options = SandboxOptions()
            options.ports = .from(first.port(of: .aster))
            #expect(throws: SandboxError.portInUse(first.port(of: .aster))) {
                try SandboxServer.start(options)
            }
            options.ports = .from(65_536)
            #expect(throws: SandboxError.portOutOfRange(65_536)) { try SandboxServer.start(options) }
        }
    }

    @Test("starts and stops again and again, and frees its ports")
    func restarts() throws {
        var options = SandboxOptions()
        for _ in 0..<20 {
            try withServer(options) { (server: SandboxServer) throws in
                if case .automatic = options.ports { options.ports = .from(server.port(of: .aster)) }
                #expect(RawClient(port: server.port(of: .aster)).get("/api/v3/ping")?.status == 200)
                if server.port(of: .asterFutures) != server.port(of: .aster) + 1 {
                    options.ports = .automatic
                }
            }
        }
    }

    @Test(
        "refuses and counts what is not a read",
        arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "BREW"]
    )
    func writes(_ method: String) throws {
        try withServer { (server: SandboxServer) throws in
            let client = RawClient(port: server.port(of: .asterFutures))
            let body = "symbol=BTCUSDT&side=BUY"
            let head =
                "\(method) /fapi/v3/order?x=1 HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n"
            let answer = try #require(client.send(Array("\(head)Connection: close\r\n\r\n\(body)".utf8)))
            #expect(answer.status == 403)
            #expect(answer.code == -1002)
            #expect(client.get("/fapi/v3/ping")?.status == 200)
            #expect(server.refusedWrites == 1)
            #expect(server.counts.refused == ["\(method) /fapi/v3/order"])
            #expect(server.counts.requests[.asterFutures] == 2)
        }
    }

    @Test(
        "a POST is a read where its path is one of the list, whole, and without a query",
        arguments: SandboxHost.allCases
    )
    func postedReads(_ host: SandboxHost) throws {
        try withServer { (server: SandboxServer) throws in
            let client = RawClient(port: server.port(of: host))
            let post = { (path: String) in
                client.send(
                    Array(
                        "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                            .utf8
                    )
                )
            }
            for read in PostedRead.allCases {
                // No exchange that is built in has such a call.
                #expect(try #require(post(read.path)).status != 200)
            }
            #expect(server.refusedWrites == 0)
            let others = PostedRead.allCases.flatMap {
                ["\($0.path)?x=1", "\($0.path)/", $0.path.lowercased() + "X"]
            }
            for path in others + ["/0/private/AddOrder", "/exchange", "/api/v3/ping"] {
                #expect(post(path)?.status == 403)
            }
            #expect(server.refusedWrites == others.count + 3)
        }
    }

    @Test("counts weight per address and host, and tells it")
    func weight() throws {
        try withServer { (server: SandboxServer) throws in
            let spot = RawClient(port: server.port(of: .aster))
            #expect(spot.get("/api/v3/time")?.headers["x-mbx-used-weight-1m"] == "1")
            #expect(spot.get("/api/v3/ticker/price")?.headers["x-mbx-used-weight-1m"] == "3")
            #expect(spot.get("/api/v3/ticker/24hr")?.headers["x-mbx-used-weight-1m"] == "43")
            let futures = RawClient(port: server.port(of: .asterFutures))
            #expect(futures.get("/fapi/v3/time")?.headers["x-mbx-used-weight-1m"] == "1")
        }
    }

    @Test("answers 429 above the limit, and 418 to who goes on")
    func limits() throws {
        var options = SandboxOptions()
        options.weightLimits = [.aster: 3]
        // Far enough from the end of the minute, at which the count starts anew.
        let ofMinute = Date().timeIntervalSince1970.truncatingRemainder(dividingBy: 60)
        options.clockOffset = .milliseconds(Int64(10_000 - ofMinute * 1000))
        try withServer(options) { (server: SandboxServer) throws in
            let client = RawClient(port: server.port(of: .aster))
            for _ in 0..<3 { #expect(client.get("/api/v3/ping")?.status == 200) }
            let refusal = try #require(client.get("/api/v3/ping"))
            #expect(refusal.status == 429)
            #expect(refusal.code == -1003)
            #expect((1...60).contains(Int(refusal.headers["retry-after"] ?? "") ?? 0))
            for _ in 0..<19 { #expect(client.get("/api/v3/ping")?.status == 429) }
            let ban = try #require(client.get("/api/v3/ping"))
            #expect(ban.status == 418)
            #expect(ban.headers["retry-after"] == "120")
            let message = ban.json["msg"] as? String ?? ""
            #expect(message.contains("banned until 1"))
            #expect(RawClient(port: server.port(of: .asterFutures)).get("/fapi/v3/ping")?.status == 200)
        }
    }

    /// Requests that no client of good will sends.
    static let garbage: [(name: String, bytes: [UInt8])] = [
        ("nothing", []),
        ("blanks", Array("\r\n\r\n\r\n".utf8)),
        ("noise", (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }),
        ("a TLS greeting", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03]),
        ("NUL in the target", Array("GET /api/v3/time\0/x?symbol=\0 HTTP/1.1\r\nHost: x\r\n\r\n".utf8)),
        (
            "NUL in a header",
            Array("GET /api/v3/time HTTP/1.1\r\nHost: x\0y\r\nConnection: close\r\n\r\n".utf8)
        ),
        (
            "bytes that are no UTF-8",
            Array("GET /api/v3/".utf8) + [0xFF, 0xFE, 0xC0] + Array(" HTTP/1.1\r\n\r\n".utf8)
        ),
        ("a long target", Array("GET /\(String(repeating: "a", count: 200_000)) HTTP/1.1\r\n\r\n".utf8)),
        (
            "a long query",
            Array("GET /api/v3/time?\(String(repeating: "a=b&", count: 50_000)) HTTP/1.1\r\n\r\n".utf8)
        ),
        (
            "a long header",
            Array("GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 200_000))\r\n\r\n".utf8)
        ),
        ("many headers", Array("GET / HTTP/1.1\r\n\(String(repeating: "X: y\r\n", count: 20_000))\r\n".utf8)),
        ("a body that never comes", Array("POST / HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\nabc".utf8)),
        ("a negative length", Array("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n".utf8)),
        ("a broken chunk", Array("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n".utf8)),
        ("an absolute target", Array("GET http://x/api/v3/time HTTP/1.1\r\nConnection: close\r\n\r\n".utf8)),
        ("another version", Array("GET /api/v3/time HTTP/9.9\r\n\r\n".utf8)),
        (
            "a big body",
            Array("POST / HTTP/1.1\r\nContent-Length: 300000\r\nConnection: close\r\n\r\n".utf8)
                + [UInt8](repeating: 0x61, count: 300_000)
        ),
    ]

    @Test("survives garbage", arguments: garbage.indices)
    func survives(_ index: Int) throws {
        let (name, bytes) = Self.garbage[index]
        try withServer { (server: SandboxServer) throws in
            let client = RawClient(port: server.port(of: .aster))
            let socket = try #require(client.connect(), "\(name)")
            client.write(bytes, to: socket)
            shutdown(socket, Int32(SHUT_WR))
            _ = client.read(from: socket)
            close(socket)
            #expect(client.get("/api/v3/ping")?.status == 200, "\(name)")
        }
    }

    /// Queries with parts that decode badly or mean nothing, on a signed path and a public one.
    static let queries = [
        "%", "%4", "%ZZ=1", "a=%00", "=", "&&&", "====", "signature", "signature=", "&signature=%",
        "signature=&signature=",
        "nonce=&user=&signer=&signature=", "timestamp=NaN&signature=x", "timestamp=1e400&signature=x",
        "nonce=1&user=0x&signer=0x&signature=0x", "symbol=%FF%FE", "symbol[]=1", "symbol=BTCUSDT;",
        "limit=-9223372036854775808",
        "symbol=BTCUSDT&interval=1m&limit=99999999999999999999", "symbol=BTCUSDT&interval=1m&limit=-5",
    ]

    @Test("answers odd queries with an error or data, never with a crash", arguments: queries)
    func oddQueries(_ query: String) throws {
        try withServer { (server: SandboxServer) throws in
            let client = RawClient(port: server.port(of: .aster))
            for path in ["account", "klines", "ticker/price", "commissionRate", "time"] {
                for version in ["v1", "v3"] {
                    let answer = try #require(client.get("/api/\(version)/\(path)?\(query)"))
                    #expect([200, 400, 401].contains(answer.status))
                }
            }
        }
    }

    @Test("keeps connections open and answers requests sent ahead", .timeLimit(.minutes(1)))
    func pipelining() throws {
        try withServer { (server: SandboxServer) throws in
            let one = "GET /api/v3/ping HTTP/1.1\r\nHost: x\r\n\r\n"
            let last = "GET /api/v3/ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            let bytes = Array((String(repeating: one, count: 9) + last).utf8)
            let text = String(
                decoding: RawClient(port: server.port(of: .aster)).exchange(bytes),
                as: UTF8.self
            )
            #expect(text.components(separatedBy: "HTTP/1.1 200").count - 1 == 10)
        }
    }

    @Test("answers a thousand connections at once, each after its wait", .timeLimit(.minutes(1)))
    func thousand() throws {
        var options = SandboxOptions()
        options.latency = .milliseconds(200)
        try withServer(options) { (server: SandboxServer) throws in
            let client = RawClient(port: server.port(of: .aster))
            let request = Array("GET /api/v3/time HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8)
            let sockets = (0..<1000).compactMap { _ in client.connect() }
            #expect(sockets.count == 1000)
            let start = ContinuousClock.now
            for socket in sockets { client.write(request, to: socket) }
            var good = 0
            for socket in sockets {
                if client.parse(client.read(from: socket))?.status == 200 { good += 1 }
                close(socket)
            }
            let elapsed = ContinuousClock.now - start
            #expect(good == 1000)
            #expect(elapsed >= .milliseconds(200))
            // One after the other would take 200 seconds.
            #expect(elapsed < .seconds(10))
        }
    }
}
