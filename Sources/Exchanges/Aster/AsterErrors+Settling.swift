import SlotModel

extension AsterErrors {
    /// A refusal seen again once another signed call of the same key worked, and perhaps told about the key.
    func settled(_ failure: ExchangeFailure, by agent: AsterAgent?, at now: Timestamp) -> ExchangeFailure {
        switch (failure.code, failure.kind) {
        case ("-2015", _): ambiguitySettled(failure, by: agent)
        case ("-1000", .invalidCredentials(.apiWallet)): endSettled(failure, by: agent, at: now)
        default: failure
        }
    }

    /// Neither the key nor, as a rule, the address can be to blame for -2015: the right is missing.
    private func ambiguitySettled(_ failure: ExchangeFailure, by agent: AsterAgent?) -> ExchangeFailure {
        var settled = failure
        let isRightOn = agent.map { market == .spot ? $0.canTradeSpot : $0.canTradeFutures }
        if let agent, agent.canRead, isRightOn == true, !agent.allowlist.isEmpty {
            settled.kind = .addressNotAllowed(ours: nil)
            settled.message =
                "this machine's address is not on the key's IP list (\(agent.allowlist.joined(separator: ", "))): "
                + "the key is known and its rights are on (Aster: -2015)"
            settled.help = Self.addressHelp
            return settled
        }
        settled.kind = .missingPermission(agent?.canRead == false ? .read : right)
        settled.message =
            "the key lacks the right for this call: another signed call of the same key worked (Aster: -2015)"
        settled.help = "on Aster's API page, tick 'Read' and '\(tick)' for this key"
        return settled
    }

    /// What the exchange answers after a wallet's end is not documented; its list of wallets may still tell the end.
    private func endSettled(
        _ failure: ExchangeFailure,
        by agent: AsterAgent?,
        at now: Timestamp
    ) -> ExchangeFailure {
        guard let end = agent?.expires, end <= now else { return failure }
        var settled = failure
        settled.kind = .expired
        settled.message = "the API wallet ended at \(end)"
        // What to do is told with the end itself.
        settled.help = nil
        return settled
    }
}
