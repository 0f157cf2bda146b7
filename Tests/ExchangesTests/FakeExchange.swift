import Cryptography
import Exchanges
import HTTPTransport
import Locking
import SlotModel

/// What a fake exchange does with one request.
enum FakeAnswer: Sendable {
    case json(String, status: Int = 200, headers: [String: String] = [:])
    case broken(HTTPError)
}

/// An exchange that answers from a table of paths, and remembers what it was asked.
///
/// Its clock stands still but for the waits of whoever asks; every answer takes 20 ms on paper.
final class FakeExchange: Sendable {
    struct Asked: Sendable {
        var origin: String
        var path: String
        var query: [String: String]
        var names: [String]
        var url: String
        var headers: [String]
        /// As they were sent; secret ones stay so.
        var sent: [HTTPRequest.Header]
        /// What a `POST` carried; `nil`: it was none.
        var body: String?
    }

    typealias Answer = @Sendable (Asked, _ time: Int) -> FakeAnswer

    private struct State {
        var asked: [Asked] = []
        var answers: [String: Answer] = [:]
        var now = Timestamp(milliseconds: 1_794_999_965_000)
        var waits: [Duration] = []
        var lastNonce: Int64 = 0
    }

    private let state = Lock(State())
    /// The exchange's clock minus ours.
    let skew: Duration

    init(skew: Duration = .zero) { self.skew = skew }

    subscript(path: String) -> Answer? {
        get { state.withLock { $0.answers[path] } }
        set { state.withLock { $0.answers[path] = newValue } }
    }

    func answer(_ path: String, _ text: String, status: Int = 200, headers: [String: String] = [:]) {
        self[path] = { _, _ in .json(text, status: status, headers: headers) }
    }

    var asked: [Asked] { state.withLock { $0.asked } }
    var paths: [String] { asked.map(\.path) }
    var waits: [Duration] { state.withLock { $0.waits } }
    var now: Timestamp { state.withLock { $0.now } }
    var serverTime: Timestamp { now + skew }

    func count(_ path: String) -> Int { paths.count { $0 == path } }

    func line(
        shared: SharedAnswers = SharedAnswers(),
        patience: Duration = .seconds(10),
        origins: ConnectorProfile.Origins = .init(spot: "https://spot.test", futures: "https://futures.test"),
        proxy: String? = nil
    ) -> ExchangeLine {
        ExchangeLine(
            origins: origins,
            http: HTTPClient { request async throws(HTTPError) in try await self.respond(to: request) },
            proxy: proxy,
            now: { self.now },
            nonces: NonceSource { _, skew in
                self.state.withLock { state in
                    state.lastNonce = max(state.lastNonce + 1, (state.now + skew).microseconds)
                    return state.lastNonce
                }
            },
            shared: shared,
            deadline: now + patience,
            sleep: { duration in
                self.state.withLock { state in
                    state.now = state.now + duration
                    state.waits.append(duration)
                }
            }
        )
    }

    private func respond(to request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let asked = Self.read(request)
        let (answer, time) = state.withLock { state in
            state.asked.append(asked)
            return (state.answers[asked.path], state.asked.count { $0.path == asked.path })
        }
        await Task.yield()
        let timings = HTTPTimings(started: now, firstByte: .milliseconds(20), total: .milliseconds(20))
        switch answer?(asked, time) ?? .json(#"{"code":-1000,"msg":"no route in this test"}"#, status: 404) {
        case .broken(let error): throw error
        case .json(let text, let status, let headers):
            return HTTPResponse(
                status: status,
                headers: headers.map { HTTPResponse.Header($0.key, $0.value) },
                body: Array(text.utf8),
                timings: timings
            )
        }
    }

    private static func read(_ request: HTTPRequest) -> Asked {
        let halves = request.url.split(separator: "?", maxSplits: 1).map(String.init)
        let parts = halves[0].split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        let rest = parts[2].split(separator: "/", maxSplits: 1).map(String.init)
        var names: [String] = []
        var query: [String: String] = [:]
        for pair in halves.dropFirst().first?.split(separator: "&") ?? [] {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init
            )
            names.append(sides[0])
            query[sides[0]] = sides[1]
        }
        return Asked(
            origin: "\(parts[0])//\(rest[0])",
            path: "/" + rest[1],
            query: query,
            names: names,
            url: request.url,
            headers: request.headers.map(\.name),
            sent: request.headers,
            body: request.posted?.body.withBytes { String(decoding: $0, as: UTF8.self) }
        )
    }
}

extension Secret {
    convenience init(_ text: String) { self.init(copying: Array(text.utf8)) }
}

extension Result where Failure == any Error {
    var isFailure: Bool { if case .failure = self { true } else { false } }
}
