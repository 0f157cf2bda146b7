import Cryptography
import SlotModel

/// The credentials of one account, made by the rule that ``SandboxAccounts`` documents.
struct BitgetFakes {
    private let label: String
    /// Of the account to whose user the key belongs.
    private let owner: String
    private let traits: BitgetTraits

    init(_ selector: Selector, _ role: BitgetCast.Role) {
        label = "slots sandbox \(selector.rawValue) \(role.name)"
        owner = "slots sandbox \(selector.rawValue) \(role.traits.userOf ?? role.name)"
        traits = role.traits
    }

    /// What a slot file holds.
    var credentials: [CredentialField: String] {
        [.key: key, .secret: hash(" secret"), .passphrase: passphrase(" passphrase")]
    }

    var key: String { "bg_" + hash(" key").prefix(32) }

    /// The secret that the exchange has, as the text with which requests are signed.
    var knownSecret: Secret {
        Secret(copying: Array(hash(traits.hasWrongSecret ? " other secret" : " secret").utf8))
    }

    var knownPassphrase: String {
        passphrase(traits.hasWrongPassphrase ? " other passphrase" : " passphrase")
    }

    /// The user's id, by which private limits are counted: a number of up to 15 digits.
    var user: String {
        let bytes = keccak256(owner + " user").prefix(6)
        return String(bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    private func passphrase(_ part: String) -> String { String(hash(part).prefix(20)) }
    private func hash(_ part: String) -> String { Hex.text(keccak256(label + part)) }
}
