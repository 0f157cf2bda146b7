import Operations
import SlotModel

extension Program {
    /// Shows what the files declare and what was recorded; asks nobody.
    static func list(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session in
            let loaded = session.workspace
            var findings = loaded.findings
            var recorded: [String: SlotReport] = [:]
            do throws(Finding) { recorded = try loaded.recordedReports() } catch { findings.append(error) }
            let reports = loaded.slots.map { slot in report(slot, recorded[slot.name], loaded) }
            let exit: ExitCode = loaded.findings.containErrors ? .wrongFiles : .done
            context.printer(loaded.sources).print(
                Report(.list, exit: exit, slots: reports, findings: findings)
            )
            context.tellWhereSlotsComeFrom(loaded)
            return exit
        }
    }

    /// The recorded result, unless the slot is disabled, or speaks to another exchange or network by now.
    private static func report(_ slot: Slot, _ recorded: SlotReport?, _ loaded: LoadedWorkspace)
        -> SlotReport
    {
        let network = loaded.network(of: slot)
        if slot.enabled, let report = recorded, report.exchange == slot.exchange.value,
            report.network == network
        {
            return report
        }
        return SlotReport(
            slot: slot.name,
            exchange: slot.exchange.value,
            network: network,
            status: .unchecked,
            message: slot.enabled ? "never checked" : "disabled"
        )
    }
}
