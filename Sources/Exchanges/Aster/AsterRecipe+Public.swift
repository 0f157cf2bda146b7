import HTTPTransport
import SlotModel

extension AsterRecipe {
    func readClock() async -> Result<Reply<ClockReading>, Trouble> {
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

    func information() async -> Result<AsterExchangeInfo, ExchangeFailure> {
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
                    at: conversation.scope(to: endpoint.origin),
                    of: endpoint.budget
                )
            }
            return .success(information)
        } catch {
            return .failure(error)
        }
    }

    func symbol(
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

    func price(_ symbol: Result<AsterExchangeInfo.Symbol, ExchangeFailure>) async -> Answer<
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
                return .known(
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

    func limits(_ information: Result<AsterExchangeInfo, ExchangeFailure>) -> Answer<LimitFacts> {
        switch information {
        case .failure(let failure): return .failed(failure)
        case .success(let information):
            guard let endpoint = endpoints.endpoint(.exchangeInfo) else { return .failed(noOrigin) }
            let scope = conversation.scope(to: endpoint.origin)
            return .known(
                LimitFacts(
                    used: conversation.line.shared.gate.used(at: scope, of: endpoint.budget),
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

    func label(_ call: AsterCall) -> String { endpoints.endpoint(call)?.label ?? "" }

    var noOrigin: ExchangeFailure {
        ExchangeFailure(
            .unavailable,
            "no address is known for this part of the exchange",
            help: "give the slot's 'endpoint' for both spot and futures",
            request: "none"
        )
    }
}
