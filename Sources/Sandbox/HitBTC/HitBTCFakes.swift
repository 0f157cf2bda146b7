import Cryptography
import SlotModel

/// The credentials of one account, made by the rule that ``SandboxAccounts`` documents.
struct HitBTCFakes {
    private let label: String
    private let traits: HitBTCTraits

    init(_ selector: Selector, _ role: HitBTCCast.Role) {
        label = "slots sandbox \(selector.rawValue) \(role.name)"
        traits = role.traits
    }

    /// What a slot file holds.
    var credentials: [CredentialField: String] { [.key: key, .secret: text(" secret")] }

    var key: String { text(" key") }

    /// The secret that the exchange has, as the text with which requests are signed.
    var knownSecret: Secret {
        Secret(copying: Array(text(traits.hasWrongSecret ? " other secret" : " secret").utf8))
    }

    /// 32 characters of the URL-safe base64 alphabet: 24 bytes.
    private func text(_ part: String) -> String {
        let standard = Base64.text(Array(keccak256(label + part).prefix(24)))
        return String(standard.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}
