import SlotModel

/// Gives the members of an entry that the file still has what they were.
struct EntryRestore {
    private let context: MergeContext
    private let undo: EntryUndo
    private let entry: JSONMember
    private let path: [String]
    private var objects: EntryObjects
    private let isFlagged: Bool

    private(set) var changes: [MemberChange] = []
    private(set) var findings: [Finding] = []

    var edits: [JSONObjectEdit] { objects.edits }

    /// - Parameter path: Leads from the root to the entry.
    init(_ context: MergeContext, _ undo: EntryUndo, _ entry: JSONMember, at path: [String])
        throws(Finding)
    {
        (self.context, self.undo, self.entry, self.path) = (context, undo, entry, path)
        var names = context.rules.credentials.union(undo.members.map(\.name))
        if let flag = context.rules.entries.encryptedFlag { names.insert(flag) }
        let objects = try EntryObjects(context.file, entry, context.rules, names: names)
        self.objects = objects
        isFlagged = context.isTrue(context.rules.entries.encryptedFlag.flatMap { objects.member($0) })
    }

    /// Whether some credentials change, and others are not what slots wrote: half of them would fit nothing.
    var needsAllCredentials: Bool {
        let areOthers =
            isEncrypted
            || undo.ownedAfter?.members.contains { name, wrote in
                guard context.rules.isCredential(name), let existing = objects.member(name) else {
                    return false
                }
                return context.fingerprint(name, existing.value) != wrote
            } ?? false
        return areOthers && undo.members.contains { context.rules.isCredential($0.name) && isChange($0) }
    }

    /// Whether the bot encrypted the credentials.
    var isEncrypted: Bool {
        isFlagged
            || context.rules.credentials.contains { name in
                objects.member(name).map { context.hasEncryptedPrefix($0.value) } ?? false
            }
    }

    private func isChange(_ member: EntryUndo.Member) -> Bool {
        guard let existing = objects.member(member.name) else { return member.before != nil }
        guard let tree = tree(member) else { return true }
        return !context.isEqual(member.name, existing.value, tree)
    }

    private func tree(_ member: EntryUndo.Member) -> JSONTree? {
        guard let value = member.before, let document = member.document else { return nil }
        return JSONTree(value, in: document)
    }

    mutating func restore() throws(Finding) {
        for member in undo.members where isChange(member) { try restore(member) }
        guard needsAllCredentials, isFlagged, let flag = context.rules.entries.encryptedFlag,
            !undo.members.contains(where: { $0.name == flag })
        else { return }
        // The entry had no such mark when its credentials were what they are to be again.
        objects.remove(flag)
        changes.append(change(flag, .remove, objects.member(flag), nil, nil))
    }

    private mutating func restore(_ member: EntryUndo.Member) throws(Finding) {
        let existing = objects.member(member.name)
        let tree = tree(member)
        let isDrift = undo.isDrift(member, existing?.value, context, isFlagged: isFlagged)
        if isDrift {
            let shown = (path + context.rules.path(of: member.name)).joined(separator: ".")
            findings.append(
                drifted("'\(shown)'", at: context.file.place(of: existing ?? entry), slot: undo.slot)
            )
        }
        let kind: MemberChange.Kind
        switch (existing, tree) {
        case (_?, let tree?):
            objects.replace(member.name, with: tree)
            kind = .update
        case (nil, let tree?):
            try objects.add(.init(name: member.name, value: tree))
            kind = .add
        case (_?, nil):
            objects.remove(member.name)
            kind = .remove
        case (nil, nil): return
        }
        let consent: MemberChange.Consent? = isDrift ? .drift : kind == .remove ? .removal : nil
        changes.append(change(member.name, kind, existing, tree, consent))
    }

    private func change(
        _ name: String,
        _ kind: MemberChange.Kind,
        _ existing: JSONMember?,
        _ tree: JSONTree?,
        _ consent: MemberChange.Consent?
    ) -> MemberChange {
        MemberChange(
            path: path + context.rules.path(of: name),
            kind: kind,
            old: existing.map { context.shown(name, $0.value) },
            new: tree.map { tree in
                context.shower.shown(.init(name: name, value: tree), context.shower.fingerprint(tree))
            },
            consent: consent,
            slot: undo.slot
        )
    }
}
