import SlotModel

/// What an account is like.
struct BitgetTraits: SandboxTraits {
    static let selectors: [Selector] = [.bitget, .bitgetFutures]

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
enum BitgetCast: SandboxCast {
    typealias Traits = BitgetTraits

    static func account(_ role: Role, _ selector: Selector, _: SandboxAccount.Generation) -> SandboxAccount {
        let fakes = BitgetFakes(selector, role)
        return role.account(selector, fakes.credentials, accountName: fakes.user)
    }

    static let roles: [Role] =
        classicRoles + rightsRoles + futuresRoles + unifiedRoles + credentialRoles + faultRoles

    private static let classicRoles: [Role] = [
        Role("connected", .connected, "everything as it should be; classic account"),
        Role("second-key", .connected, "another key of the same user") { $0.userOf = "connected" },
        Role("other-account", .connected, "a key of another user"),
        Role("listed", .connected, "this address is on the key's list, which comes as a list") {
            $0.addresses = ["203.0.113.7", "127.0.0.1"]
            $0.listsAddresses = true
        },
        Role("expiring", .expiring, "the slot says that the key ends in 12 days", endsAfterDays: 12),
        Role("expired", .expired, "the slot says that the key ended 3 days ago", endsAfterDays: -3),
        Role("underfunded", .underfunded, "nothing in any wallet") { $0.funds = .nowhere },
    ]

    private static let rightsRoles: [Role] = [
        Role("older-key", .connected, "an older key: its only right is called trade") {
            $0.rights = ["trade"]
        },
        Role("unknown-right", .connected, "one of the key's rights is called something new") {
            $0.rights = ["stow", "coow", "cpow", "zzzw"]
        },
        Role("missing-permission", .missingPermission, "the key may read, not trade") {
            $0.rights = ["stor", "coor", "cpor"]
        },
        Role("read-only", .missingPermission, "an older key: its only right is called readonly") {
            $0.rights = ["readonly"]
        },
        Role("wrong-market", .missingPermission, "the key is for futures only: 40014", of: [.bitget]) {
            $0.rights = ["coow", "cpow"]
        },
        Role("wrong-market", .missingPermission, "the key is for spot only: 40014", of: [.bitgetFutures]) {
            $0.rights = ["stow"]
        },
        Role("excess-permission", .excessPermission, "the key can withdraw") {
            $0.rights = ["stow", "coow", "cpow", "wwow"]
        },
        Role("can-transfer", .excessPermission, "the key can transfer between wallets") {
            $0.rights = ["stow", "coow", "cpow", "wtow"]
        },
    ]

    private static let futuresRoles: [Role] = [
        Role("usdc", .connected, "USDC contracts", of: [.bitgetFutures], slotLines: [contract("usdc")]),
        Role("coin", .connected, "COIN-M contracts", of: [.bitgetFutures], slotLines: [contract("coin")]),
        Role(
            "usdc-empty",
            .underfunded,
            "the money is in the USDT wallet",
            of: [.bitgetFutures],
            slotLines: [contract("usdc")]
        ) { $0.funds = .dollars },
        Role("hedge", .wrongAccount, "hedge mode", of: [.bitgetFutures], slotLines: [oneWay]) {
            $0.isHedged = true
        },
        Role("isolated", .wrongAccount, "isolated margin", of: [.bitgetFutures], slotLines: [cross]) {
            $0.isIsolated = true
        },
        Role("multi-asset", .connected, "multi-asset mode: assetMode union", of: [.bitgetFutures]) {
            $0.isMultiAsset = true
        },
        Role("unified-hedge", .wrongAccount, "hedge mode", of: [.bitgetFutures], slotLines: [oneWay]) {
            $0.unified = .init()
            $0.isHedged = true
        },
        Role("unified-isolated", .wrongAccount, "isolated margin", of: [.bitgetFutures], slotLines: [cross]) {
            $0.unified = .init()
            $0.isIsolated = true
        },
    ]

    private static let oneWay = "account: {position-mode: one-way}"
    private static let cross = "account: {margin-mode: cross}"
    private static func contract(_ name: String) -> String { "account: {contract: \(name)}" }

    private static let unifiedRoles: [Role] = [
        Role("unified", .connected, "unified account: 40085 on v2") { $0.unified = .init() },
        Role("unified-underfunded", .underfunded, "unified account, empty") {
            $0.unified = .init()
            $0.funds = .nowhere
        },
        Role("unified-wallet", .underfunded, "unified account, all money in the funding wallet") {
            $0.unified = .init()
            $0.funds = .fundingWallet
        },
        Role("unified-read-only", .missingPermission, "unified account, the key may only read") {
            $0.unified = .init(mayWrite: false)
        },
        Role("unified-no-trade", .missingPermission, "unified account, trading is off") {
            $0.unified = .init(permissions: ["uta_mgt"])
        },
        Role("unified-no-account", .missingPermission, "unified account, reading it is off: 40014") {
            $0.unified = .init(permissions: ["uta_trade"])
        },
        Role("unified-excess-permission", .excessPermission, "unified account, the key can withdraw") {
            $0.unified = .init(permissions: ["uta_mgt", "uta_trade", "withdraw"])
        },
        Role("unified-upgrading", .unavailable, "the account is being made a unified one") {
            $0.unified = .init(mode: "upgrading")
        },
    ]

    private static let credentialRoles: [Role] = [
        Role("invalid-credentials", .invalidCredentials, "no such key: 40037") { $0.isKnown = false },
        Role("invalid-key", .invalidCredentials, "the key is none: 40006") { $0.refusal = .invalidKey },
        Role("wrong-secret", .invalidCredentials, "the secret is another key's: 40009") {
            $0.hasWrongSecret = true
        },
        Role("wrong-passphrase", .invalidCredentials, "the passphrase is another key's: 40012") {
            $0.hasWrongPassphrase = true
        },
        Role("refused-passphrase", .invalidCredentials, "the passphrase is wrong: 40036") {
            $0.refusal = .wrongPassphrase
        },
        Role("half-refused", .invalidCredentials, "v2 says 40012, v3 takes the key and says 40084") {
            $0.isRefusedByClassic = true
        },
        Role("demo-key", .invalidCredentials, "a key for demo trading: 40099") { $0.isDemo = true },
        Role("ip-not-allowed", .ipNotAllowed, "other addresses are on the key's list: 40018") {
            $0.addresses = ["203.0.113.7", "198.51.100.20"]
        },
        Role("ip-refused", .ipNotAllowed, "this address is refused: 40038") { $0.refusal = .refusedAddress },
        Role("clock-skew", .clockSkew, "every timestamp is called expired: 40008") {
            $0.refusal = .expiredTimestamp
        },
    ]

    private static let faultRoles: [Role] =
        [
            Role("rate-limited", .rateLimited, "HTTP 429") { $0.refusal = .tooMany },
            Role("too-frequent", .rateLimited, "25004, too many requests") { $0.refusal = .tooFrequent },
            Role("unavailable", .unavailable, "500, system trouble: 40725") { $0.refusal = .systemTrouble },
            Role("maintenance", .unavailable, "server upgrade: 40200") { $0.refusal = .upgrade },
            Role("system-error", .unavailable, "system abnormal: 40015") { $0.refusal = .abnormal },
            Role("html", .unavailable, "502 with a web page instead of JSON") {
                $0.fault = .page(status: 502)
            },
        ]
        + Role.faults(foreign: .asHitBTC)
}
