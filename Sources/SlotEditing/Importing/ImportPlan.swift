package import Operations
package import BotConfigs
package import Cryptography
package import Ledger
import Revisions
import SlotFiles
package import SlotModel

/// What an import would write, and the proof that the bot's file agrees with it.
package struct ImportPlan {
    package let source: ImportSource
    package let keeping: SecretKeeping
    package private(set) var slots: [ComposedSlot]
    /// Names of slots that have their entry's key already, and stay as they are.
    package private(set) var settled: [String]
    /// Errors among them mean that nothing may be written.
    package private(set) var findings: [Finding]
    /// What slots owns of the bot's file from then on, by the entry's id.
    package private(set) var owned: [String: OwnedMembers.Entry] = [:]

    /// - Parameter known: Credentials of the slots that are there, by their names, as far as they can be had.
    package init(
        _ source: ImportSource,
        _ entries: [ImportedEntry],
        selectors: [String: Selector],
        keeping: SecretKeeping,
        in loaded: LoadedWorkspace,
        known: [String: [CredentialField: Secret]],
        _ state: Ownership,
        _ fingerprinter: Fingerprinter
    ) {
        self.source = source
        self.keeping = keeping
        let others = loaded.slots(of: source.bot)
        var contenders: [String: Set<String>] = [:]
        let isNumbered = !source.rules.areNamedBySlot && !source.rules.isSingle
        for slot in others where slot.ids[source.bot.name] == nil && isNumbered {
            guard let base = source.template.ids[slot.exchange.value]?.value else { continue }
            contenders[base, default: []].insert(slot.name)
        }
        let before = state.members(of: source.bot, file: source.file.path.value, in: loaded.folder)
        var composer = SlotComposer(
            template: source.template,
            declared: source.rules,
            bot: source.bot.name,
            namesBot: (loaded.workspace?.bots.count ?? 0) > 1,
            keeping: keeping,
            selectors: selectors,
            holders: Self.holders(of: entries, among: others, source, before, known, loaded),
            deniesSharedKeys: loaded.workspace?.policy.sharedKey == .deny,
            contenders: contenders
        )
        composer.present = known
        composer.slot = source.file.slot
        let names = Set(entries.compactMap(composer.slotName))
        composer.keys = loaded.slots.filter { $0.enabled && !names.contains($0.name) }
            .map { TradingKey(slot: $0.name, known[$0.name] ?? [:]) }
        for entry in entries { composer.add(entry) }
        slots = composer.slots
        settled = composer.settled
        findings = composer.findings
        proveIDs(others, before, known)
        proveEquality(loaded, fingerprinter)
        guard slots.isEmpty, settled.isEmpty, !findings.containErrors else { return }
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

    /// The slots that have entries of the file already, by the entries' ids: they say so, have written them, or hold
    /// their key.
    private static func holders(
        of entries: [ImportedEntry],
        among others: [Slot],
        _ source: ImportSource,
        _ before: OwnedMembers,
        _ known: [String: [CredentialField: Secret]],
        _ loaded: LoadedWorkspace
    ) -> [String: String] {
        var holders: [String: String] = [:]
        for (id, entry) in before.entries where loaded.slotNames.contains(entry.slot) {
            holders[source.rules.isSingle ? entries.first?.id ?? id : id] = entry.slot
        }
        // Whoever has the same exchange has another file.
        guard !source.rules.isSingle else { return holders }
        for slot in others { if let wish = slot.ids[source.bot.name] { holders[wish.value] = slot.name } }
        let settled = Set(holders.values)
        for slot in others where slot.ids[source.bot.name] == nil && !settled.contains(slot.name) {
            guard let base = source.template.ids[slot.exchange.value]?.value,
                let key = known[slot.name]?[.key] ?? known[slot.name]?[.apiWallet]
            else { continue }
            let found = entries.first { entry in
                entry.base == base && holders[entry.id] == nil
                    && (entry.credentials[.key] ?? entry.credentials[.apiWallet])?.isEqual(to: key) == true
            }
            if let found { holders[found.id] = slot.name }
        }
        return holders
    }

    /// Whether each slot will find its own entry again, among all slots of the bot.
    private mutating func proveIDs(
        _ others: [Slot],
        _ before: OwnedMembers,
        _ known: [String: [CredentialField: Secret]]
    ) {
        guard !source.rules.isSingle else { return }
        let names = Set(slots.map(\.name))
        let used = slots.filter(\.slot.enabled)
        let existing = source.existing
        let (ids, complaints) = assignIDs(
            to: others.filter { !names.contains($0.name) } + used.map(\.slot),
            of: source.bot,
            template: source.template,
            file: source.file,
            existing: existing,
            owned: before,
            credentials: known.merging(used.map { ($0.name, $0.credentials) }) { _, new in new }
        )
        findings += complaints.filter { $0.slot.map(names.contains) == true && $0.severity != .note }
        for slot in used where ids[slot.name] != slot.id {
            findings.append(
                Finding(
                    .error,
                    "import.id-taken",
                    "'\(slot.id)' would belong to another slot than '\(slot.name)'",
                    at: Place(file: source.name),
                    slot: slot.name,
                    help: "remove the other slot of this exchange, or give it its own id with 'as:'"
                )
            )
        }
    }

    /// Merges the slots into the very file that they come from: nothing may change.
    private mutating func proveEquality(_ loaded: LoadedWorkspace, _ fingerprinter: Fingerprinter) {
        // Of a file that no slot has for itself, nothing is written into it.
        guard !slots.isEmpty, !source.file.isPerSlot else { return }
        let existing = source.existing
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
            existing: existing,
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
                    "the template writes '\(change.path.joined(separator: "."))' differently",
                    at: Place(file: source.name),
                    slot: change.slot,
                    help: "look at it with 'slots plan --offline' before the next apply"
                )
            )
        }
        guard source.isBotsOwn, outcome.changes.isEmpty else { return }
        for slot in slots {
            let id = source.rules.isSingle ? "" : slot.id
            owned[id] = outcome.owned.entries[id]
        }
    }
}
