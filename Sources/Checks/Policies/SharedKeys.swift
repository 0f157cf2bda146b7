import SlotModel

/// One key in two enabled slots, by fingerprint where the secret was resolved, else by reference or plain value.
///
/// Each slot is told once, with the first slot that has the same key.
func sharedKeys(_ inquiry: PolicyInquiry) -> [Finding] {
    var firstByIdentity: [Identity: Use] = [:]
    var findings: [Finding] = []
    for slot in inquiry.slots where slot.enabled {
        guard let use = identified(slot, inquiry) else { continue }
        let earlier = use.identities.compactMap { firstByIdentity[$0] }.first
        for identity in use.identities where firstByIdentity[identity] == nil {
            firstByIdentity[identity] = use
        }
        guard let earlier else { continue }
        let verdicts = [earlier.slot, slot].map {
            inquiry.workspace.policy.verdict(on: .sharedKey, for: $0)
        }
        // Who waives it in one of the two slots has seen it.
        guard !verdicts.contains(.allow) else { continue }
        findings.append(
            Finding(
                verdicts.contains(.deny) ? .error : .warning,
                "slot.shared-key",
                "the slots '\(earlier.slot.name)' and '\(slot.name)' use the same \(use.field.rawValue); the other one "
                    + "is at \(earlier.place.file):\(earlier.place.line):\(earlier.place.column)",
                at: use.place,
                slot: slot.name,
                help: "make a key for each slot, so that one can be replaced or revoked alone; or write "
                    + "'allow: [shared-key]' in the slot"
            )
        )
    }
    return findings
}

private enum Identity: Hashable {
    case fingerprint(String)
    case reference(SecretReference)
}

private struct Use {
    var slot: Slot
    var field: CredentialField
    var place: Place
    var identities: [Identity]
}

/// The part of the credentials that is the key: what signs, or what is sent as the key's name.
private func identified(_ slot: Slot, _ inquiry: PolicyInquiry) -> Use? {
    for field in [CredentialField.privateKey, .key] {
        guard let reference = slot.credentials[field] else { continue }
        if case .plain(let value) = reference.value, inquiry.isDocumented(field, value) { return nil }
        var identities: [Identity] = [.reference(reference.value)]
        if let fingerprint = inquiry.fingerprints[slot.name]?[field] {
            identities.append(.fingerprint(fingerprint))
        }
        return Use(slot: slot, field: field, place: reference.place, identities: identities)
    }
    return nil
}
