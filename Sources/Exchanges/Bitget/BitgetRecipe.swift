import HTTPTransport
import SlotModel

/// The questions about one Bitget slot: the clock and the markets, which all slots share; who the key is, which all slots
/// of the key share and which tells the account's mode; and everything else of that mode side by side.
///
/// A key that worked is taken for what it was, and asked everything at once.
final class BitgetRecipe: Recipe {
    let inquiry: Inquiry
    let conversation: Conversation
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
        let own = market == .spot ? line.origins.spot : line.origins.futures
        endpoints = BitgetEndpoints(
            product: product,
            // One host serves both markets, so an origin given for the other one is right as well.
            origin: own ?? line.origins.spot ?? line.origins.futures,
            user: signer.digest
        )
    }

    func endpoint(_ call: BitgetCall) -> Endpoint? { endpoints.endpoint(call) }

    func sign(_ endpoint: Endpoint) async -> PreparedQuery {
        PreparedQuery(
            BitgetSigning.query(endpoint.parameters),
            headers: signer.headers(endpoint.path, endpoint.parameters, at: conversation.exchangeTime)
        )
    }

    func content(of answer: AnswerNode) throws(Misunderstanding) -> AnswerNode { try answer.bitgetData() }

    func open() async -> Opening<MarketList> {
        async let listing = listing(assumed)
        let clock = await readClock()
        // Without a clock, nobody waits for the markets.
        if case .failure(let trouble) = clock { return Opening(trouble) }
        return Opening(clock, await listing)
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

    func ask(_ listing: Result<MarketList, ExchangeFailure>, into facts: inout Facts) async {
        facts.limits = .known(Self.limits)
        facts.expiry = .notDisclosed("Bitget does not tell when a key ends")
        if inquiry.seen == nil {
            await askKey(listing, into: &facts)
        } else {
            await askAtOnce(listing, into: &facts)
        }
        // A refusal because of the time tells it once more.
        if let clock = conversation.clock { facts.clock = .known(clock) }
    }

    /// Asks who the key is beside all the rest, as of an account of the mode that it was.
    private func askAtOnce(_ listing: Result<MarketList, ExchangeFailure>, into facts: inout Facts) async {
        async let identified = identify(again: false)
        let answers = await self.answers(of: assumed, listing)
        switch await identified {
        case .failure(let failure): failSignIn(failure, &facts)
        case .success(let key) where key.mode == assumed && !answers.account.namesOtherMode:
            tell(answers, of: key, into: &facts)
        case .success: await askKey(listing, into: &facts)
        }
    }

    private func askKey(_ listing: Result<MarketList, ExchangeFailure>, into facts: inout Facts) async {
        for isAgain in [false, true] {
            switch await identify(again: isAgain) {
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
                // The account was switched since its mode was asked.
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
