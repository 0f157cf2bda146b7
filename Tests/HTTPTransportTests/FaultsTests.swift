import HTTPTransport
import Locking
import SlotModel
import Testing
import TestSupport

@Suite("Servers that fail")
struct FaultsTests {
    // MARK: - Connections

    @Test("a refused connection is named as such")
    func refused() async throws {
        let port = try RefusingPort()
        let error = await failure(of: HTTPRequest(url: "http://127.0.0.1:\(port.port)/?signature=tell-tale"))
        guard case .cannotConnect(let message) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(message.contains("127.0.0.1"))
        #expect(!message.contains("tell-tale"))
    }

    struct Broken: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var script: FaultScript
    }

    @Test(
        "a connection that breaks is an interruption",
        arguments: [
            Broken(testDescription: "reset before the headers", script: .resettingAtOnce),
            Broken(testDescription: "closed before the headers", script: .hangingUp),
            Broken(testDescription: "reset in the headers", script: .resettingInHeaders),
            Broken(testDescription: "reset in the body", script: .resettingInBody),
            Broken(testDescription: "closed in the body", script: .endingEarly),
        ]
    )
    func broken(_ testCase: Broken) async throws {
        let server = try FaultServer { _ in testCase.script }
        let error = await failure(of: HTTPRequest(url: server.url("/?signature=tell-tale")))
        guard case .interrupted(let message) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!message.contains("tell-tale"))
    }

    @Test("a connection that the server closed meanwhile is replaced")
    func closedMeanwhile() async throws {
        let server = try FaultServer { request in FaultScript.json(request.target).then(.close) }
        let client = HTTPClient.live()
        for number in 0..<5 {
            #expect(try await client.send(HTTPRequest(url: server.url("/\(number)"))).text == "/\(number)")
        }
        #expect(server.record.connections == 5)
    }

    @Test("a request that finds its old connection dead is sent again on a new one")
    func deadConnection() async throws {
        let first = Lock<Set<Int>>([])
        let server = try FaultServer { request in
            let isFirst = first.withLock { $0.insert(request.connection).inserted }
            return isFirst ? .json("{}") : .resettingAtOnce
        }
        let client = HTTPClient.live()
        for _ in 0..<3 {
            #expect(try await client.send(HTTPRequest(url: server.url())).status == 200)
        }
        #expect(server.record.connections == 3)
    }

    @Test("something that is not HTTP is no answer")
    func notHTTP() async throws {
        let server = try FaultServer(onConnect: FaultScript([.send(Array("220 mail ready\r\n".utf8))])) { _ in
            FaultScript()
        }
        let error = await failure(of: HTTPRequest(url: server.url()))
        guard case .transport(let code, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(code == 1)
    }

    @Test("an unknown name is told with the name")
    func unknownName() async {
        let error = await failure(of: HTTPRequest(url: "https://no-such-host.invalid/api?signature=x"))
        #expect(error == .nameNotFound(host: "no-such-host.invalid"))
    }

    // MARK: - Time

    struct Late: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var phase: HTTPError.Phase
        var script: FaultScript
    }

    @Test(
        "time that is over is told with what was going on",
        arguments: [
            Late(testDescription: "no answer", phase: .answer, script: .neverAnswering),
            Late(testDescription: "half a body", phase: .body, script: .stallingInBody),
            Late(
                testDescription: "a slow drip",
                phase: .body,
                script: .dripping("a long answer", every: .milliseconds(300))
            ),
        ]
    )
    func timeout(_ testCase: Late) async throws {
        let server = try FaultServer { _ in testCase.script }
        let request = HTTPRequest(url: server.url(), timeout: .seconds(1))
        #expect(await failure(of: request) == .timedOut(during: testCase.phase))
        #expect(await server.waits { $0.open == 0 })
    }

    @Test("a host that does not accept connections costs the connect timeout only")
    func connectTimeout() async throws {
        let port = try UnansweringPort()
        var limits = HTTPLimits()
        limits.connect = .milliseconds(200)
        let request = HTTPRequest(url: "http://127.0.0.1:\(port.port)/", timeout: .seconds(30))
        #expect(await failure(of: request, with: .live(limits: limits)) == .timedOut(during: .connect))
    }

    @Test("a host that never shakes hands is told as such")
    func handshakeTimeout() async throws {
        let server = try FaultServer { _ in FaultScript() }
        let request = HTTPRequest(url: "https://127.0.0.1:\(server.port)/", timeout: .seconds(1))
        #expect(await failure(of: request) == .timedOut(during: .tls))
        #expect(server.requests.isEmpty)
    }

    @Test("requests that wait for the handshake of another one say so too")
    func sharedHandshake() async throws {
        let server = try FaultServer { _ in FaultScript() }
        let client = HTTPClient.live()
        let request = HTTPRequest(url: "https://127.0.0.1:\(server.port)/", timeout: .seconds(1))
        let errors = await withTaskGroup(of: HTTPError?.self) { group in
            for _ in 0..<10 { group.addTask { await failure(of: request, with: client) } }
            return await group.reduce(into: [HTTPError?]()) { $0.append($1) }
        }
        #expect(errors == [HTTPError?](repeating: .timedOut(during: .tls), count: 10))
        // A request that began a moment later may outlive the handshake, and begin one of its own.
        #expect((1...2).contains(server.record.connections))
    }

    @Test("a transfer that stands still is given up before its time is over")
    func stall() async throws {
        let server = try FaultServer { _ in .stallingInBody }
        var limits = HTTPLimits()
        limits.stall = .seconds(1)
        let clock = ContinuousClock()
        let start = clock.now
        let request = HTTPRequest(url: server.url(), timeout: .seconds(60))
        #expect(await failure(of: request, with: .live(limits: limits)) == .timedOut(during: .body))
        #expect(clock.now - start < .seconds(10))
    }

    // MARK: - Size

    struct Large: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var error: HTTPError
        var script: FaultScript
    }

    @Test(
        "an answer above a limit is given up",
        arguments: [
            Large(
                testDescription: "endless chunks",
                error: .bodyTooLarge(limit: 8 << 20),
                script: .endlessBody
            ),
            Large(
                testDescription: "an endless extension of a chunk",
                error: .bodyTooLarge(limit: 8 << 20),
                script: .endlessChunkExtension
            ),
            Large(
                testDescription: "single bytes with long extensions",
                error: .bodyTooLarge(limit: 8 << 20),
                script: .endlessChunkExtensions
            ),
            Large(
                testDescription: "8 MiB and a byte",
                error: .bodyTooLarge(limit: 8 << 20),
                script: .body(bytes: 8 << 20 + 1)
            ),
            Large(
                testDescription: "endless header lines",
                error: .headersTooLarge(limit: 64 << 10),
                script: .endlessHeaders
            ),
            Large(
                testDescription: "an endless header line",
                error: .headersTooLarge(limit: 64 << 10),
                script: .endlessHeaderLine
            ),
        ]
    )
    func tooLarge(_ testCase: Large) async throws {
        let server = try FaultServer { _ in testCase.script }
        #expect(await failure(of: HTTPRequest(url: server.url())) == testCase.error)
        #expect(await server.waits { $0.open == 0 })
    }

    @Test("8 MiB are taken")
    func largest() async throws {
        let server = try FaultServer { _ in .body(bytes: 8 << 20) }
        #expect(try await HTTPClient.live().send(HTTPRequest(url: server.url())).body.count == 8 << 20)
    }

    @Test("chunks with extensions are put together")
    func chunks() async throws {
        let server = try FaultServer { _ in .chunked(["{\"a\":", "1}"], extension: ";name=value") }
        let client = HTTPClient.live()
        for _ in 0..<2 {
            #expect(try await client.send(HTTPRequest(url: server.url())).text == "{\"a\":1}")
        }
        #expect(server.record.connections == 1)
    }

    @Test("compressed answers are neither asked for nor unpacked")
    func compressed() async throws {
        let server = try FaultServer { _ in .gzip([0x1f, 0x8b, 8, 0, 1, 2, 3]) }
        let response = try await HTTPClient.live().send(HTTPRequest(url: server.url()))
        #expect(response.body == [0x1f, 0x8b, 8, 0, 1, 2, 3])
        #expect(server.requests.first?.header("Accept-Encoding") == nil)
    }
}
