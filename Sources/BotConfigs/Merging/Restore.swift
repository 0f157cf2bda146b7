package import Cryptography
package import SlotModel

/// What one applied plan changed in a file, and the file before it: for taking it back.
package struct RestoreStep: Sendable {
    /// The file as it was; `nil`: there was none, or it is not needed, because earlier steps changed the same.
    package var before: Secret?
    /// Of the whole file as it was written; `nil`: it was removed.
    package var after: Fingerprint?
    package var changes: [MemberChange]
    /// What slots owned in the file.
    package var ownedBefore: OwnedMembers
    package var ownedAfter: OwnedMembers

    package init(
        before: Secret?,
        after: Fingerprint?,
        changes: [MemberChange],
        ownedBefore: OwnedMembers,
        ownedAfter: OwnedMembers
    ) {
        (self.before, self.after, self.changes) = (before, after, changes)
        (self.ownedBefore, self.ownedAfter) = (ownedBefore, ownedAfter)
    }
}

/// Takes back what applied plans changed in a file, and nothing else: what the bot wrote since stays byte for byte.
///
/// Each member that they changed gets the value that it had before the first of them; an entry that they added goes,
/// unless the template says that the bot still uses it; one that they removed comes back whole. A file of ours as a
/// whole gets its old bytes. One that was not there goes, if nothing of anybody else's is in it.
///
/// - Parameters:
///   - input: The file as it is, and what is owned in it; its slots are not looked at.
///   - steps: Those of the file, the oldest first; not empty.
/// - Returns: As ``merge(_:)``.
package func restore(_ input: MergeInput, _ steps: [RestoreStep]) -> (
    outcome: MergeOutcome?, findings: [Finding]
) {
    guard let first = steps.first, let last = steps.last else { return (nil, []) }
    let whole = WholeFile(input, first, last)
    // What the bot saved between two of them is in the later one's file.
    let isOurs = input.file.text != nil || steps.count == 1
    if let outcome = whole.outcome(isOurs: isOurs) { return (outcome, outcome.findings) }
    guard let existing = input.existing, let entries = input.file.entries else {
        return (nil, [unsupported(input.file)])
    }
    do throws(Finding) {
        let context = MergeContext(
            file: try existing.reading(),
            rules: MemberRules(entries),
            fingerprinter: input.fingerprinter
        )
        var restorer = try Restorer(input, context, steps)
        let outcome = try restorer.restored()
        return (outcome.findings.containErrors ? nil : outcome, outcome.findings)
    } catch {
        return (nil, [error])
    }
}

/// A file that comes back, goes or changes as a whole.
private struct WholeFile {
    let input: MergeInput
    let first: RestoreStep
    let last: RestoreStep

    init(_ input: MergeInput, _ first: RestoreStep, _ last: RestoreStep) {
        (self.input, self.first, self.last) = (input, first, last)
    }

    /// - Parameter isOurs: Whether all that the last plan left in it, where there was no file before, is slots'.
    /// - Returns: `nil` where members are to be looked at one by one.
    func outcome(isOurs: Bool) -> MergeOutcome? {
        let isMerged = input.file.text == nil
        let now = input.existing.map { $0.bytes.withUnsafeBytes { input.fingerprinter.fingerprint($0) } }
        switch (now, first.before) {
        case (nil, nil): return outcome(Secret(copying: []), [], removes: true)
        case (nil, let before?):
            let consent: MemberChange.Consent? = last.after == nil ? nil : .drift
            return outcome(
                before,
                [change(.add, nil, fingerprint(before), consent)],
                tellsDrift: consent != nil
            )
        case (let now?, nil):
            if isOurs, now == last.after {
                return outcome(Secret(copying: []), [change(.remove, now, nil, .removal)], removes: true)
            }
            return isMerged ? nil : outcome(existing, [], findings: [left])
        case (let now?, let before?):
            if isMerged { return nil }
            let isDrift = now != last.after
            let wanted = fingerprint(before)
            if now == wanted { return outcome(existing, []) }
            return outcome(
                before,
                [change(.update, now, wanted, isDrift ? .drift : .overwriting)],
                tellsDrift: isDrift
            )
        }
    }

    private var existing: Secret { Secret(copying: input.existing?.bytes ?? []) }

    private func fingerprint(_ content: Secret) -> Fingerprint {
        content.withBytes { input.fingerprinter.fingerprint($0) }
    }

    private func change(
        _ kind: MemberChange.Kind,
        _ old: Fingerprint?,
        _ new: Fingerprint?,
        _ consent: MemberChange.Consent?
    ) -> MemberChange {
        MemberChange(
            path: [],
            kind: kind,
            old: old.map { .secret($0) },
            new: new.map { .secret($0) },
            consent: consent == .overwriting ? nil : consent
        )
    }

    private func outcome(
        _ content: Secret,
        _ changes: [MemberChange],
        removes: Bool = false,
        tellsDrift: Bool = false,
        findings: [Finding] = []
    ) -> MergeOutcome {
        var outcome = MergeOutcome(
            content: content,
            changes: changes,
            findings: findings + (tellsDrift ? [drifted("the file", at: Place(file: input.fileName))] : []),
            owned: first.ownedBefore
        )
        outcome.removesFile = removes
        return outcome
    }

    private var left: Finding {
        Finding(
            .warning,
            "rollback.file-left",
            "\(input.fileName) was not there before, and stays: somebody changed it since slots wrote it",
            at: Place(file: input.fileName),
            help: "remove it yourself, if nobody needs it"
        )
    }
}

/// Somebody changed what is about to be taken back.
func drifted(_ what: String, at place: Place, slot: String? = nil) -> Finding {
    Finding(
        .warning,
        "rollback.drift",
        "\(what) was changed since slots wrote it, and what it is now would be lost",
        at: place,
        slot: slot,
        help: "look at the file first; whoever goes on overwrites it, and 'slots rollback' brings it back"
    )
}
