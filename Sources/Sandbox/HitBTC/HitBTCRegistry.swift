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
        for selector in HitBTCCast.selectors {
            for role in HitBTCCast.roles(selector) where role.traits.isKnown { add(role, selector) }
            for number in 0..<max(0, numberedAccounts) { add(HitBTCCast.numberedRole(number), selector) }
        }
    }

    private mutating func add(_ role: HitBTCCast.Role, _ selector: Selector) {
        let fakes = HitBTCFakes(selector, role)
        byKey[fakes.key] = HitBTCAccount(traits: role.traits, secret: fakes.knownSecret)
    }

    func account(withKey key: String) -> HitBTCAccount? { byKey[key] }
}

/// A guest of HitBTC, with every right.
package struct HitBTCGuest: SandboxGuest {
    package var key: String
    package var secret: Secret

    package init(key: String, secret: Secret) { (self.key, self.secret) = (key, secret) }
}
