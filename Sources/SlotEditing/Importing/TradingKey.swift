package import Cryptography
package import SlotModel

/// A slot's key, and where its credentials are kept, to find another slot that trades with the same one.
package struct TradingKey: Sendable {
    package var slot: String
    /// What signs, or what is sent as the key's name; `nil` when it is not available.
    private var key: Secret?
    /// Of a composed slot.
    private(set) var stored: [CredentialField: ComposedSlot.Stored] = [:]

    package init(slot: String, _ credentials: [CredentialField: Secret]) {
        self.slot = slot
        key = credentials[.privateKey] ?? credentials[.key]
    }

    func isSame(as other: TradingKey) -> Bool {
        guard let key, let own = other.key else { return false }
        return key.isEqual(to: own)
    }

    func kept(at places: [CredentialField: ComposedSlot.Stored]) -> TradingKey {
        var key = self
        key.stored = places
        return key
    }
}
