import Cryptography
import SlotModel

/// An account as the exchange keeps it.
struct BitgetAccount: Sendable {
    /// Its owner, by whom private limits are counted.
    var user: String
    var selector: Selector
    var traits: BitgetTraits
    var secret: Secret
    var passphrase: String
}

/// Who may sign in.
struct BitgetRegistry: Sendable {
    private var byKey: [String: BitgetAccount] = [:]

    /// Everybody of the cast, as many numbered accounts of each selector, and guests.
    init(numberedAccounts: Int, guests: [SandboxOptions.Guest]) {
        for guest in guests {
            guard case .bitget(let key, let secret, let passphrase, let mode) = guest else { continue }
            var traits = BitgetTraits()
            traits.rights = ["stow", "coow", "cpow"]
            traits.isDemo = mode == .demo
            traits.unified = mode == .unified ? .init() : nil
            byKey[key] = BitgetAccount(
                user: String(4_000_000_000 + byKey.count),
                selector: .bitget,
                traits: traits,
                secret: secret,
                passphrase: passphrase
            )
        }
        for selector in BitgetCast.selectors {
            for role in BitgetCast.roles(selector) where role.traits.isKnown { add(role, selector) }
            for number in 0..<max(0, numberedAccounts) { add(BitgetCast.numberedRole(number), selector) }
        }
    }

    private mutating func add(_ role: BitgetCast.Role, _ selector: Selector) {
        let fakes = BitgetFakes(selector, role)
        byKey[fakes.key] = BitgetAccount(
            user: fakes.user,
            selector: selector,
            traits: role.traits,
            secret: fakes.knownSecret,
            passphrase: fakes.knownPassphrase
        )
    }

    func account(withKey key: String) -> BitgetAccount? { byKey[key] }
}
