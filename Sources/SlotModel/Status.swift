/// The one word that sums up a slot's checks.
///
/// The order is that of precedence: the first that applies is given.
package enum Status: String, CaseIterable, Sendable, Comparable {
    case invalidCredentials = "invalid-credentials"
    case expired
    case ipNotAllowed = "ip-not-allowed"
    case clockSkew = "clock-skew"
    case missingPermission = "missing-permission"
    case excessPermission = "excess-permission"
    case wrongAccount = "wrong-account"
    case wrongMarket = "wrong-market"
    case underfunded
    case refused
    case rateLimited = "rate-limited"
    case unavailable
    case expiring
    case connected
    /// Disabled, or no network wanted.
    case unchecked

    /// What `apply` and `verify` do with it.
    package enum Consequence: Sendable {
        case go
        /// The slot has to be mended: exit 1.
        case stop
        /// The exchange cannot be asked at present: exit 69.
        case stopForNow
        /// Depends on what was asked.
        case asAsked
    }

    package var consequence: Consequence {
        switch self {
        case .connected, .expiring: .go
        case .unavailable, .rateLimited: .stopForNow
        case .unchecked: .asAsked
        default: .stop
        }
    }

    package static func < (left: Status, right: Status) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
