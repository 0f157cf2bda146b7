import Cryptography
package import SlotModel

/// Merges what slots say into the existing file, by the template's table of members.
///
/// What changed has been parsed again, and all of what comes out compared with what went in: outside of the members that
/// ``MergeOutcome/changes`` names, both are the same byte for byte. A second call with what the first one
/// returned changes nothing.
///
/// - Returns: All findings; they are in the outcome too. No outcome when one of them is an error: the file or the
///   template is wrong, or a change is refused.
package func merge(_ input: MergeInput) -> (outcome: MergeOutcome?, findings: [Finding]) {
    var input = input
    input.slots.sort { $0.slot.name < $1.slot.name }
    if let text = input.file.text { return renderText(text, input) }
    guard let type = documentType(of: input.file.format), let entries = input.file.entries else {
        return (nil, [unsupported(input.file)])
    }
    var merger = Merger(input, MemberRules(entries), type)
    do throws(Finding) {
        let outcome = try merger.merged()
        guard !merger.findings.containErrors else { return (nil, merger.findings) }
        return (outcome.masked(input), merger.findings)
    } catch {
        return (nil, merger.findings + [error])
    }
}

/// A file that no version of the program so far can write.
func unsupported(_ file: BotTemplate.File) -> Finding {
    Finding(
        .error,
        "template.unsupported-format",
        "files of the format '\(file.format.rawValue)' are not merged",
        at: file.path.place,
        help: "json and env files with members are"
    )
}

/// One merge under way.
private struct Merger {
    private let input: MergeInput
    private let rules: MemberRules
    private let type: any Document.Type
    private let maker: EntryMaker
    private(set) var findings: [Finding] = []
    private var changes: [MemberChange] = []
    private var owned = OwnedMembers()
    private var hidden: Set<String> = []

    init(_ input: MergeInput, _ rules: MemberRules, _ type: any Document.Type) {
        self.input = input
        self.rules = rules
        self.type = type
        maker = EntryMaker(input, rules)
    }

    /// The slots whose entries may change.
    private var slots: [BotSlot] { input.slots.filter { input.scope.includes($0.slot.name) } }

    mutating func merged() throws(Finding) -> MergeOutcome {
        let isSingle = rules.entries.isSingle
        if isSingle, let second = input.slots.dropFirst().first { throw oneOnly(second) }
        guard let existing = input.existing else { return try created() }
        let file = try existing.reading()
        let context = MergeContext(file: file, rules: rules, fingerprinter: input.fingerprinter)
        return isSingle ? try mergeSingle(context) : try mergeEntries(context)
    }

    // MARK: - A file with one connection

    /// The connection is the file itself, known as the one without a name.
    private mutating func mergeSingle(_ context: MergeContext) throws(Finding) -> MergeOutcome {
        let root = context.file.document.root
        let entry = JSONMember(name: "", nameRange: root.range, value: root)
        let previous = input.owned.entries[""]
        if let name = input.slots.first?.slot.name ?? previous?.slot, !input.scope.includes(name) {
            owned.entries[""] = previous
            return try outcome([], context)
        }
        let slot = slots.first
        if slot == nil, previous?.isCreated != true { return try outcome([], context) }
        let merge = try EntryMerge(
            context,
            slot: slot?.slot.name ?? previous?.slot ?? "",
            entry: entry,
            at: [],
            wanted: slot.map { slot throws(Finding) in try maker.members.members(of: slot, isNew: false) }
                ?? [],
            previous: previous,
            implausible: slot.map { maker.members.implausible(in: $0.slot) } ?? [],
            takesKeys: slot?.slot.keepsItsOwn ?? true,
            isLeaving: slot == nil
        )
        changes = merge.changes
        findings += merge.findings
        if let slot {
            owned.entries[""] = merge.owned
            if merge.hidesCredentials { hidden.insert(slot.slot.name) }
        }
        return try outcome(merge.edits, context, isLeft: slot == nil && input.file.slot != nil)
    }

    private func oneOnly(_ slot: BotSlot) -> Finding {
        Finding(
            .error,
            "bot.one-connection",
            "\(input.template.kind) has one connection, and '\(input.bot.name)' has \(input.slots.count) slots",
            at: slot.slot.exchange.place,
            slot: slot.slot.name,
            help:
                "say with 'bots:' in each slot's file which bot it is for; every bot has a directory of its own"
        )
    }

    // MARK: - A file with many

    private mutating func mergeEntries(_ context: MergeContext) throws(Finding) -> MergeOutcome {
        let object = try context.file.locate(rules.entries.path)
        let positions = try positions(in: object, context.file)
        var list = JSONObjectEdit(object.value, members: object.members)
        var edits: [JSONObjectEdit] = []
        for slot in slots {
            warn(about: slot, isNew: positions[slot.id] == nil)
            guard let position = positions[slot.id] else {
                guard let entry = made(Result { () throws(Finding) in try maker.newEntry(slot) }) else {
                    continue
                }
                add(slot, entry)
                list.added.append(.init(name: slot.id, value: .object(entry.members)))
                continue
            }
            let entry = try EntryMerge(
                context,
                slot: slot.slot.name,
                entry: object.members[position],
                at: rules.entries.path + [slot.id],
                wanted: try maker.members.members(of: slot, isNew: false),
                previous: previous(slot.id),
                implausible: maker.members.implausible(in: slot.slot),
                takesKeys: slot.slot.keepsItsOwn
            )
            changes.append(contentsOf: entry.changes)
            findings.append(contentsOf: entry.findings)
            owned.entries[slot.id] = entry.owned
            if entry.hidesCredentials { hidden.insert(slot.slot.name) }
            edits.append(contentsOf: entry.edits.lazy.filter { !$0.isEmpty })
        }
        for slot in input.slots where !input.scope.includes(slot.slot.name) {
            owned.entries[slot.id] = input.owned.entries[slot.id]
        }
        let removal = EntryRemoval(context, input, positions: positions, members: object.members)
        owned.entries.merge(removal.owned) { written, _ in written }
        list.removed = removal.removed
        changes.append(contentsOf: removal.changes)
        findings.append(contentsOf: removal.findings)
        list.nest(object.missing)
        return try outcome(edits + [list], context)
    }

    /// What slots wrote into an entry; nothing where only the id is kept for a slot.
    private func previous(_ id: String) -> OwnedMembers.Entry? {
        input.owned.entries[id].flatMap { $0.isReservation ? nil : $0 }
    }

    /// Of those entries among the object's members that slots knows, by id.
    private func positions(
        in object: BotFileObject,
        _ file: BotFileReading
    ) throws(Finding) -> [String: Int] {
        guard object.missing.isEmpty else { return [:] }
        var positions: [String: Int] = [:]
        let ours = Set(input.slots.map(\.id)).union(input.owned.entries.keys)
        for (index, member) in object.members.enumerated() where ours.contains(member.name) {
            if positions.updateValue(index, forKey: member.name) != nil { throw file.duplicate(member) }
        }
        return positions
    }

    /// - Parameter isLeft: Whether the file was a slot's own that is gone: with nothing left in it, it goes, too.
    private func outcome(_ edits: [JSONObjectEdit], _ context: MergeContext, isLeft: Bool = false)
        throws(Finding) -> MergeOutcome
    {
        let text = try context.text(with: edits)
        var outcome = MergeOutcome(
            content: text,
            changes: changes,
            findings: findings,
            owned: owned,
            hidden: hidden
        )
        outcome.removesFile = isLeft && context.file.document.reread(text)?.isHollow(rules.ways) == true
        return outcome
    }

    // MARK: - A file that is missing

    private mutating func created() throws(Finding) -> MergeOutcome {
        var entries: [JSONTree.Member] = []
        for (slot, entry) in zip(slots, maker.newEntries(of: slots)) {
            guard let entry = made(entry) else { continue }
            warn(about: slot, isNew: true)
            add(slot, entry)
            if rules.entries.isSingle {
                entries = entry.members
            } else {
                entries.append(.init(name: slot.id, value: .object(entry.members)))
            }
        }
        for index in changes.indices where changes[index].consent == .drift { changes[index].consent = nil }
        for (id, entry) in input.owned.entries where input.disabled[entry.slot] != nil {
            owned.entries[id] = owned.entries[id] ?? .init(slot: entry.slot, members: [:], isCreated: false)
        }
        if !findings.containErrors, input.file.slot == nil || input.owned.wasWritten {
            findings.append(newFile())
        }
        let root = rules.entries.path.reversed().reduce(JSONTree.object(entries)) {
            .object([.init(name: $1, value: $0)])
        }
        var bytes = type.text(of: root)
        defer { bytes.withUnsafeMutableBytes { wipeBytes($0) } }
        return MergeOutcome(
            content: SecretText(Secret(copying: bytes)),
            changes: changes,
            findings: findings,
            owned: owned
        )
    }

    private func newFile() -> Finding {
        let isGone = input.owned.wasWritten
        return Finding(
            .warning,
            isGone ? "bot.file-gone" : "bot.new-file",
            isGone
                ? "the bot's file is gone since slots wrote it; a new one holds the connections and nothing else"
                : "the bot's file is missing; a new one is made that holds the connections and nothing else",
            at: Place(file: input.fileName),
            help: isGone
                ? "bring it back from a copy, or from a revision that has it ('slots help upkeep'); or let 'slots apply' "
                    + "make a new one, which it asks about first"
                : "check the bot's 'directory' in slots.yaml if the bot has run before"
        )
    }

    // MARK: - Entries

    /// What came of a new entry; what is wrong with one slot is told beside what is wrong with others.
    private mutating func made(_ entry: Result<NewEntry, Finding>) -> NewEntry? {
        do throws(Finding) { return try entry.get() } catch {
            findings.append(error)
            return nil
        }
    }

    /// Notes a new entry.
    private mutating func add(_ slot: BotSlot, _ entry: NewEntry) {
        changes.append(contentsOf: entry.changes)
        owned.entries[rules.entries.isSingle ? "" : slot.id] = entry.owned
        guard entry.changes.contains(where: { $0.consent == .drift }), input.existing != nil else { return }
        findings.append(
            Finding(
                .warning,
                "bot.drift",
                "'\((rules.entries.path + [slot.id]).joined(separator: "."))' was removed since slots wrote it",
                at: Place(file: input.fileName),
                slot: slot.slot.name,
                help:
                    "remove the slot, or take this bot out of its 'bots', if the connection is not wanted any more; or let "
                    + "'slots apply' write it anew, which it asks about first"
            )
        )
    }

    /// Bots believe in their fee when they decide to sell; slips in the unit are told where slots are read.
    private mutating func warn(about slot: BotSlot, isNew: Bool) {
        guard isNew, maker.members.assumesFees, slot.slot.fees == nil else { return }
        findings.append(
            Finding(
                .warning,
                "bot.no-fee",
                "the slot names no fee, so the bot takes its own default",
                at: slot.slot.exchange.place,
                slot: slot.slot.name,
                help:
                    "name what the account pays, such as 'fees: 0.1%'; with a wrong fee a bot sells at a loss"
            )
        )
    }
}
