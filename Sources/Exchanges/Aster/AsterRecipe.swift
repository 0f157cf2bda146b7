import HTTPTransport
import SlotModel

/// The questions about one Aster slot, in the order that gives the most for the least: reference/exchanges.md,
/// section 8.
///
/// The clock and the symbols first, which all slots share; then the signed questions side by side; dear ones at last,
/// and only for what nothing cheaper told.
struct AsterRecipe: Sendable {
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
        async let listed = information()
        let clock = await readClock()
        let information = await listed
        switch clock {
        case .failure(let trouble):
            facts = unreached(trouble)
        case .success(let reply):
            facts.reach = .told(reply.timings)
            facts.clock = .told(reply.value)
            conversation.clock = reply.value
            await ask(information, into: &facts)
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
        facts.reach = .told(timings)
        facts.clock = .failed(trouble.failure)
        return facts
    }

    private func ask(_ information: Result<AsterExchangeInfo, ExchangeFailure>, into facts: inout Facts) async
    {
        let symbol = symbol(in: information)
        async let price = price(symbol)
        var signed = await signedAnswers(symbol)
        facts.signIn = signed.signIn
        if case .told = facts.signIn { signed.settle() }
        tellKey(signed, into: &facts)
        facts.fees = signed.feesAnswer
        facts.balances = signed.accountAnswer { $0.balances }
        facts.account = await modes(signed, symbol)
        facts.market = await price
        // At last, when the answers have told what is used by now.
        facts.limits = limits(information)
    }
}

// MARK: - Public questions

extension AsterRecipe {
    private func readClock() async -> Result<Reply<ClockReading>, Trouble> {
        guard let endpoint = endpoints.endpoint(.time) else { return .failure(Trouble(noOrigin)) }
        let question = Question(endpoint) {
            PreparedQuery("")
        } decode: { answer throws(Misunderstanding) in
            try answer.member("serverTime").moment()
        }
        do throws(Trouble) {
            let reply = try await conversation.tryShared(question)
            return .success(Reply(value: ClockReading(reply.value, reply.timings), timings: reply.timings))
        } catch {
            return .failure(error)
        }
    }

    private func information() async -> Result<AsterExchangeInfo, ExchangeFailure> {
        guard let endpoint = endpoints.endpoint(.exchangeInfo) else { return .failure(noOrigin) }
        let question = Question(endpoint) {
            PreparedQuery("")
        } decode: { answer throws(Misunderstanding) in
            try AsterExchangeInfo(answer)
        }
        do throws(ExchangeFailure) {
            let information = try await conversation.askShared(question).value
            if let limit = information.limit, information.interval == endpoint.budget.interval {
                conversation.line.shared.gate.announce(
                    limit: limit,
                    at: conversation.lane(to: endpoint.origin),
                    of: endpoint.budget
                )
            }
            return .success(information)
        } catch {
            return .failure(error)
        }
    }

    private func symbol(
        in information: Result<AsterExchangeInfo, ExchangeFailure>
    ) -> Result<AsterExchangeInfo.Symbol, ExchangeFailure> {
        guard let endpoint = endpoints.endpoint(.exchangeInfo) else { return .failure(noOrigin) }
        switch information {
        case .failure(let failure): return .failure(failure)
        case .success(let information):
            do throws(Misunderstanding) {
                if let symbol = try information.symbol(of: inquiry.market) { return .success(symbol) }
                return .failure(
                    ExchangeFailure(
                        .unknownMarket,
                        "\(endpoint.host) does not trade \(inquiry.market)",
                        help: "write 'require.market' as BASE/QUOTE, as Aster lists it, such as BTC/USDT",
                        request: endpoint.label
                    )
                )
            } catch {
                return .failure(
                    ExchangeFailure(
                        .notUnderstood,
                        "the answer of \(endpoint.host) cannot be understood: \(error)",
                        help: "try again later; if it stays so, look for a newer version of slots",
                        request: endpoint.label
                    )
                )
            }
        }
    }

    private func price(_ symbol: Result<AsterExchangeInfo.Symbol, ExchangeFailure>) async -> Answer<
        MarketFacts
    > {
        switch symbol {
        case .failure(let failure): return .failed(failure)
        case .success(let symbol):
            guard let endpoint = endpoints.endpoint(.price) else { return .failed(noOrigin) }
            let query = QueryText.encode([QueryParameter("symbol", symbol.name)])
            let question = Question(endpoint) {
                PreparedQuery(query)
            } decode: { answer throws(Misunderstanding) in
                try AsterPrice(answer)
            }
            do throws(ExchangeFailure) {
                let price = try await conversation.askShared(question).value
                return .told(
                    MarketFacts(
                        symbol: symbol.name,
                        isTrading: symbol.isTrading,
                        price: price.price,
                        time: price.time
                    )
                )
            } catch {
                return .failed(error)
            }
        }
    }

    private func limits(_ information: Result<AsterExchangeInfo, ExchangeFailure>) -> Answer<LimitFacts> {
        switch information {
        case .failure(let failure): return .failed(failure)
        case .success(let information):
            guard let endpoint = endpoints.endpoint(.exchangeInfo) else { return .failed(noOrigin) }
            let lane = conversation.lane(to: endpoint.origin)
            return .told(
                LimitFacts(
                    used: conversation.line.shared.gate.used(at: lane, of: endpoint.budget),
                    limit: information.limit,
                    interval: information.interval,
                    costPerPair: Self.costPerPair
                )
            )
        }
    }

    /// What a bot asks about one pair, at least: candles 1, best prices 1, open orders of the symbol 1, account 5.
    ///
    /// Bots do not publish it; the weights are those of sections 2.3 and 3.
    private static let costPerPair = 8

    private func label(_ call: AsterCall) -> String { endpoints.endpoint(call)?.label ?? "" }

    private var noOrigin: ExchangeFailure {
        ExchangeFailure(
            .unavailable,
            "no address is known for this part of the exchange",
            help: "give the slot's 'endpoint' for both spot and futures",
            request: "none"
        )
    }
}

// MARK: - Signed questions

extension AsterRecipe {
    /// What every slot of this kind asks, side by side.
    private func signedAnswers(
        _ symbol: Result<AsterExchangeInfo.Symbol, ExchangeFailure>
    ) async -> SignedAnswers {
        var calls: [AsterCall] = [.account]
        if signer.generation == .v3 { calls.append(.agents) }
        if inquiry.wantsFees, case .success = symbol { calls.append(.commissionRate) }
        let labels = (label(.account), label(.agents), label(.commissionRate))
        do throws(ExchangeFailure) {
            try await conversation.reserve(calls.compactMap { endpoints.endpoint($0) })
        } catch {
            return SignedAnswers(
                account: .failure(error),
                agent: signer.generation == .v3 ? .failure(error) : nil,
                fees: inquiry.wantsFees ? .failure(error) : nil,
                errors: errors,
                labels: labels
            )
        }
        async let account = account()
        async let agent = agent()
        async let fees = fees(symbol)
        return SignedAnswers(
            account: await account,
            agent: await agent,
            fees: await fees,
            errors: errors,
            labels: labels
        )
    }

    private func account() async -> Result<AsterAccount, ExchangeFailure> {
        await asked(.account) { answer throws(Misunderstanding) in
            switch self.endpoints.market {
            case .spot: try AsterAccount(spot: answer)
            case .futures: try AsterAccount(futures: answer)
            }
        }
    }

    /// `nil`: not a question of this generation; `.success(nil)`: the own wallet is not on the list.
    private func agent() async -> Result<AsterAgent?, ExchangeFailure>? {
        guard case .wallet(_, let signer, _, _) = signer else { return nil }
        return await asked(.agents) { answer throws(Misunderstanding) in
            try AsterAgent.find(signer, in: answer)
        }
    }

    /// `nil`: nobody wants to know.
    private func fees(
        _ symbol: Result<AsterExchangeInfo.Symbol, ExchangeFailure>
    ) async -> Result<FeeRates, ExchangeFailure>? {
        guard inquiry.wantsFees else { return nil }
        switch symbol {
        case .failure(let failure): return .failure(failure)
        case .success(let symbol):
            return await asked(.commissionRate, [QueryParameter("symbol", symbol.name)]) {
                answer throws(Misunderstanding) in try AsterAnswers.fees(answer)
            }
        }
    }

    private func asked<Value: Sendable>(
        _ call: AsterCall,
        _ parameters: [QueryParameter] = [],
        decode: @escaping @Sendable (AnswerNode) throws(Misunderstanding) -> Value
    ) async -> Result<Value, ExchangeFailure> {
        guard let endpoint = endpoints.endpoint(call) else { return .failure(noOrigin) }
        let (signer, conversation) = (signer, conversation)
        let question = Question(
            endpoint,
            prepare: { await signer.prepare(parameters, in: conversation) },
            decode: decode
        )
        do throws(ExchangeFailure) {
            return .success(try await conversation.ask(question).value)
        } catch {
            return .failure(error)
        }
    }

    /// What the list of API wallets tells about the key itself.
    private func tellKey(_ signed: SignedAnswers, into facts: inout Facts) {
        switch signed.agent {
        case nil:
            facts.permissions = .notTold(
                "Aster does not tell the rights of a V1 key; look at the key on Aster's API page: read and trade on, withdraw off"
            )
            facts.addresses = .notTold("Aster does not tell the IP list of a V1 key")
            facts.expiry = .notTold("Aster does not tell when a V1 key ends")
        case .failure(let failure):
            facts.permissions = signed.untold(failure)
            facts.addresses = signed.untold(failure)
            facts.expiry = signed.untold(failure)
        case .success(nil):
            let reason =
                "Aster accepts the API wallet's signature, but does not list the wallet among those of this main wallet"
            facts.permissions = .notTold(reason)
            facts.addresses = .notTold(reason)
            facts.expiry = .notTold(reason)
        case .success(let agent?):
            // Neither generation has a right to transfer, so there is nothing to tell about it.
            facts.permissions = .told([
                .read: agent.canRead ? .yes : .no,
                .spot: agent.canTradeSpot ? .yes : .no,
                .futures: agent.canTradeFutures ? .yes : .no,
                .withdraw: agent.canWithdraw ? .yes : .no,
            ])
            facts.addresses = .told(AddressFacts(allowlist: agent.allowlist))
            facts.expiry =
                agent.expires.map { .told($0) }
                ?? .notTold("Aster gives 0 as the wallet's end, and does not document what that means")
        }
    }
}

// MARK: - Modes

extension AsterRecipe {
    /// The account's modes; dear calls only for modes that the slot names and the list of positions did not tell.
    private func modes(
        _ signed: SignedAnswers,
        _ symbol: Result<AsterExchangeInfo.Symbol, ExchangeFailure>
    ) async -> Answer<AccountFacts> {
        guard case .success(let account) = signed.account else {
            return signed.accountAnswer { _ in AccountFacts() }
        }
        var facts = AccountFacts()
        facts.canTrade = account.canTrade
        guard endpoints.market == .futures else { return .told(facts) }
        facts.positionMode = account.positionMode
        let known = try? symbol.get()
        facts.marginMode = known.flatMap { account.marginMode(of: $0.name) }
        facts.contract = known?.marginAsset.flatMap { Contract(rawValue: $0.lowercased()) }
        let wantsPositionMode = inquiry.account.positionMode != nil && facts.positionMode == nil
        let wantsMarginMode = inquiry.account.marginMode != nil && facts.marginMode == nil
        async let isHedge = wantsPositionMode ? flag(.positionMode, "dualSidePosition") : nil
        async let isMulti = wantsMarginMode ? flag(.multiAssets, "multiAssetsMargin") : nil
        async let margin = wantsMarginMode ? marginMode(symbol) : nil
        for failure in [await isHedge?.failure, await isMulti?.failure, await margin?.failure] {
            // The account could be read, so it was not the key; but a mode that the slot names stays unknown.
            if let failure { return .failed(errors.settled(failure)) }
        }
        if case .success(let isHedge) = await isHedge { facts.positionMode = isHedge ? .hedge : .oneWay }
        if case .success(let isMulti) = await isMulti {
            facts.traits["multi-assets"] = isMulti ? "on" : "off"
        }
        if case .success(let mode) = await margin { facts.marginMode = mode }
        return .told(facts)
    }

    private func flag(_ call: AsterCall, _ name: String) async -> Result<Bool, ExchangeFailure>? {
        await asked(call) { answer throws(Misunderstanding) in try answer.member(name).boolean() }
    }

    private func marginMode(
        _ symbol: Result<AsterExchangeInfo.Symbol, ExchangeFailure>
    ) async -> Result<MarginMode?, ExchangeFailure>? {
        switch symbol {
        case .failure(let failure): return .failure(failure)
        case .success(let symbol):
            return await asked(.positionRisk, [QueryParameter("symbol", symbol.name)]) {
                answer throws(Misunderstanding) in try AsterAnswers.marginMode(of: symbol.name, in: answer)
            }
        }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
