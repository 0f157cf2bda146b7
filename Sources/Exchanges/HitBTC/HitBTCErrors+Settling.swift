import SlotModel

extension HitBTCErrors {
    /// A refusal seen again when the clock was measured, and perhaps another signed call of the same key worked.
    ///
    /// - Parameter clock: `nil`: no answer told the exchange's time.
    func settled(_ failure: ExchangeFailure, isSignedIn: Bool, clock: ClockReading?) -> ExchangeFailure {
        switch (failure.code, failure.kind) {
        case ("403", .addressNotAllowed) where isSignedIn: accountRestricted(failure)
        case ("1001", .invalidCredentials) where isSignedIn, ("1002", .invalidCredentials) where isSignedIn:
            contradiction(failure)
        case ("1001", .invalidCredentials), ("1002", .invalidCredentials): clockSettled(failure, clock)
        default: failure
        }
    }

    /// The address got through with another call, so it is not the address.
    private func accountRestricted(_ failure: ExchangeFailure) -> ExchangeFailure {
        var settled = failure
        settled.kind = .missingPermission(nil)
        settled.message =
            "HitBTC forbids this call to the account, while another signed call of the same key worked (HitBTC: 403)"
        settled.help =
            "log in to HitBTC and read the account's notices; then look at the key's rights on its page of API keys"
        return settled
    }

    /// One signed call worked, so neither key nor secret can be wrong.
    private func contradiction(_ failure: ExchangeFailure) -> ExchangeFailure {
        var settled = failure
        settled.kind = .unavailable
        settled.message =
            "HitBTC refused the key in one call and accepted it in another (HitBTC: \(failure.code ?? ""))"
        settled.help = "check again; if it stays so, look at the key on HitBTC's page of API keys"
        return settled
    }

    private func clockSettled(_ failure: ExchangeFailure, _ clock: ClockReading?) -> ExchangeFailure {
        var settled = failure
        guard let clock else {
            settled.message =
                "HitBTC refuses the key, its secret, or the time of the request, and does not say which; its own time is not "
                + "told either (HitBTC: \(failure.code ?? ""))"
            return settled
        }
        let size = clock.skew < .zero ? .zero - clock.skew : clock.skew
        guard size > HitBTCSigner.window else { return failure }
        settled.kind = .clockSkew
        settled.message =
            "HitBTC refuses the key or the time of the request, and does not say which (HitBTC: \(failure.code ?? ""))"
        settled.help = nil
        return settled
    }
}
