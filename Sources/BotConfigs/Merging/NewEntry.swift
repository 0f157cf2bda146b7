import Locking
import SlotModel

/// An entry that the file does not have yet.
struct NewEntry: Sendable {
    /// As they will stand, in objects of their own where the template says so.
    var members: [JSONTree.Member]
    var changes: [MemberChange]
    var owned: OwnedMembers.Entry
}

/// Makes the entries of slots that the file does not have.
struct EntryMaker: Sendable {
    let members: MemberMaker
    private let rules: MemberRules
    private let shower: MemberShower
    /// What slots wrote earlier.
    private let earlier: [String: OwnedMembers.Entry]

    init(_ input: MergeInput, _ rules: MemberRules) {
        self.rules = rules
        members = MemberMaker(input.template, bot: input.bot.name, rules, input.file.format)
        shower = MemberShower(rules: rules, fingerprinter: input.fingerprinter)
        earlier = input.owned.entries
    }

    /// In the order of the slots.
    func newEntries(of slots: [BotSlot]) -> [Result<NewEntry, Finding>] {
        sideBySide(slots.count) { range in
            range.map { index in
                Result { () throws(Finding) in try newEntry(slots[index]) }
            }
        }
        .flatMap(\.self)
    }

    func newEntry(_ slot: BotSlot) throws(Finding) -> NewEntry {
        let wanted = try members.members(of: slot, isNew: true)
        // An entry that slots wrote and somebody took out comes back only if the user agrees.
        let wasRemoved = earlier[slot.id].map { !$0.isReservation } ?? false
        let implausible = members.implausible(in: slot.slot)
        let path = rules.entries.isSingle ? [] : rules.entries.path + [slot.id]
        var entry = NewEntry(
            members: [],
            changes: [],
            owned: OwnedMembers.Entry(slot: slot.slot.name, members: [:], isCreated: true)
        )
        entry.members.reserveCapacity(wanted.count)
        entry.changes.reserveCapacity(wanted.count)
        entry.owned.members.reserveCapacity(wanted.count)
        for member in wanted {
            let fingerprint = shower.fingerprint(member.value)
            let inner = rules.path(of: member.name)
            entry.owned.members[member.name] = fingerprint
            entry.members.insert(member.value, at: inner)
            entry.changes.append(
                MemberChange(
                    path: path + inner,
                    kind: .add,
                    old: nil,
                    new: shower.shown(member, fingerprint),
                    consent: wasRemoved ? .drift : implausible.contains(member.name) ? .implausible : nil,
                    slot: slot.slot.name
                )
            )
        }
        return entry
    }
}
