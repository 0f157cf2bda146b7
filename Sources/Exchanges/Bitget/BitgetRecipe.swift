import HTTPTransport
import SlotModel

/// The questions about one Bitget slot, in the order that gives the most for the least: docs/facts/exchanges.md,
/// section 8.
///
/// The clock first, which all slots share; then who the key is, which all slots of the key share and which tells the
/// account's mode; then everything else of that mode side by side.
struct BitgetRecipe: Sendable {
    let inquiry: Inquiry
    let conversation: Conversation
    let endpoints: BitgetEndpoints
    let signer: BitgetSigner
    let product: BitgetProduct
    let errors: BitgetErrors

    init(_ inquiry: Inquiry, over line: ExchangeLine, market: Selector.Market, signer: BitgetSigner) {
        self.inquiry = inquiry
        self.signer = signer
        product = BitgetProduct(market, inquiry)
        errors = BitgetErrors(product: product, network: inquiry.network)
        conversation = Conversation(over: line, in: errors.dialect)
        let own = market == .spot ? line.origins.spot : line.origins.futures
        endpoints = BitgetEndpoints(
            product: product,
            // One host serves both markets, so an origin given for the other one is right as well.
            origin: own ?? line.origins.spot ?? line.origins.futures ?? "",
            user: signer.digest
        )
    }

    func gather() async -> Facts {
        var facts = Facts(notAsked: "the exchange could not be asked")
        switch await readClock() {
        case .failure(let trouble): facts = unreached(trouble)
        case .success(let reply):
            facts.reach = .known(reply.timings)
            conversation.clock = reply.value
            facts.limits = .known(Self.limits)
            facts.expiry = .notDisclosed("Bitget does not tell when a key ends")
            await askKey(into: &facts)
            // A refusal because of the time tells it once more.
            facts.clock = .known(conversation.clock ?? reply.value)
        }
        facts.weight = conversation.weight
        return facts
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

    private func askKey(into facts: inout Facts) async {
        for isAgain in [false, true] {
            switch await identify(again: isAgain) {
            case .failure(let failure):
                failSignIn(failure, &facts)
                return
            case .success(let key):
                let answers = await ask(as: key)
                // The account was switched since its mode was asked.
                if answers.account.namesOtherMode, !isAgain { continue }
                tell(answers, of: key, into: &facts)
                return
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

// MARK: - Asking

extension BitgetRecipe {
    private func readClock() async -> Result<Reply<ClockReading>, Trouble> {
        let question = Question(endpoints.endpoint(.time, .classic)) {
            PreparedQuery("")
        } decode: { answer throws(Misunderstanding) in
            try answer.bitgetData().member("serverTime").moment()
        }
        do throws(Trouble) {
            let reply = try await conversation.tryShared(question)
            return .success(Reply(value: ClockReading(reply.value, reply.timings), timings: reply.timings))
        } catch {
            // The answer may be strange where it names the time, and still carry it in its envelope.
            if let timings = error.timings, error.failure.kind == .notUnderstood,
                let clock = conversation.clock
            {
                return .success(Reply(value: clock, timings: timings))
            }
            return .failure(error)
        }
    }

    /// A public question, which all slots share.
    func shared<Value: Sendable>(
        _ call: BitgetCall,
        _ mode: BitgetMode,
        symbol: String? = nil,
        decode: @escaping @Sendable (AnswerNode) throws(Misunderstanding) -> Value
    ) async -> Result<Value, ExchangeFailure> {
        let query = BitgetSigning.query(endpoints.parameters(call, mode, symbol: symbol))
        let question = Question(endpoints.endpoint(call, mode)) {
            PreparedQuery(query)
        } decode: { answer throws(Misunderstanding) in
            try decode(answer.bitgetData())
        }
        do throws(ExchangeFailure) {
            return .success(try await conversation.askShared(question).value)
        } catch {
            return .failure(error)
        }
    }

    /// A signed question.
    func signed<Value: Sendable>(
        _ call: BitgetCall,
        _ mode: BitgetMode,
        symbol: String? = nil,
        marginCoin: String? = nil,
        decode: @escaping @Sendable (AnswerNode) throws(Misunderstanding) -> Value
    ) async -> Result<Value, ExchangeFailure> {
        let endpoint = endpoints.endpoint(call, mode)
        let parameters = endpoints.parameters(call, mode, symbol: symbol, marginCoin: marginCoin)
        let (signer, conversation) = (signer, conversation)
        let question = Question(endpoint) {
            PreparedQuery(
                BitgetSigning.query(parameters),
                headers: signer.headers(endpoint.path, parameters, at: conversation.exchangeTime)
            )
        } decode: { answer throws(Misunderstanding) in
            try decode(answer.bitgetData())
        }
        do throws(ExchangeFailure) {
            return .success(try await conversation.ask(question).value)
        } catch {
            return .failure(error)
        }
    }

    func label(_ call: BitgetCall, _ mode: BitgetMode) -> String { endpoints.endpoint(call, mode).label }
}
