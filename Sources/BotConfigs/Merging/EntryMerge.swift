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
    /// Members whose wanted value the slot can hardly mean.
    private let implausible: Set<String>
    private let entry: JSONMember
    private let isEncrypted: Bool
    /// Whether the entry says so of all its credentials, whatever they look like.
    private let isFlagged: Bool
    /// Whether 'slots replace-key' can change the slot's credentials.
    private let takesKeys: Bool
    /// Whether the whole connection goes, with what would stay when a slot stops naming it.
    private let isLeaving: Bool
    private var objects: EntryObjects
    /// Members that somebody changed or removed since slots wrote them.
    private var drifted: [(name: String, existing: JSONMember?)] = []

    private(set) var changes: [MemberChange] = []
    private(set) var findings: [Finding] = []
    private(set) var owned: OwnedMembers.Entry
    /// Whether the bot encrypted credentials, so that nobody can say whether they are still the slot's.
    private(set) var hidesCredentials = false

    /// What changes in the entry, and in the objects inside it.
    var edits: [JSONObjectEdit] { objects.edits }

    /// - Parameters:
    ///   - path: Leads from the root to the entry.
    ///   - previous: What slots wrote into the entry earlier, for whatever slot; `nil` when it never did.
    init(
        _ context: MergeContext,
        slot: String,
        entry: JSONMember,
        at path: [String],
        wanted: [JSONTree.Member],
        previous: OwnedMembers.Entry?,
        implausible: Set<String>,
        takesKeys: Bool,
        isLeaving: Bool = false
    ) throws(Finding) {
        self.context = context
        self.implausible = implausible
        self.takesKeys = takesKeys
        self.isLeaving = isLeaving
        self.slot = slot
        self.entry = entry
        self.wanted = wanted
        self.previous = previous
        self.path = path
        owned = OwnedMembers.Entry(slot: slot, members: [:], isCreated: previous?.isCreated ?? false)
        let rules = context.rules
        var names = rules.credentials.union(wanted.lazy.map(\.name))
        if let previous { names.formUnion(previous.members.keys) }
        if let flag = rules.entries.encryptedFlag { names.insert(flag) }
        let objects = try EntryObjects(context.file, entry, rules, names: names)
        self.objects = objects
        isFlagged = context.isTrue(rules.entries.encryptedFlag.flatMap { objects.member($0) })
        isEncrypted =
            isFlagged
            || rules.credentials.contains { name in
                objects.member(name).map { context.hasEncryptedPrefix($0.value) } ?? false
            }
        try merge()
    }

    // MARK: - Deciding

    private mutating func merge() throws(Finding) {
        let states = wanted.map { state(of: $0) }
        let rewritesCredentials =
            isEncrypted
            && zip(wanted, states).contains { member, state in
                guard case .differs = state else { return false }
                return context.rules.isCredential(member.name) && !context.rules.isOnce(member.name)
            }
        for (member, state) in zip(wanted, states) {
            if rewritesCredentials, context.rules.isCredential(member.name) {
                try writePlain(member)
            } else if isEncrypted, member.name == context.rules.entries.encryptedFlag {
                owned.members[member.name] =
                    previous?.members[member.name] ?? context.shower.fingerprint(member.value)
            } else {
                try settle(member, state)
            }
        }
        if rewritesCredentials { finishPlain() }
        tellDrift()
        removeVanished()
        warnAboutOnce(rewritesCredentials)
    }

    private func state(of member: JSONTree.Member) -> State {
        let wrote = previous?.members[member.name]
        let isCredential = context.rules.isCredential(member.name)
        guard let existing = objects.member(member.name) else {
            if wrote != nil { return .differs(.drift) }
            return .differs(previous == nil && isCredential ? .takeOver : nil)
        }
        if context.isEqual(member.name, existing.value, member.value) { return .same }
        guard let wrote else { return .differs(isCredential ? .takeOver : nil) }
        // Another slot's connection, whose pairs would trade on this slot's account from now on.
        let consent: MemberChange.Consent? = isCredential && previous?.slot != slot ? .otherSlot : nil
        // One that stands there in plain is no secret of the bot's, and is compared, whatever the flag says.
        if isCredential, context.isEncrypted(existing.value, besides: member.value, isFlagged: isFlagged) {
            return wrote == context.shower.fingerprint(member.value) ? .encryptedByBot : .differs(consent)
        }
        return .differs(wrote == context.fingerprint(member.name, existing.value) ? consent : .drift)
    }

    // MARK: - Writing

    private mutating func settle(_ member: JSONTree.Member, _ state: State) throws(Finding) {
        if context.rules.isOnce(member.name) {
            // Written with a new entry and left alone ever after; what slots wrote then stays known as its own.
            owned.members[member.name] = previous?.members[member.name]
            return
        }
        switch state {
        case .same: owned.members[member.name] = context.shower.fingerprint(member.value)
        case .encryptedByBot:
            owned.members[member.name] = previous?.members[member.name]
            hidesCredentials = true
        case .differs(let consent): try write(member, consent)
        }
    }

    private mutating func write(
        _ member: JSONTree.Member,
        _ consent: MemberChange.Consent?
    ) throws(Finding) {
        let fingerprint = context.shower.fingerprint(member.value)
        owned.members[member.name] = fingerprint
        let existing = objects.member(member.name)
        if existing != nil {
            objects.replace(member.name, with: member.value)
        } else {
            try objects.add(member)
        }
        changes.append(
            MemberChange(
                path: path + context.rules.path(of: member.name),
                kind: existing == nil ? .add : .update,
                old: existing.map { context.shown(member.name, $0.value) },
                new: context.shower.shown(member, fingerprint),
                consent: consent ?? (implausible.contains(member.name) ? .implausible : nil),
                slot: slot
            )
        )
        if consent == .drift { drifted.append((member.name, existing)) }
    }

    /// One finding for the entry, however much of it drifted.
    private mutating func tellDrift() {
        guard let first = drifted.first else { return }
        let isAlone = drifted.count == 1
        let names = drifted.map { context.rules.path(of: $0.name).joined(separator: ".") }
        let shownPath = (path + (isAlone ? names : [])).joined(separator: ".")
        let isRemoved = drifted.allSatisfy { $0.existing == nil }
        var message = "'\(shownPath)' was \(isRemoved ? "removed" : "changed") since slots wrote it"
        if !isAlone {
            message = path.isEmpty ? "what slots wrote was changed since" : message
            message += ": " + names.joined(separator: ", ")
        }
        findings.append(
            Finding(
                .warning,
                "bot.drift",
                message,
                at: context.file.place(of: first.existing ?? entry),
                slot: slot,
                help: (keeping + ["let 'slots apply' write the slot's, which it asks about first"])
                    .joined(separator: "; or ")
            )
        )
    }

    /// How what drifted may stay as it is now.
    private var keeping: [String] {
        let (rules, present) = (context.rules, drifted.filter { $0.existing != nil }.map(\.name))
        let isAlone = drifted.count == 1
        var ways: [String] = []
        if present.contains(where: rules.isCredential) {
            ways.append(
                takesKeys
                    ? "take the bot's \(isAlone ? "" : "key ")over with 'slots replace-key \(slot)'"
                    : "put the bot's \(isAlone ? "" : "key ")where the slot takes its own from"
            )
        }
        if present.contains(where: { !rules.isCredential($0) && !rules.isKept($0) }) {
            ways.append("put the bot's value\(isAlone ? "" : "s") into the slot's file")
        }
        if drifted.contains(where: { rules.isKept($0.name) }) {
            ways.append(
                isAlone
                    ? "leave it out of the slot's file and the bot's value stays"
                    : "leave fee and delay out of the slot's file and the bot's stay"
            )
        }
        return ways
    }

    // MARK: - Credentials that the bot encrypted

    /// Puts a credential in plain into an entry that is encrypted; half of it encrypted means nothing to the bot.
    private mutating func writePlain(_ member: JSONTree.Member) throws(Finding) {
        if let existing = objects.member(member.name),
            context.isEqual(member.name, existing.value, member.value)
        {
            owned.members[member.name] = context.shower.fingerprint(member.value)
            return
        }
        let isOurs = previous?.members[member.name] != nil
        try write(member, !isOurs ? .takeOver : previous?.slot != slot ? .otherSlot : nil)
    }

    private mutating func finishPlain() {
        let names = Set(wanted.map(\.name))
        let flag = context.rules.entries.encryptedFlag.flatMap { objects.member($0) }
        for name in context.rules.credentials.sorted() where !names.contains(name) {
            guard previous?.members[name] == nil, let member = objects.member(name),
                member.value.kind == .string,
                context.hasEncryptedPrefix(member.value) || context.isTrue(flag)
            else { continue }
            findings.append(
                Finding(
                    .error,
                    "bot.encrypted-leftover",
                    "'\(name)' of '\(entry.name)' is encrypted by the bot, and the slot does not name it",
                    at: context.file.place(of: member),
                    slot: slot,
                    help:
                        "name it in the slot's credentials, or clear this connection's keys in the bot first"
                )
            )
        }
        guard let flag, context.isTrue(flag) else { return }
        objects.replace(flag.name, with: .literal(Array("false".utf8)))
        changes.append(
            MemberChange(
                path: path + [flag.name],
                kind: .update,
                old: .json("true"),
                new: .json("false"),
                consent: previous == nil ? .takeOver : previous?.slot != slot ? .otherSlot : nil,
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
            if context.rules.isOnce(name), !isLeaving {
                owned.members[name] = fingerprint
                continue
            }
            // The bot says by its flag how to read the rest, so it stays whoever asked for it.
            let stays = context.rules.isKept(name) || name == context.rules.entries.encryptedFlag
            guard !stays || isLeaving, let member = objects.member(name) else { continue }
            objects.remove(name)
            changes.append(
                MemberChange(
                    path: path + context.rules.path(of: name),
                    kind: .remove,
                    old: context.shown(name, member.value),
                    new: nil,
                    consent: .removal,
                    slot: slot
                )
            )
        }
    }

    // MARK: - Members that are written once

    private mutating func warnAboutOnce(_ rewritesCredentials: Bool) {
        guard !rewritesCredentials, !isEncrypted else { return }
        for member in wanted
        where context.rules.isOnce(member.name) && context.rules.isCredential(member.name) {
            guard let existing = objects.member(member.name),
                !context.isEqual(member.name, existing.value, member.value)
            else { continue }
            findings.append(
                Finding(
                    .warning,
                    "bot.licence-key",
                    "'\(member.name)' of '\(entry.name)' differs from the slot's key and stays as it is",
                    at: context.file.place(of: existing),
                    slot: slot,
                    help:
                        "the licence key stays; if the slot's key is of another account, register it in the bot"
                )
            )
            return
        }
    }
}
