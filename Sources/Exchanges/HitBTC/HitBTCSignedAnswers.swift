import SlotModel

/// The signed answers of one slot side by side: together they tell what each right is, and whom a refusal is about.
struct HitBTCSignedAnswers: Sendable {
    var balances: Result<[Balance], ExchangeFailure>
    /// Whether the order right is on; inside, the fee, or why the market has none.
    var orders: Result<Result<FeeRates, ExchangeFailure>, ExchangeFailure>
    /// The requests for messages.
    var labels: (balances: String, orders: String)

    var signIn: SignIn {
        SignIn([(labels.balances, balances.failure), (labels.orders, orders.failure)])
    }

    /// Once a signed call worked, refusals of the others mean something else; and no key is refused before the clock.
    mutating func settle(by errors: HitBTCErrors, clock: ClockReading?) {
        let isSignedIn = signIn.isTold
        balances = balances.mapError { errors.settled($0, isSignedIn: isSignedIn, clock: clock) }
        orders = orders.mapError { errors.settled($0, isSignedIn: isSignedIn, clock: clock) }
    }

    /// Each right as its call shows it; HitBTC has no call that lists them.
    var permissions: Answer<[Permission: Grant]> {
        let (read, spot) = (balances.grant(.read), orders.grant(.spot))
        for (grant, failure) in [(read, balances.failure), (spot, orders.failure)] where grant == nil {
            // A right that is known to be missing decides, whatever the other call met.
            if let failure, read != .no, spot != .no { return signIn.unanswered(failure) }
        }
        return .known([
            .read: read ?? .unknown,
            .spot: spot ?? .unknown,
            .futures: .unknown,
            .withdraw: .unknown,
            .transfer: .unknown,
        ])
    }

    /// The fee was asked for the sake of the right; its trouble matters only to a slot that wants to know.
    func fees(areWanted: Bool) -> Answer<FeeRates> {
        switch orders {
        case .success(.success(let fees)): .known(fees)
        case _ where !areWanted: .notAsked("the slot names no fee")
        case .success(.failure(let failure)): .failed(failure)
        case .failure(let failure): signIn.unanswered(failure)
        }
    }
}

extension Result where Failure == ExchangeFailure {
    /// `nil`: the call says nothing about its right.
    fileprivate func grant(_ permission: Permission) -> Grant? {
        guard let failure else { return .yes }
        return failure.kind == .missingPermission(permission) ? .no : nil
    }
}
