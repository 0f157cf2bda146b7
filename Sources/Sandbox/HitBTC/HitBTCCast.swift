import SlotModel

/// What an account is like.
struct HitBTCTraits: Sendable {
    enum Funds: Hashable, Sendable {
        case everywhere
        case nowhere
        /// Only in the wallet, where deposits arrive.
        case wallet
    }

    /// Whether the exchange knows the key.
    var isKnown = true
    /// Whether the credentials given out sign with another secret than the exchange knows.
    var hasWrongSecret = false
    /// The three rights of a key that reading can tell (docs/facts/exchanges.md 6.3).
    var mayReadBalance = true
    var mayOrder = true
    var mayReadPayments = true
    var funds = Funds.everywhere
    var makerRate = "0.001"
    /// The clock of the server that answers this account minus the exchange's.
    var clockOffset = Duration.zero
    /// Whether error codes come as texts: both were seen.
    var hasTextCodes = false
    /// What every signed call is refused with.
    var refusal: HitBTCRefusal?
    var fault: AnswerFault?
}

/// The accounts of HitBTC: each a role with a status to show.
enum HitBTCCast {
    typealias Role = SandboxRole<HitBTCTraits>

    static let selectors: [Selector] = [.hitbtc]

    static func roles(_ selector: Selector) -> [Role] { roles.filter { $0.selectors.contains(selector) } }

    static func numberedRole(_ number: Int) -> Role {
        role("numbered-\(number)", .connected, "one of many, for benchmarks")
    }

    static func account(_ role: Role, _ selector: Selector) -> SandboxAccount {
        role.account(selector, HitBTCFakes(selector, role).credentials)
    }

    private static func role(
        _ name: String,
        _ expected: Status,
        _ explanation: String,
        endsAfterDays: Int? = nil,
        _ change: (inout HitBTCTraits) -> Void = { _ in }
    ) -> Role {
        var traits = HitBTCTraits()
        change(&traits)
        return Role(
            name: name,
            expected: expected,
            explanation: explanation,
            selectors: selectors,
            slotLines: [],
            endsAfterDays: endsAfterDays,
            traits: traits
        )
    }

    private static let roles: [Role] = accountRoles + rightsRoles + credentialRoles + faultRoles

    private static let accountRoles: [Role] = [
        role("connected", .connected, "everything as it should be"),
        role("second-key", .connected, "another key of the same account, though nobody tells"),
        role("rebate", .connected, "the maker's rate is negative") { $0.makerRate = "-0.0001" },
        role("expiring", .expiring, "the slot says that the key ends in 12 days", endsAfterDays: 12),
        role("expired", .expired, "the slot says that the key ended 3 days ago", endsAfterDays: -3),
        role("underfunded", .underfunded, "nothing in spot, nothing in the wallet") { $0.funds = .nowhere },
        role("wallet", .underfunded, "all money in the wallet, none in spot") { $0.funds = .wallet },
    ]

    private static let rightsRoles: [Role] = [
        role("missing-permission", .missingPermission, "placing orders is off: 1003 for the fees") {
            $0.mayOrder = false
        },
        role("text-codes", .missingPermission, "placing orders is off, and codes come as texts") {
            $0.mayOrder = false
            $0.hasTextCodes = true
        },
        role("cannot-read", .missingPermission, "reading the trading balance is off: 1003") {
            $0.mayReadBalance = false
        },
        role("no-payments", .connected, "payment information is off, which a bot does not need") {
            $0.mayReadPayments = false
        },
        role("empty-no-payments", .underfunded, "nothing in spot, and the wallet cannot be looked at") {
            $0.mayReadPayments = false
            $0.funds = .nowhere
        },
    ]

    private static let credentialRoles: [Role] = [
        role("invalid-credentials", .invalidCredentials, "no such key: 1002") { $0.isKnown = false },
        role("wrong-secret", .invalidCredentials, "the secret is another key's: 1002") {
            $0.hasWrongSecret = true
        },
        role("unsupported", .invalidCredentials, "the way of signing is refused: 1004") {
            $0.refusal = .unsupported
        },
        role("ip-not-allowed", .ipNotAllowed, "403, forbidden") { $0.refusal = .forbidden },
        role("clock-skew", .clockSkew, "1002 from a server whose clock is ten minutes ahead") {
            $0.refusal = .unauthorized
            $0.clockOffset = .seconds(600)
        },
    ]

    private static let faultRoles: [Role] =
        [
            role("rate-limited", .rateLimited, "HTTP 429") { $0.refusal = .tooMany },
            role("unavailable", .unavailable, "503, service unavailable") { $0.refusal = .unavailable },
            role("timeout", .unavailable, "504, gateway timeout") { $0.refusal = .timeout },
            role("server-error", .unavailable, "500, internal server error") { $0.refusal = .serverError },
            role("html", .unavailable, "502 with a web page instead of JSON") {
                $0.fault = .page(status: 502)
            },
        ]
        + AnswerFault.shown(foreign: .asAster).map { shown in
            role(shown.role, shown.expected, shown.explanation) { $0.fault = shown.fault }
        }
}
