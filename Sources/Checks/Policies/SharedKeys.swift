import Locking
import SlotModel

/// One key in two enabled slots, by fingerprint where the secret was resolved, else by reference or plain value.
///
/// Each slot is told once, with the first slot that has the same key.
func sharedKeys(_ inquiry: PolicyInquiry) -> [Finding] {
    // Numbers of slots.
    var firstByIdentity: [Identity: Int] = [:]
    firstByIdentity.reserveCapacity(inquiry.slots.count)
    var findings: [Finding] = []
    let identities = sideBySide(inquiry.slots.count) { range in
        inquiry.slots[range].map { $0.enabled ? identity(of: $0, inquiry) : nil }
    }
    for (number, (slot, identity)) in zip(inquiry.slots, identities.joined()).enumerated() {
        guard let identity else { continue }
        guard let first = firstByIdentity[identity] else {
            firstByIdentity[identity] = number
            continue
        }
        let earlier = inquiry.slots[first]
        guard let other = key(of: earlier)?.reference.place, let key = key(of: slot) else { continue }
        let verdicts = [earlier, slot].map {
            inquiry.workspace.policy.verdict(on: .sharedKey, for: $0)
        }
        // Who waives it in one of the two slots has seen it.
        guard !verdicts.contains(.allow) else { continue }
        findings.append(
            Finding(
                verdicts.contains(.deny) ? .error : .warning,
                "slot.shared-key",
                "the slots '\(earlier.name)' and '\(slot.name)' use the same \(key.field.rawValue); the other one "
                    + "is at \(other.file):\(other.line):\(other.column)",
                at: key.reference.place,
                slot: slot.name,
                help: "make a key for each slot, so that one can be replaced or revoked alone; or write "
                    + "'allow: [shared-key]' in \(slot.place.file)"
            )
        )
    }
    return findings
}

private enum Identity: Hashable {
    case fingerprint(String)
    case reference(SecretReference)
}

/// The part of the credentials that is the key: what signs, or what is sent as the key's name.
private func key(of slot: Slot) -> (field: CredentialField, reference: Located<SecretReference>)? {
    for field in [CredentialField.privateKey, .key] {
        if let reference = slot.credentials[field] { return (field, reference) }
    }
    return nil
}

/// What two slots with one key have in common: its fingerprint, or where it was not resolved, where it comes from.
private func identity(of slot: Slot, _ inquiry: PolicyInquiry) -> Identity? {
    guard let (field, reference) = key(of: slot) else { return nil }
    if case .plain(let value) = reference.value, inquiry.isDocumented(field, value) { return nil }
    return inquiry.fingerprints[slot.name]?[field].map { .fingerprint($0) } ?? .reference(reference.value)
}
