package import Cryptography
package import SlotModel

/// One connection as a bot's own program is given it.
package struct GivenConnection: Sendable {
    package let id: String
    package let slot: String
    /// A JSON object; holds secrets.
    package let input: Secret
    /// Against what it was given last; what the bot keeps itself is not known.
    package let changes: [MemberChange]
    package let owned: OwnedMembers.Entry
    /// Whether slots never gave it.
    package let isNew: Bool
}

/// Everything that decides what a bot's own program is given.
package struct ConnectingInput: Sendable {
    package var template: BotTemplate
    package var command: BotTemplate.Command
    package var bot: Bot
    /// Enabled, with an id each.
    package var slots: [BotSlot]
    /// Names of the bot's disabled slots.
    package var disabled: Set<String>
    package var scope: SlotScope
    /// What it was given, and took.
    package var given: OwnedMembers
    /// What it was to be given, and did not take yet: agreed to already.
    package var due: OwnedMembers
    package var fingerprinter: Fingerprinter

    package init(
        template: BotTemplate,
        command: BotTemplate.Command,
        bot: Bot,
        slots: [BotSlot],
        disabled: Set<String> = [],
        scope: SlotScope = .all,
        given: OwnedMembers,
        due: OwnedMembers,
        fingerprinter: Fingerprinter
    ) {
        (self.template, self.command, self.bot) = (template, command, bot)
        (self.slots, self.disabled, self.scope) = (slots, disabled, scope)
        (self.given, self.due, self.fingerprinter) = (given, due, fingerprinter)
    }
}

/// What a bot's own program is to be given now, and what is known of it then.
package struct ConnectingOutcome: Sendable {
    /// In the order of the slots' names.
    package var connections: [GivenConnection] = []
    /// What it was given before, as far as it still counts.
    package var given = OwnedMembers()
    /// What stays due of slots that are not looked at now.
    package var due = OwnedMembers()
    package var findings: [Finding] = []
}

/// Compares what slots say with what a bot's own program was given last.
///
/// What the bot keeps cannot be read: whatever somebody changed there since is not seen.
package func connect(_ input: ConnectingInput) -> ConnectingOutcome {
    var outcome = ConnectingOutcome()
    let rules = MemberRules(input.command.entries)
    let maker = ConnectionMaker(input, rules)
    for slot in input.slots.sorted(by: { $0.slot.name < $1.slot.name })
    where input.scope.includes(slot.slot.name) {
        do throws(Finding) {
            let connection = try maker.connection(of: slot)
            let known = input.given.entries[slot.id]
            // Somebody who was told that it stays may have taken it out in the bot.
            let isThere = known?.isLeft == false && known?.members == connection.owned.members
            if input.due.entries[slot.id] == nil, isThere {
                // The slot may have another name by now.
                outcome.given.entries[slot.id] = connection.owned
                continue
            }
            outcome.given.entries[slot.id] = known
            outcome.connections.append(connection)
            if connection.isNew { outcome.findings.append(unseen(slot, input)) }
        } catch {
            outcome.findings.append(error)
        }
    }
    let wanted = Set(input.slots.filter { input.scope.includes($0.slot.name) }.map(\.id))
    for (id, entry) in input.given.entries.sorted(by: { $0.key < $1.key }) where !wanted.contains(id) {
        outcome.given.entries[id] = entry
        guard input.scope.includes(entry.slot) else { continue }
        if input.disabled.contains(entry.slot) {
            outcome.given.entries[id]?.isLeft = true
            outcome.findings.append(stillUsed(id, entry, input))
        } else if !entry.isLeft {
            outcome.given.entries[id]?.isLeft = true
            outcome.findings.append(left(id, entry, input))
        }
    }
    for (id, entry) in input.due.entries where !wanted.contains(id) && !input.scope.includes(entry.slot) {
        outcome.due.entries[id] = entry
    }
    return outcome
}

/// What is wrong with a bot's program and its slots, as far as it shows without a secret.
package func judge(
    _ bot: Bot,
    _ template: BotTemplate,
    _ command: BotTemplate.Command,
    slots: [Slot],
    given: OwnedMembers
) -> [Finding] {
    let (ids, findings) = assignIDs(
        to: slots,
        of: bot,
        template: template,
        file: command.asFile,
        existing: nil,
        owned: given
    )
    let maker = MemberMaker(template, bot: bot.name, MemberRules(command.entries), .json)
    return findings
        + slots.flatMap { slot in
            ids[slot.name].map { id in
                let slot = BotSlot(slot: slot, id: id, credentials: [:])
                return maker.complaints(about: slot) + (wrongID(slot, bot).map { [$0] } ?? [])
            } ?? []
        }
}

/// An id that a program would take for an option.
private func wrongID(_ slot: BotSlot, _ bot: Bot) -> Finding? {
    guard slot.id.hasPrefix("-") else { return nil }
    return Finding(
        .error,
        "slot.wrong-id",
        "'\(bot.name)' cannot have a connection of this name",
        at: slot.slot.ids[bot.name]?.place ?? slot.slot.place,
        slot: slot.slot.name,
        help: "write the bot's id for the exchange, which does not begin with '-'"
    )
}

private struct ConnectionMaker {
    let input: ConnectingInput
    let rules: MemberRules
    let members: MemberMaker
    let shower: MemberShower

    init(_ input: ConnectingInput, _ rules: MemberRules) {
        (self.input, self.rules) = (input, rules)
        members = MemberMaker(input.template, bot: input.bot.name, rules, .json)
        shower = MemberShower(rules: rules, fingerprinter: input.fingerprinter)
    }

    func connection(of slot: BotSlot) throws(Finding) -> GivenConnection {
        if let wrong = wrongID(slot, input.bot) { throw wrong }
        let wanted = try members.members(of: slot, isNew: true)
        let known = input.given.entries[slot.id]
        let prior = known ?? input.due.entries[slot.id]
        let consent: MemberChange.Consent? =
            prior.map { $0.slot != slot.slot.name ? .otherSlot : nil } ?? .unseen
        let implausible = members.implausible(in: slot.slot)
        var tree: [JSONTree.Member] = []
        var changes: [MemberChange] = []
        var owned = OwnedMembers.Entry(slot: slot.slot.name, members: [:], isCreated: true)
        for member in wanted {
            let fingerprint = shower.fingerprint(member.value)
            let path = rules.path(of: member.name)
            tree.insert(member.value, at: path)
            owned.members[member.name] = fingerprint
            let former = known?.members[member.name]
            // Where it is not known what the bot has, all of it is given once more.
            let isUnsure = input.due.entries[slot.id] != nil || known?.isLeft == true
            guard former != fingerprint || isUnsure else { continue }
            let isSecret = shower.isSecret(member.name, member.value)
            changes.append(
                MemberChange(
                    path: [slot.id] + path,
                    kind: former == nil ? .add : .update,
                    old: isSecret ? former.map { .secret($0) } : nil,
                    new: shower.shown(member, fingerprint),
                    consent: consent ?? (implausible.contains(member.name) ? .implausible : nil),
                    slot: slot.slot.name
                )
            )
        }
        for name in (known?.members ?? [:]).keys.sorted() where owned.members[name] == nil {
            changes.append(
                MemberChange(
                    path: [slot.id] + rules.path(of: name),
                    kind: .remove,
                    old: known?.members[name].map { .secret($0) },
                    new: nil,
                    slot: slot.slot.name
                )
            )
        }
        var text = JSONDocument.text(of: .object(tree))
        defer { text.withUnsafeMutableBytes { wipeBytes($0) } }
        return GivenConnection(
            id: slot.id,
            slot: slot.slot.name,
            input: Secret(copying: text),
            changes: changes.masking(Array(slot.credentials.values), input.fingerprinter),
            owned: owned,
            isNew: prior == nil
        )
    }
}

// MARK: - What is told

private func unseen(_ slot: BotSlot, _ input: ConnectingInput) -> Finding {
    Finding(
        .warning,
        "bot.unseen",
        "slots cannot look into what \(input.template.kind) keeps: if '\(input.bot.name)' has a connection '\(slot.id)' "
            + "already, it is replaced",
        at: slot.slot.place,
        slot: slot.slot.name,
        help: "look in the bot if you are not sure; 'slots apply' asks first"
    )
}

private func left(_ id: String, _ entry: OwnedMembers.Entry, _ input: ConnectingInput) -> Finding {
    Finding(
        .warning,
        "bot.entry-left",
        "'\(id)' stays in '\(input.bot.name)': \(input.template.kind) is given connections, and none is taken out",
        at: input.bot.directory.place,
        slot: entry.slot,
        help: "take the connection out in the bot; or make its key void at the exchange"
    )
}

private func stillUsed(_ id: String, _ entry: OwnedMembers.Entry, _ input: ConnectingInput) -> Finding {
    Finding(
        .warning,
        "bot.still-used",
        "the slot is disabled, and the bot goes on using '\(id)': no connection is taken out of "
            + "\(input.template.kind)",
        at: input.bot.directory.place,
        slot: entry.slot,
        help: "take the connection out in the bot; to go on with it, remove 'enabled: false' from "
            + "slots/\(entry.slot).yaml"
    )
}
