package import Checks
import Cryptography
import Exchanges
import HTTPTransport
package import Secrets
package import SlotModel

/// Where a slot names a stored secret.
package struct SecretUse {
    package var slot: String
    /// As the slot's file names it: `private-key`, `proxy`.
    package var field: String
    package var place: Place
}

extension LoadedWorkspace {
    /// The uses of each stored secret by its name, disabled slots included.
    package var secretUses: [String: [SecretUse]] {
        var uses: [String: [SecretUse]] = [:]
        for slot in slots {
            for (field, reference) in slot.credentials.sorted(by: { $0.key < $1.key }) {
                guard case .store(let name) = reference.value else { continue }
                uses[name, default: []].append(
                    SecretUse(slot: slot.name, field: field.rawValue, place: reference.place)
                )
            }
            if let proxy = slot.proxy, case .reference(.store(let name)) = proxy.value {
                uses[name, default: []].append(SecretUse(slot: slot.name, field: "proxy", place: proxy.place))
            }
        }
        for bot in workspace?.bots ?? [] {
            guard let token = bot.access.token, case .store(let name) = token.value else { continue }
            uses[name, default: []].append(
                SecretUse(slot: "bot \(bot.name)", field: "token", place: token.place)
            )
        }
        return uses
    }

    /// Whether every slot's file could be read and names a whole set of credentials: what one of them lost must not be
    /// called unused.
    private var areAllComplete: Bool {
        slots.count == slotNames.count
            && slots.allSatisfy { slot in
                Connectors.connector(for: slot.exchange.value).profile.form(of: slot.credentials.keys) != nil
            }
    }

    /// The question to the rules about stored secrets; values go in as fingerprints of this moment.
    package func inquiry(about contents: StoreContents, at now: Timestamp) -> StoredSecretInquiry {
        let key = Secret.random(count: 32)
        return StoredSecretInquiry(
            secrets: contents.entries.map { entry in
                .init(
                    name: entry.name,
                    set: entry.set,
                    fingerprint: Hex.text(KeyedDigest(of: entry.value, key: key).bytes)
                )
            },
            used: areAllComplete ? Set(secretUses.keys) : nil,
            maximumAge: workspace?.policy.secretAge,
            now: now
        )
    }
}
