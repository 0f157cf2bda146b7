import Cryptography
import SlotModel

/// What taking back makes of the members of a merged file.
struct Restorer {
    private let input: MergeInput
    private let context: MergeContext
    private let entries: [EntryUndo]
    private var changes: [MemberChange] = []
    private var findings: [Finding] = []
    private var owned: OwnedMembers
    private let first: RestoreStep?

    init(_ input: MergeInput, _ context: MergeContext, _ steps: [RestoreStep]) throws(Finding) {
        (self.input, self.context, owned, first) = (input, context, input.owned, steps.first)
        entries = try EntryUndo.all(of: steps, input, context)
    }

    mutating func restored() throws(Finding) -> MergeOutcome {
        let path = context.rules.entries.path
        guard !context.rules.entries.isSingle else { return try restoredSingle() }
        let object = try context.file.locate(path)
        var list = JSONObjectEdit(object.value, members: object.members)
        var edits: [JSONObjectEdit] = []
        var leaving = OwnedMembers()
        var positions: [String: Int] = [:]
        let wanted = Set(entries.map(\.id))
        for (index, member) in object.members.enumerated()
        where object.missing.isEmpty && wanted.contains(member.name) {
            if positions.updateValue(index, forKey: member.name) != nil {
                throw context.file.duplicate(member)
            }
        }
        // What came and went again is somebody else's, if there is one of that name.
        for undo in entries where undo.entry != nil || !undo.wasRemoved {
            owned.entries[undo.id] = undo.ownedBefore
            switch (positions[undo.id].map { object.members[$0] }, undo.entry) {
            case (nil, nil): break
            case (let member?, nil):
                tellDrift(undo, in: member)
                leaving.entries[undo.id] = .init(slot: undo.slot ?? "", members: [:], isCreated: true)
            case (nil, let entry?):
                list.added.append(.init(name: undo.id, value: undo.tree(of: entry.value)))
                bringBack(undo, entry, at: path + [undo.id])
            case (let member?, _?):
                edits += try change(undo, member, at: path + [undo.id]).filter { !$0.isEmpty }
            }
        }
        takeOut(leaving, positions, object.members, &list)
        list.nest(object.missing)
        return try outcome(edits + [list])
    }

    /// The connection is the file itself.
    private mutating func restoredSingle() throws(Finding) -> MergeOutcome {
        guard let undo = entries.first else { return try outcome([]) }
        let root = context.file.document.root
        let member = JSONMember(name: "", nameRange: root.range, value: root)
        owned.entries[""] = undo.ownedBefore
        return try outcome(try change(undo, member, at: []))
    }

    // MARK: - Whole entries

    private mutating func takeOut(
        _ leaving: OwnedMembers,
        _ positions: [String: Int],
        _ members: [JSONMember],
        _ list: inout JSONObjectEdit
    ) {
        var input = input
        (input.slots, input.disabled, input.scope, input.owned) = ([], [:], .all, leaving)
        let removal = EntryRemoval(context, input, positions: positions, members: members)
        list.removed = removal.removed
        changes += removal.changes
        findings += removal.findings.map { finding in
            var finding = finding
            finding.help = "remove these in \(input.template.kind) first, then take the revision back"
            return finding
        }
    }

    private mutating func bringBack(_ undo: EntryUndo, _ entry: JSONMember, at path: [String]) {
        let isDrift = !undo.wasRemoved
        if isDrift {
            findings.append(
                drifted(
                    "'\(path.joined(separator: "."))'",
                    at: Place(file: input.fileName),
                    slot: undo.slot
                )
            )
        }
        for inner in undo.members(of: entry.value) {
            changes.append(
                MemberChange(
                    path: path + [inner.name],
                    kind: .add,
                    old: nil,
                    new: undo.shown(inner.name, inner.value),
                    consent: isDrift ? .drift : nil,
                    slot: undo.slot
                )
            )
        }
    }

    // MARK: - Members

    private mutating func change(_ undo: EntryUndo, _ entry: JSONMember, at path: [String])
        throws(Finding) -> [JSONObjectEdit]
    {
        var undo = undo
        var merge = try EntryRestore(context, undo, entry, at: path)
        if merge.needsAllCredentials {
            if merge.isEncrypted { findings.append(encrypted(undo, entry)) }
            undo.addCredentials(context.rules)
            merge = try EntryRestore(context, undo, entry, at: path)
        }
        try merge.restore()
        changes += merge.changes
        findings += merge.findings
        return merge.edits
    }

    private func encrypted(_ undo: EntryUndo, _ entry: JSONMember) -> Finding {
        Finding(
            .warning,
            "rollback.encrypted",
            "the bot encrypted the credentials of '\(entry.name)' since, so nobody can tell whether they were changed",
            at: context.file.place(of: entry),
            slot: undo.slot,
            help: "whoever goes on puts the former ones back; 'slots rollback' brings these back"
        )
    }

    private mutating func tellDrift(_ undo: EntryUndo, in entry: JSONMember) {
        let isFlagged = context.isTrue(context.flag(in: context.file.document.members(of: entry.value)))
        let drift = undo.members.first { member in
            let values = context.file.values(at: context.rules.path(of: member.name), in: entry)
            return values.last.map { undo.isDrift(member, $0.value, context, isFlagged: isFlagged) } ?? false
        }
        guard let name = drift?.name ?? foreign(undo, in: entry) else { return }
        let path = context.rules.entries.path + [undo.id] + context.rules.path(of: name)
        findings.append(
            drifted("'\(path.joined(separator: "."))'", at: context.file.place(of: entry), slot: undo.slot)
        )
    }

    /// A member of an entry that slots did not write into it, besides what the bot makes of its credentials.
    private func foreign(_ undo: EntryUndo, in entry: JSONMember) -> String? {
        let written = Set(
            (undo.members.map(\.name) + (input.owned.entries[undo.id]?.members.keys.sorted() ?? []))
                .compactMap { context.rules.path(of: $0).first }
        )
        let ofBot = context.rules.credentials.union([context.rules.entries.encryptedFlag].compactMap(\.self))
        return context.file.document.members(of: entry.value).map(\.name)
            .first { !written.contains($0) && !ofBot.contains($0) }
    }

    // MARK: - The file

    private mutating func outcome(_ edits: [JSONObjectEdit]) throws(Finding) -> MergeOutcome {
        let text = try context.text(with: edits)
        let removesFile =
            first?.wasBefore == nil
            && context.file.document.reread(text)?.isHollow(context.rules.ways) == true
        if removesFile {
            changes.append(MemberChange(path: [], kind: .remove, old: nil, new: nil, consent: .removal))
        }
        var outcome = MergeOutcome(
            content: text,
            changes: changes,
            findings: findings,
            owned: owned
        )
        outcome.removesFile = removesFile
        return outcome
    }
}

extension JSONObjectEdit {
    /// Puts what is added into objects that the file lacks on the way.
    ///
    /// - Parameter missing: Their names, from the outside.
    mutating func nest(_ missing: [String]) {
        guard let name = missing.first, !added.isEmpty else { return }
        let tree = missing.dropFirst().reversed().reduce(JSONTree.object(added)) {
            .object([.init(name: $1, value: $0)])
        }
        added = [.init(name: name, value: tree)]
    }
}
