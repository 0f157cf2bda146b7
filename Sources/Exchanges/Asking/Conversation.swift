import Cryptography
import HTTPTransport
import Locking
import PlainJSON
package import SlotModel

/// One slot's talk with its exchange: every question goes through here, of every exchange.
///
/// Keeps the pace of the run, tries again what may pass, counts what the questions cost, and turns bad answers into
/// failures. Used by several tasks at once.
package final class Conversation: Sendable {
    /// How the exchange is reached, and what slots share.
    package let line: ExchangeLine
    let dialect: Dialect
    /// By which the answers are cleaned.
    let traces: CredentialTraces
    private let state = Lock(State())

    private struct State {
        var weight = 0
        var clock: ClockReading?
        /// Weight that was reserved and not asked yet.
        var prepaid: [BudgetShare: Int] = [:]
    }

    /// What one scope may take from a budget.
    private struct BudgetShare: Hashable {
        var scope: RateScope
        var budget: RateBudget
    }

    /// How often one question is sent at most.
    static let tries = 4
    /// How often one try waits for its turn at most.
    static let turns = 100
    private static let backoff = Backoff()
    /// For one try; a slot's whole time is the line's business.
    static let patience = Duration.seconds(10)

    /// - Parameter first: Another one of the same slot, whose answers may repeat what this one sends, and the reverse.
    package init(over line: ExchangeLine, in dialect: Dialect, beside first: Conversation? = nil) {
        self.line = line
        self.dialect = dialect
        traces = first?.traces ?? CredentialTraces(besides: line.shared.traces)
    }

    /// What the slot's questions cost so far, repeated ones included.
    package var weight: Int { state.withLock { $0.weight } }

    /// The exchange's clock, once it was read; signatures and the pace go by it.
    package var clock: ClockReading? {
        get { state.withLock { $0.clock } }
        set { state.withLock { $0.clock = newValue } }
    }

    /// A clock that an answer told besides: it stands in for one that was not read yet, and corrects one by which the
    /// exchange refused a request.
    func takeNote(of reading: ClockReading, because failure: ExchangeFailure?) {
        state.withLock { state in
            if state.clock == nil || failure?.kind == .clockSkew { state.clock = reading }
        }
    }

    /// The exchange's time, never ahead of it as far as the reading is right.
    package var exchangeTime: Timestamp { line.now() + safeSkew }

    /// The exchange's clock minus ours, less what the reading may be wrong by.
    ///
    /// A signature from the future is refused, and a nonce from the future would shut the bot out; one that is a little
    /// old is welcome.
    package var safeSkew: Duration { clock.map { $0.skew - $0.uncertainty } ?? .zero }

    /// Waits until all of these questions may be asked, and reserves their places together.
    ///
    /// A thousand slots would otherwise use up the budget with the first question of each, and none would be done.
    package func reserve(_ endpoints: [Endpoint]) async throws(ExchangeFailure) {
        var sums: [BudgetShare: (weight: Int, endpoint: Endpoint)] = [:]
        for endpoint in endpoints {
            for share in shares(endpoint) { sums[share, default: (0, endpoint)].weight += endpoint.weight }
        }
        for (share, sum) in sums {
            do throws(Trouble) {
                try await waitForTurn(sum.endpoint, weight: sum.weight, from: share)
            } catch {
                state.withLock { state in
                    for (share, weight) in state.prepaid {
                        line.shared.gate.release(weight, to: share.scope, from: share.budget)
                    }
                    state.prepaid = [:]
                }
                throw error.failure
            }
            state.withLock { $0.prepaid[share, default: 0] += sum.weight }
        }
    }

    /// The wider budget first: its wait is the longer one, and a place in the narrow one would be stale after it.
    private func shares(_ endpoint: Endpoint) -> [BudgetShare] {
        let scope = scope(to: endpoint.origin)
        return [endpoint.total, endpoint.budget].compactMap { budget in
            budget.map { BudgetShare(scope: scope, budget: $0) }
        }
    }

    /// Asks, and asks again where that may help, until the line's deadline.
    package func ask<Value>(_ question: Question<Value>) async throws(ExchangeFailure) -> Reply<Value> {
        do throws(Trouble) {
            return try await retrying { () async throws(Trouble) in try await self.attempt(question) }
        } catch {
            throw error.failure
        }
    }

    /// Asks a public question: once per run and URL, whoever of the slots comes first.
    func tryShared<Value>(_ question: Question<Value>) async throws(Trouble) -> Reply<Value> {
        let query: String
        do throws(ExchangeFailure) { query = try await question.prepare().query } catch {
            throw Trouble(error)
        }
        let name = "\(question.endpoint.origin)\(question.endpoint.path)?\(query) \(line.proxy ?? "")"
        return try await retrying { () async throws(Trouble) in
            try await self.line.shared.answer(name) { () async throws(Trouble) in
                try await self.attempt(question)
            }
        }
    }

    func scope(to origin: String) -> RateScope { RateScope(origin: origin, proxy: line.proxy) }
}

// MARK: - Tries

extension Conversation {
    // Its own function, as are those below: a task has room for whatever its functions hold while they wait, and
    // copies of these in their callers would make each slot cost 100 KiB.
    @inline(never)
    private func retrying<Value>(
        _ attempt: () async throws(Trouble) -> Value
    ) async throws(Trouble) -> Value {
        var round = 0
        var first: Trouble?
        while true {
            let trouble: Trouble
            do throws(Trouble) {
                return try await attempt()
            } catch {
                trouble = error
            }
            round += 1
            // A refusal that our own repetition met is not the trouble: what made us repeat is.
            let told = trouble.isRateLimit ? first ?? trouble : trouble
            if first == nil, !trouble.isRateLimit { first = trouble }
            guard round < Self.tries, trouble.mayPass, !Task.isCancelled else { throw told }
            // A refusal for too many requests has its own time; those who wait for it do not all come at once.
            let pause: Duration
            if case .rateLimited(let wait) = trouble.failure.kind {
                pause = (wait ?? .seconds(1)) + .milliseconds(Int.random(in: 0...250))
            } else {
                pause = Self.backoff.delay(attempt: round)
            }
            guard pause < remaining else { throw told }
            await line.sleep(pause)
        }
    }

    private var remaining: Duration { line.deadline - line.now() }

    @inline(never)
    private func attempt<Value>(_ question: Question<Value>) async throws(Trouble) -> Reply<Value> {
        let endpoint = question.endpoint
        for share in shares(endpoint) where !takeFromPrepaid(endpoint.weight, share) {
            try await waitForTurn(endpoint, weight: endpoint.weight, from: share)
        }
        let prepared: PreparedQuery
        do throws(ExchangeFailure) { prepared = try await question.prepare() } catch { throw Trouble(error) }
        let timeLeft = remaining
        guard timeLeft > .zero else { throw timeIsOver(endpoint) }
        // Two thirds of what is left: a connection that hangs must not cost the second try.
        let timeout = min(Self.patience, timeLeft / 3 * 2)
        let request = request(prepared, endpoint, timeout)
        traces.add(prepared)
        state.withLock { $0.weight += endpoint.weight }
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await line.http.send(request)
        } catch {
            let error = error.cleaned(by: traces)
            throw Trouble(
                error,
                request: endpoint.label,
                host: endpoint.host,
                timeout: timeout,
                hasProxy: line.proxy != nil
            )
        }
        if let used = dialect.used(response) {
            line.shared.gate.note(
                used: used,
                at: scope(to: endpoint.origin),
                of: endpoint.budget,
                at: exchangeTime
            )
        }
        return Reply(
            value: try read(response, question),
            timings: response.timings,
            date: response.date
        )
    }

    private func request(_ prepared: PreparedQuery, _ endpoint: Endpoint, _ timeout: Duration) -> HTTPRequest
    {
        if let read = endpoint.posted {
            let body = Secret(copying: Array(prepared.query.utf8))
            return HTTPRequest(
                read,
                at: endpoint.origin,
                body: body,
                headers: prepared.headers,
                proxy: line.proxy,
                timeout: timeout
            )
        }
        return HTTPRequest(
            url: endpoint.origin + endpoint.path + (prepared.query.isEmpty ? "" : "?" + prepared.query),
            headers: prepared.headers,
            proxy: line.proxy,
            timeout: timeout
        )
    }

    private func takeFromPrepaid(_ weight: Int, _ share: BudgetShare) -> Bool {
        state.withLock { state in
            guard let prepaid = state.prepaid[share], prepaid >= weight else { return false }
            state.prepaid[share] = prepaid - weight
            return true
        }
    }

    private func waitForTurn(
        _ endpoint: Endpoint,
        weight: Int,
        from share: BudgetShare
    ) async throws(Trouble) {
        // Bounded, for a clock that stands still (a test's, or a machine's that went to sleep).
        for _ in 0..<Self.turns {
            if Task.isCancelled { throw .cancelled }
            let until: Timestamp
            let reason: String
            switch line.shared.gate.admit(weight, to: share.scope, from: share.budget, at: exchangeTime) {
            case .go: return
            case .full(let end):
                until = end
                reason = "this address has used up what \(endpoint.host) allows for now"
            case .refused(let end):
                until = end
                reason = "\(endpoint.host) refused this address for asking too often"
            }
            let wait = max(until - exchangeTime, .milliseconds(1))
            guard wait < remaining else {
                throw Trouble(
                    ExchangeFailure(
                        .rateLimited(wait: wait),
                        "\(reason); next chance in \(wait.inSeconds)",
                        help:
                            "wait, check fewer slots at once, or give more time with --timeout; bots on this address count too",
                        request: endpoint.label
                    )
                )
            }
            await line.sleep(wait)
        }
        throw timeIsOver(endpoint)
    }

    private func timeIsOver(_ endpoint: Endpoint) -> Trouble {
        Trouble(
            ExchangeFailure(
                .unavailable,
                "the time for this slot was over before \(endpoint.host) could be asked",
                help: "try again, or give more time with --timeout",
                request: endpoint.label
            )
        )
    }
}

extension Trouble {
    fileprivate var isRateLimit: Bool {
        if case .rateLimited = failure.kind { true } else { false }
    }
}
