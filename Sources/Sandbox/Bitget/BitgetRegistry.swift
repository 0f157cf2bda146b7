package import Cryptography
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
    init(numberedAccounts: Int, guests: [any SandboxGuest]) {
        for case let guest as BitgetGuest in guests {
            var traits = BitgetTraits()
            traits.rights = ["stow", "coow", "cpow"]
            traits.isDemo = guest.mode == .demo
            traits.unified = guest.mode == .unified ? .init() : nil
            byKey[guest.key] = BitgetAccount(
                user: String(4_000_000_000 + byKey.count),
                selector: .bitget,
                traits: traits,
                secret: guest.secret,
                passphrase: guest.passphrase
            )
        }
        for (role, selector) in BitgetCast.everybody(numbered: numberedAccounts) {
            let fakes = BitgetFakes(selector, role)
            byKey[fakes.key] = BitgetAccount(
                user: fakes.user,
                selector: selector,
                traits: role.traits,
                secret: fakes.knownSecret,
                passphrase: fakes.knownPassphrase
            )
        }
    }

    func account(withKey key: String) -> BitgetAccount? { byKey[key] }
}

/// A guest of Bitget, with every right to trade and none to withdraw.
package struct BitgetGuest: SandboxGuest {
    /// What kind of account the guest has.
    package enum Mode: Sendable {
        case classic, unified
        /// Classic, with a key for demo trading.
        case demo
    }

    /// As its requests name it.
    package var key: String
    /// What its requests are signed with.
    package var secret: Secret
    /// As its requests name it.
    package var passphrase: String
    /// Of its account.
    package var mode: Mode

    package init(key: String, secret: Secret, passphrase: String, mode: Mode) {
        (self.key, self.secret, self.passphrase, self.mode) = (key, secret, passphrase, mode)
    }
}
