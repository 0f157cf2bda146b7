import Glibc
import PlainJSON
import SlotModel

/// Aster, spot and futures: one set of accounts behind two hosts.
final class AsterExchange: Sendable {
    /// The request headers that matter.
    static let headers = [keyHeader]
    private static let keyHeader = "X-MBX-APIKEY"

    private let gate: AsterGate
    private let meter: WeightMeter
    private let clockOffset: Duration

    init(_ options: SandboxOptions) {
        gate = AsterGate(
            registry: AsterRegistry(numberedAccounts: options.numberedAccounts, guests: options.guests),
            nonces: AsterNonces(),
            checksSignatures: options.checksSignatures
        )
        // What the documentation's examples of `exchangeInfo` show (reference/exchanges.md 2.3).
        let published: [SandboxHost: Int] = [.aster: 6000, .asterFutures: 2400]
        meter = WeightMeter(limits: published.merging(options.weightLimits) { $1 })
        clockOffset = options.clockOffset
    }

    /// Answers one read.
    func respond(to request: ServedRequest, on host: SandboxHost) -> ServedResponse {
        let now = systemClock() + clockOffset
        let sides = request.target.split(
            separator: UInt8(ascii: "?"),
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let path = sides.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let query = QueryText(sides.count > 1 ? Array(sides[1]) : [])
        let body = QueryText(request.body)
        let route = AsterRoute.find(path, on: host)
        let (used, verdict) = meter.charge(
            route?.weight(hasSymbol: query?["symbol"] != nil) ?? 1,
            to: request.peer,
            on: host,
            at: now
        )
        var response = AsterResponses.page(status: 404)
        if let refusal = refusal(verdict, request.peer, host) {
            response = AsterResponses.refusal(refusal)
        } else if let route {
            response = answer(route, query, body, request, host, now)
        }
        response.headers.append(("X-MBX-USED-WEIGHT-1M", String(used)))
        return response
    }

    private func refusal(
        _ verdict: WeightMeter.Verdict,
        _ peer: String,
        _ host: SandboxHost
    ) -> AsterRefusal? {
        switch verdict {
        case .fine: nil
        case .tooMuch(let wait): .tooMuch(limit: meter.limit(of: host), peer: peer, wait: wait)
        case .banned(let end, let wait): .banned(until: end, peer: peer, wait: wait)
        }
    }

    private func answer(
        _ route: AsterRoute,
        _ query: QueryText?,
        _ body: QueryText?,
        _ request: ServedRequest,
        _ host: SandboxHost,
        _ now: Timestamp
    ) -> ServedResponse {
        let markets = AsterPublicAnswers(host: host, now: now, limit: meter.limit(of: host))
        if case .misplacedAgents = route.question { return AsterResponses.page(status: 500) }
        do throws(AsterRefusal) {
            guard let query, let body else { throw .illegalCharacters }
            let text = query.followed(by: body)
            if let value = try markets.answer(route.question, text) { return AsterResponses.json(value) }
            let account = try gate.admit(
                text,
                key: request.headers[Self.keyHeader],
                peer: request.peer,
                to: route,
                on: host,
                at: now
            )
            let answers = AsterSignedAnswers(host: host, now: now, account: account, markets: markets)
            return try AsterResponses.answer(account.traits.fault, to: route.question) {
                () throws(AsterRefusal) in try answers.answer(route.question, text) ?? .null
            }
        } catch {
            return AsterResponses.refusal(error)
        }
    }
}

/// This machine's clock.
private func systemClock() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
}
