import BotConfigs
import Cryptography
import Revisions
import SlotFiles
import SlotModel

/// What an import would write, and the proof that the bot's file agrees with it.
struct ImportPlan {
    let source: ImportSource
    let keeping: SecretKeeping
    private(set) var slots: [ComposedSlot]
    /// Errors among them mean that nothing may be written.
    private(set) var findings: [Finding]
    /// What slots owns of the bot's file from then on, by the entry's id.
    private(set) var owned: [String: OwnedMembers.Entry] = [:]

    init(
        _ source: ImportSource,
        _ entries: [ImportedEntry],
        selectors: [String: Selector],
        keeping: SecretKeeping,
        in loaded: LoadedWorkspace,
        _ state: OwnershipStore,
        _ fingerprinter: Fingerprinter
    ) {
        self.source = source
        self.keeping = keeping
        let others = loaded.slots(of: source.bot)
        var contenders: [String: Set<String>] = [:]
        for slot in others where slot.ids[source.bot.name] == nil {
            guard let base = source.template.ids[slot.exchange.value]?.value else { continue }
            contenders[base, default: []].insert(slot.name)
        }
        var composer = SlotComposer(
            template: source.template,
            bot: source.bot.name,
            namesBot: (loaded.workspace?.bots.count ?? 0) > 1,
            keeping: keeping,
            selectors: selectors,
            contenders: contenders
        )
        for entry in entries { composer.add(entry) }
        slots = composer.slots
        findings = composer.findings
        let before = state[bot: source.bot.name, file: source.file.path.value]
        leaveToOthers(others, before, loaded, entries)
        proveIDs(others, before)
        proveEquality(loaded, fingerprinter)
        guard slots.isEmpty, !findings.containErrors else { return }
        findings.append(
            Finding(
                .error,
                "import.nothing",
                entries.isEmpty
                    ? "'\(source.rules.path.joined(separator: "."))' is empty: there is no connection in this file"
                    : "no entry of this file became a slot",
                at: Place(file: source.name),
                help: entries.isEmpty
                    ? "name the configuration of a bot that has connections; a new one is made with 'slots add'"
                    : "see what was said about each entry"
            )
        )
    }

    /// Takes out entries that slots of other names have.
    private mutating func leaveToOthers(
        _ others: [Slot],
        _ before: OwnedMembers,
        _ loaded: LoadedWorkspace,
        _ entries: [ImportedEntry]
    ) {
        slots.removeAll { slot in
            let wisher = others.first { $0.ids[source.bot.name]?.value == slot.id }?.name
            let owner = before.entries[slot.id]?.slot
            guard let holder = wisher ?? owner, holder != slot.name, loaded.slotNames.contains(holder) else {
                return false
            }
            findings.removeAll { $0.slot == slot.name }
            findings.append(
                Finding(
                    .warning,
                    "import.id-taken",
                    "'\(escapedForeignText(slot.id))' belongs to the slot '\(holder)' already; it was left alone",
                    at: entries.first { $0.id == slot.id }?.place,
                    help: "remove slots/\(holder).yaml first to import it anew"
                )
            )
            return true
        }
    }

    /// Whether each slot will find its own entry again, among all slots of the bot.
    private mutating func proveIDs(_ others: [Slot], _ before: OwnedMembers) {
        let names = Set(slots.map(\.name))
        let used = slots.filter(\.slot.enabled)
        let (ids, complaints) = assignIDs(
            to: others.filter { !names.contains($0.name) } + used.map(\.slot),
            of: source.bot,
            template: source.template,
            existing: source.bytes,
            owned: before,
            credentials: Dictionary(used.map { ($0.name, $0.credentials) }) { first, _ in first }
        )
        findings += complaints.filter { $0.slot.map(names.contains) == true && $0.severity != .note }
        for slot in used where ids[slot.name] != slot.id {
            findings.append(
                Finding(
                    .error,
                    "import.id-taken",
                    "'\(escapedForeignText(slot.id))' would belong to another slot than '\(slot.name)'",
                    at: Place(file: source.name),
                    slot: slot.name,
                    help: "remove the other slot of this exchange, or give it its own id with 'as:'"
                )
            )
        }
    }

    /// Merges the slots into the very file that they come from: nothing may change.
    private mutating func proveEquality(_ loaded: LoadedWorkspace, _ fingerprinter: Fingerprinter) {
        guard !slots.isEmpty else { return }
        let input = MergeInput(
            template: source.template,
            file: source.file,
            bot: source.bot,
            slots: slots.map {
                BotSlot(
                    slot: $0.slot,
                    id: $0.id,
                    credentials: $0.credentials,
                    network: loaded.network(of: $0.slot)
                )
            },
            existing: source.bytes,
            fileName: source.name,
            owned: OwnedMembers(),
            fingerprinter: fingerprinter
        )
        let (outcome, complaints) = merge(input)
        guard let outcome else {
            findings += complaints
            return
        }
        for change in outcome.changes {
            findings.append(
                Finding(
                    .warning,
                    "import.would-change",
                    "the template writes '\(escapedForeignText(change.path.joined(separator: ".")))' differently",
                    at: Place(file: source.name),
                    slot: change.slot,
                    help: "look at it with 'slots plan --offline' before the next apply"
                )
            )
        }
        guard source.isBotsOwn, outcome.changes.isEmpty else { return }
        for slot in slots where slot.slot.enabled { owned[slot.id] = outcome.owned.entries[slot.id] }
    }
}
