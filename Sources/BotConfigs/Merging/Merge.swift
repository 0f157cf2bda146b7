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
        for slot in input.slots {
            let wanted = try wanted(slot, rendered)
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
                add(slot, wanted, context.shower)
                listEdit.added.append(.init(name: slot.id, value: .object(wanted)))
            }
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
        let shower = MemberShower(rules: rules, fingerprinter: input.fingerprinter)
        var entries: [JSONTree.Member] = []
        for slot in input.slots {
            let wanted = try wanted(slot, rendered)
            warn(about: slot, isNew: true)
            add(slot, wanted, shower)
            entries.append(.init(name: slot.id, value: .object(wanted)))
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
        let finished = pieces.finished()
        var bytes: [UInt8] = []
        // One allocation: no half-grown copy of a secret stays behind in freed memory.
        bytes.reserveCapacity(JSONPieces.size(of: finished))
        JSONPieces.write(finished, into: &bytes)
        defer { bytes.withUnsafeMutableBytes { wipeBytes($0) } }
        return MergeOutcome(
            content: Secret(copying: bytes),
            changes: changes,
            findings: findings,
            owned: owned
        )
    }

    // MARK: - Entries

    /// What the template rendered for a slot, and its `extra:`.
    private func wanted(_ slot: BotSlot, _ rendered: RenderedEntries) throws(Finding) -> [JSONTree.Member] {
        var members = rendered.members[slot.id] ?? []
        for (field, secret) in slot.credentials.sorted(by: { $0.key < $1.key }) where !secret.isUTF8 {
            throw Finding(
                .error,
                "bot.secret-not-text",
                "the slot's '\(field.rawValue)' is not text in UTF-8",
                at: slot.slot.credentials[field]?.place ?? slot.slot.credentialsPlace,
                slot: slot.slot.name,
                help: "look at where it comes from; exchanges give keys out of letters and digits"
            )
        }
        guard let extra = slot.slot.extra[input.bot.name] else { return members }
        let names = Set(members.map(\.name)).union(rules.credentials)
        guard case .object(let added)? = JSONTree(extra.value) else {
            throw Finding(
                .error,
                "slot.wrong-extra",
                "'extra' of a bot is a map of members",
                at: extra.place,
                slot: slot.slot.name,
                help: "write it like this: extra: {\(input.bot.name): {type: \(slot.id)}}"
            )
        }
        for member in added {
            guard !names.contains(member.name) else {
                throw Finding(
                    .error,
                    "slot.extra-conflict",
                    "'\(member.name)' cannot come from 'extra': the template writes it",
                    at: extra.place,
                    slot: slot.slot.name,
                    help:
                        "take it out of 'extra'; credentials, fees and delay have their own keys in the slot's file"
                )
            }
            members.append(member)
        }
        return members
    }

    /// Notes a new entry.
    private mutating func add(_ slot: BotSlot, _ wanted: [JSONTree.Member], _ shower: MemberShower) {
        // An entry that slots wrote and somebody took out comes back only if the user agrees.
        let isGone = input.owned.entries[slot.id] != nil
        var entry = OwnedMembers.Entry(slot: slot.slot.name, members: [:], isCreated: true)
        for member in wanted {
            entry.members[member.name] = shower.fingerprint(member.value)
            changes.append(
                MemberChange(
                    path: rules.path + [slot.id, member.name],
                    kind: .add,
                    old: nil,
                    new: shower.shown(member),
                    consent: isGone ? .drift : nil,
                    slot: slot.slot.name
                )
            )
        }
        owned.entries[slot.id] = entry
        guard isGone, input.existing != nil else { return }
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

extension Secret {
    /// Whether a JSON string can hold it.
    fileprivate var isUTF8: Bool {
        withBytes { bytes in
            var position = 0
            while position < bytes.count {
                guard let length = lengthOfScalar(bytes, at: position) else { return false }
                position += length
            }
            return true
        }
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
