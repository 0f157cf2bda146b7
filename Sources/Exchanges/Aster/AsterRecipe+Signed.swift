import SlotModel

extension AsterRecipe {
    /// What every slot of this kind asks, side by side.
    func signedAnswers(_ market: Result<ListedMarket, ExchangeFailure>) async -> AsterSignedAnswers {
        let rate = market.value.map { AsterCall.commissionRate($0.symbol) }
        let labels = (label(.account), label(.agents), label(.commissionRate("")))
        var calls: [AsterCall] = [.account]
        if signer.generation == .v3 { calls.append(.agents) }
        if inquiry.wantsFees, let rate { calls.append(rate) }
        do throws(ExchangeFailure) {
            try await conversation.reserve(calls.compactMap { endpoint($0) })
        } catch {
            return AsterSignedAnswers(
                account: .failure(error),
                agent: signer.generation == .v3 ? .failure(error) : nil,
                fees: inquiry.wantsFees ? .failure(error) : nil,
                labels: labels
            )
        }
        async let agent = agent()
        // What nobody wants to know needs no task.
        guard inquiry.wantsFees else {
            return AsterSignedAnswers(account: await account(), agent: await agent, fees: nil, labels: labels)
        }
        async let fees = fees(market, AsterCall.commissionRate, decode: AsterAnswers.fees)
        return AsterSignedAnswers(
            account: await account(),
            agent: await agent,
            fees: await fees,
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

    /// The main wallet, once Aster took a request that named it; of a V1 key no answer that a check reads tells more.
    ///
    /// Aster checks that the API wallet belongs to it (docs/facts/exchanges.md 2.5); where its own list then does not
    /// name the API wallet, nothing is sure.
    func accountName(_ signed: AsterSignedAnswers) -> String? {
        guard case .wallet(let user, let signer, _, _) = signer, signed.signIn.isTold else {
            return nil
        }
        let signsForItself = user.lowercased() == signer.lowercased()
        if case .success(nil) = signed.agent, !signsForItself { return nil }
        // The letter case of a Solana address counts; that of an EVM one is a checksum.
        return user.hasPrefix("0x") ? user.lowercased() : user
    }

    /// What the list of API wallets tells about the key itself.
    func tellKey(_ signed: AsterSignedAnswers, into facts: inout Facts) {
        switch signed.agent {
        case nil:
            facts.permissions = .notDisclosed(
                "Aster does not tell the rights of a V1 key"
            )
            facts.addresses = .notDisclosed("Aster does not tell the IP list of a V1 key")
            facts.expiry = .notDisclosed("Aster does not tell when a V1 key ends")
        case .failure(let failure):
            facts.permissions = signed.signIn.unanswered(failure)
            facts.addresses = signed.signIn.unanswered(failure)
            facts.expiry = signed.signIn.unanswered(failure)
        case .success(nil):
            let reason =
                "Aster accepts the API wallet's signature, but does not list the wallet among those of this main wallet"
            facts.permissions = .notDisclosed(reason)
            facts.addresses = .notDisclosed(reason)
            facts.expiry = .notDisclosed(reason)
        case .success(let agent?):
            facts.permissions = .known([
                .read: agent.canRead ? .yes : .no,
                .spot: agent.canTradeSpot ? .yes : .no,
                .futures: agent.canTradeFutures ? .yes : .no,
                .withdraw: agent.canWithdraw ? .yes : .no,
                // Neither generation has such a right (docs/facts/exchanges.md 2.6).
                .transfer: .no,
            ])
            facts.addresses = .known(AddressFacts(allowlist: agent.allowlist))
            facts.expiry =
                agent.expires.map { .known($0) }
                ?? .notDisclosed("Aster gives 0 as the wallet's end, and does not document what that means")
        }
    }
}

// MARK: - Modes

extension AsterRecipe {
    /// The account's modes; dear calls only for modes that the slot names and the list of positions did not tell.
    func modes(
        _ signed: AsterSignedAnswers,
        _ market: Result<ListedMarket, ExchangeFailure>
    ) async -> Answer<AccountFacts> {
        guard case .success(let account) = signed.account else {
            return signed.signIn.part(signed.account) { _ in AccountFacts() }
        }
        var facts = AccountFacts()
        facts.canTrade = account.canTrade
        guard endpoints.market == .futures else { return .known(facts) }
        facts.positionMode = account.positionMode
        let known = market.value
        facts.marginMode = known.flatMap { account.marginMode(of: $0.symbol) }
        facts.contract = known?.marginCoin.flatMap { Contract(rawValue: $0.lowercased()) }
        let wantsAll = inquiry.wantsModes
        let wantsPositionMode = (wantsAll || inquiry.account.positionMode != nil) && facts.positionMode == nil
        let wantsMarginMode = (wantsAll || inquiry.account.marginMode != nil) && facts.marginMode == nil
        async let isHedge = wantsPositionMode ? flag(.positionMode, "dualSidePosition") : nil
        async let isMulti = wantsMarginMode ? flag(.multiAssets, "multiAssetsMargin") : nil
        async let margin = wantsMarginMode ? marginMode(market) : nil
        for failure in [await isHedge?.failure, await isMulti?.failure, await margin?.failure] {
            // The account could be read, so it was not the key; but a mode that the slot names stays unknown.
            if let failure {
                return .failed(errors.settled(failure, by: signed.known, at: conversation.exchangeTime))
            }
        }
        if case .success(let isHedge) = await isHedge { facts.positionMode = isHedge ? .hedge : .oneWay }
        if case .success(let isMulti) = await isMulti {
            facts.traits["multi-assets"] = isMulti ? "on" : "off"
        }
        if case .success(let mode) = await margin { facts.marginMode = mode }
        return .known(facts)
    }

    private func flag(_ call: AsterCall, _ name: String) async -> Result<Bool, ExchangeFailure>? {
        await asked(call) { answer throws(Misunderstanding) in try answer.member(name).boolean() }
    }

    private func marginMode(
        _ market: Result<ListedMarket, ExchangeFailure>
    ) async -> Result<MarginMode?, ExchangeFailure>? {
        switch market {
        case .failure(let failure): return .failure(failure)
        case .success(let market):
            return await asked(.positionRisk(market.symbol)) { answer throws(Misunderstanding) in
                try AsterAnswers.marginMode(of: market.symbol, in: answer)
            }
        }
    }
}
