import Files
import Locking
import Revisions
import SlotModel

/// The bots with their slots and credentials, for a plan.
struct BotInputs {
    var inputs: [BotInput] = []
    /// What is not available of the credentials, at its places; the slots' entries lack it.
    private(set) var missing: [Finding] = []

    /// - Parameter reports: What was just found of slots; of the others it is what was recorded.
    init(_ bots: [Bot], of session: Session, reports: [SlotReport]) {
        let loaded = session.workspace
        let sheets = SheetWriter(session, reports)
        for bot in bots {
            guard let template = loaded.templates[bot.template.value] else { continue }
            let slots = loaded.slots(of: bot)
            let resolved = sideBySide(slots.count) { range in
                range.map { session.credentials.credentials(of: slots[$0]) }
            }
            var entries: [BotInput.Entry] = []
            for (slot, credentials) in zip(slots, resolved.joined()) {
                missing += credentials.missing
                var entry = BotInput.Entry(
                    slot: slot,
                    credentials: credentials.fields,
                    network: loaded.network(of: slot)
                )
                entry.facts = sheets.facts(of: slot, for: bot, template)
                entries.append(entry)
            }
            let disabled = loaded.disabledSlots(of: bot)
            inputs.append(BotInput(bot: bot, template: template, slots: entries, disabled: disabled))
        }
    }
}

extension Session {
    /// What the gate tells of the bots' files though it stops nothing.
    private static let everyRun: Set = ["bot.still-used", "bot.open-file", "bot.mounted-file"]

    /// Adds the check `bot` to the reports of slots that were asked.
    ///
    /// - Parameter isAll: Whether the gate is that of all bots, whatever their slots.
    /// - Parameter only: The one bot that it is about; `nil`: all those of the slots.
    /// - Returns: What it found, and the exit code that follows from it.
    func compareBots(_ reports: inout [SlotReport], isAll: Bool, only: Bot? = nil)
        -> (findings: [Finding], exit: ExitCode)
    {
        let wanted = workspace.slots.filter { slot in
            reports.contains { $0.slot == slot.name && $0.status != .unchecked }
        }
        func users(of slot: Slot) -> [Bot] { only.map { [$0] } ?? workspace.bots(of: slot) }
        let names = Set(wanted.flatMap(users(of:)).map(\.name))
        let bots = (workspace.workspace?.bots ?? []).filter { isAll || names.contains($0.name) }
        do throws(RevisionError) {
            var inputs = BotInputs(bots, of: self, reports: reports).inputs
            // Who was not asked, for want of a secret for example, is told elsewhere.
            let unasked = Set(workspace.slots.filter(\.enabled).map(\.name)).subtracting(wanted.map(\.name))
            for index in inputs.indices { inputs[index].scope = .except(unasked) }
            let plan = try plan(of: inputs, owned: try ownership())
            let disagreements = wanted.compactMap { slot in
                let status = reports.first { $0.slot == slot.name }?.status ?? .unchecked
                let agreement = plan.agreement(of: slot, with: users(of: slot), status: status)
                for index in reports.indices where reports[index].slot == slot.name {
                    reports[index].checks.removeAll { $0.check == .bot }
                    reports[index].checks.append(agreement.result)
                }
                return agreement.finding
            }
            let ofFiles = plan.findings.filter { $0.severity == .error || Self.everyRun.contains($0.code) }
            return (
                workspace.noBots + plan.files.flatMap(stillUsed) + ofFiles + disagreements,
                .worst(of: [plan.exit, disagreements.containErrors ? .stopped : .done])
            )
        } catch {
            return ([error.finding()], error.exitCode)
        }
    }

    /// What a bot trades on until the next apply takes it out.
    private func stillUsed(_ file: PlannedFile) -> [Finding] {
        // A slot whose file has an error is still there.
        let unread = workspace.slotNames.filter { name in !workspace.slots.contains { $0.name == name } }
        let own = Set(workspace.slots(of: file.bot).map(\.name)).union(unread)
        return file.leaving.sorted { $0.key < $1.key }.filter { !own.contains($0.value) }.map { id, slot in
            let isDisabled = workspace.slots.contains { $0.name == slot && !$0.enabled }
            return Finding(
                .warning,
                "bot.still-used",
                "the bot goes on using \(id.isEmpty ? "" : "'\(id)' in ")\(file.target.name), although the slot '\(slot)' is "
                    + (isDisabled ? "disabled" : "not one of its slots any more"),
                at: file.bot.directory.place,
                slot: slot,
                help: "take it out with: slots apply"
            )
        }
    }
}
