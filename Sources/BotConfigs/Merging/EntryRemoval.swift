import SlotModel

/// What happens to the entries whose slots are gone.
struct EntryRemoval {
    private(set) var removed: Set<Int> = []
    private(set) var changes: [MemberChange] = []
    private(set) var findings: [Finding] = []
    /// What stays known of entries whose slots are not written.
    private(set) var owned: [String: OwnedMembers.Entry] = [:]

    private let context: MergeContext
    private let input: MergeInput
    private let mustBeEmpty: KeyedObjects

    /// - Parameters:
    ///   - positions: Of the entries among `members`, by id.
    ///   - members: Of the object that holds the entries.
    init(_ context: MergeContext, _ input: MergeInput, positions: [String: Int], members: [JSONMember]) {
        self.context = context
        self.input = input
        mustBeEmpty = KeyedObjects(context.rules.entries.emptyBeforeRemoval ?? [], in: context.file)
        let wanted = Set(input.slots.map(\.id))
        for (id, entry) in input.owned.entries.sorted(by: { $0.key < $1.key }) where !wanted.contains(id) {
            guard input.scope.includes(entry.slot) else {
                owned[id] = entry
                continue
            }
            let isDisabled = input.disabled[entry.slot] != nil
            if isDisabled { owned[id] = .init(slot: entry.slot, members: [:], isCreated: false) }
            guard let position = positions[id] else { continue }
            let isFree = entry.isCreated || input.prunes
            if isFree, remove(members[position], at: position, entry) { continue }
            if isDisabled { owned[id] = entry }
            guard !isFree else { continue }
            // What is known of it stays known, so that it can be taken out later.
            if !isDisabled {
                owned[id] = entry
                owned[id]?.isLeft = true
            }
            if !entry.isLeft || isDisabled { leave(members[position], entry.slot) }
        }
    }

    /// An entry that was there before slots is the user's: nobody knows what the bot had in it then.
    private mutating func leave(_ member: JSONMember, _ slot: String) {
        let place = context.file.place(of: member)
        guard let lacking = input.disabled[slot] else {
            let holders = holders(of: member.name)
            let first =
                holders.isEmpty
                ? "" : "first remove what is left of it (\(what(holders, of: member.name))), then: "
            findings.append(
                Finding(
                    .warning,
                    "bot.entry-left",
                    "'\(member.name)' stays in the file: it was there before slots, which no longer looks after it",
                    at: place,
                    slot: slot,
                    help:
                        "turn the connection off in the bot; or take it out of the file: \(first)slots apply --prune"
                )
            )
            return
        }
        let fields = lacking.map(\.rawValue).joined(separator: " and ")
        findings.append(
            Finding(
                .warning,
                "bot.still-used",
                "the slot is disabled, and the bot goes on using '\(member.name)': it was in the file before slots",
                at: place,
                slot: slot,
                help: fields.isEmpty
                    ? "to go on with it, remove 'enabled: false' from slots/\(slot).yaml; to end it, turn the "
                        + "connection off in the bot, or take it out of the file: slots apply --prune"
                    : "add \(fields) to slots/\(slot).yaml and remove 'enabled: false'"
            )
        )
    }

    /// - Returns: Whether it goes.
    private mutating func remove(_ member: JSONMember, at position: Int, _ entry: OwnedMembers.Entry) -> Bool
    {
        let holders = holders(of: member.name)
        guard holders.isEmpty else {
            findings.append(notEmpty(member, holders, entry))
            return false
        }
        let slot = entry.slot
        removed.insert(position)
        let path = context.rules.entries.path + [member.name]
        let members = context.file.document.members(of: member.value)
        for inner in members {
            changes.append(
                MemberChange(
                    path: path + [inner.name],
                    kind: .remove,
                    old: context.shown(inner.name, inner.value),
                    new: nil,
                    consent: .removal,
                    slot: slot
                )
            )
        }
        guard members.isEmpty else { return true }
        changes.append(
            MemberChange(path: path, kind: .remove, old: nil, new: nil, consent: .removal, slot: slot)
        )
        return true
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

    /// `pairs.bitget still holds USDT-BTC`.
    private func what(_ holders: [JSONMember], of id: String) -> String {
        let path = (context.rules.entries.emptyBeforeRemoval ?? []).map { $0 == "{id}" ? id : $0 }
            .joined(separator: ".")
        let names = holders.flatMap { context.file.document.members(of: $0.value).map(\.name) }
        let shown = names.prefix(5).joined(separator: ", ")
        let more = names.count > 5 ? " and \(names.count - 5) more" : ""
        return "\(path) still holds \(names.isEmpty ? "something" : shown + more)"
    }

    private func notEmpty(_ member: JSONMember, _ holders: [JSONMember], _ entry: OwnedMembers.Entry)
        -> Finding
    {
        let what = what(holders, of: member.name)
        let kind = input.template.kind
        let slot = entry.slot
        let isDisabled = input.disabled[slot] != nil
        let command = entry.isCreated ? "slots apply" : "slots apply --prune"
        return Finding(
            isDisabled ? .warning : .error,
            isDisabled ? "bot.still-used" : "bot.not-empty",
            isDisabled
                ? "the slot is disabled, and the bot goes on using '\(member.name)': \(what)"
                : "'\(member.name)' cannot go while \(what)",
            at: holders.first.map { context.file.place(of: $0) },
            slot: slot,
            help: isDisabled
                ? "remove these in \(kind), and the next '\(command)' takes the connection out of the file; to "
                    + "go on with it, remove 'enabled: false' from slots/\(slot).yaml"
                : "remove these in \(kind) first; or keep the slot's file"
        )
    }
}
