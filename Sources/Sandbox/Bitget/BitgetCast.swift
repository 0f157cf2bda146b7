import SlotModel

/// What an account is like.
struct BitgetTraits: Sendable {
    enum Funds: Hashable, Sendable {
        case everywhere
        case nowhere
        /// Only in the USDT-M wallet.
        case dollars
        /// Only in the unified account's funding wallet.
        case fundingWallet
    }

    /// Whether the exchange knows the key.
    var isKnown = true
    /// Whether the credentials given out sign with another secret than the exchange knows.
    var hasWrongSecret = false
    var hasWrongPassphrase = false
    /// The role to whose user the key belongs; `nil`: the user is its own.
    var userOf: String?
    /// A key that was made in demo mode.
    var isDemo = false
    /// Refused with 40012 by v2 although v3 takes its signature (docs/facts/exchanges.md 5.1).
    var isRefusedByClassic = false
    /// The codes of `authorities`; `nil`: what the selector's bot needs.
    var rights: [String]?
    /// The key's IP list.
    var addresses: [String] = []
    /// Whether `ips` is a list, not a text with commas: both were seen.
    var listsAddresses = false
    var funds = Funds.everywhere
    var isHedged = false
    var isIsolated = false
    /// Multi-asset mode, `assetMode` `union` or `multi_assets`.
    var isMultiAsset = false
    /// A unified account.
    var unified: Unified?
    /// What every signed call is refused with.
    var refusal: BitgetRefusal?
    var fault: AnswerFault?

    struct Unified: Sendable {
        var mode = "unified"
        var mayWrite = true
        var permissions = ["uta_mgt", "uta_trade"]
    }
}

/// The accounts of Bitget: each a role with a status to show.
enum BitgetCast {
    typealias Role = SandboxRole<BitgetTraits>

    static let selectors: [Selector] = [.bitget, .bitgetFutures]

    static func roles(_ selector: Selector) -> [Role] { roles.filter { $0.selectors.contains(selector) } }

    static func numberedRole(_ number: Int) -> Role {
        role("numbered-\(number)", .connected, "one of many, for benchmarks")
    }

    static func account(_ role: Role, _ selector: Selector) -> SandboxAccount {
        let fakes = BitgetFakes(selector, role)
        return role.account(selector, fakes.credentials, accountName: fakes.user)
    }

    private static func role(
        _ name: String,
        _ expected: Status,
        _ explanation: String,
        of selectors: [Selector] = BitgetCast.selectors,
        slotLines: [String] = [],
        endsAfterDays: Int? = nil,
        _ change: (inout BitgetTraits) -> Void = { _ in }
    ) -> Role {
        var traits = BitgetTraits()
        change(&traits)
        return Role(
            name: name,
            expected: expected,
            explanation: explanation,
            selectors: selectors,
            slotLines: slotLines,
            endsAfterDays: endsAfterDays,
            traits: traits
        )
    }

    private static let roles: [Role] =
        classicRoles + rightsRoles + futuresRoles + unifiedRoles + credentialRoles + faultRoles

    private static let classicRoles: [Role] = [
        role("connected", .connected, "everything as it should be; classic account"),
        role("second-key", .connected, "another key of the same user") { $0.userOf = "connected" },
        role("other-account", .connected, "a key of another user"),
        role("listed", .connected, "this address is on the key's list, which comes as a list") {
            $0.addresses = ["203.0.113.7", "127.0.0.1"]
            $0.listsAddresses = true
        },
        role("expiring", .expiring, "the slot says that the key ends in 12 days", endsAfterDays: 12),
        role("expired", .expired, "the slot says that the key ended 3 days ago", endsAfterDays: -3),
        role("underfunded", .underfunded, "nothing in any wallet") { $0.funds = .nowhere },
    ]

    private static let rightsRoles: [Role] = [
        role("older-key", .connected, "an older key: its only right is called trade") {
            $0.rights = ["trade"]
        },
        role("unknown-right", .connected, "one of the key's rights is called something new") {
            $0.rights = ["stow", "coow", "cpow", "zzzw"]
        },
        role("missing-permission", .missingPermission, "the key may read, not trade") {
            $0.rights = ["stor", "coor", "cpor"]
        },
        role("read-only", .missingPermission, "an older key: its only right is called readonly") {
            $0.rights = ["readonly"]
        },
        role("wrong-market", .missingPermission, "the key is for futures only: 40014", of: [.bitget]) {
            $0.rights = ["coow", "cpow"]
        },
        role("wrong-market", .missingPermission, "the key is for spot only: 40014", of: [.bitgetFutures]) {
            $0.rights = ["stow"]
        },
        role("excess-permission", .excessPermission, "the key can withdraw") {
            $0.rights = ["stow", "coow", "cpow", "wwow"]
        },
        role("can-transfer", .excessPermission, "the key can transfer between wallets") {
            $0.rights = ["stow", "coow", "cpow", "wtow"]
        },
    ]

    private static let futuresRoles: [Role] = [
        role("usdc", .connected, "USDC contracts", of: [.bitgetFutures], slotLines: [contract("usdc")]),
        role("coin", .connected, "COIN-M contracts", of: [.bitgetFutures], slotLines: [contract("coin")]),
        role(
            "usdc-empty",
            .underfunded,
            "the money is in the USDT wallet",
            of: [.bitgetFutures],
            slotLines: [contract("usdc")]
        ) { $0.funds = .dollars },
        role("hedge", .wrongAccount, "hedge mode", of: [.bitgetFutures], slotLines: [oneWay]) {
            $0.isHedged = true
        },
        role("isolated", .wrongAccount, "isolated margin", of: [.bitgetFutures], slotLines: [cross]) {
            $0.isIsolated = true
        },
        role("multi-asset", .connected, "multi-asset mode: assetMode union", of: [.bitgetFutures]) {
            $0.isMultiAsset = true
        },
        role("unified-hedge", .wrongAccount, "hedge mode", of: [.bitgetFutures], slotLines: [oneWay]) {
            $0.unified = .init()
            $0.isHedged = true
        },
        role("unified-isolated", .wrongAccount, "isolated margin", of: [.bitgetFutures], slotLines: [cross]) {
            $0.unified = .init()
            $0.isIsolated = true
        },
    ]

    private static let oneWay = "account: {position-mode: one-way}"
    private static let cross = "account: {margin-mode: cross}"
    private static func contract(_ name: String) -> String { "account: {contract: \(name)}" }

    private static let unifiedRoles: [Role] = [
        role("unified", .connected, "unified account: 40085 on v2") { $0.unified = .init() },
        role("unified-underfunded", .underfunded, "unified account, empty") {
            $0.unified = .init()
            $0.funds = .nowhere
        },
        role("unified-wallet", .underfunded, "unified account, all money in the funding wallet") {
            $0.unified = .init()
            $0.funds = .fundingWallet
        },
        role("unified-read-only", .missingPermission, "unified account, the key may only read") {
            $0.unified = .init(mayWrite: false)
        },
        role("unified-no-trade", .missingPermission, "unified account, trading is off") {
            $0.unified = .init(permissions: ["uta_mgt"])
        },
        role("unified-no-account", .missingPermission, "unified account, reading it is off: 40014") {
            $0.unified = .init(permissions: ["uta_trade"])
        },
        role("unified-excess-permission", .excessPermission, "unified account, the key can withdraw") {
            $0.unified = .init(permissions: ["uta_mgt", "uta_trade", "withdraw"])
        },
        role("unified-upgrading", .unavailable, "the account is being made a unified one") {
            $0.unified = .init(mode: "upgrading")
        },
    ]

    private static let credentialRoles: [Role] = [
        role("invalid-credentials", .invalidCredentials, "no such key: 40037") { $0.isKnown = false },
        role("invalid-key", .invalidCredentials, "the key is none: 40006") { $0.refusal = .invalidKey },
        role("wrong-secret", .invalidCredentials, "the secret is another key's: 40009") {
            $0.hasWrongSecret = true
        },
        role("wrong-passphrase", .invalidCredentials, "the passphrase is another key's: 40012") {
            $0.hasWrongPassphrase = true
        },
        role("refused-passphrase", .invalidCredentials, "the passphrase is wrong: 40036") {
            $0.refusal = .wrongPassphrase
        },
        role("half-refused", .invalidCredentials, "v2 says 40012, v3 takes the key and says 40084") {
            $0.isRefusedByClassic = true
        },
        role("demo-key", .invalidCredentials, "a key for demo trading: 40099") { $0.isDemo = true },
        role("ip-not-allowed", .ipNotAllowed, "other addresses are on the key's list: 40018") {
            $0.addresses = ["203.0.113.7", "198.51.100.20"]
        },
        role("ip-refused", .ipNotAllowed, "this address is refused: 40038") { $0.refusal = .refusedAddress },
        role("clock-skew", .clockSkew, "every timestamp is called expired: 40008") {
            $0.refusal = .expiredTimestamp
        },
    ]

    private static let faultRoles: [Role] =
        [
            role("rate-limited", .rateLimited, "HTTP 429") { $0.refusal = .tooMany },
            role("too-frequent", .rateLimited, "25004, too many requests") { $0.refusal = .tooFrequent },
            role("unavailable", .unavailable, "500, system trouble: 40725") { $0.refusal = .systemTrouble },
            role("maintenance", .unavailable, "server upgrade: 40200") { $0.refusal = .upgrade },
            role("system-error", .unavailable, "system abnormal: 40015") { $0.refusal = .abnormal },
            role("html", .unavailable, "502 with a web page instead of JSON") {
                $0.fault = .page(status: 502)
            },
        ]
        + AnswerFault.shown(foreign: .asHitBTC).map { shown in
            role(shown.role, shown.expected, shown.explanation) { $0.fault = shown.fault }
        }
}
