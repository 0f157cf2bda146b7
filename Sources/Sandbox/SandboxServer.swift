import Locking

/// The built-in exchanges, served over real HTTP on loopback ports: requests are verified, weighed and answered as
/// the real ones would, and every request that does not only read is refused and counted.
///
/// Starts in a few milliseconds and holds a few threads, until `stop` or the last reference goes.
package final class SandboxServer: Sendable {
    /// What came in since the start.
    package struct Counts: Hashable, Sendable {
        /// All requests of a host.
        package var requests: [SandboxHost: Int] = [:]
        /// Requests that were not reads; none of them had an effect.
        package var refusedWrites = 0
        /// The methods and paths of the first 100 of them, such as `POST /fapi/v3/order`.
        package var refused: [String] = []
        /// How often in a row clients waited for an answer, all hosts together: the chain of requests of one slot's
        /// check is at most so long.
        package var rounds = 0
    }

    private let listeners: [SandboxHost: Listener]
    private let delayLine: DelayLine
    private let tally: Lock<Counts>
    private let meter: RoundMeter

    /// Starts serving; every host listens when this returns.
    package static func start(_ options: SandboxOptions = SandboxOptions()) throws(SandboxError)
        -> SandboxServer
    {
        try SandboxServer(options)
    }

    private init(_ options: SandboxOptions) throws(SandboxError) {
        guard let delayLine = DelayLine() else { throw .cannotStart("no thread for answers that wait") }
        let tally = Lock(Counts())
        let meter = RoundMeter()
        let served = BuiltInExchanges.all.flatMap { declaration in
            let exchange = declaration.make(options)
            return declaration.hosts.map { (host: $0, exchange: exchange) }
        }
        var listeners: [SandboxHost: Listener] = [:]
        for (index, (host, exchange)) in served.enumerated() {
            let settings = ListenerSettings(
                port: options.ports.port(at: index),
                threads: options.threads,
                latency: options.latency,
                headers: type(of: exchange).headers,
                clock: ExchangeClock(offset: options.clockOffset)
            )
            do throws(SandboxError) {
                listeners[host] = try Listener(settings, delayLine: delayLine, rounds: meter) { request in
                    tally.count(request, to: host)
                        ? exchange.respond(to: request, on: host) : exchange.refuseWrite(request)
                }
            } catch {
                delayLine.stop()
                for listener in listeners.values { listener.stop() }
                throw error
            }
        }
        self.listeners = listeners
        self.delayLine = delayLine
        self.tally = tally
        self.meter = meter
    }

    /// Where a host is served: `http://127.0.0.1:41234`.
    package func origin(of host: SandboxHost) -> String { "http://127.0.0.1:\(port(of: host))" }

    /// Where the host listens on 127.0.0.1.
    package func port(of host: SandboxHost) -> Int {
        guard let listener = listeners[host] else { preconditionFailure("every host listens") }
        return listener.port
    }

    /// Of the requests so far.
    package var counts: Counts {
        var counts = tally.withLock { $0 }
        counts.rounds = meter.rounds
        return counts
    }

    /// How many requests were not reads; anything but 0 is a fault of the client.
    package var refusedWrites: Int { counts.refusedWrites }

    deinit { stop() }

    /// Answers what is waiting, closes every connection and waits for the threads; again: does nothing.
    package func stop() {
        delayLine.stop()
        for listener in listeners.values { listener.stop() }
    }
}

extension SandboxOptions.Ports {
    fileprivate func port(at index: Int) -> Int {
        switch self {
        case .automatic: 0
        case .from(let first): first &+ index
        }
    }
}

/// The reads that exchanges take as a `POST`, by their paths: docs/facts/exchanges.md, section 10.
///
/// None of those that are built in is one of them: they answer as to any path that they do not know.
private let postedReads: Set<String> = [
    "/0/private/GetApiKeyInfo", "/0/private/BalanceEx", "/0/private/Balance", "/0/private/TradeVolume",
    "/0/private/TradeBalance", "/0/private/OpenPositions", "/info",
]

extension Lock<SandboxServer.Counts> {
    /// Counts a request; whether it is a read.
    fileprivate func count(_ request: ServedRequest, to host: SandboxHost) -> Bool {
        let isRead =
            ["GET", "HEAD"].contains(request.method)
            || request.method == "POST" && postedReads.contains(request.path) && request.query.isEmpty
        withLock { counts in
            counts.requests[host, default: 0] += 1
            guard !isRead else { return }
            counts.refusedWrites += 1
            guard counts.refused.count < 100 else { return }
            counts.refused.append("\(request.method.prefix(20)) \(request.path.prefix(200))")
        }
        return isRead
    }
}
