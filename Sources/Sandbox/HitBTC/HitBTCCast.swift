import SlotModel

/// What an account is like.
struct HitBTCTraits: SandboxTraits {
    static let selectors: [Selector] = [.hitbtc]

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
enum HitBTCCast: SandboxCast {
    typealias Traits = HitBTCTraits

    static func account(_ role: Role, _ selector: Selector, _: SandboxAccount.Generation) -> SandboxAccount {
        role.account(selector, HitBTCFakes(selector, role).credentials)
    }

    static let roles: [Role] = accountRoles + rightsRoles + credentialRoles + faultRoles

    private static let accountRoles: [Role] = [
        Role("connected", .connected, "everything as it should be"),
        Role("second-key", .connected, "another key of the same account, though nobody tells"),
        Role("rebate", .connected, "the maker's rate is negative") { $0.makerRate = "-0.0001" },
        Role("expiring", .expiring, "the slot says that the key ends in 12 days", endsAfterDays: 12),
        Role("expired", .expired, "the slot says that the key ended 3 days ago", endsAfterDays: -3),
        Role("underfunded", .underfunded, "nothing in spot, nothing in the wallet") { $0.funds = .nowhere },
        Role("wallet", .underfunded, "all money in the wallet, none in spot") { $0.funds = .wallet },
    ]

    private static let rightsRoles: [Role] = [
        Role("missing-permission", .missingPermission, "placing orders is off: 1003 for the fees") {
            $0.mayOrder = false
        },
        Role("text-codes", .missingPermission, "placing orders is off, and codes come as texts") {
            $0.mayOrder = false
            $0.hasTextCodes = true
        },
        Role("cannot-read", .missingPermission, "reading the trading balance is off: 1003") {
            $0.mayReadBalance = false
        },
        Role("no-payments", .connected, "payment information is off, which a bot does not need") {
            $0.mayReadPayments = false
        },
        Role("empty-no-payments", .underfunded, "nothing in spot, and the wallet cannot be looked at") {
            $0.mayReadPayments = false
            $0.funds = .nowhere
        },
    ]

    private static let credentialRoles: [Role] = [
        Role("invalid-credentials", .invalidCredentials, "no such key: 1002") { $0.isKnown = false },
        Role("wrong-secret", .invalidCredentials, "the secret is another key's: 1002") {
            $0.hasWrongSecret = true
        },
        Role("unsupported", .invalidCredentials, "the way of signing is refused: 1004") {
            $0.refusal = .unsupported
        },
        Role("ip-not-allowed", .ipNotAllowed, "403, forbidden") { $0.refusal = .forbidden },
        Role("clock-skew", .clockSkew, "1002 from a server whose clock is ten minutes ahead") {
            $0.refusal = .unauthorized
            $0.clockOffset = .seconds(600)
        },
    ]

    private static let faultRoles: [Role] =
        [
            Role("rate-limited", .rateLimited, "HTTP 429") { $0.refusal = .tooMany },
            Role("unavailable", .unavailable, "503, service unavailable") { $0.refusal = .unavailable },
            Role("timeout", .unavailable, "504, gateway timeout") { $0.refusal = .timeout },
            Role("server-error", .unavailable, "500, internal server error") { $0.refusal = .serverError },
            Role("html", .unavailable, "502 with a web page instead of JSON") {
                $0.fault = .page(status: 502)
            },
        ]
        + Role.faults(foreign: .asAster)
}
