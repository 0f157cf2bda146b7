import Operations
import SlotModel
import Terminal

extension Program {
    /// Shows what the checks found on the accounts over time; asks nobody.
    static func balances(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            let name = context.arguments.arguments.first
            let age = context.arguments[.since]
            var report = Report(.balances, findings: [])
            do throws(Finding) { report.balances = try session.balances(of: name, since: age) } catch {
                report.findings.append(error)
                report.exit = error.severity == .error ? .wrongFiles : .done
            }
            if report.balances?.isEmpty == true {
                let isKnown = (try? session.balances(of: name, since: nil).isEmpty) == false
                if let name, !isKnown {
                    do throws(UnknownName) { _ = try session.workspace.slots(named: [name]) } catch {
                        throw UsageError(error)
                    }
                }
                let command = ["slots balances", name].compactMap(\.self).joined(separator: " ")
                context.console.hint(
                    isKnown
                        ? "no balance was recorded in that time; without --since: \(command)"
                        : "no balance was recorded yet; 'slots check' records them"
                )
                if context.options.output == .table { return .done }
            }
            context.printer(session.workspace.sources).print(report)
            return report.exit
        }
    }
}
