import HTTPTransport
import SlotModel
import Testing

@Suite("Wrappers around a client")
struct WrappersTests {
    private static let response = HTTPResponse(
        status: 200,
        timings: HTTPTimings(started: Timestamp(microseconds: 0))
    )

    private static let slow = HTTPClient { _ async throws(HTTPError) in
        do { try await Task.sleep(for: .milliseconds(2)) } catch { throw .cancelled }
        return response
    }

    private func send(_ urls: [String], through client: HTTPClient) async {
        await withTaskGroup(of: Void.self) { group in
            for url in urls { group.addTask { _ = try? await client.send(HTTPRequest(url: url)) } }
        }
    }

    @Test("only so many requests go through at a time, and all of them do")
    func total() async {
        let recorder = HTTPRecorder()
        let client = Self.slow.recording(in: recorder).limitingConcurrency(to: 3)
        await send((0..<50).map { "https://host/\($0)" }, through: client)
        #expect(recorder.count == 50)
        #expect(recorder.mostAtOnce <= 3)
    }

    @Test("a host's limit is its own")
    func perHost() async {
        let recorder = HTTPRecorder()
        let client = Self.slow.recording(in: recorder).limitingConcurrency(to: 100, perHost: 2)
        await send((0..<60).map { "https://host\($0 % 3)/" }, through: client)
        #expect(recorder.count == 60)
        #expect(recorder.mostAtOnce <= 6)
    }

    @Test("a task that is cancelled in line leaves it, and the line goes on")
    func cancelled() async throws {
        let recorder = HTTPRecorder()
        let gate = HTTPClient { request async throws(HTTPError) in
            if request.url.hasSuffix("hold") {
                while !Task.isCancelled { await Task.yield() }
                throw .cancelled
            }
            return Self.response
        }
        let client = gate.recording(in: recorder).limitingConcurrency(to: 1)
        let holder = Task { await failure(of: HTTPRequest(url: "https://host/hold"), with: client) }
        while recorder.mostAtOnce == 0 { await Task.yield() }
        let waiting = Task { await failure(of: HTTPRequest(url: "https://host/waits"), with: client) }
        waiting.cancel()
        #expect(await waiting.value == .cancelled)
        #expect(recorder.count == 0)
        holder.cancel()
        #expect(await holder.value == .cancelled)
        #expect(try await client.send(HTTPRequest(url: "https://host/after")).status == 200)
        #expect(recorder.entries.map(\.request.url) == ["https://host/hold", "https://host/after"])
    }

    @Test("the recorder keeps outcomes in the order of their end")
    func recorder() async throws {
        let recorder = HTTPRecorder()
        let client = HTTPClient { request async throws(HTTPError) in
            if request.url.hasSuffix("bad") { throw .timedOut(during: .answer) }
            return Self.response
        }
        .recording(in: recorder)
        _ = try await client.send(HTTPRequest(url: "https://host/good"))
        #expect(
            await failure(of: HTTPRequest(url: "https://host/bad"), with: client)
                == .timedOut(during: .answer)
        )
        #expect(recorder.entries.map(\.outcome) == [.success(200), .failure(.timedOut(during: .answer))])
    }

    @Test("waits double up to the longest, and jitter takes at most half away")
    func backoff() {
        let backoff = Backoff(first: .milliseconds(200), longest: .seconds(1))
        let longest = (1...6).map { backoff.delay(attempt: $0, random: .max) }
        let shortest = (1...6).map { backoff.delay(attempt: $0, random: 0) }
        #expect(longest == [200, 400, 800, 1000, 1000, 1000].map { .milliseconds($0) })
        #expect(shortest == [100, 200, 400, 500, 500, 500].map { .milliseconds($0) })
        #expect(backoff.delay(attempt: 0, random: .max) == .milliseconds(200))
        #expect(backoff.delay(attempt: .max, random: .max) == .seconds(1))
        let middle = backoff.delay(attempt: 1, random: .max / 2)
        #expect(middle > .milliseconds(149) && middle < .milliseconds(151))
        let drawn = backoff.delay(attempt: 1)
        #expect(drawn >= .milliseconds(100) && drawn <= .milliseconds(200))
    }
}
