package import Cryptography
package import SlotModel

/// A credential that `slots replace-key` replaced: kept so that it can be brought back, and out of every reference's reach.
package struct ReplacedSecret: Sendable {
    /// Whose it was.
    package var slot: String
    package var field: CredentialField
    package var value: Secret
    /// When it was replaced; `nil` when whoever wrote the file did not say.
    package var replaced: Timestamp?
    /// The last day of the key that it belongs to, where the slot named it.
    package var expires: CalendarDate?

    package init(
        slot: String,
        field: CredentialField,
        value: Secret,
        replaced: Timestamp?,
        expires: CalendarDate? = nil
    ) {
        self.slot = slot
        self.field = field
        self.value = value
        self.replaced = replaced
        self.expires = expires
    }

    /// Its name inside the file, such as `replaced:bitget:secret`: no reference can have a colon in its name.
    package var name: String { "\(Self.prefix)\(slot):\(field.rawValue)" }

    private static let prefix = "replaced:"

    /// The slot and the field of such a name; `nil` for any other name.
    static func parts(of name: String) -> (slot: String, field: CredentialField)? {
        guard name.hasPrefix(prefix) else { return nil }
        let parts = name.dropFirst(prefix.count).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let slot = parts.first.map(String.init), StoreContents.allows(name: slot),
            let field = parts.last.flatMap({ CredentialField(rawValue: String($0)) })
        else { return nil }
        return (slot, field)
    }
}

extension StoreContents {
    /// The credentials of a slot before they were replaced the last time; empty when none are kept.
    package func replacedCredentials(of slot: String) -> [CredentialField: Secret] {
        Dictionary(
            replaced.lazy.filter { $0.slot == slot }.map { ($0.field, $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The last day of the key that ``replacedCredentials(of:)`` belong to; `nil` when the slot did not name it.
    package func replacedExpiry(of slot: String) -> CalendarDate? {
        replaced.lazy.filter { $0.slot == slot }.compactMap(\.expires).first
    }

    /// Gives what is kept of a slot to one of another name, or forgets it.
    ///
    /// - Returns: Whether there was something.
    package mutating func moveReplaced(of slot: String, to name: String?) -> Bool {
        guard replaced.contains(where: { $0.slot == slot }) else { return false }
        let moved = replaced.filter { $0.slot == slot }
        replaced.removeAll { $0.slot == slot || $0.slot == name }
        for secret in name == nil ? [] : moved {
            replaced.append(
                ReplacedSecret(
                    slot: name ?? slot,
                    field: secret.field,
                    value: secret.value,
                    replaced: secret.replaced,
                    expires: secret.expires
                )
            )
        }
        replaced.sort { ($0.slot, $0.field) < ($1.slot, $1.field) }
        return true
    }

    /// Keeps these instead of what was kept for the slot before; with none it forgets those.
    ///
    /// - Parameters:
    ///   - moment: When they were replaced.
    ///   - expires: The last day of their key, where the slot named it.
    package mutating func keep(
        _ credentials: [CredentialField: Secret],
        of slot: String,
        replaced moment: Timestamp,
        expires: CalendarDate? = nil
    ) {
        replaced.removeAll { $0.slot == slot }
        for (field, value) in credentials {
            replaced.append(
                ReplacedSecret(slot: slot, field: field, value: value, replaced: moment, expires: expires)
            )
        }
        replaced.sort { ($0.slot, $0.field) < ($1.slot, $1.field) }
    }
}
