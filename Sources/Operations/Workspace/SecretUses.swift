package import Checks
import Cryptography
import Exchanges
import HTTPTransport
package import Secrets
package import SlotModel

/// Where a slot, or a bot in slots.yaml, names a stored secret.
package struct SecretUse {
    package enum User: Hashable, Sendable {
        case slot(String)
        case bot(String)
    }

    package var user: User
    /// As the file names it: `private-key`, `proxy`; `token` of a bot.
    package var field: String
    package var place: Place
}

extension SecretUse {
    /// Whose file names it; `nil`: slots.yaml does.
    package var slot: String? { if case .slot(let name) = user { name } else { nil } }
    /// As a listing shows it: `hitbtc.secret`, `bot main.token`.
    package var shown: String {
        switch user {
        case .slot(let name): "\(name).\(field)"
        case .bot(let name): "bot \(name).\(field)"
        }
    }
}

extension LoadedWorkspace {
    /// The uses of each stored secret by its name, disabled slots included.
    package var secretUses: [String: [SecretUse]] {
        var uses: [String: [SecretUse]] = [:]
        for slot in slots {
            for (field, reference) in slot.credentials.sorted(by: { $0.key < $1.key }) {
                guard case .store(let name) = reference.value else { continue }
                uses[name, default: []].append(
                    SecretUse(user: .slot(slot.name), field: field.rawValue, place: reference.place)
                )
            }
            if let proxy = slot.proxy, case .reference(.store(let name)) = proxy.value {
                uses[name, default: []].append(
                    SecretUse(user: .slot(slot.name), field: "proxy", place: proxy.place)
                )
            }
        }
        for bot in workspace?.bots ?? [] {
            guard let token = bot.access.token, case .store(let name) = token.value else { continue }
            uses[name, default: []].append(
                SecretUse(user: .bot(bot.name), field: "token", place: token.place)
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
