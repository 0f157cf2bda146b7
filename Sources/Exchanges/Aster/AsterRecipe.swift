import HTTPTransport
import SlotModel

/// The questions about one Aster slot, in the order that gives the most for the least: docs/facts/exchanges.md,
/// section 8.
///
/// The clock and the symbols first, which all slots share; then the signed questions side by side; dear ones at last,
/// and only for what nothing cheaper told.
///
/// A class, so that the tasks that ask side by side share it.
final class AsterRecipe: Sendable {
    let inquiry: Inquiry
    let conversation: Conversation
    let endpoints: AsterEndpoints
    let signer: AsterSigner
    let errors: AsterErrors

    init(_ inquiry: Inquiry, over line: ExchangeLine, market: Selector.Market, signer: AsterSigner) {
        self.inquiry = inquiry
        self.signer = signer
        endpoints = AsterEndpoints(market: market, generation: signer.generation, origins: line.origins)
        errors = AsterErrors(market: market, generation: signer.generation)
        conversation = Conversation(over: line, in: errors.dialect)
    }

    func gather() async -> Facts {
        var facts = Facts(notAsked: "the exchange could not be asked")
        let (clock, information) = await publicAnswers()
        switch clock {
        case .failure(let trouble):
            facts = unreached(trouble)
        case .success(let reply):
            facts.reach = .known(reply.timings)
            facts.clock = .known(reply.value)
            conversation.clock = reply.value
            await ask(information, into: &facts)
        }
        facts.weight = conversation.weight
        return facts
    }

    /// The answers that all slots share.
    ///
    /// A function of its own, because a task lives as long as the scope that started it.
    private func publicAnswers() async -> (
        clock: Result<Reply<ClockReading>, Trouble>, information: Result<AsterExchangeInfo, ExchangeFailure>
    ) {
        async let listed = information()
        let clock = await readClock()
        return (clock, await listed)
    }

    private func unreached(_ trouble: Trouble) -> Facts {
        guard let timings = trouble.timings else {
            var facts = Facts(notAsked: "the exchange could not be reached")
            facts.reach = .failed(trouble.failure)
            return facts
        }
        var facts = Facts(notAsked: "the exchange's clock could not be read")
        facts.reach = .known(timings)
        facts.clock = .failed(trouble.failure)
        return facts
    }

    private func ask(_ information: Result<AsterExchangeInfo, ExchangeFailure>, into facts: inout Facts) async
    {
        let symbol = symbol(in: information)
        async let price = price(symbol)
        var signed = await signedAnswers(symbol)
        facts.signIn = signed.signIn
        signed.settle(at: conversation.exchangeTime)
        tellKey(signed, into: &facts)
        facts.fees = signed.feesAnswer
        facts.balances = signed.accountAnswer { $0.balances }
        facts.account = await modes(signed, symbol)
        facts.accountName = accountName(signed)
        facts.market = await price
        // At last, when the answers have told what is used by now.
        facts.limits = limits(information)
    }
}
