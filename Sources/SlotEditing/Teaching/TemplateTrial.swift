package import BotConfigs
import Cryptography
import Operations
import Revisions
import SlotFiles
package import SlotModel

/// A template tried with example slots: rendered, merged into an example file, and read back.
///
/// Nothing is written, nothing of the workspace is looked at, and the slots' credentials are documented fakes.
package struct TemplateTrial: Sendable {
    /// A file of the bot as it became.
    package struct File: Sendable {
        /// Relative to the bot's directory.
        package var path: String
        /// The whole file with marks in the place of what is secret; `nil` for an example of the user's.
        package var text: String?
        /// What became of an example of the user's, masked.
        package var changes: [MemberChange] = []
        /// The slots in it, by name.
        package var slots: [String]
    }

    package let template: BotTemplate
    /// As the user named it; `nil`: none.
    package let example: String?
    package private(set) var slots: [TrialSlot]
    package private(set) var files: [File] = []
    package internal(set) var findings: [Finding] = []
    /// Whether an import of what was written makes the same slots, and a plan after it has nothing to change.
    package private(set) var readsBack = true

    private let bot: Bot
    private let fingerprinter = FingerprintKey.fingerprinter(key: .random(count: 32))

    /// - Parameter example: A file of the bot, and how the user named it.
    package init(_ template: BotTemplate, example: (bytes: [UInt8], name: String)?) {
        self.template = template
        self.example = example?.name
        slots = TrialSlot.all(for: template)
        let place = template.place
        bot = Bot(
            name: "main",
            place: place,
            template: Located(template.kind, at: place),
            directory: Located(".", at: place)
        )
        for index in slots.indices {
            if let refusal = template.refusal(of: slots[index].slot) {
                slots[index].outcome = .refused(because: refusal.reason)
            }
        }
        let usable = slots.filter { $0.outcome == .failed }.map(\.slot.name)
        if usable.isEmpty { findings.append(nothing()) }
        let target = example.flatMap { example in Self.target(of: example.name, in: template) }
        if let example, target == nil { findings.append(noTarget(example.name)) }
        var written: Set<String> = Set(usable)
        for names in installations(usable) {
            for file in template.files(of: names) {
                let own = names.filter(file.isFor)
                guard !own.isEmpty else { continue }
                let isTarget =
                    target.map { $0.file(at: file.path.value) != nil || $0.path.value == file.path.value }
                    ?? false
                let failed = tryOut(file, own, isTarget ? example : nil)
                written.subtract(failed)
            }
        }
        for index in slots.indices where written.contains(slots[index].slot.name) {
            slots[index].outcome = .written
        }
        tellLeftCredentials()
        findings = unique(findings).sortedByPlace()
    }

    /// The file of the template that an example is one of: by its name, or else the first that is merged.
    private static func target(of name: String, in template: BotTemplate) -> BotTemplate.File? {
        let last = name.split(separator: "/").last.map(String.init) ?? name
        let merged = template.files.filter { $0.entries != nil }
        return merged.first { file in
            var file = file
            file.path.value = file.path.value.split(separator: "/").last.map(String.init) ?? file.path.value
            return file.file(at: last) != nil
        } ?? merged.first
    }

    /// Slots that one installation can have side by side.
    private func installations(_ names: [String]) -> [[String]] {
        if template.files.contains(where: { !$0.isPerSlot && $0.entries?.isSingle == true }) {
            return names.map { [$0] }
        }
        guard template.isOnePerExchange else { return names.isEmpty ? [] : [names] }
        var rounds: [[String: String]] = []
        for name in names {
            guard let slot = slots.first(where: { $0.slot.name == name })?.slot,
                let id = template.ids[slot.exchange.value]?.value
            else { continue }
            if let index = rounds.firstIndex(where: { $0[id] == nil }) {
                rounds[index][id] = name
            } else {
                rounds.append([id: name])
            }
        }
        return rounds.map { $0.values.sorted() }
    }

    // MARK: - One file

    /// - Returns: The slots of which something is wrong.
    private mutating func tryOut(
        _ file: BotTemplate.File,
        _ names: [String],
        _ example: (bytes: [UInt8], name: String)?
    ) -> [String] {
        let own = slots.filter { names.contains($0.slot.name) }
        let existing = example.map { ExistingFile(Secret(copying: $0.bytes), file, name: $0.name) }
        let (ids, complaints) = assignIDs(
            to: own.map(\.slot),
            of: bot,
            template: template,
            file: file,
            existing: existing,
            owned: OwnedMembers()
        )
        findings += complaints.filter { $0.severity == .error }.map(located)
        let shown = merged(
            own.compactMap { slot in ids[slot.slot.name].map { slot.botSlot($0, isShown: true) } },
            file,
            nil
        )
        guard let shown else { return names }
        let text = shown.content.withBytes { String(decoding: $0, as: UTF8.self) }
        files.append(File(path: file.path.value, text: text, slots: names))
        guard file.entries != nil else { return [] }
        let real = own.compactMap { slot in ids[slot.slot.name].map { slot.botSlot($0) } }
        guard let outcome = merged(real, file, existing) else { return names }
        if let example {
            files.append(File(path: example.name, changes: outcome.changes, slots: names))
        }
        readBack(outcome.content.whole, file, own, ids)
        return own.map(\.slot.name).filter { ids[$0] == nil }
    }

    private mutating func merged(_ slots: [BotSlot], _ file: BotTemplate.File, _ existing: ExistingFile?)
        -> MergeOutcome?
    {
        let (outcome, complaints) = merge(
            MergeInput(
                template: template,
                file: file,
                bot: bot,
                slots: slots,
                existing: existing,
                fileName: example ?? file.path.value,
                owned: OwnedMembers(),
                fingerprinter: fingerprinter
            )
        )
        // What an apply would remind of is nothing about the template.
        findings += complaints.filter { $0.severity == .error }.map(located)
        return outcome
    }

    /// Example slots have no file that somebody could look into.
    private func located(_ finding: Finding) -> Finding {
        var finding = finding
        if finding.place?.file.hasPrefix("slots/") == true { finding.place = template.place }
        return finding
    }

    // MARK: - Read back

    private mutating func readBack(
        _ content: Secret,
        _ file: BotTemplate.File,
        _ own: [TrialSlot],
        _ ids: [String: String]
    ) {
        guard let entries = file.entries, file.isRead else { return }
        let result = ExistingFile(content, file, name: file.path.value)
        let found: [ImportedEntry]
        do throws(Finding) { found = try readEntries(of: result, template) } catch {
            findings.append(error)
            readsBack = false
            return
        }
        let wanted = Dictionary(
            uniqueKeysWithValues: own.compactMap { slot in
                ids[slot.slot.name].map { (entries.isSingle ? found.first?.id ?? "" : $0, slot) }
            }
        )
        let guessed = composed(found, entries, file, selectors: [:])
        let truth = wanted.mapValues(\.slot.exchange.value)
        let known = composed(found, entries, file, selectors: truth)
        for (id, slot) in wanted.sorted(by: { $0.key < $1.key }) {
            let read = guessed.slots.first { $0.id == id }
            if read?.slot.exchange.value == slot.slot.exchange.value { continue }
            readsBack = false
            findings.append(
                differs(slot, read, tellsExchange: entries.tellsExchange || !entries.areNamedBySlot)
            )
        }
        let again = known.slots.filter { wanted[$0.id] != nil }.compactMap { slot -> BotSlot? in
            let id = entries.isSingle ? own.first.flatMap { ids[$0.slot.name] } ?? "" : slot.id
            return BotSlot(slot: slot.slot, id: id, credentials: slot.credentials, network: .live)
        }
        for change in merged(again, file, result)?.changes ?? [] {
            readsBack = false
            findings.append(wouldChange(change, file))
        }
        for (id, slot) in wanted.sorted(by: { $0.key < $1.key })
        where !known.slots.contains(where: { $0.id == id }) {
            readsBack = false
            let reason = known.findings.first { $0.severity != .note }?.message
            findings.append(isLeft(slot, reason))
        }
    }

    private func composed(
        _ found: [ImportedEntry],
        _ entries: BotTemplate.Entries,
        _ file: BotTemplate.File,
        selectors: [String: Selector]
    ) -> SlotComposer {
        var composer = SlotComposer(
            template: template,
            declared: entries,
            bot: bot.name,
            namesBot: false,
            keeping: .file,
            selectors: selectors,
            deniesSharedKeys: false
        )
        composer.slot = file.slot
        for entry in found { composer.add(entry) }
        return composer
    }
}

extension BotTemplate.File {
    /// Whether an import reads it: it has the credentials.
    fileprivate var isRead: Bool { entries?.members.contains { $0.isCredential } == true }
}
