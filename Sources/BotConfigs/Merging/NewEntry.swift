import Cryptography
import Locking
import SlotModel

/// An entry that the file does not have yet.
struct NewEntry: Sendable {
    var members: [JSONTree.Member]
    var changes: [MemberChange]
    var owned: OwnedMembers.Entry
}

/// Makes the entries of slots out of what the template rendered.
struct EntryMaker: Sendable {
    private let bot: String
    private let rules: BotTemplate.Entries
    private let shower: MemberShower
    /// What slots wrote earlier.
    private let earlier: [String: OwnedMembers.Entry]

    init(_ input: MergeInput, _ rules: BotTemplate.Entries) {
        bot = input.bot.name
        self.rules = rules
        shower = MemberShower(rules: rules, fingerprinter: input.fingerprinter)
        earlier = input.owned.entries
    }

    /// What the template rendered for a slot, and its `extra:`.
    func wanted(
        _ slot: BotSlot,
        _ rendered: [JSONTree.Member]
    ) throws(Finding) -> [JSONTree.Member] {
        var members = rendered
        for (field, secret) in slot.credentials.sorted(by: { $0.key < $1.key })
        where !secret.withBytes(isUTF8) {
            throw Finding(
                .error,
                "bot.secret-not-text",
                "the slot's '\(field.rawValue)' is not text in UTF-8",
                at: slot.slot.credentials[field]?.place ?? slot.slot.credentialsPlace,
                slot: slot.slot.name,
                help: "look at where it comes from; exchanges give keys out of letters and digits"
            )
        }
        guard let extra = slot.slot.extra[bot] else { return members }
        let names = Set(members.map(\.name)).union(rules.credentials)
        guard case .object(let added)? = JSONTree(extra.value) else {
            throw Finding(
                .error,
                "slot.wrong-extra",
                "'extra' of a bot is a map of members",
                at: extra.place,
                slot: slot.slot.name,
                help: "write it like this: extra: {\(bot): {type: \(slot.id)}}"
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

    /// The entries of slots that the file does not have, in the order of the slots.
    func newEntries(of slots: [BotSlot], _ rendered: [[JSONTree.Member]]) -> [Result<NewEntry, Finding>] {
        sideBySide(slots.count) { range in
            range.map { index in
                Result { () throws(Finding) in
                    newEntry(slots[index], try wanted(slots[index], rendered[index]))
                }
            }
        }
        .flatMap(\.self)
    }

    func newEntry(_ slot: BotSlot, _ wanted: [JSONTree.Member]) -> NewEntry {
        // An entry that slots wrote and somebody took out comes back only if the user agrees.
        let consent: MemberChange.Consent? = earlier[slot.id] == nil ? nil : .drift
        var entry = NewEntry(
            members: wanted,
            changes: [],
            owned: OwnedMembers.Entry(slot: slot.slot.name, members: [:], isCreated: true)
        )
        entry.changes.reserveCapacity(wanted.count)
        entry.owned.members.reserveCapacity(wanted.count)
        for member in wanted {
            let fingerprint = shower.fingerprint(member.value)
            entry.owned.members[member.name] = fingerprint
            entry.changes.append(
                MemberChange(
                    path: rules.path + [slot.id, member.name],
                    kind: .add,
                    old: nil,
                    new: shower.shown(member, fingerprint),
                    consent: consent,
                    slot: slot.slot.name
                )
            )
        }
        return entry
    }
}
