import SlotModel

/// What an account is like.
struct AsterTraits: SandboxTraits {
    static let selectors: [Selector] = [.aster, .asterFutures]

    /// Whether the main wallet, or the V1 key, is known to the exchange.
    var isKnown = true
    /// Whether the API wallet belongs to the main wallet.
    var isAgent = true
    /// Whether the credentials given out sign with another secret than the exchange knows.
    var hasWrongSecret = false
    var canRead = true
    /// Whether the key may trade on the selector's market.
    var canTrade = true
    var canWithdraw = false
    /// Addresses and CIDR ranges, as the agent list writes them.
    var addresses = ""
    /// When the key ends, from now.
    var lifetime: Duration = .seconds(300 * 86_400)
    var hasDeposit = true
    var isFunded = true
    var isHedged = false
    var isIsolated = false
    var isMultiAsset = false
    var isSolana = false
    /// The role to whose main wallet the API wallet belongs; `nil`: the main wallet is its own.
    var mainWalletOf: String?
    /// What every signed call is refused with.
    var refusal: AsterRefusal?
    var fault: AnswerFault?
}

/// The accounts of Aster: each a role with a status to show.
enum AsterCast: SandboxCast {
    typealias Traits = AsterTraits

    static func account(
        _ role: Role,
        _ selector: Selector,
        _ generation: SandboxAccount.Generation
    ) -> SandboxAccount {
        let fakes = AsterFakes(selector, role, generation)
        return role.account(
            selector,
            fakes.credentials,
            generation: generation,
            accountName: fakes.accountName,
            mainWalletPrivateKey: fakes.mainWalletPrivateKey
        )
    }

    static let roles: [Role] = accountRoles + credentialRoles + faultRoles

    private static let accountRoles: [Role] = [
        Role("connected", .connected, "everything as it should be"),
        Role("second-key", .connected, "another API wallet of the same main wallet", on: [.v3]) {
            $0.mainWalletOf = "connected"
        },
        Role("second-key", .connected, "another key of the same account, though nobody tells", on: [.v1]),
        Role("other-account", .connected, "an API wallet of another main wallet", on: [.v3]),
        Role("solana", .connected, "the main wallet is a Solana address", on: [.v3]) { $0.isSolana = true },
        Role("expiring", .expiring, "the API wallet ends in 12 days", on: [.v3]) {
            $0.lifetime = .seconds(12 * 86_400 + 3600)
        },
        Role("expired", .expired, "the API wallet ended 3 days ago", on: [.v3]) {
            $0.lifetime = .seconds(-3 * 86_400)
        },
        Role("underfunded", .underfunded, "deposited once, now empty") { $0.isFunded = false },
        Role("no-deposit", .underfunded, "never deposited: -5050", on: [.v3]) {
            $0.hasDeposit = false
            $0.isFunded = false
        },
        Role("missing-permission", .missingPermission, "trading is off for the slot's market", on: [.v3]) {
            $0.canTrade = false
        },
        Role("cannot-read", .missingPermission, "reading is off: -2015", on: [.v3]) { $0.canRead = false },
        Role("excess-permission", .excessPermission, "the API wallet can withdraw", on: [.v3]) {
            $0.canWithdraw = true
            $0.addresses = "127.0.0.0/8"
        },
        Role("hedge", .wrongAccount, "hedge mode", of: [.asterFutures], slotLines: hedgeLines) {
            $0.isHedged = true
        },
        Role("isolated", .wrongAccount, "isolated margin", of: [.asterFutures], slotLines: isolatedLines) {
            $0.isIsolated = true
        },
        Role("multi-asset", .connected, "multi-asset mode is on", of: [.asterFutures]) {
            $0.isMultiAsset = true
        },
    ]

    private static let hedgeLines = ["account: {position-mode: one-way}"]
    private static let isolatedLines = ["account: {margin-mode: cross}"]

    private static let credentialRoles: [Role] = [
        Role("ip-not-allowed", .ipNotAllowed, "the API wallet's list has other addresses: -2015", on: [.v3]) {
            $0.addresses = "203.0.113.7 198.51.100.0/24"
        },
        Role("ip-not-allowed", .ipNotAllowed, "this address is not on the key's list: -1011", on: [.v1]) {
            $0.refusal = .wrongAddress
        },
        Role("refused", .invalidCredentials, "key, address or right refused: -2015", on: [.v1]) {
            $0.refusal = .keyAddressOrRight
        },
        Role(
            "invalid-credentials",
            .invalidCredentials,
            "no such API wallet: -1000 no agent found",
            on: [.v3]
        ) {
            $0.isAgent = false
        },
        Role("invalid-credentials", .invalidCredentials, "no such key: -2015", on: [.v1]) {
            $0.isKnown = false
        },
        Role("wrong-main-wallet", .invalidCredentials, "no such main wallet: -1000 no user found", on: [.v3])
        {
            $0.isKnown = false
        },
        Role(
            "wrong-private-key",
            .invalidCredentials,
            "the private key is another wallet's: -1022",
            on: [.v3]
        ) {
            $0.hasWrongSecret = true
        },
        Role("wrong-secret", .invalidCredentials, "the secret is another key's: -1022", on: [.v1]) {
            $0.hasWrongSecret = true
        },
        Role("clock-skew", .clockSkew, "every nonce is called expired: -4225", on: [.v3]) {
            $0.refusal = .nonceExpired
        },
        Role("clock-skew", .clockSkew, "every timestamp is called late: -1021", on: [.v1]) {
            $0.refusal = .timestampBehind
        },
    ]

    private static let faultRoles: [Role] =
        [
            Role("rate-limited", .rateLimited, "429, wait 30 seconds") {
                $0.refusal = AsterRefusal(-1003, "Too many requests.", status: 429, retryAfter: 30)
            },
            Role("banned", .rateLimited, "418, wait 2 minutes") {
                $0.refusal = AsterRefusal(-1003, "Way too many requests.", status: 418, retryAfter: 120)
            },
            Role("unavailable", .unavailable, "503, closed for maintenance: -1016") {
                $0.refusal = .closing
            },
            Role("html", .unavailable, "500 with a web page instead of JSON") {
                $0.fault = .page(status: 500)
            },
        ]
        + Role.faults(foreign: .asBitget)
}
