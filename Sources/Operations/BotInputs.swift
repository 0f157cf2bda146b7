import Files
import Locking
import Revisions
import SlotModel

/// The bots with their slots and credentials, for a plan.
struct BotInputs {
    var inputs: [BotInput] = []
    /// What is not available of the credentials, at its places; the slots' entries lack it.
    private(set) var missing: [Finding] = []

    init(_ bots: [Bot], of session: Session) {
        let loaded = session.workspace
        for bot in bots {
            guard let template = loaded.templates[bot.template.value] else { continue }
            let slots = loaded.slots(of: bot)
            let resolved = sideBySide(slots.count) { range in
                range.map { session.credentials.credentials(of: slots[$0]) }
            }
            var entries: [BotInput.Entry] = []
            for (slot, credentials) in zip(slots, resolved.joined()) {
                missing += credentials.missing
                entries.append(
                    BotInput.Entry(
                        slot: slot,
                        credentials: credentials.fields,
                        network: loaded.network(of: slot)
                    )
                )
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
    /// - Returns: What it found; errors among them stand against the bot's start.
    func compareBots(_ reports: inout [SlotReport]) -> [Finding] {
        let wanted = workspace.slots.filter { slot in
            reports.contains { $0.slot == slot.name && $0.status != .unchecked }
        }
        let names = Set(wanted.flatMap(workspace.bots(of:)).map(\.name))
        let bots = (workspace.workspace?.bots ?? []).filter { names.contains($0.name) }
        do throws(RevisionError) {
            let plan = try plan(
                of: BotInputs(bots, of: self).inputs,
                owned: try ownership()
            )
            return workspace.noBots
                + plan.findings.filter { $0.severity == .error || Self.everyRun.contains($0.code) }
                + wanted.compactMap { slot in
                    let status = reports.first { $0.slot == slot.name }?.status ?? .unchecked
                    let agreement = plan.agreement(of: slot, with: workspace.bots(of: slot), status: status)
                    for index in reports.indices where reports[index].slot == slot.name {
                        reports[index].checks.removeAll { $0.check == .bot }
                        reports[index].checks.append(agreement.result)
                    }
                    return agreement.finding
                }
        } catch {
            return [error.finding()]
        }
    }
}
