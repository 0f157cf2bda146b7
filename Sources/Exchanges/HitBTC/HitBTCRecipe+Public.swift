import HTTPTransport
import SlotModel

/// What the first question tells.
struct HitBTCOpening: Sendable {
    var reach: Answer<HTTPTimings>
    var clock: Answer<ClockReading>
    /// The symbol's name, or that there is none; `nil`: nothing more can be asked.
    var symbol: Result<String, ExchangeFailure>?
}

extension HitBTCRecipe {
    func open() async -> HitBTCOpening {
        let name = HitBTCSymbol.name(of: inquiry.market)
        guard let endpoint = endpoints.endpoint(.symbol(name)) else {
            return HitBTCOpening(
                reach: .failed(noOrigin),
                clock: .notAsked("the exchange could not be reached")
            )
        }
        let question = Question(endpoint) {
            PreparedQuery("")
        } decode: { answer throws(Misunderstanding) in
            try HitBTCSymbol(answer)
        }
        do throws(Trouble) {
            let reply = try await conversation.tryShared(question)
            return HitBTCOpening(
                reach: .known(reply.timings),
                clock: Self.clock(reply.date, reply.timings),
                symbol: symbol(name, reply.value, endpoint)
            )
        } catch {
            guard let timings = error.timings else {
                return HitBTCOpening(
                    reach: .failed(error.failure),
                    clock: .notAsked("the exchange could not be reached")
                )
            }
            // An exchange that knows itself not to trade the market can be asked everything else.
            guard error.failure.kind == .unknownMarket else {
                return HitBTCOpening(reach: .known(timings), clock: .failed(error.failure))
            }
            return HitBTCOpening(
                reach: .known(timings),
                clock: Self.clock(error.date, timings),
                symbol: .failure(error.failure)
            )
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

    private func symbol(
        _ name: String,
        _ symbol: HitBTCSymbol,
        _ endpoint: Endpoint
    ) -> Result<String, ExchangeFailure> {
        if symbol.isSpot, "\(symbol.base)/\(symbol.quote)" == inquiry.market { return .success(name) }
        return .failure(
            ExchangeFailure(
                .unknownMarket,
                "\(endpoint.host) does not trade \(inquiry.market) on its spot market",
                help: "write 'require.market' as BASE/QUOTE, as HitBTC lists it, such as BTC/USDT",
                request: endpoint.label
            )
        )
    }

    func price(_ symbol: Result<String, ExchangeFailure>) async -> Answer<MarketFacts> {
        switch symbol {
        case .failure(let failure): return .failed(failure)
        case .success(let symbol):
            guard let endpoint = endpoints.endpoint(.ticker(symbol)) else { return .failed(noOrigin) }
            let question = Question(endpoint) {
                PreparedQuery("")
            } decode: { answer throws(Misunderstanding) in
                try HitBTCTicker(answer)
            }
            do throws(ExchangeFailure) {
                let ticker = try await conversation.askShared(question).value
                return .known(
                    MarketFacts(symbol: symbol, isTrading: true, price: ticker.last, time: ticker.time)
                )
            } catch {
                return .failed(error)
            }
        }
    }

    var noOrigin: ExchangeFailure {
        ExchangeFailure(
            .unavailable,
            "no address is known for this part of the exchange",
            help: "give the slot's 'endpoint' for spot",
            request: "none"
        )
    }
}
