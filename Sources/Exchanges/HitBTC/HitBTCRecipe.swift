import HTTPTransport
import SlotModel

/// The questions about one slot of HitBTC, in the order that gives the most for the least: docs/facts/exchanges.md,
/// section 8.
///
/// The symbol first, which slots of one market share: it tells whether the exchange can be reached, what its clock says,
/// and whether it trades the market. Then the balance, the fee and the price side by side; the wallet at last, and only
/// when the spot account is empty.
struct HitBTCRecipe: Sendable {
    let inquiry: Inquiry
    let conversation: Conversation
    let endpoints: HitBTCEndpoints
    let signer: HitBTCSigner
    let errors = HitBTCErrors()

    init(_ inquiry: Inquiry, over line: ExchangeLine, signer: HitBTCSigner) {
        self.inquiry = inquiry
        self.signer = signer
        endpoints = HitBTCEndpoints(origins: line.origins)
        conversation = Conversation(over: line, in: errors.dialect)
    }

    func gather() async -> Facts {
        var facts = Facts(notAsked: "the exchange could not be asked")
        let opening = await open()
        facts.reach = opening.reach
        facts.clock = opening.clock
        conversation.clock = opening.clock.value
        switch opening.symbol {
        case nil: facts = stopped(opening)
        case let symbol?: await ask(symbol, into: &facts)
        }
        facts.weight = conversation.weight
        return facts
    }

    private func stopped(_ opening: HitBTCOpening) -> Facts {
        var facts = Facts(
            notAsked: opening.reach.value == nil
                ? "the exchange could not be reached" : "the exchange's clock could not be read"
        )
        facts.reach = opening.reach
        facts.clock = opening.clock
        return facts
    }

    private func ask(_ symbol: Result<String, ExchangeFailure>, into facts: inout Facts) async {
        async let price = price(symbol)
        var signed = await signedAnswers(symbol)
        signed.settle(by: errors, clock: conversation.clock)
        facts.signIn = signed.signIn
        facts.permissions = signed.permissions
        facts.fees = signed.fees(areWanted: inquiry.wantsFees)
        facts.balances = await balances(signed)
        facts.account = .notDisclosed("HitBTC spot has no margin or position modes")
        facts.addresses = .notDisclosed(
            "HitBTC does not tell a key's IP list; look at the key on HitBTC's page of API keys, and write the list into the slot, "
                + "'ip-allowlist'"
        )
        facts.expiry = .notDisclosed(
            "HitBTC does not tell when a key ends; look at the key on HitBTC's page of API keys"
        )
        facts.market = await price
        // Not announced; what the reference knows of the general limit.
        facts.limits = .known(
            LimitFacts(used: nil, limit: 20, interval: .seconds(1), costPerPair: Self.costPerPair)
        )
    }

    /// What a bot asks about one pair, at least: candles, best prices, open orders, balance; one request each.
    ///
    /// Bots do not publish it. Some of these calls have roomier limits of their own (section 6.4), so the advice that
    /// follows is on the safe side.
    private static let costPerPair = 4
}
