import HTTPTransport
import SlotModel

/// The questions about one slot, in the order that gives the most for the least: docs/facts/exchanges.md, section 8.
///
/// First everything that needs no key, which all slots share, and who the key is where the rest depends on it; then
/// everything else, side by side. What all exchanges do alike stands here; each gives its calls, its signature, the
/// reading of its answers and its errors.
///
/// A class, so that the tasks that ask side by side share it.
protocol Recipe: AnyObject, Sendable {
    associatedtype Call: Sendable
    associatedtype Markets: Sendable

    var inquiry: Inquiry { get }
    var conversation: Conversation { get }
    /// What all questions cost so far.
    var weight: Int { get }

    /// Where a call goes, and what with; `nil`: the slot has no such call, or no origin for it.
    func endpoint(_ call: Call) -> Endpoint?
    /// The query and the headers of a signed call, by the time of that conversation, anew for every try.
    func sign(_ endpoint: Endpoint, in conversation: Conversation) async -> PreparedQuery
    /// What an answer holds, without the envelope that it comes in.
    func content(of answer: AnswerNode) throws(Misunderstanding) -> AnswerNode

    /// Asks what needs no other answer first.
    func open() async -> Opening<Markets>
    /// Asks everything else.
    func ask(_ markets: Result<Markets, ExchangeFailure>, into facts: inout Facts) async
}

/// What the first questions brought.
struct Opening<Markets: Sendable>: Sendable {
    var reach: Answer<HTTPTimings>
    var clock: Answer<ClockReading>
    /// `nil`: nothing more can be asked.
    var markets: Result<Markets, ExchangeFailure>?

    init(
        _ reach: HTTPTimings,
        _ clock: Answer<ClockReading>,
        _ markets: Result<Markets, ExchangeFailure>? = nil
    ) {
        self.reach = .known(reach)
        self.clock = clock
        self.markets = markets
    }

    /// The first answer did not come, or tells no time.
    init(_ trouble: Trouble) {
        markets = nil
        if let timings = trouble.timings {
            reach = .known(timings)
            clock = .failed(trouble.failure)
        } else {
            reach = .failed(trouble.failure)
            clock = .notAsked("the exchange could not be reached")
        }
    }

    init(_ clock: Result<Reply<ClockReading>, Trouble>, _ markets: Result<Markets, ExchangeFailure>) {
        switch clock {
        case .failure(let trouble): self.init(trouble)
        case .success(let reply): self.init(reply.timings, .known(reply.value), markets)
        }
    }
}

extension Recipe {
    var weight: Int { conversation.weight }

    func content(of answer: AnswerNode) throws(Misunderstanding) -> AnswerNode { answer }

    func gather() async -> Facts {
        let opening = await open()
        var facts = Facts(
            notAsked: opening.markets != nil
                ? "the exchange could not be asked"
                : opening.reach.value == nil
                    ? "the exchange could not be reached" : "the exchange's clock could not be read"
        )
        facts.reach = opening.reach
        facts.clock = opening.clock
        if let markets = opening.markets {
            conversation.clock = opening.clock.value
            await ask(markets, into: &facts)
        }
        facts.weight = weight
        return facts
    }

    /// The request, for messages.
    func label(_ call: Call) -> String { endpoint(call)?.label ?? "" }
}

// MARK: - Questions

extension Recipe {
    /// Asks with a signature.
    ///
    /// - Parameter talk: By whose clock; the recipe's own when absent.
    func asked<Value: Sendable>(
        _ call: Call,
        in talk: Conversation? = nil,
        decode: @escaping @Sendable (AnswerNode) throws(Misunderstanding) -> Value
    ) async -> Result<Value, ExchangeFailure> {
        guard let endpoint = endpoint(call) else { return .failure(.noOrigin) }
        do throws(ExchangeFailure) {
            let talk = talk ?? conversation
            let question = question(endpoint, decode) { await self.sign(endpoint, in: talk) }
            return .success(try await talk.ask(question).value)
        } catch {
            return .failure(error)
        }
    }

    /// Asks without a key: once for all slots of the run.
    func shared<Value: Sendable>(
        _ call: Call,
        decode: @escaping @Sendable (AnswerNode) throws(Misunderstanding) -> Value
    ) async -> Result<Value, ExchangeFailure> {
        await firstShared(call, decode: decode).map(\.value).mapError(\.failure)
    }

    /// As ``shared(_:decode:)``, with what is known of a failed try.
    func firstShared<Value: Sendable>(
        _ call: Call,
        decode: @escaping @Sendable (AnswerNode) throws(Misunderstanding) -> Value
    ) async -> Result<Reply<Value>, Trouble> {
        guard let endpoint = endpoint(call) else { return .failure(Trouble(.noOrigin)) }
        let query = PreparedQuery(QueryText.encode(endpoint.parameters))
        do throws(Trouble) {
            return .success(try await conversation.tryShared(question(endpoint, decode) { query }))
        } catch {
            return .failure(error)
        }
    }

    private func question<Value: Sendable>(
        _ endpoint: Endpoint,
        _ decode: @escaping @Sendable (AnswerNode) throws(Misunderstanding) -> Value,
        _ prepare: @escaping @Sendable () async -> PreparedQuery
    ) -> Question<Value> {
        Question(endpoint, prepare: prepare) { answer throws(Misunderstanding) in
            try decode(try self.content(of: answer))
        }
    }
}

// MARK: - Steps

extension Recipe {
    /// The exchange's clock, where a call tells it in the member `serverTime`.
    func readClock(_ call: Call) async -> Result<Reply<ClockReading>, Trouble> {
        await firstShared(call) { answer throws(Misunderstanding) in
            try answer.member("serverTime").moment()
        }
        .map { Reply(value: ClockReading($0.value, $0.timings), timings: $0.timings) }
    }

    /// The slot's market in the exchange's list.
    ///
    /// - Parameters:
    ///   - call: The one that brought the list.
    ///   - unknown: What is wrong, and what to do, when the list does not have the market.
    func market(
        in markets: Result<MarketList, ExchangeFailure>,
        of call: Call,
        unknown: (_ host: String) -> (message: String, help: String)
    ) -> Result<ListedMarket, ExchangeFailure> {
        guard let endpoint = endpoint(call) else { return .failure(.noOrigin) }
        return markets.flatMap { list in
            do throws(Misunderstanding) {
                if let market = try list.market(inquiry.market) { return .success(market) }
                let (message, help) = unknown(endpoint.host)
                return .failure(ExchangeFailure(.unknownMarket, message, help: help, request: endpoint.label))
            } catch {
                return .failure(.notUnderstood(error, endpoint))
            }
        }
    }

    /// Fresh data of the slot's market.
    func price(
        _ market: Result<ListedMarket, ExchangeFailure>,
        _ call: (_ symbol: String) -> Call,
        decode: @escaping @Sendable (AnswerNode) throws(Misunderstanding) -> Price
    ) async -> Answer<MarketFacts> {
        switch market {
        case .failure(let failure): return .failed(failure)
        case .success(let market):
            return Answer(
                await shared(call(market.symbol), decode: decode).map {
                    MarketFacts(
                        symbol: market.symbol,
                        isTrading: market.isTrading,
                        price: $0.price,
                        time: $0.time
                    )
                }
            )
        }
    }

    /// What the account pays on the slot's market; `nil`: nobody wants to know.
    func fees(
        _ market: Result<ListedMarket, ExchangeFailure>,
        _ call: (_ symbol: String) -> Call,
        decode: @escaping @Sendable (AnswerNode) throws(Misunderstanding) -> FeeRates
    ) async -> Result<FeeRates, ExchangeFailure>? {
        guard inquiry.wantsFees else { return nil }
        switch market {
        case .failure(let failure): return .failure(failure)
        case .success(let market): return await asked(call(market.symbol), decode: decode)
        }
    }
}

extension Connector {
    /// The facts of a recipe, or that the credentials are none to ask with.
    func facts(of recipe: () throws(ExchangeFailure) -> any Recipe) async -> Facts {
        do throws(ExchangeFailure) {
            let recipe = try recipe()
            return await recipe.gather()
        } catch {
            var facts = Facts(notAsked: "the credentials cannot be used")
            facts.signIn = .failed(error)
            return facts
        }
    }
}
