import SlotModel

/// The signed answers of one slot side by side.
struct AsterSignedAnswers: Sendable {
    var account: Result<AsterAccount, ExchangeFailure>
    /// `nil`: a V1 key has no such question.
    var agent: Result<AsterAgent?, ExchangeFailure>?
    /// `nil`: nobody wants to know.
    var fees: Result<FeeRates, ExchangeFailure>?
    /// The requests for messages.
    var labels: (account: String, agent: String, fees: String)

    var signIn: SignIn {
        var outcomes = [(labels.account, account.failure)]
        if let agent { outcomes.append((labels.agent, agent.failure)) }
        if let fees { outcomes.append((labels.fees, fees.failure)) }
        return SignIn(outcomes)
    }

    /// Once a signed call worked, refusals of the others mean something else.
    mutating func settle(by errors: AsterErrors, at now: Timestamp) {
        guard signIn.isTold else { return }
        let known = known
        account = account.mapError { errors.settled($0, by: known, at: now) }
        agent = agent?.mapError { errors.settled($0, by: known, at: now) }
        fees = fees?.mapError { errors.settled($0, by: known, at: now) }
    }

    /// The own row of the list of API wallets.
    var known: AsterAgent? { agent?.value ?? nil }
}
