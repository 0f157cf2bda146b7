import Files
import Operations
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

    /// Opens the workspace; what keeps it from being read at all is reported here.
    func withSession(_ body: (Session) async throws(UsageError) -> ExitCode) async -> ExitCode {
        let session: Session
        do throws(Finding) {
            session = try await Session.open(options.directory, surroundings)
        } catch {
            printer().print(Report(arguments.command, exit: .wrongFiles, findings: [error]))
            return .wrongFiles
        }
        keepUntilExit(session)
        do throws(UsageError) { return try await body(session) } catch { return refuse(error) }
    }

    /// This process's, with its terminal.
    var surroundings: Surroundings {
        var surroundings = Surroundings.live(terminal: .ofThisProcess)
        let console = console
        surroundings.recovered = { recovered in
            switch recovered.direction {
            case .forward where !recovered.isWhole:
                console.hint("finished a change that was cut off, but for one file")
            case .forward: console.hint("finished a change that was cut off: its files are all new")
            case .back where recovered.isWhole:
                console.hint("took back a change that was cut off: its files are all as they were")
            case .back: console.hint("took back a change that was cut off, but for one file")
            }
            for finding in recovered.kept.map(\.finding) {
                console.hint(finding.message + (finding.help.map { "; " + $0 } ?? ""))
            }
        }
        return surroundings
    }

    /// How the exchanges are asked.
    var asking: AskingOptions { AskingOptions(jobs: options.jobs, timeout: options.timeout) }

    /// An empty table alone could mean that all is well.
    func tellWhereSlotsComeFrom(_ loaded: LoadedWorkspace) {
        // Where one lies unseen, that is the news.
        guard loaded.workspace != nil, loaded.slotNames.isEmpty,
            !loaded.findings.contains(where: { $0.code == "file.unseen" })
        else { return }
        console.hint("there is no slot yet: slots add SELECTOR makes one")
    }
}

extension Program {
    static func validate(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session in
            let loaded = session.workspace
            async let policies = loaded.offlinePolicies
            let complaints = session.botComplaints
            let open = loaded.secretComplaints
            let findings = unique(loaded.findings + (await policies) + loaded.plainComplaints + complaints)
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
