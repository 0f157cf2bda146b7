import Terminal
import Doctor
import Operations
import PlainJSON
import SlotModel

extension Program {
    /// Looks at the machine, for this workspace if there is one.
    static func doctor(_ context: CommandContext) async -> ExitCode {
        var builtIn: BuiltInExchange?
        defer { builtIn?.stop() }
        var needs: MachineNeeds
        do throws(Finding) {
            let loaded = try await LoadedWorkspace.load(named: context.options.directory)
            if !context.arguments[.offline], loaded.usesSandbox {
                // Where it does not start, its hosts are left out; a check tells why.
                do throws(Finding) { builtIn = try BuiltInExchange() } catch { builtIn = nil }
            }
            needs = MachineNeeds(loaded, ledger: context.surroundings.ledger(loaded.state)) {
                builtIn?.origins(of: $0)
            }
        } catch {
            needs = .ofAnyWorkspace(error.message, isWanted: context.options.directory != nil)
        }
        needs.isOffline = context.arguments[.offline]
        needs.timeout = context.options.timeout
        let report = MachineReport(await examine(.live(), for: needs))
        if let code = context.interruption.exitCode { return code }
        tell(report, context)
        return report.exit
    }

    private static func tell(_ report: MachineReport, _ context: CommandContext) {
        let output = context.console.output
        switch context.options.output {
        case .table, .csv:
            output.write(
                machineText(
                    report,
                    includesGood: !context.options.isQuiet,
                    width: output.terminal.width,
                    style: output.style
                )
            )
            context.console.hint(machineSummary(report))
        case .json: output.writeLine(report.json.text(pretty: true))
        case .ndjson: output.write(report.lines.map { $0.text() + "\n" }.joined())
        }
    }
}

extension LoadedWorkspace {
    /// Whether an enabled slot runs on the built-in exchange, or would if there were one.
    fileprivate var usesSandbox: Bool {
        let enabled = slots.filter(\.enabled)
        guard !enabled.isEmpty else { return workspace?.network.value ?? .sandbox == .sandbox }
        return enabled.contains { network(of: $0) == .sandbox }
    }
}
