import HTTPTransport
import SlotModel

/// The questions about one slot of HitBTC: the symbol, which slots of one market share and which tells whether the
/// exchange can be reached, what its clock says, and whether it trades the market; then the balance, the fee and the price;
/// the wallet at last, and only when the spot account is empty.
final class HitBTCRecipe: Recipe {
    let inquiry: Inquiry
    let conversation: Conversation
    private let signer: HitBTCSigner
    private let errors = HitBTCErrors()

    /// Throws `.invalidCredentials` when a part is missing.
    init(_ inquiry: Inquiry, over line: ExchangeLine) throws(ExchangeFailure) {
        self.inquiry = inquiry
        signer = try HitBTCSigner(inquiry.credentials, inquiry.signIn)
        conversation = Conversation(over: line, in: errors.dialect)
    }

    func endpoint(_ call: HitBTCCall) -> Endpoint? {
        conversation.line.origins.spot.map {
            Endpoint(origin: $0, path: call.path, weight: 1, budget: call.budget)
        }
    }

    func sign(_ endpoint: Endpoint, in conversation: Conversation) async -> PreparedQuery {
        signer.prepare(endpoint, in: conversation)
    }

    func open() async -> Opening<ListedMarket> {
        let call = HitBTCCall.symbol(HitBTCSymbol.name(of: inquiry.market))
        let symbol = await firstShared(call) { answer throws(Misunderstanding) in try HitBTCSymbol(answer) }
        switch symbol {
        case .success(let reply):
            return Opening(reply.timings, Self.clock(reply.date, reply.timings), market(reply.value, call))
        case .failure(let trouble):
            // An exchange that knows itself not to trade the market can be asked everything else.
            guard let timings = trouble.timings, trouble.failure.kind == .unknownMarket else {
                return Opening(trouble)
            }
            return Opening(timings, Self.clock(trouble.date, timings), .failure(trouble.failure))
        }
    }

    /// The header tells whole seconds: the middle of the second it is, give or take half of one.
    private static func clock(_ date: Timestamp?, _ timings: HTTPTimings) -> Answer<ClockReading> {
        guard let date else {
            return .notDisclosed("HitBTC has no call for its time, and its answer carries no 'Date'")
        }
        var reading = ClockReading(date + .milliseconds(500), timings)
        reading.uncertainty += .milliseconds(500)
        return .known(reading)
    }

    private func market(_ symbol: HitBTCSymbol, _ call: HitBTCCall) -> Result<ListedMarket, ExchangeFailure> {
        var list = MarketList()
        if symbol.isSpot {
            list.add(symbol.base, symbol.quote) {
                ListedMarket(symbol: HitBTCSymbol.name(of: inquiry.market))
            }
        }
        return market(in: .success(list), of: call) { host in
            (
                "\(host) does not trade \(inquiry.market) on its spot market",
                "write 'require.market' as BASE/QUOTE, as HitBTC lists it, such as BTC/USDT"
            )
        }
    }

    func ask(_ market: Result<ListedMarket, ExchangeFailure>, into facts: inout Facts) async {
        async let price = price(market, HitBTCCall.ticker, decode: HitBTCAnswers.price)
        var signed = await signedAnswers(market)
        signed.settle(by: errors, clock: conversation.clock)
        facts.signIn = signed.signIn.answer
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
