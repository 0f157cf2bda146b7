package import Cryptography
package import SlotModel

/// What one applied plan changed in a file, and the file before it: for taking it back.
package struct RestoreStep: Sendable {
    /// The file as it was; `nil`: there was none, or it is not needed, because earlier steps changed the same.
    package var before: Secret?
    /// Of the whole file as it was; `nil`: there was none.
    package var wasBefore: Fingerprint?
    /// Of the whole file as it was written; `nil`: it was removed.
    package var after: Fingerprint?
    package var changes: [MemberChange]
    /// What slots owned in the file.
    package var ownedBefore: OwnedMembers
    package var ownedAfter: OwnedMembers

    package init(
        before: Secret?,
        wasBefore: Fingerprint?,
        after: Fingerprint?,
        changes: [MemberChange],
        ownedBefore: OwnedMembers,
        ownedAfter: OwnedMembers
    ) {
        (self.before, self.wasBefore, self.after, self.changes) = (before, wasBefore, after, changes)
        (self.ownedBefore, self.ownedAfter) = (ownedBefore, ownedAfter)
    }
}

/// Takes back what applied plans changed in a file, and nothing else: what the bot wrote since stays byte for byte.
///
/// Each member that they changed gets the value that it had before the first of them; an entry that they added goes,
/// unless the template says that the bot still uses it; one that they removed comes back whole. A file of ours as a
/// whole gets its old bytes, and so does any file that nobody else has written since. One that was not there goes, if
/// nothing of anybody else's is in it.
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
    do throws(Finding) {
        let isWhole = input.file.text != nil || input.existing == nil
        var outcome = try isWhole ? whole.outcome() : restoredMembers(input, steps, whole)
        guard !outcome.findings.containErrors else { return (nil, outcome.findings) }
        outcome = outcome.masked(input) {
            steps.compactMap(\.before).map { content in
                ExistingFile(content, input.file, name: input.fileName)
            }
        }
        for index in outcome.changes.indices { outcome.changes[index].maskUndeclared(in: input) }
        return (outcome, outcome.findings)
    } catch {
        return (nil, [error])
    }
}

private func restoredMembers(_ input: MergeInput, _ steps: [RestoreStep], _ whole: WholeFile)
    throws(Finding) -> MergeOutcome
{
    guard let existing = input.existing, let entries = input.file.entries else {
        throw unsupported(input.file)
    }
    let context = MergeContext(
        file: try existing.reading(),
        rules: MemberRules(entries),
        fingerprinter: input.fingerprinter
    )
    var restorer = try Restorer(input, context, steps)
    var outcome = try restorer.restored()
    if outcome.findings.isEmpty, whole.isUntouched(since: steps) { whole.makeExact(&outcome) }
    return outcome
}

/// A file that comes back, goes or changes as a whole.
private struct WholeFile {
    let input: MergeInput
    let first: RestoreStep
    let last: RestoreStep

    init(_ input: MergeInput, _ first: RestoreStep, _ last: RestoreStep) {
        (self.input, self.first, self.last) = (input, first, last)
    }

    /// Of a file that is not merged, or is not there.
    func outcome() throws(Finding) -> MergeOutcome {
        switch (now, first.before) {
        case (nil, nil): return outcome(Secret(copying: []), [], removes: true)
        case (nil, let before?):
            let consent: MemberChange.Consent? = last.after == nil ? nil : .drift
            return outcome(
                before,
                [change(.add, nil, fingerprint(before), consent)] + (try entries(of: before)),
                tellsDrift: consent != nil
            )
        case (let now?, nil):
            if isAsWritten {
                return outcome(Secret(copying: []), [change(.remove, now, nil, .removal)], removes: true)
            }
            return outcome(existing, [], findings: [left])
        case (let now?, let before?):
            let isDrift = !isAsWritten
            let wanted = fingerprint(before)
            if now == wanted { return outcome(existing, []) }
            return outcome(
                before,
                [change(.update, now, wanted, isDrift ? .drift : nil)],
                tellsDrift: isDrift
            )
        }
    }

    private var now: Fingerprint? {
        input.existing.map { fingerprint($0.content) }
    }

    /// Whether the file is as the last step left it.
    private var isAsWritten: Bool {
        guard let existing = input.existing, let after = last.after else {
            return input.existing == nil && last.after == nil
        }
        return input.fingerprinter.isFingerprint(after, ofFile: SecretText(existing.content))
    }

    /// Whether nobody but slots has written the file from before the first step until now.
    func isUntouched(since steps: [RestoreStep]) -> Bool {
        isAsWritten && zip(steps, steps.dropFirst()).allSatisfy { $0.after == $1.wasBefore }
    }

    /// The file as it was, to the byte.
    func makeExact(_ outcome: inout MergeOutcome) {
        if let before = first.before {
            outcome.content = SecretText(before)
        } else if first.wasBefore == nil, !outcome.removesFile {
            outcome.removesFile = true
            outcome.changes.append(change(.remove, now, nil, .removal))
        }
    }

    /// The entries of slots in a file that comes back whole: what is taken out again where the bot wrote since.
    private func entries(of content: Secret) throws(Finding) -> [MemberChange] {
        guard let entries = input.file.entries, !entries.isSingle else { return [] }
        let file = ExistingFile(content, input.file, name: input.fileName)
        let context = MergeContext(
            file: try file.reading(),
            rules: MemberRules(entries),
            fingerprinter: input.fingerprinter
        )
        var changes: [MemberChange] = []
        for entry in file.entries?.members ?? [] {
            guard let owned = first.ownedBefore.entries[entry.name], owned.isCreated else { continue }
            for member in context.file.document.members(of: entry.value) {
                changes.append(
                    MemberChange(
                        path: entries.path + [entry.name, member.name],
                        kind: .add,
                        old: nil,
                        new: context.shown(member.name, member.value),
                        slot: owned.slot
                    )
                )
            }
        }
        return changes
    }

    private var existing: Secret { input.existing?.content ?? Secret(copying: []) }

    private func fingerprint(_ content: Secret) -> Fingerprint {
        input.fingerprinter.fingerprint(ofFile: SecretText(content))
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
            consent: consent
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
            content: SecretText(content),
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
