import SlotModel

/// What happens to the entries whose slots are gone.
struct EntryRemoval {
    private(set) var removed: Set<Int> = []
    private(set) var changes: [MemberChange] = []
    private(set) var findings: [Finding] = []

    private let context: MergeContext
    private let input: MergeInput
    private let mustBeEmpty: KeyedObjects

    /// - Parameters:
    ///   - positions: Of the entries among `members`, by id.
    ///   - members: Of the object that holds the entries.
    init(_ context: MergeContext, _ input: MergeInput, positions: [String: Int], members: [JSONMember]) {
        self.context = context
        self.input = input
        mustBeEmpty = KeyedObjects(context.rules.emptyBeforeRemoval ?? [], in: context.file)
        let wanted = Set(input.slots.map(\.id))
        for (id, entry) in input.owned.entries.sorted(by: { $0.key < $1.key }) where !wanted.contains(id) {
            if input.resting.contains(entry.slot) { continue }
            guard let position = positions[id] else { continue }
            if entry.isCreated {
                remove(members[position], at: position, entry.slot)
            } else {
                leave(members[position], entry.slot)
            }
        }
    }

    /// An entry that was there before slots is the user's: nobody knows what the bot had in it then.
    private mutating func leave(_ member: JSONMember, _ slot: String) {
        findings.append(
            Finding(
                .note,
                "bot.entry-left",
                "'\(member.name)' stays in the file: it was there before slots, which no longer looks after it",
                at: context.file.place(of: member),
                slot: slot,
                help: "remove the connection in the bot if it is not wanted any more"
            )
        )
    }

    private mutating func remove(_ member: JSONMember, at position: Int, _ slot: String) {
        let holders = holders(of: member.name)
        guard holders.isEmpty else {
            findings.append(notEmpty(member, holders, slot))
            return
        }
        removed.insert(position)
        let path = context.rules.path + [member.name]
        let members = context.file.document.members(of: member.value)
        for inner in members {
            changes.append(
                MemberChange(
                    path: path + [inner.name],
                    kind: .remove,
                    old: context.shown(inner),
                    new: nil,
                    consent: .removal,
                    slot: slot
                )
            )
        }
        guard members.isEmpty else { return }
        changes.append(
            MemberChange(path: path, kind: .remove, old: nil, new: nil, consent: .removal, slot: slot)
        )
    }

    // MARK: - What must be empty first

    /// Where the bot still uses the connection: the objects that must be empty and are not.
    private func holders(of id: String) -> [JSONMember] {
        (mustBeEmpty.shared + (mustBeEmpty.members[id] ?? [])).filter { holder in
            switch holder.value.kind {
            case .object: !context.file.document.members(of: holder.value).isEmpty
            case .list: !context.file.document.elements(of: holder.value).isEmpty
            case .null: false
            case .string, .number, .boolean: true
            }
        }
    }

    private func notEmpty(_ member: JSONMember, _ holders: [JSONMember], _ slot: String) -> Finding {
        let path = (context.rules.emptyBeforeRemoval ?? []).map { $0 == "{id}" ? member.name : $0 }
            .joined(separator: ".")
        let names = holders.flatMap { context.file.document.members(of: $0.value).map(\.name) }
        let shown = names.prefix(5).joined(separator: ", ")
        let more = names.count > 5 ? " and \(names.count - 5) more" : ""
        return Finding(
            .error,
            "bot.not-empty",
            "'\(member.name)' cannot go while \(path) still holds \(names.isEmpty ? "something" : shown + more)",
            at: holders.first.map { context.file.place(of: $0) },
            slot: slot,
            help: "remove these in \(input.template.kind) first; or keep the slot's file"
        )
    }
}
