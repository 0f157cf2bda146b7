import Cryptography
package import SlotModel

/// Renders the template and merges the result into the existing file.
///
/// What comes out has been parsed again and compared with what went in: outside of the members that
/// ``MergeOutcome/changes`` names, both are the same byte for byte. A second call with what the first one
/// returned changes nothing.
///
/// - Returns: All findings; they are in the outcome too. No outcome when one of them is an error: the file or the
///   template is wrong, or a change is refused.
package func merge(_ input: MergeInput) -> (outcome: MergeOutcome?, findings: [Finding]) {
    guard input.file.format == .json, let rules = input.file.entries else {
        let what =
            input.file.format == .json
            ? "json files without 'entries' cannot be written yet"
            : "files of the format '\(input.file.format.rawValue)' cannot be written yet"
        let finding = Finding(
            .error,
            "template.unsupported-format",
            what,
            at: input.file.path.place,
            help: "write a json file with 'entries', as templates/gunbot does"
        )
        return (nil, [finding])
    }
    var input = input
    input.slots.sort { $0.slot.name < $1.slot.name }
    let (template, findings) = TemplateCheck.check(input.file)
    guard let template else { return (nil, findings) }
    var merger = Merger(input, rules, template, findings)
    do throws(Finding) {
        let outcome = try merger.merged()
        guard !merger.findings.containErrors else { return (nil, merger.findings) }
        return (outcome, merger.findings)
    } catch {
        return (nil, merger.findings + [error])
    }
}

/// One merge under way.
private struct Merger {
    private let input: MergeInput
    private let rules: BotTemplate.Entries
    private let template: MustacheTemplate
    private let maker: EntryMaker
    private(set) var findings: [Finding]
    private var changes: [MemberChange] = []
    private var owned = OwnedMembers()
    /// Whether the template writes a fee.
    private let usesFees: Bool

    init(
        _ input: MergeInput,
        _ rules: BotTemplate.Entries,
        _ template: MustacheTemplate,
        _ findings: [Finding]
    ) {
        self.input = input
        self.rules = rules
        self.template = template
        maker = EntryMaker(input, rules)
        self.findings = findings
        usesFees = template.tags.contains { $0.name == "fee" || $0.name.hasPrefix("fee.") }
    }

    mutating func merged() throws(Finding) -> MergeOutcome {
        guard let existing = input.existing else { return try created() }
        let file = try BotFileReading(existing, fileName: input.fileName)
        let object = try file.locate(rules.path)
        var positions: [String: Int] = [:]
        let ours = Set(input.slots.map(\.id)).union(input.owned.entries.keys)
        for (index, member) in object.members.enumerated() where object.missing.isEmpty {
            if positions[member.name] != nil, ours.contains(member.name) { throw file.duplicate(member) }
            positions[member.name] = index
        }
        let rendered = try render { positions[$0] == nil }
        let context = MergeContext(file: file, rules: rules, fingerprinter: input.fingerprinter)
        return try mergeEntries(context, object, positions, rendered)
    }

    private func render(isNew: (String) -> Bool) throws(Finding) -> RenderedEntries {
        try RenderedEntries.render(
            template,
            of: input.file,
            entries: rules,
            slots: input.slots,
            bot: input.bot,
            isNew: isNew
        )
    }

    // MARK: - A file that is there

    private mutating func mergeEntries(
        _ context: MergeContext,
        _ object: BotFileObject,
        _ positions: [String: Int],
        _ rendered: RenderedEntries
    ) throws(Finding) -> MergeOutcome {
        var listEdit = JSONObjectEdit(object.value, members: object.members)
        var entryEdits: [Int: JSONObjectEdit] = [:]
        var edits = JSONEdits(context.file.document)
        for (slot, members) in zip(input.slots, rendered.members) {
            let wanted = try maker.wanted(slot, members)
            warn(about: slot, isNew: positions[slot.id] == nil)
            if let position = positions[slot.id] {
                let entry = try EntryMerge(
                    context,
                    slot: slot.slot.name,
                    entry: object.members[position],
                    wanted: wanted,
                    previous: input.owned.entries[slot.id]
                )
                changes.append(contentsOf: entry.changes)
                findings.append(contentsOf: entry.findings)
                owned.entries[slot.id] = entry.owned
                entryEdits[position] = entry.edit
                edits.apply(entry.edit)
            } else {
                add(slot, maker.newEntry(slot, wanted))
                listEdit.added.append(.init(name: slot.id, value: .object(wanted)))
            }
        }
        for (id, entry) in input.owned.entries
        where input.resting.contains(entry.slot) && positions[id] != nil && owned.entries[id] == nil {
            owned.entries[id] = entry
        }
        let removal = EntryRemoval(context, input, positions: positions, members: object.members)
        listEdit.removed = removal.removed
        changes.append(contentsOf: removal.changes)
        findings.append(contentsOf: removal.findings)
        if let name = object.missing.first {
            // The path ends before its last object: what is missing comes with the entries inside.
            guard !listEdit.added.isEmpty else {
                return try outcome(edits, context, listEdit, entryEdits, object)
            }
            let tree = object.missing.dropFirst().reversed().reduce(JSONTree.object(listEdit.added)) {
                .object([.init(name: $1, value: $0)])
            }
            listEdit.added = [.init(name: name, value: tree)]
        }
        edits.apply(listEdit)
        return try outcome(edits, context, listEdit, entryEdits, object)
    }

    private func outcome(
        _ edits: JSONEdits,
        _ context: MergeContext,
        _ listEdit: JSONObjectEdit,
        _ entryEdits: [Int: JSONObjectEdit],
        _ object: BotFileObject
    ) throws(Finding) -> MergeOutcome {
        var bytes = edits.assembled()
        defer { bytes.withUnsafeMutableBytes { wipeBytes($0) } }
        do {
            let check = MergeCheck(before: context.file.document, list: listEdit, entries: entryEdits)
            let path = Array(rules.path.dropLast(object.missing.count))
            guard let result = try? JSONDocument(bytes), check.holds(for: result, path: path) else {
                throw Finding(
                    .error,
                    "bot.self-check",
                    "the merged file did not come out as planned, so nothing is written",
                    at: Place(file: input.fileName),
                    help:
                        "this is a fault of slots: please report it with the layout of this file, without its keys"
                )
            }
        }
        return MergeOutcome(
            content: Secret(copying: bytes),
            changes: changes,
            findings: findings,
            owned: owned
        )
    }

    // MARK: - A file that is missing

    private mutating func created() throws(Finding) -> MergeOutcome {
        let rendered = try render { _ in true }
        var entries: [JSONTree.Member] = []
        for (slot, entry) in zip(input.slots, maker.newEntries(of: input.slots, rendered.members)) {
            let entry = try entry.get()
            warn(about: slot, isNew: true)
            add(slot, entry)
            entries.append(.init(name: slot.id, value: .object(entry.members)))
        }
        for index in changes.indices { changes[index].consent = nil }
        findings.append(
            Finding(
                .warning,
                "bot.new-file",
                "the bot's file is missing; a new one is made that holds the connections and nothing else",
                at: Place(file: input.fileName),
                help: "check the bot's 'directory' in slots.yaml if the bot has run before"
            )
        )
        var pieces = JSONPieces()
        pieces.append(
            rendered.root.replacing(rules.path, with: .object(entries)),
            layout: .pretty,
            indentation: []
        )
        pieces.append("\n")
        var bytes: [UInt8] = []
        // One allocation: no half-grown copy of a secret stays behind in freed memory.
        bytes.reserveCapacity(pieces.size)
        pieces.write(into: &bytes)
        defer { bytes.withUnsafeMutableBytes { wipeBytes($0) } }
        return MergeOutcome(
            content: Secret(copying: bytes),
            changes: changes,
            findings: findings,
            owned: owned
        )
    }

    // MARK: - Entries

    /// Notes a new entry.
    private mutating func add(_ slot: BotSlot, _ entry: NewEntry) {
        changes.append(contentsOf: entry.changes)
        owned.entries[slot.id] = entry.owned
        guard input.owned.entries[slot.id] != nil, input.existing != nil else { return }
        findings.append(
            Finding(
                .warning,
                "bot.drift",
                "'\((rules.path + [slot.id]).joined(separator: "."))' was removed since slots wrote it",
                at: Place(file: input.fileName),
                slot: slot.slot.name,
                help:
                    "remove the slot, or take this bot out of its 'bots', if the connection is not wanted any more"
            )
        )
    }

    /// Bots believe in their fee when they decide to sell; slips in the unit are told where slots are read.
    private mutating func warn(about slot: BotSlot, isNew: Bool) {
        guard isNew, usesFees, slot.slot.fees == nil else { return }
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

extension JSONTree {
    /// The same tree with another value at a path that it has.
    fileprivate func replacing(_ path: [String], with tree: JSONTree) -> JSONTree {
        guard let name = path.first, case .object(let members) = self else { return tree }
        return .object(
            members.map { member in
                guard member.name == name else { return member }
                return Member(name: name, value: member.value.replacing(Array(path.dropFirst()), with: tree))
            }
        )
    }
}
