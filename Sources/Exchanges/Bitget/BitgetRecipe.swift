import HTTPTransport
import SlotModel

/// The questions about one Bitget slot: the clock and the markets, which all slots share, beside who the key is, which
/// all slots of the key share and which tells the account's mode; then everything else of that mode side by side.
///
/// A key that worked is taken for what it was, any other one for a classic account's.
final class BitgetRecipe: Recipe {
    let inquiry: Inquiry
    let conversation: Conversation
    /// About the key, beside the question about the clock: signed by our own clock, and by Bitget's from the first answer
    /// on, which tells it in its envelope.
    let introduction: Conversation
    let endpoints: BitgetEndpoints
    let signer: BitgetSigner
    let product: BitgetProduct
    /// What the account is taken for until the key has told.
    let assumed: BitgetMode

    /// Throws `.invalidCredentials` when a part is missing.
    init(_ inquiry: Inquiry, over line: ExchangeLine, market: Selector.Market) throws(ExchangeFailure) {
        self.inquiry = inquiry
        signer = try BitgetSigner(inquiry.credentials, on: inquiry.network)
        product = BitgetProduct(market, inquiry)
        assumed = inquiry.seen?.accountMode.flatMap { BitgetMode(rawValue: $0) } ?? .classic
        let errors = BitgetErrors(product: product, network: inquiry.network)
        conversation = Conversation(over: line, in: errors.dialect)
        introduction = Conversation(over: line, in: errors.dialect, beside: conversation)
        let own = market == .spot ? line.origins.spot : line.origins.futures
        endpoints = BitgetEndpoints(
            product: product,
            // One host serves both markets, so an origin given for the other one is right as well.
            origin: own ?? line.origins.spot ?? line.origins.futures,
            user: signer.digest
        )
    }

    var weight: Int { conversation.weight + introduction.weight }

    func endpoint(_ call: BitgetCall) -> Endpoint? { endpoints.endpoint(call) }

    func sign(_ endpoint: Endpoint, in conversation: Conversation) async -> PreparedQuery {
        PreparedQuery(
            BitgetSigning.query(endpoint.parameters),
            headers: signer.headers(endpoint.path, endpoint.parameters, at: conversation.exchangeTime)
        )
    }

    func content(of answer: AnswerNode) throws(Misunderstanding) -> AnswerNode { try answer.bitgetData() }

    /// What came in the first round.
    struct FirstAnswers: Sendable {
        var listing: Result<MarketList, ExchangeFailure>
        var key: Result<BitgetKey, ExchangeFailure>
    }

    func open() async -> Opening<FirstAnswers> {
        async let listing = listing(assumed)
        async let key = identify(again: false)
        let clock = await readClock()
        // Without a clock, nobody waits for the others.
        if case .failure(let trouble) = clock { return Opening(trouble) }
        return Opening(clock, .success(FirstAnswers(listing: await listing, key: await key)))
    }

    private func readClock() async -> Result<Reply<ClockReading>, Trouble> {
        let reading = await readClock(.time)
        // The answer may be strange where it names the time, and still carry it in its envelope.
        if case .failure(let trouble) = reading, trouble.failure.kind == .notUnderstood,
            let timings = trouble.timings, let clock = conversation.clock
        {
            return .success(Reply(value: clock, timings: timings))
        }
        return reading
    }

    func ask(_ first: Result<FirstAnswers, ExchangeFailure>, into facts: inout Facts) async {
        facts.limits = .known(Self.limits)
        facts.expiry = .notDisclosed("Bitget does not tell when a key ends")
        switch first {
        case .failure(let failure): failSignIn(failure, &facts)
        case .success(let first):
            if case .clockSkew = first.key.failure?.kind, let clock = introduction.clock {
                conversation.clock = clock
            }
            await ask(first.listing, of: first.key, into: &facts)
        }
        // A refusal because of the time tells it once more.
        if let clock = conversation.clock { facts.clock = .known(clock) }
    }

    /// Asks everything else of the key's mode; and all of it anew, once, where the mode turns out to be of the past.
    private func ask(
        _ listing: Result<MarketList, ExchangeFailure>,
        of told: Result<BitgetKey, ExchangeFailure>,
        into facts: inout Facts
    ) async {
        for isAgain in [false, true] {
            switch isAgain ? await identify(again: true) : told {
            case .failure(let failure):
                failSignIn(failure, &facts)
                return
            case .success(let key):
                async let complete = complete(key, again: isAgain)
                let answers = await self.answers(of: key.mode, listing)
                switch await complete {
                case .failure(let failure):
                    failSignIn(failure, &facts)
                    return
                case .success where answers.account.namesOtherMode && !isAgain: continue
                case .success(let key):
                    tell(answers, of: key, into: &facts)
                    return
                }
            }
        }
    }

    func failSignIn(_ failure: ExchangeFailure, _ facts: inout Facts) {
        let (limits, expiry, reach) = (facts.limits, facts.expiry, facts.reach)
        facts = Facts(notAsked: "the sign-in failed")
        (facts.limits, facts.expiry, facts.reach) = (limits, expiry, reach)
        facts.signIn = .failed(failure)
    }

    /// Requests a minute and address; what is used is not told.
    ///
    /// A bot's look at one pair is at least candles, a ticker, the open orders and the account.
    private static let limits = LimitFacts(
        used: nil,
        limit: BitgetEndpoints.total.assumed,
        interval: BitgetEndpoints.total.interval,
        costPerPair: 4
    )
}
