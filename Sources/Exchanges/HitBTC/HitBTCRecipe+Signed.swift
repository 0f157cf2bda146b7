import SlotModel

extension HitBTCRecipe {
    /// The balance, and what proves the order right: the fee, or the open orders where the market is unknown.
    func signedAnswers(_ market: Result<ListedMarket, ExchangeFailure>) async -> HitBTCSignedAnswers {
        let proof = market.value.map { HitBTCCall.fee($0.symbol) } ?? .openOrders
        let labels = (label(.spotBalance), label(proof))
        do throws(ExchangeFailure) {
            try await conversation.reserve([.spotBalance, proof].compactMap { endpoint($0) })
        } catch {
            return HitBTCSignedAnswers(balances: .failure(error), orders: .failure(error), labels: labels)
        }
        async let orders = orders(market)
        let balances = await asked(.spotBalance, decode: HitBTCAnswers.balances)
        return HitBTCSignedAnswers(balances: balances, orders: await orders, labels: labels)
    }

    /// The fee of the slot's market, which only a key with the order right is told.
    private func orders(
        _ market: Result<ListedMarket, ExchangeFailure>
    ) async -> Result<Result<FeeRates, ExchangeFailure>, ExchangeFailure> {
        switch market {
        case .success(let market):
            let fees = await asked(.fee(market.symbol), decode: HitBTCAnswers.fees)
            // An answer about fees that makes no sense says nothing about the right.
            if let failure = fees.failure, failure.kind == .notUnderstood {
                return await openOrders().map { .failure(failure) }
            }
            return fees.map { .success($0) }
        case .failure(let failure): return await openOrders().map { .failure(failure) }
        }
    }

    private func openOrders() async -> Result<Void, ExchangeFailure> {
        await asked(.openOrders) { answer throws(Misunderstanding) in _ = try answer.elements() }
    }

    /// The spot account, or where the money lies instead.
    func balances(_ signed: HitBTCSignedAnswers) async -> Answer<[Balance]> {
        switch signed.balances {
        case .failure(let failure): return signed.signIn.unanswered(failure)
        case .success(let balances):
            // Whether the wallet answers is of no importance: the spot account is empty all the same.
            guard balances.isEmpty,
                case .success(let wallet) = await asked(.walletBalance, decode: HitBTCAnswers.balances),
                !wallet.isEmpty
            else { return .known(balances) }
            let shown = wallet.prefix(3).map { "\($0.total) \($0.asset)" }.joined(separator: ", ")
            let more = wallet.count > 3 ? " and \(wallet.count - 3) more" : ""
            return .failed(
                ExchangeFailure(
                    .underfunded,
                    "the spot account is empty; the money lies in the wallet: \(shown)\(more)",
                    help: "on HitBTC, move it: transfer it from the wallet to the spot account",
                    request: label(.walletBalance)
                )
            )
        }
    }
}
