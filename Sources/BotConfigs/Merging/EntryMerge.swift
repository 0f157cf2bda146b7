import SlotModel

/// Merges one slot's members into an entry that the file already has.
///
/// Only members that the template or `extra:` names are looked at; the rest of the entry stays.
struct EntryMerge {
    private enum State {
        case same
        /// The bot encrypted what slots wrote, and slots still wants the same.
        case encryptedByBot
        case differs(MemberChange.Consent?)
    }

    private let context: MergeContext
    private let path: [String]
    private let slot: String
    private let wanted: [JSONTree.Member]
    private let previous: OwnedMembers.Entry?
    private let entry: JSONMember
    private let members: [JSONMember]
    private let positions: [String: Int]
    private let isEncrypted: Bool

    private(set) var edit: JSONObjectEdit
    private(set) var changes: [MemberChange] = []
    private(set) var findings: [Finding] = []
    private(set) var owned: OwnedMembers.Entry

    /// - Parameter previous: What slots wrote into the entry earlier, for whatever slot; `nil` when it never did.
    init(
        _ context: MergeContext,
        slot: String,
        entry: JSONMember,
        wanted: [JSONTree.Member],
        previous: OwnedMembers.Entry?
    ) throws(Finding) {
        guard entry.value.kind == .object else {
            throw context.file.notAnObject(entry.value, "'\(entry.name)'")
        }
        self.context = context
        self.slot = slot
        self.entry = entry
        self.wanted = wanted
        self.previous = previous
        path = context.rules.path + [entry.name]
        members = context.file.document.members(of: entry.value)
        edit = JSONObjectEdit(entry.value, members: members)
        owned = OwnedMembers.Entry(slot: slot, members: [:], isCreated: previous?.isCreated ?? false)
        positions = try Self.positions(context, members, ours: Set(wanted.map(\.name)), previous)
        let rules = context.rules
        isEncrypted =
            context.isTrue(context.flag(in: members))
            || members.contains { rules.credentials.contains($0.name) && context.hasEncryptedPrefix($0) }
        merge()
    }

    private static func positions(
        _ context: MergeContext,
        _ members: [JSONMember],
        ours: Set<String>,
        _ previous: OwnedMembers.Entry?
    ) throws(Finding) -> [String: Int] {
        var positions: [String: Int] = [:]
        let rules = context.rules
        for (index, member) in members.enumerated() {
            let isOurs =
                ours.contains(member.name) || previous?.members[member.name] != nil
                || rules.credentials.contains(member.name) || member.name == rules.encryptedFlag
            if positions[member.name] != nil, isOurs { throw context.file.duplicate(member) }
            positions[member.name] = index
        }
        return positions
    }

    // MARK: - Deciding

    private mutating func merge() {
        let states = wanted.map { state(of: $0) }
        let rewritesCredentials =
            isEncrypted
            && zip(wanted, states).contains { member, state in
                guard case .differs = state else { return false }
                return context.rules.credentials.contains(member.name)
                    && !context.rules.createOnly.contains(member.name)
            }
        for (member, state) in zip(wanted, states) {
            if rewritesCredentials, context.rules.credentials.contains(member.name) {
                writePlain(member)
            } else if isEncrypted, member.name == context.rules.encryptedFlag {
                owned.members[member.name] =
                    previous?.members[member.name] ?? context.shower.fingerprint(member.value)
            } else {
                settle(member, state)
            }
        }
        if rewritesCredentials { finishPlain() }
        removeVanished()
        warnAboutCreateOnly(rewritesCredentials)
    }

    private func state(of member: JSONTree.Member) -> State {
        let wrote = previous?.members[member.name]
        let isCredential = context.rules.credentials.contains(member.name)
        guard let position = positions[member.name] else {
            if wrote != nil { return .differs(.drift) }
            return .differs(previous == nil && isCredential ? .takeOver : nil)
        }
        let existing = members[position]
        if context.isEqual(existing.value, member.value) { return .same }
        guard let wrote else { return .differs(isCredential ? .takeOver : nil) }
        // Another slot's connection, whose pairs would trade on this slot's account from now on.
        let consent: MemberChange.Consent? = isCredential && previous?.slot != slot ? .takeOver : nil
        if isCredential, isEncrypted {
            return wrote == context.shower.fingerprint(member.value) ? .encryptedByBot : .differs(consent)
        }
        return .differs(wrote == context.fingerprint(existing.value) ? consent : .drift)
    }

    // MARK: - Writing

    private mutating func settle(_ member: JSONTree.Member, _ state: State) {
        if context.rules.createOnly.contains(member.name) {
            // Written with a new entry and left alone ever after; what slots wrote then stays known as its own.
            owned.members[member.name] = previous?.members[member.name]
            return
        }
        switch state {
        case .same: owned.members[member.name] = context.shower.fingerprint(member.value)
        case .encryptedByBot: owned.members[member.name] = previous?.members[member.name]
        case .differs(let consent): write(member, consent)
        }
    }

    private mutating func write(_ member: JSONTree.Member, _ consent: MemberChange.Consent?) {
        let fingerprint = context.shower.fingerprint(member.value)
        owned.members[member.name] = fingerprint
        let existing = positions[member.name].map { members[$0] }
        if let position = positions[member.name] {
            edit.replaced[position] = member.value
        } else {
            edit.added.append(member)
        }
        changes.append(
            MemberChange(
                path: path + [member.name],
                kind: existing == nil ? .add : .update,
                old: existing.map { context.shown($0) },
                new: context.shower.shown(member, fingerprint),
                consent: consent,
                slot: slot
            )
        )
        if consent == .drift { tellDrift(member.name, existing) }
    }

    private mutating func tellDrift(_ name: String, _ existing: JSONMember?) {
        let shownPath = (path + [name]).joined(separator: ".")
        let advice =
            context.rules.kept.contains(name)
            ? "leave it out of the slot's file and the bot's value stays; or agree that the slot's value is written"
            : "put the new value into the slot's file, or agree that the slot's value is written"
        findings.append(
            Finding(
                .warning,
                "bot.drift",
                "'\(shownPath)' was \(existing == nil ? "removed" : "changed") since slots wrote it",
                at: context.file.place(of: existing ?? entry),
                slot: slot,
                help: advice
            )
        )
    }

    // MARK: - Credentials that the bot encrypted

    /// Puts a credential in plain into an entry that is encrypted; half of it encrypted means nothing to the bot.
    private mutating func writePlain(_ member: JSONTree.Member) {
        if let position = positions[member.name], context.isEqual(members[position].value, member.value) {
            owned.members[member.name] = context.shower.fingerprint(member.value)
            return
        }
        write(member, previous?.members[member.name] == nil || previous?.slot != slot ? .takeOver : nil)
    }

    private mutating func finishPlain() {
        let names = Set(wanted.map(\.name))
        for member in members
        where context.rules.credentials.contains(member.name) && !names.contains(member.name)
            && previous?.members[member.name] == nil && member.value.kind == .string
            && (context.hasEncryptedPrefix(member) || context.isTrue(context.flag(in: members)))
        {
            findings.append(
                Finding(
                    .error,
                    "bot.encrypted-leftover",
                    "'\(member.name)' of '\(entry.name)' is encrypted by the bot, and the slot does not name it",
                    at: context.file.place(of: member),
                    slot: slot,
                    help:
                        "name it in the slot's credentials, or clear this connection's keys in the bot first"
                )
            )
        }
        guard let flag = context.flag(in: members), context.isTrue(flag), let position = positions[flag.name]
        else { return }
        let plain = JSONTree.literal(Array("false".utf8))
        edit.replaced[position] = plain
        changes.append(
            MemberChange(
                path: path + [flag.name],
                kind: .update,
                old: .json("true"),
                new: .json("false"),
                consent: previous?.slot != slot ? .takeOver : nil,
                slot: slot
            )
        )
    }

    // MARK: - What the slot does not name any more

    private mutating func removeVanished() {
        guard let previous else { return }
        let names = Set(wanted.map(\.name))
        for (name, fingerprint) in previous.members.sorted(by: { $0.key < $1.key })
        where !names.contains(name) {
            if context.rules.createOnly.contains(name) {
                owned.members[name] = fingerprint
                continue
            }
            // The bot says by its flag how to read the rest, so it stays whoever asked for it.
            guard !context.rules.kept.contains(name), name != context.rules.encryptedFlag,
                let position = positions[name]
            else { continue }
            edit.removed.insert(position)
            changes.append(
                MemberChange(
                    path: path + [name],
                    kind: .remove,
                    old: context.shown(members[position]),
                    new: nil,
                    consent: .removal,
                    slot: slot
                )
            )
        }
    }

    // MARK: - Members that are written once

    private mutating func warnAboutCreateOnly(_ rewritesCredentials: Bool) {
        guard !rewritesCredentials, !isEncrypted else { return }
        for member in wanted
        where context.rules.createOnly.contains(member.name)
            && context.rules.credentials.contains(member.name)
        {
            guard let position = positions[member.name],
                !context.isEqual(members[position].value, member.value)
            else { continue }
            findings.append(
                Finding(
                    .warning,
                    "bot.licence-key",
                    "'\(member.name)' of '\(entry.name)' differs from the slot's key and stays as it is",
                    at: context.file.place(of: members[position]),
                    slot: slot,
                    help: "the licence key stays; the trading key must belong to the same exchange account"
                )
            )
            return
        }
    }
}
