import HTTPTransport
import Locking

/// Counts what goes through a client, and keeps what was asked.
///
/// URLs carry signatures, so a record is for tests and counters, never for printing.
final class HTTPRecorder: Sendable {
    struct Entry: Sendable {
        var request: HTTPRequest
        /// The status, or why there was none.
        var outcome: Result<Int, HTTPError>
    }

    private struct State {
        var entries: [Entry] = []
        var underWay = 0
        var mostAtOnce = 0
    }

    private let state = Lock(State())

    init() {}

    /// Finished requests, in the order in which they finished.
    var entries: [Entry] { state.withLock { $0.entries } }
    var count: Int { state.withLock { $0.entries.count } }
    /// The most requests that were under way at a time.
    var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }

    fileprivate func began() {
        state.withLock { state in
            state.underWay += 1
            state.mostAtOnce = max(state.mostAtOnce, state.underWay)
        }
    }

    fileprivate func ended(_ entry: Entry) {
        state.withLock { state in
            state.underWay -= 1
            state.entries.append(entry)
        }
    }
}

extension HTTPClient {
    /// The same client, with every request noted in the recorder.
    func recording(in recorder: HTTPRecorder) -> HTTPClient {
        HTTPClient { request async throws(HTTPError) in
            recorder.began()
            do throws(HTTPError) {
                let response = try await send(request)
                recorder.ended(HTTPRecorder.Entry(request: request, outcome: .success(response.status)))
                return response
            } catch {
                recorder.ended(HTTPRecorder.Entry(request: request, outcome: .failure(error)))
                throw error
            }
        }
    }
}
