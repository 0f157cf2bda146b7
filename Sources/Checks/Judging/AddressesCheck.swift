import Exchanges
import SlotModel

/// The key's list against the slot's, and our address where the exchange tells it.
func examineAddresses(_ evidence: Evidence) -> Examination {
    var examination = Examination(.addresses)
    switch evidence.facts.addresses {
    case .known(let facts):
        if let list = facts.allowlist { examination.tell("allowlist", .list(list.shownEntries)) }
        if let ours = facts.ours { examination.tell("ours", .text(limited(ours, to: 64))) }
        compare(facts, evidence, &examination)
        compareRulesOfAddresses(evidence, &examination)
    case .notDisclosed(let reason), .notAsked(let reason):
        examination.skip(
            reason,
            advice: evidence.slot.ipAllowlist.isEmpty
                ? nil : "the slot says \(listed(evidence.slot.ipAllowlist.map(\.value).shownEntries))"
        )
    case .failed(let failure):
        if case .addressNotAllowed(let ours?) = failure.kind {
            examination.tell("ours", .text(limited(ours, to: 64)))
        }
        examination.note(failure, of: evidence.slot)
    }
    return examination
}

private func compare(_ facts: AddressFacts, _ evidence: Evidence, _ examination: inout Examination) {
    guard let list = facts.allowlist else {
        examination.skip("the exchange does not tell the key's list of addresses")
        return
    }
    guard !list.isEmpty else { return examineOpenKey(evidence, &examination) }
    let ranges = list.compactMap { AddressRange($0) }
    let isComplete = ranges.count == list.count
    examination.summary = "restricted to \(listed(list.shownEntries))"
    if !isComplete {
        examination.advice =
            "\(counted(list.count - ranges.count, "entry", "entries")) of the key's list cannot be read"
    }
    if let text = facts.ours, let ours = IPAddress(text), isComplete,
        !ranges.contains(where: { $0.contains(ours) })
    {
        refuse(ours, list, evidence, &examination)
    }
    if isComplete { compare(ranges, evidence, &examination) }
}

/// A key without a list of addresses.
private func examineOpenKey(_ evidence: Evidence, _ examination: inout Examination) {
    let slot = evidence.slot
    examination.summary = "any address may use the key"
    examination.advice = "restrict the key to this machine's address at \(evidence.profile.keyPage)"
    if let first = slot.ipAllowlist.first {
        examination.warn(
            "addresses.differ",
            "the slot names an ip-allowlist, but any address may use the key",
            help: "restrict the key at \(evidence.profile.keyPage), or remove ip-allowlist from the slot",
            at: first.place
        )
    } else if evidence.facts.permissions.value?[.withdraw] == .yes {
        examination.warn(
            "addresses.open",
            "any address may use the key, and it can withdraw",
            help: examination.advice,
            at: slot.credentialsPlace
        )
    }
}

/// The key's list against the slot's.
private func compare(_ ranges: [AddressRange], _ evidence: Evidence, _ examination: inout Examination) {
    let slot = evidence.slot
    guard let first = slot.ipAllowlist.first else { return }
    let wanted = slot.ipAllowlist.compactMap { AddressRange($0.value) }
    let missing = wanted.filter { entry in !ranges.contains { $0.contains(entry) } }
    let excess = ranges.filter { entry in !wanted.contains { $0.contains(entry) } }
    if !missing.isEmpty {
        examination.warn(
            "addresses.differ",
            "the slot names \(listed(missing.map(\.description).shownEntries)), which the key's list does not have",
            help:
                "add what is missing to the key's list at \(evidence.profile.keyPage), or take it out of 'ip-allowlist' in "
                + first.place.file,
            at: first.place
        )
    }
    if !excess.isEmpty {
        examination.warn(
            "addresses.differ",
            "the key's list also has \(listed(excess.map(\.description).shownEntries)), which the slot does not name",
            help:
                "take what is too much out of the key's list at \(evidence.profile.keyPage), or add it to 'ip-allowlist' in "
                + first.place.file,
            at: first.place
        )
    }
}

private func refuse(
    _ ours: IPAddress,
    _ list: [String],
    _ evidence: Evidence,
    _ examination: inout Examination
) {
    let help = "add \(ours) to the key's list at \(evidence.profile.keyPage)"
    let message = "our address \(ours) is not on the key's list: \(listed(list.shownEntries))"
    // A signed answer came although the list seems to forbid it: say so, but do not stop what works.
    if evidence.facts.signIn.value != nil {
        examination.warn("addresses.not-allowed", message, help: help, at: evidence.slot.credentialsPlace)
    } else {
        examination.fail(
            .ipNotAllowed,
            "addresses.not-allowed",
            message,
            help: help,
            at: evidence.slot.credentialsPlace
        )
    }
}

extension [String] {
    /// The first five, each cut to 64 characters, and how many more there are.
    fileprivate var shownEntries: [String] {
        let shown = prefix(5).map { limited($0, to: 64) }
        return count > 5 ? shown + ["\(count - 5) more"] : shown
    }
}
