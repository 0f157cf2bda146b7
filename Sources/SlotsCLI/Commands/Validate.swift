import Files
import Terminal
import Checks
import Secrets
import SlotFiles
import SlotModel

extension CommandContext {
    /// Prints reports in the format that was asked for; findings show the lines of these texts.
    func printer(_ sources: SourceTexts = SourceTexts()) -> ReportPrinter {
        let width = console.errors.terminal.width
        var printer = ReportPrinter(console: console, format: options.output) { finding, style in
            // The line's number and a bar stand before the line.
            let lineWidth = width.map { min($0 - 8, 100) } ?? 100
            let renderer = FindingRenderer(sources: sources, colour: style.usesColor, width: lineWidth)
            return folded(renderer.render(finding), to: width)
        }
        printer.isVerbose = options.isVerbose
        return printer
    }

    /// Loads the workspace; what keeps it from being loaded at all is reported here.
    func withWorkspace(
        recovers: Bool = true,
        _ body: (LoadedWorkspace) async -> ExitCode
    ) async -> ExitCode {
        let loaded: LoadedWorkspace
        do throws(Finding) {
            // What was cut off is finished before anybody reads it; `load` tells of a workspace that is not there.
            if recovers, let folder = try? WorkspaceFolder.find(named: options.directory) {
                do throws(FileError) { try recover(in: folder) } catch { throw error.finding() }
            }
            loaded = try await LoadedWorkspace.load(options)
        } catch {
            printer().print(Report(arguments.command, exit: .wrongFiles, findings: [error]))
            return .wrongFiles
        }
        keepUntilExit(loaded)
        return await body(loaded)
    }

    /// An empty table alone could mean that all is well.
    func tellWhereSlotsComeFrom(_ loaded: LoadedWorkspace) {
        guard loaded.workspace != nil, loaded.slotNames.isEmpty else { return }
        console.hint("there is no slot yet: slots add SELECTOR makes one")
    }
}

extension Program {
    static func validate(_ context: CommandContext) async -> ExitCode {
        await context.withWorkspace { loaded in
            var findings = loaded.findings
            if let workspace = loaded.workspace {
                let policies = policyFindings(offlineInquiry(loaded, workspace))
                findings = unique(findings + policies + BotReading(loaded).complaints())
            }
            let open = loaded.secretComplaints
            let exit: ExitCode =
                findings.containErrors ? .wrongFiles : open.containErrors ? .noSecret : .done
            let report = Report(.validate, exit: exit, findings: (findings + open).sortedByPlace())
            context.printer(loaded.sources).print(report)
            if exit == .done {
                let bots = loaded.workspace?.bots.count ?? 0
                context.console.hint(
                    "\(counted(loaded.slots.count, "slot")) and \(counted(bots, "bot")) are valid"
                )
            }
            return exit
        }
    }
}

extension LoadedWorkspace {
    /// What is wrong with files of secrets that are there, without a look into them.
    fileprivate var secretComplaints: [Finding] {
        slots.flatMap { slot in
            slot.credentials.sorted { $0.key < $1.key }.compactMap { _, reference in
                var finding = complaint(about: reference, workspace: folder)
                finding?.slot = slot.name
                return finding
            }
        }
    }
}
