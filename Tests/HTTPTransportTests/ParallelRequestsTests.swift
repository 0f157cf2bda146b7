import HTTPTransport
import Testing
import TestSupport

@Suite("Requests side by side")
struct ParallelRequestsTests {
    /// Sends that many at once.
    ///
    /// Returns how many were answered with their own number.
    private func answered(_ count: Int, by server: FaultServer, through client: HTTPClient) async -> Int {
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<count {
                group.addTask {
                    let request = HTTPRequest(url: server.url("/?n=\(number)"))
                    let response = try? await client.send(request)
                    return response?.text == "/?n=\(number)"
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    @Test("50 at once each get their own answer")
    func fifty() async throws {
        let server = try FaultServer { .json($0.target) }
        #expect(await answered(50, by: server, through: .live()) == 50)
        #expect(server.requests.count == 50)
    }

    @Test("1,000 at once, each answered after 50 ms, do not wait for each other")
    func thousand() async throws {
        let server = try FaultServer { .json($0.target).after(.milliseconds(50)) }
        let clock = ContinuousClock()
        var count = 0
        let time = await clock.measure { count = await answered(1000, by: server, through: .live()) }
        #expect(count == 1000)
        // One after the other would take 50 s; the rest is room for slow machines and sanitizers.
        #expect(time < .seconds(5))
    }

    @Test("connections are used again")
    func reuse() async throws {
        let server = try FaultServer { .json($0.target) }
        let client = HTTPClient.live()
        for number in 0..<20 {
            #expect(try await client.send(HTTPRequest(url: server.url("/\(number)"))).text == "/\(number)")
        }
        #expect(server.record.connections == 1)
        #expect(await answered(30, by: server, through: client) == 30)
        let afterFirst = server.record.connections
        #expect(await answered(30, by: server, through: client) == 30)
        #expect(server.record.connections <= max(30, afterFirst))
    }

    @Test("no more transfers are under way than the limit says, and none is forgotten")
    func limit() async throws {
        let server = try FaultServer { .json($0.target).after(.milliseconds(5)) }
        var limits = HTTPLimits()
        limits.transfersAtOnce = 7
        #expect(await answered(100, by: server, through: .live(limits: limits)) == 100)
        #expect(server.record.mostOpen <= 7)
    }

    @Test("connections to one host can be limited")
    func connectionsPerHost() async throws {
        let server = try FaultServer { .json($0.target).after(.milliseconds(5)) }
        var limits = HTTPLimits()
        limits.connectionsPerHost = 3
        #expect(await answered(60, by: server, through: .live(limits: limits)) == 60)
        #expect(server.record.connections <= 3)
    }

    @Test("a client that goes closes its connections")
    func end() async throws {
        let server = try FaultServer { .json($0.target) }
        do {
            let client = HTTPClient.live()
            #expect(await answered(10, by: server, through: client) == 10)
        }
        #expect(await server.waits { $0.connections > 0 && $0.open == 0 })
    }
}
