package import Cryptography
package import SlotModel

/// Gives every slot of a bot its id: `as:`, or the id that it had, or the template's id, or that with the next number.
///
/// Where connections bear their slots' names, the slot's name stands for the template's id. A slot that this kind of bot
/// cannot use has none.
///
/// The same whatever the order of `slots`. The template's own id goes to the first slot (by name) that asks for
/// it, even where the bot's file has such an entry already: then the merge asks before it takes it over. A number
/// is never one that the file uses for something else.
///
/// - Parameters:
///   - file: The one with the entries.
///   - existing: The bot's file with the entries, as it is; `nil` when it is missing.
///   - owned: What slots wrote into that file.
///   - credentials: By the slot's name. An entry of the file that holds a slot's key is found again by it
///     when the state was lost.
/// - Returns: Slot name to id. A slot with an error finding has none.
package func assignIDs(
    to slots: [Slot],
    of bot: Bot,
    template: BotTemplate,
    file: BotTemplate.File,
    existing: ExistingFile?,
    owned: OwnedMembers,
    credentials: [String: [CredentialField: Secret]] = [:]
) -> (ids: [String: String], findings: [Finding]) {
    let entries = EntryKeys(existing, template, withCredentials: !credentials.isEmpty)
    var assignment = IDAssignment(slots, of: bot, template, file.entries, owned: owned, entries: entries)
    assignment.refuseUnusable()
    assignment.honourWishes()
    assignment.remember()
    assignment.recognize(credentials)
    assignment.number()
    return (assignment.ids, assignment.findings)
}

/// Ids on their way to slots; each step serves the slots that have none yet.
struct IDAssignment {
    let slots: [Slot]
    let bot: Bot
    let template: BotTemplate
    let declared: BotTemplate.Entries
    private let owned: OwnedMembers
    private let entries: EntryKeys
    private(set) var ids: [String: String] = [:]
    var findings: [Finding] = []
    /// Id to the slot that has it.
    var holders: [String: String] = [:]
    /// Slots that get no id because something is wrong with them.
    private var refused: Set<String> = []

    init(
        _ slots: [Slot],
        of bot: Bot,
        _ template: BotTemplate,
        _ declared: BotTemplate.Entries?,
        owned: OwnedMembers,
        entries: EntryKeys
    ) {
        self.slots = slots.sorted { $0.name < $1.name }
        self.bot = bot
        self.template = template
        self.declared = declared ?? .init()
        self.owned = owned
        self.entries = entries
    }

    var waiting: [Slot] { slots.filter { ids[$0.name] == nil && !refused.contains($0.name) } }

    mutating func give(_ id: String, to slot: Slot) {
        ids[slot.name] = id
        holders[id] = slot.name
    }

    mutating func refuse(
        _ slot: Slot,
        _ code: String,
        _ message: String,
        at place: Place,
        help: String
    ) {
        refused.insert(slot.name)
        findings.append(Finding(.error, code, message, at: place, slot: slot.name, help: help))
    }

    // MARK: - Slots that the bot cannot use

    mutating func refuseUnusable() {
        for slot in slots {
            if let refusal = template.refusal(of: slot) {
                refuse(
                    slot,
                    "bot.unusable-slot",
                    "\(template.kind) cannot use the slot: \(refusal.reason)",
                    at: slot.place(of: refusal.condition.source),
                    help: able(slot) + "say with 'bots:' in the slot's file which bots it is for"
                )
            } else if declared.areNamedBySlot, template.ids[slot.exchange.value] == nil {
                refuseExchange(of: slot, orWrite: "")
            }
            for doubt in template.doubts(about: slot) {
                findings.append(
                    Finding(
                        .warning,
                        "bot.unconfirmed-slot",
                        "it is not confirmed that \(template.kind) can use the slot: \(doubt.reason)",
                        at: slot.place(of: doubt.condition.source),
                        slot: slot.name,
                        help: able(slot) + "try it; where it works, take the doubt out of a copy of "
                            + "templates/\(template.kind)"
                    )
                )
            }
        }
    }

    private mutating func refuseExchange(of slot: Slot, orWrite other: String) {
        let known = template.ids.keys.sorted().map(\.rawValue).joined(separator: ", ")
        refuse(
            slot,
            "bot.unsupported-exchange",
            "\(template.kind) has no \(slot.exchange.value.displayName)",
            at: slot.exchange.place,
            help: able(slot)
                + "templates/\(template.kind) knows \(known); name the slot's bots with 'bots:'\(other)"
        )
    }

    /// Which bots can use a slot, as the beginning of a sentence.
    private func able(_ slot: Slot) -> String {
        let kinds = template.kinds(for: slot)
        return kinds.isEmpty ? "" : "\(kinds.joined(separator: ", ")) can; "
    }

    // MARK: - Without as:

    /// The ids that slots wrote earlier.
    mutating func remember() {
        let remembered = owned.entries.sorted { $0.key < $1.key }
        let byName = Dictionary(remembered.map { ($0.value.slot, $0.key) }) { first, _ in first }
        for slot in waiting {
            guard let id = byName[slot.name], holders[id] == nil,
                declared.areNamedBySlot || base(of: id) == template.ids[slot.exchange.value]?.value
            else { continue }
            give(id, to: slot)
        }
    }

    /// The entries that hold a slot's key already, unless they are another slot's.
    mutating func recognize(_ credentials: [String: [CredentialField: Secret]]) {
        let names = Set(slots.map(\.name))
        for slot in waiting {
            guard let base = ownID(of: slot),
                let key = credentials[slot.name]?[.key] ?? credentials[slot.name]?[.apiWallet]
            else { continue }
            let found = entries.ids(holding: key).filter { id in
                (declared.areNamedBySlot || self.base(of: id) == base) && holders[id] == nil
                    && owned.entries[id].map { !names.contains($0.slot) } != false
            }
            // Of several the one that a slot without 'as:' asks for.
            if let id = found.first(where: { $0 == base }) ?? found.first { give(id, to: slot) }
        }
    }

    /// The id of a slot that is alone with it.
    private func ownID(of slot: Slot) -> String? {
        declared.areNamedBySlot ? declared.name(of: slot.name) : template.ids[slot.exchange.value]?.value
    }

    /// The slot's own id, or the next number.
    mutating func number() {
        var next: [String: Int] = [:]
        for slot in waiting {
            guard let base = ownID(of: slot) else {
                refuseExchange(of: slot, orWrite: ", or its id with 'as:'")
                continue
            }
            guard isPossible(base) else {
                refuse(
                    slot,
                    "slot.wrong-id",
                    "no variable's name can begin with '\(base)'",
                    at: slot.exchange.place,
                    help: "write another beginning, such as as: {\(bot.name): X\(base)}"
                )
                continue
            }
            if isFree(base, isNumbered: false) {
                give(base, to: slot)
                continue
            }
            guard !template.isOnePerExchange else {
                refuseSecond(slot, of: base)
                continue
            }
            var number = next[base] ?? 2
            let separator = declared.naming == .variable ? "_" : template.numberSeparator
            while !isFree(base + separator + "\(number)", isNumbered: true) { number += 1 }
            next[base] = number + 1
            give(base + separator + "\(number)", to: slot)
        }
    }

    /// - Parameter base: The id that another slot has.
    private mutating func refuseSecond(_ slot: Slot, of base: String) {
        let other = holders[base] ?? owned.entries[base]?.slot ?? ""
        refuse(
            slot,
            "bot.one-connection",
            "\(template.kind) has one account of each exchange, and '\(other)' has '\(base)' in '\(bot.name)' already",
            at: slot.exchange.place,
            help:
                "say with 'bots:' in each slot's file which bot it is for; every bot has a directory of its own"
        )
    }

    /// An id that slots wrote for a slot that is gone stays taken until its entry is gone too.
    private func isFree(_ id: String, isNumbered: Bool) -> Bool {
        holders[id] == nil && owned.entries[id] == nil && !declared.isOther(id)
            && !(isNumbered && entries.contains(id))
    }
}
