/// What signed questions that went out side by side tell about the sign-in: together more than each alone.
struct SignIn {
    /// The request that worked, or else the failure that says most about the key.
    let answer: Answer<String>

    /// - Parameter outcomes: In order: the request, for messages, and its failure; `nil`: it worked.
    init(_ outcomes: [(request: String, failure: ExchangeFailure?)]) {
        let failures = outcomes.compactMap(\.failure)
        if let worked = outcomes.first(where: { $0.failure == nil }) {
            answer = .known(worked.request)
        } else if let failure = failures.first(where: \.isAboutTheKey) ?? failures.first {
            answer = .failed(failure)
        } else {
            answer = .notAsked("nothing was asked")
        }
    }

    var isTold: Bool { answer.value != nil }

    /// A part of an answer, or why there is none.
    func part<Value, Part>(
        _ result: Result<Value, ExchangeFailure>,
        _ part: (Value) -> Part
    ) -> Answer<Part> {
        switch result {
        case .success(let value): .known(part(value))
        case .failure(let failure): unanswered(failure)
        }
    }

    /// The failure where it stands for itself; a failed sign-in speaks for everything that needs one.
    func unanswered<Value>(_ failure: ExchangeFailure) -> Answer<Value> {
        isTold || !failure.isAboutTheKey ? .failed(failure) : .notAsked("the sign-in failed")
    }
}

extension Result where Failure == ExchangeFailure {
    var failure: ExchangeFailure? {
        if case .failure(let failure) = self { failure } else { nil }
    }

    var value: Success? {
        if case .success(let value) = self { value } else { nil }
    }
}
