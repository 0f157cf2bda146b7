import SlotModel

/// The signed answers of one slot side by side: together they tell more than each alone.
struct SignedAnswers: Sendable {
    var account: Result<AsterAccount, ExchangeFailure>
    /// `nil`: a V1 key has no such question.
    var agent: Result<AsterAgent?, ExchangeFailure>?
    /// `nil`: nobody wants to know.
    var fees: Result<FeeRates, ExchangeFailure>?
    var errors: AsterErrors
    /// The requests for messages.
    var labels: (account: String, agent: String, fees: String)

    /// Whether a signed request worked, or else the failure that says most about the key.
    var signIn: Answer<String> {
        if case .success = account { return .known(labels.account) }
        if case .success = agent { return .known(labels.agent) }
        if case .success = fees { return .known(labels.fees) }
        let failures = [account.failure, agent?.failure, fees?.failure].compactMap(\.self)
        guard let failure = failures.first(where: \.isAboutTheKey) ?? failures.first else {
            return .notAsked("nothing was asked")
        }
        return .failed(failure)
    }

    /// Once a signed call worked, refusals of the others mean something else.
    mutating func settle(at now: Timestamp) {
        guard isSignedIn else { return }
        let (errors, known) = (errors, known)
        account = account.mapError { errors.settled($0, by: known, at: now) }
        agent = agent?.mapError { errors.settled($0, by: known, at: now) }
        fees = fees?.mapError { errors.settled($0, by: known, at: now) }
    }

    /// The own row of the list of API wallets.
    var known: AsterAgent? {
        if case .success(let agent) = agent { agent } else { nil }
    }

    private var isSignedIn: Bool {
        if case .known = signIn { true } else { false }
    }

    /// A part of the account answer, or why there is none.
    func accountAnswer<Value>(_ part: (AsterAccount) -> Value) -> Answer<Value> {
        switch account {
        case .success(let account): .known(part(account))
        case .failure(let failure): unanswered(failure)
        }
    }

    var feesAnswer: Answer<FeeRates> {
        switch fees {
        case nil: .notAsked("the slot names no fee")
        case .success(let fees): .known(fees)
        case .failure(let failure): unanswered(failure)
        }
    }

    /// The failure where it stands for itself; a failed sign-in speaks for everything that needs one.
    func unanswered<Value>(_ failure: ExchangeFailure) -> Answer<Value> {
        isSignedIn || !failure.isAboutTheKey ? .failed(failure) : .notAsked("the sign-in failed")
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
