import HTTPTransport
import Locking

extension HTTPClient {
    /// Lets only so many requests at a time through; the others wait in line, first come first served.
    ///
    /// Their timeouts start when their turn comes. A request that is cancelled in line throws
    /// ``HTTPError/cancelled`` and was never sent.
    ///
    /// - Parameters:
    ///   - total: For all hosts together, at least 1.
    ///   - perHost: For each host and port, at least 1; `nil` for no such limit.
    func limitingConcurrency(to total: Int, perHost: Int? = nil) -> HTTPClient {
        let all = Turnstile(width: total)
        let hosts = Lock([String: Turnstile]())
        return HTTPClient { request async throws(HTTPError) in
            guard let perHost else {
                return try await all.pass { () async throws(HTTPError) in try await send(request) }
            }
            let host = hosts.withLock { hosts in
                let name = request.url.split(separator: "/").dropFirst().first.map(String.init) ?? ""
                let turnstile = hosts[name] ?? Turnstile(width: perHost)
                hosts[name] = turnstile
                return turnstile
            }
            // The host's line first, so that those who wait there take no place from other hosts.
            return try await host.pass { () async throws(HTTPError) in
                try await all.pass { () async throws(HTTPError) in try await send(request) }
            }
        }
    }
}

/// Lets a number of tasks through at a time.
final class Turnstile: Sendable {
    private typealias Waiter = CheckedContinuation<Bool, Never>

    private struct State {
        var free: Int
        var lastID = 0
        /// In the order of their numbers, which is that of their coming.
        var waiting: [(id: Int, waiter: Waiter)] = []
        var cancelled: Set<Int> = []
    }

    private let state: Lock<State>

    init(width: Int) { state = Lock(State(free: max(1, width))) }

    /// Runs `body` when there is room.
    func pass(
        _ body: () async throws(HTTPError) -> HTTPResponse
    ) async throws(HTTPError) -> HTTPResponse {
        guard await enter() else { throw .cancelled }
        defer { leave() }
        return try await body()
    }

    private func enter() async -> Bool {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        defer { state.withLock { _ = $0.cancelled.remove(id) } }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: Waiter) in
                let verdict: Bool? = state.withLock { state in
                    if state.cancelled.contains(id) { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.waiting.append((id, waiter))
                    return nil
                }
                if let verdict { waiter.resume(returning: verdict) }
            }
        } onCancel: {
            let waiter: Waiter? = state.withLock { state in
                state.cancelled.insert(id)
                guard let place = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
                return state.waiting.remove(at: place).waiter
            }
            waiter?.resume(returning: false)
        }
    }

    private func leave() {
        let next: Waiter? = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().waiter
        }
        next?.resume(returning: true)
    }
}
