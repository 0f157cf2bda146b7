package import Cryptography
package import SlotModel

/// A slot's key, and where its credentials are kept, to find another slot that trades with the same one.
package struct TradingKey: Sendable {
    package var slot: String
    /// Of what signs, or is sent as the key's name; `nil` when it is not available.
    private let digest: KeyedDigest?
    /// Of a composed slot.
    private(set) var stored: [CredentialField: ComposedSlot.Stored] = [:]

    /// Of this process alone.
    private static let digestKey = Secret.random(count: 32)

    package init(slot: String, _ credentials: [CredentialField: Secret]) {
        self.slot = slot
        digest = (credentials[.privateKey] ?? credentials[.key])?.withBytes {
            KeyedDigest(of: $0, key: Self.digestKey)
        }
    }

    func kept(at places: [CredentialField: ComposedSlot.Stored]) -> TradingKey {
        var key = self
        key.stored = places
        return key
    }

    /// The first of each, to find it among thousands.
    struct Known: Sendable {
        private var keys: [KeyedDigest: TradingKey] = [:]

        init(_ keys: [TradingKey] = []) { keys.forEach { add($0) } }

        mutating func add(_ key: TradingKey) {
            guard let digest = key.digest, keys[digest] == nil else { return }
            keys[digest] = key
        }

        func first(sameAs key: TradingKey) -> TradingKey? { key.digest.flatMap { keys[$0] } }
    }
}
