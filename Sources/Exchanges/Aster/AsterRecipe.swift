import HTTPTransport
import SlotModel

/// The questions about one Aster slot: the clock and the symbols; then the signed ones; dear ones at last, and only
/// for what nothing cheaper told.
final class AsterRecipe: Recipe {
    let inquiry: Inquiry
    let conversation: Conversation
    let endpoints: AsterEndpoints
    let signer: AsterSigner
    let errors: AsterErrors

    /// Throws `.invalidCredentials` with the field that cannot be used.
    init(_ inquiry: Inquiry, over line: ExchangeLine, market: Selector.Market) throws(ExchangeFailure) {
        self.inquiry = inquiry
        signer = try AsterSigner(inquiry.credentials, on: inquiry.network)
        endpoints = AsterEndpoints(market: market, generation: signer.generation, origins: line.origins)
        errors = AsterErrors(market: market, generation: signer.generation)
        conversation = Conversation(over: line, in: errors.dialect)
    }

    func endpoint(_ call: AsterCall) -> Endpoint? { endpoints.endpoint(call) }

    func sign(_ endpoint: Endpoint, in conversation: Conversation) async -> PreparedQuery {
        await signer.prepare(endpoint.parameters, in: conversation)
    }

    func open() async -> Opening<AsterExchangeInfo> {
        async let information = information()
        let clock = await readClock(.time)
        // Without a clock, nobody waits for the symbols.
        if case .failure(let trouble) = clock { return Opening(trouble) }
        return Opening(clock, await information)
    }

    private func information() async -> Result<AsterExchangeInfo, ExchangeFailure> {
        let information = await shared(.exchangeInfo) { answer throws(Misunderstanding) in
            try AsterExchangeInfo(answer)
        }
        if let known = information.value, let limit = known.limit, let endpoint = endpoint(.exchangeInfo),
            known.interval == endpoint.budget.interval
        {
            conversation.line.shared.gate.announce(
                limit: limit,
                at: conversation.scope(to: endpoint.origin),
                of: endpoint.budget
            )
        }
        return information
    }

    func ask(_ information: Result<AsterExchangeInfo, ExchangeFailure>, into facts: inout Facts) async {
        let market = market(in: information.map(\.markets), of: .exchangeInfo) { host in
            (
                "\(host) does not trade \(inquiry.market)",
                "write 'require.market' as BASE/QUOTE, as Aster lists it, such as BTC/USDT"
            )
        }
        async let price = price(market, AsterCall.price, decode: AsterAnswers.price)
        var signed = await signedAnswers(market)
        facts.signIn = signed.signIn.answer
        signed.settle(by: errors, at: conversation.exchangeTime)
        tellKey(signed, into: &facts)
        facts.fees =
            signed.fees.map { signed.signIn.part($0) { $0 } } ?? .notAsked("the slot names no fee")
        facts.balances = signed.signIn.part(signed.account) { $0.balances }
        facts.account = await modes(signed, market)
        facts.accountName = accountName(signed)
        facts.market = await price
        // At last, when the answers have told what is used by now.
        facts.limits = limits(information)
    }

    private func limits(_ information: Result<AsterExchangeInfo, ExchangeFailure>) -> Answer<LimitFacts> {
        guard let endpoint = endpoint(.exchangeInfo) else { return .failed(.noOrigin) }
        let scope = conversation.scope(to: endpoint.origin)
        return Answer(
            information.map {
                LimitFacts(
                    used: conversation.line.shared.gate.used(at: scope, of: endpoint.budget),
                    limit: $0.limit,
                    interval: $0.interval,
                    costPerPair: Self.costPerPair
                )
            }
        )
    }

    /// What a bot asks about one pair, at least: candles 1, best prices 1, open orders of the symbol 1, account 5.
    ///
    /// Bots do not publish it; the weights are those of sections 2.3 and 3.
    private static let costPerPair = 8
}
