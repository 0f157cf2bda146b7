import Exchanges
import SlotModel

extension ExchangeFailure.Kind {
    /// What the failure makes of the slot when the question decides.
    var status: Status {
        switch self {
        case .invalidCredentials: .invalidCredentials
        case .expired: .expired
        case .addressNotAllowed: .ipNotAllowed
        case .clockSkew: .clockSkew
        case .missingPermission: .missingPermission
        case .underfunded: .underfunded
        case .wrongAccount: .wrongAccount
        case .rateLimited: .rateLimited
        case .unknownMarket: .wrongMarket
        case .refused: .refused
        case .unavailable, .proxyFailed, .notUnderstood: .unavailable
        }
    }

    /// The code of the finding, `slots explain` knows it.
    var code: String {
        switch self {
        case .invalidCredentials: "exchange.invalid-credentials"
        case .expired: "exchange.key-expired"
        case .addressNotAllowed: "exchange.address-not-allowed"
        case .clockSkew: "exchange.clock-skew"
        case .missingPermission: "exchange.missing-permission"
        case .underfunded: "exchange.no-deposit"
        case .wrongAccount: "exchange.wrong-account"
        case .rateLimited: "exchange.rate-limited"
        case .unknownMarket: "exchange.unknown-market"
        case .refused: "exchange.refused"
        case .unavailable: "exchange.unavailable"
        case .proxyFailed: "slot.proxy-failed"
        case .notUnderstood: "exchange.not-understood"
        }
    }

    /// Whether the failure says something about the key itself, whichever question met it.
    var concernsKey: Bool {
        switch self {
        case .invalidCredentials, .expired, .addressNotAllowed, .clockSkew: true
        default: false
        }
    }
}

extension Slot {
    /// The line that has to change when an exchange answers so.
    func place(of kind: ExchangeFailure.Kind) -> Place {
        switch kind {
        case .invalidCredentials(let field):
            field.flatMap { credentials[$0]?.place } ?? credentialsPlace
        case .expired, .addressNotAllowed, .clockSkew, .missingPermission: credentialsPlace
        case .underfunded:
            (Array(require.balance.values) + require.total.values).map(\.place).min() ?? exchange.place
        case .wrongAccount:
            account.contract?.place ?? account.positionMode?.place ?? account.marginMode?.place
                ?? exchange.place
        case .unknownMarket: require.market?.place ?? exchange.place
        case .refused: exchange.place
        case .proxyFailed: proxy?.place ?? exchange.place
        case .unavailable, .rateLimited, .notUnderstood:
            endpoint?.all.first?.address.place ?? exchange.place
        }
    }
}

extension Examination {
    /// A question that decides went wrong.
    mutating func fail(_ failure: ExchangeFailure, of slot: Slot) {
        fail(
            failure.kind.status,
            failure.kind.code,
            limited(failure.message),
            help: failure.advice,
            at: slot.place(of: failure.kind)
        )
    }

    /// A question that does not decide went wrong: a warning, unless the answer says something about the key.
    mutating func note(_ failure: ExchangeFailure, of slot: Slot) {
        if failure.kind.concernsKey {
            fail(failure, of: slot)
        } else {
            warn(failure, of: slot, at: slot.place(of: failure.kind))
        }
    }

    /// A question that never decides went wrong.
    mutating func warn(_ failure: ExchangeFailure, of slot: Slot, at place: Place) {
        let reason = limited(failure.message)
        warn(
            failure.kind.code,
            "could not be asked: \(reason)",
            topic: reason,
            help: failure.advice,
            at: place
        )
    }
}

extension ExchangeFailure {
    /// The connector's help, or how long to wait.
    fileprivate var advice: String? {
        // A connector cannot know whether our clock is right.
        if self.kind == .clockSkew {
            return clockHelp + (self.help.map { "; if it is right: \(limited($0))" } ?? "")
        }
        if let help = self.help { return limited(help) }
        switch self.kind {
        case .rateLimited(let wait?): return "wait \(spoken(wait)), then check again"
        case .rateLimited: return "wait a minute, then check again with fewer slots at once (--jobs)"
        case .unavailable: return "nothing is wrong with the key; check again later"
        default: return nil
        }
    }
}
