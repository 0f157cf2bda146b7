package import Cryptography
import SlotModel

/// An account as the exchange keeps it.
struct HitBTCAccount: Sendable {
    var traits: HitBTCTraits
    var secret: Secret
}

/// Who may sign in.
struct HitBTCRegistry: Sendable {
    private var byKey: [String: HitBTCAccount] = [:]

    /// Everybody of the cast, as many numbered accounts, and guests.
    init(numberedAccounts: Int, guests: [any SandboxGuest]) {
        for case let guest as HitBTCGuest in guests {
            byKey[guest.key] = HitBTCAccount(traits: HitBTCTraits(), secret: guest.secret)
        }
        for (role, selector) in HitBTCCast.everybody(numbered: numberedAccounts) {
            let fakes = HitBTCFakes(selector, role)
            byKey[fakes.key] = HitBTCAccount(traits: role.traits, secret: fakes.knownSecret)
        }
    }

    func account(withKey key: String) -> HitBTCAccount? { byKey[key] }
}

/// A guest of HitBTC, with every right.
package struct HitBTCGuest: SandboxGuest {
    /// As its requests name it.
    package var key: String
    /// What its requests are signed with.
    package var secret: Secret

    package init(key: String, secret: Secret) { (self.key, self.secret) = (key, secret) }
}
