import HTTPTransport
import Testing
import TestSupport

@Suite("Cancellation")
struct CancellationTests {
    @Test("200 tasks that are cancelled at once all end as cancelled or answered")
    func early() async throws {
        let server = try FaultServer { .json($0.target).after(.milliseconds(1)) }
        let client = HTTPClient.live()
        let url = server.url()
        let tasks = (0..<200).map { _ in
            Task { await failure(of: HTTPRequest(url: url), with: client) }
        }
        for task in tasks { task.cancel() }
        for task in tasks {
            let error = await task.value
            #expect(error == nil || error == .cancelled)
        }
        // The loop has survived it.
        #expect(try await client.send(HTTPRequest(url: url)).status == 200)
    }

    @Test("a task that was cancelled before sends nothing")
    func before() async throws {
        let server = try FaultServer { .json($0.target) }
        let url = server.url()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await failure(of: HTTPRequest(url: url))
        }
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(server.record.connections == 0)
    }

    @Test("cancelling under way closes the connection at once")
    func underWay() async throws {
        let server = try FaultServer { _ in .neverAnswering }
        let client = HTTPClient.live()
        let url = server.url()
        let task = Task { await failure(of: HTTPRequest(url: url, timeout: .seconds(60)), with: client) }
        #expect(await server.waits { $0.requests.count == 1 })
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(await server.waits { $0.open == 0 })
    }

    @Test("cancelling in line takes the request out")
    func inLine() async throws {
        let server = try FaultServer { _ in .neverAnswering }
        var limits = HTTPLimits()
        limits.transfersAtOnce = 1
        let client = HTTPClient.live(limits: limits)
        let url = server.url()
        let first = Task { await failure(of: HTTPRequest(url: url, timeout: .seconds(60)), with: client) }
        #expect(await server.waits { $0.requests.count == 1 })
        let second = Task { await failure(of: HTTPRequest(url: url, timeout: .seconds(60)), with: client) }
        second.cancel()
        #expect(await second.value == .cancelled)
        first.cancel()
        #expect(await first.value == .cancelled)
        #expect(server.requests.count == 1)
    }
}
