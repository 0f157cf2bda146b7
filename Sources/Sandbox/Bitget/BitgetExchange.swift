import PlainJSON
import SlotModel

/// Bitget: spot and futures, classic and unified accounts, all on one host.
final class BitgetExchange: ServedExchange {
    static let headers = [
        "ACCESS-KEY", "ACCESS-SIGN", "ACCESS-TIMESTAMP", "ACCESS-PASSPHRASE", "paptrading",
    ]

    private let gate: BitgetGate
    private let clock: ExchangeClock
    /// Calls per second, of an address or a user; `nil`: not limited.
    private let rates: RateMeter?
    /// Calls per minute and address.
    private let calls: WeightMeter

    init(_ options: SandboxOptions) {
        gate = BitgetGate(
            registry: BitgetRegistry(numberedAccounts: options.numberedAccounts, guests: options.guests),
            checksSignatures: options.checksSignatures
        )
        clock = ExchangeClock(offset: options.clockOffset)
        rates = options.limitsRates ? RateMeter() : nil
        // docs/facts/exchanges.md 5.7.
        calls = WeightMeter(limits: [.bitget: options.weightLimits[.bitget] ?? 6000])
    }

    func respond(to request: ServedRequest, on host: SandboxHost) -> ServedResponse {
        let now = clock.now
        do throws(BitgetRefusal) {
            guard case .fine = calls.charge(1, to: request.peer, on: host, at: now).verdict else {
                throw .tooMany
            }
            guard let route = BitgetRoute.find(request.path) else { throw .unknownPath }
            return try answer(route, request, now)
        } catch {
            return error.response(at: now)
        }
    }

    func refuseWrite(_: ServedRequest) -> ServedResponse { BitgetRefusal.write.response(at: clock.now) }

    private func answer(
        _ route: BitgetRoute,
        _ request: ServedRequest,
        _ now: Timestamp
    ) throws(BitgetRefusal) -> ServedResponse {
        let markets = BitgetPublicAnswers(now: now)
        if case .open = route.access {
            try charge(route, request, to: request.peer, now)
            let data = try markets.answer(route.question, try text(request))
            return .json(Self.envelope(data ?? .null, at: now))
        }
        let account = try gate.admit(request, to: route.access, at: now)
        // What spoils an answer stands in front of the counting.
        if account.traits.fault == nil { try charge(route, request, to: account.user, now) }
        let text = try text(request)
        let data: JSONValue?
        if let unified = account.traits.unified {
            data = try BitgetUnifiedAnswers(account: account, unified: unified, markets: markets)
                .answer(route.question, text)
        } else {
            data = try BitgetClassicAnswers(now: now, account: account, markets: markets)
                .answer(route.question, text)
        }
        guard let fault = account.traits.fault else { return .json(Self.envelope(data ?? .null, at: now)) }
        return fault.spoil(data ?? .null) { Self.envelope($0, at: now) }
    }

    private func text(_ request: ServedRequest) throws(BitgetRefusal) -> QueryText {
        guard let text = QueryText(request.query) else {
            throw .invalid("encoding", isUnified: request.path.hasPrefix("/api/v3/"))
        }
        return text
    }

    private func charge(
        _ route: BitgetRoute,
        _ request: ServedRequest,
        to caller: String,
        _ now: Timestamp
    ) throws(BitgetRefusal) {
        guard let rates else { return }
        guard rates.take(request.path, for: caller, route.limit, at: now) else { throw .tooMany }
    }

    /// What surrounds every good answer (docs/facts/exchanges.md 5.2).
    private static func envelope(_ data: JSONValue, at now: Timestamp) -> JSONValue {
        [
            "code": "00000", "msg": "success", "requestTime": .number(String(now.milliseconds)), "data": data,
        ]
    }
}
