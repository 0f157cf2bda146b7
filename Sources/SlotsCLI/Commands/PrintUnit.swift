import Operations
import SlotModel
import Terminal

extension Program {
    /// Prints a unit of systemd for one bot; asks nobody.
    static func printUnit(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            let loaded = session.workspace
            let printer = context.printer(loaded.sources)
            guard loaded.workspace != nil else {
                printer.print(Report(.systemd, exit: .wrongFiles, findings: loaded.findings))
                return .wrongFiles
            }
            let bots: [Bot]
            do throws(UnknownName) { bots = try loaded.bots(named: context.arguments.arguments) } catch {
                throw UsageError(error)
            }
            guard let bot = bots.first else { return .usage }
            // Of a slot that cannot be read the unit would lack the credentials.
            let wrong = session.fileFindings(of: bot).filter { $0.severity == .error }
            guard wrong.isEmpty else {
                printer.print(Report(.systemd, exit: .wrongFiles, findings: wrong))
                return .wrongFiles
            }
            let command = try StartCommand(of: bot, context, session)
            let service = ServiceCommand(
                program: SystemEnvironment.program ?? "/usr/bin/slots",
                words: context.arguments.verbatim,
                found: command?.found,
                isSearched: command?.isSearched == true,
                directory: StartCommand.folder(of: bot, session)
            )
            var report = Report(.systemd)
            let unit: ServiceUnit
            do throws(Finding) {
                (unit, report.findings) = try session.serviceUnit(for: bot, service)
            } catch {
                (report.exit, report.findings) = (.wrongFiles, [error])
                printer.print(report)
                return .wrongFiles
            }
            guard context.options.output == .table else {
                report.text = unit.text
                printer.print(report)
                return .done
            }
            printer.printFindings(report.findings)
            context.console.output.write(unit.text)
            let file = "/etc/systemd/system/\(unit.fileName)"
            context.console.hint("as root: write it to \(file), then systemctl enable --now \(unit.fileName)")
            return .done
        }
    }
}
