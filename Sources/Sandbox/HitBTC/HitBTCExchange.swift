import PlainJSON
import SlotModel

/// HitBTC: spot, wallet and futures behind one host.
final class HitBTCExchange: ServedExchange {
    static let headers = ["Authorization"]

    private let gate: HitBTCGate
    private let clock: ExchangeClock
    /// Calls per second and address; `nil`: not limited.
    private let rates: RateMeter?

    init(_ options: SandboxOptions) {
        gate = HitBTCGate(
            registry: HitBTCRegistry(numberedAccounts: options.numberedAccounts, guests: options.guests),
            checksSignatures: options.checksSignatures
        )
        clock = ExchangeClock(offset: options.clockOffset)
        rates = options.limitsRates ? RateMeter() : nil
    }

    func respond(to request: ServedRequest, on _: SandboxHost) -> ServedResponse {
        let now = clock.now
        // Nothing tells what the exchange says to a path that it does not have.
        guard let route = HitBTCRoute.find(request.path) else { return .page(status: 404) }
        do throws(HitBTCRefusal) {
            let limit = route.group.limit
            guard rates?.take(route.group.rawValue, for: request.peer, limit, at: now) ?? true else {
                throw .tooMany
            }
            let markets = HitBTCPublicAnswers(now: now)
            guard let text = QueryText(request.query) else { throw .invalid("query") }
            if let value = try markets.answer(route, text) { return .json(value) }
            let account = try gate.admit(request, at: now)
            return answer(route, text, markets, traits: account.traits, to: request, at: now)
        } catch {
            return error.response(to: request.path, at: now)
        }
    }

    func refuseWrite(_ request: ServedRequest) -> ServedResponse {
        HitBTCRefusal.write.response(to: request.path, at: clock.now)
    }

    /// What an account hears, errors included.
    private func answer(
        _ route: HitBTCRoute,
        _ text: QueryText,
        _ markets: HitBTCPublicAnswers,
        traits: HitBTCTraits,
        to request: ServedRequest,
        at now: Timestamp
    ) -> ServedResponse {
        var response: ServedResponse
        let here = now + traits.clockOffset
        do throws(HitBTCRefusal) {
            if let refusal = traits.refusal { throw refusal }
            guard traits.allows(route.access) else { throw .missingRight }
            let value = try HitBTCSignedAnswers(traits: traits, markets: markets).answer(route, text) ?? .null
            response = traits.fault?.spoil(value) ?? .json(value)
        } catch {
            response = error.response(to: request.path, at: here, hasTextCode: traits.hasTextCodes)
        }
        if traits.clockOffset != .zero { response.headers.append(("Date", here.httpDate)) }
        return response
    }
}

extension HitBTCTraits {
    fileprivate func allows(_ access: HitBTCRoute.Access) -> Bool {
        switch access {
        case .open: true
        case .balance: mayReadBalance
        case .orders: mayOrder
        case .payments: mayReadPayments
        }
    }
}
