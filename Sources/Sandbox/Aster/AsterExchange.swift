import PlainJSON
import SlotModel

/// Aster, spot and futures: one set of accounts behind two hosts.
final class AsterExchange: ServedExchange {
    static let headers = [keyHeader]
    private static let keyHeader = "X-MBX-APIKEY"

    private let gate: AsterGate
    private let meter: WeightMeter
    private let clock: ExchangeClock

    init(_ options: SandboxOptions) {
        gate = AsterGate(
            registry: AsterRegistry(numberedAccounts: options.numberedAccounts, guests: options.guests),
            nonces: AsterNonces(),
            checksSignatures: options.checksSignatures
        )
        // What the documentation's examples of `exchangeInfo` show (docs/facts/exchanges.md 2.3).
        let published: [SandboxHost: Int] = [.aster: 6000, .asterFutures: 2400]
        meter = WeightMeter(limits: published.merging(options.weightLimits) { $1 })
        clock = ExchangeClock(offset: options.clockOffset)
    }

    func respond(to request: ServedRequest, on host: SandboxHost) -> ServedResponse {
        let now = clock.now
        let query = QueryText(request.query)
        let body = QueryText(request.body)
        let route = AsterRoute.find(request.path, on: host)
        let (used, verdict) = meter.charge(
            route?.weight(hasSymbol: query?["symbol"] != nil) ?? 1,
            to: request.peer,
            on: host,
            at: now
        )
        var response = ServedResponse.page(status: 404)
        if let refusal = refusal(verdict, request.peer, host) {
            response = refusal.response
        } else if let route {
            response = answer(route, query: query, body: body, to: request, host: host, at: now)
        }
        response.headers.append(("X-MBX-USED-WEIGHT-1M", String(used)))
        return response
    }

    // -1002, "not authorised" (docs/facts/exchanges.md 2.8): the nearest that the exchange itself has.
    func refuseWrite(_: ServedRequest) -> ServedResponse {
        AsterRefusal(-1002, "This built-in exchange only answers reads; nothing was done.", status: 403)
            .response
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
        query: QueryText?,
        body: QueryText?,
        to request: ServedRequest,
        host: SandboxHost,
        at now: Timestamp
    ) -> ServedResponse {
        let markets = AsterPublicAnswers(host: host, now: now, limit: meter.limit(of: host))
        if case .misplacedAgents = route.question { return .page(status: 500) }
        do throws(AsterRefusal) {
            guard let query, let body else { throw .illegalCharacters }
            let text = query.followed(by: body)
            if let value = try markets.answer(route.question, text) { return .json(value) }
            let account = try gate.admit(
                text,
                key: request.headers[Self.keyHeader],
                peer: request.peer,
                to: route,
                on: host,
                at: now
            )
            let answers = AsterSignedAnswers(
                host: host,
                now: now,
                account: account,
                siblings: gate.registry.siblings(of: account),
                markets: markets
            )
            if let refusal = account.traits.refusal { throw refusal }
            let value = try answers.answer(route.question, text) ?? .null
            return spoilt(value, by: account.traits.fault, route.question)
        } catch {
            return error.response
        }
    }

    /// The agent list stays readable unless the whole connection is bad.
    private func spoilt(
        _ value: JSONValue,
        by fault: AnswerFault?,
        _ question: AsterQuestion
    ) -> ServedResponse {
        let isAgentList = if case .agents = question { true } else { false }
        switch fault {
        case .none: return .json(value)
        case .page where isAgentList, .wrongTypes where isAgentList, .hugeNumbers where isAgentList,
            .nulls where isAgentList:
            return .json(value)
        case .some(let fault): return fault.spoil(value)
        }
    }
}
