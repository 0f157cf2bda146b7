package import SlotModel

extension Status {
    /// How the status looks; its word always stands beside.
    package var tone: Tone {
        switch consequence {
        case .go: self == .expiring ? .caution : .good
        case .stop: .bad
        case .stopForNow: .caution
        case .asAsked: .faint
        }
    }
}

extension CheckResult.Outcome {
    package var tone: Tone {
        switch self {
        case .pass: .good
        case .warn: .caution
        case .fail: .bad
        case .skip: .faint
        }
    }
}
