import Checks
import SlotModel

extension Program {
    static func check(_ context: CommandContext) async -> ExitCode {
        await context.withWorkspace { loaded in
            let slots: [Slot]
            do throws(UsageError) {
                slots = try loaded.slots(named: context.arguments.arguments)
            } catch {
                return context.refuse(error)
            }
            defer { context.tellWhereSlotsComeFrom(loaded) }
            return await ask(slots, loaded, context)
        }
    }

    /// Checks the slots, records the results and prints the report.
    ///
    /// - Parameters:
    ///   - maximumAge: How old a recorded result may be that stands in for a check; `nil`: none may.
    ///   - refusals: What stands against success, whatever the exchanges say.
    static func ask(
        _ slots: [Slot],
        _ loaded: LoadedWorkspace,
        _ context: CommandContext,
        accepting maximumAge: Duration? = nil,
        _ refusals: [Finding] = []
    ) async -> ExitCode {
        let printer = context.printer(loaded.sources)
        let command = context.arguments.command
        guard let workspace = loaded.workspace else {
            printer.print(Report(command, exit: .wrongFiles, findings: loaded.findings))
            return .wrongFiles
        }
        let stage = CheckStage(context, loaded, workspace)
        let fileFindings = relevant(loaded.findings + stage.policies(), to: context.arguments.arguments)
        let known = maximumAge.map {
            RecordedResults(for: slots, loaded, stage.cache, maximumAge: $0)
        }
        let asked = slots.filter { known?[$0] == nil }
        let outcome = await stage.run(asked, pairs: BotReading(loaded).pairs(), printer: printer)
        let recorded = Recorder(loaded, stage.cache).record(outcome)
        let fresh = Dictionary(outcome.reports.map { ($0.slot, $0) }, uniquingKeysWith: { first, _ in first })
        var reports = slots.compactMap { known?[$0] ?? fresh[$0.name] }
        var codes = [
            outcome.exitCode(wanting: asked, context.interruption), refusals.isEmpty ? .done : .stopped,
        ]
        if fileFindings.containErrors { codes.append(.wrongFiles) }
        // What was proved is worth something only if the bot will use it.
        let compared = command == .verify ? loaded.compareBots(&reports, stage.cache) : []
        if compared.containErrors { codes.append(.stopped) }
        let exit = ExitCode.worst(of: codes)
        let findings = unique(fileFindings + refusals + outcome.findings + recorded + compared)
        printer.print(
            Report(command, exit: exit, slots: reports, findings: findings),
            streamed: Set(outcome.reports.map(\.slot))
        )
        return exit
    }

    /// The findings of the workspace and of the slots that were named; all when none was.
    private static func relevant(_ findings: [Finding], to names: [String]) -> [Finding] {
        guard !names.isEmpty else { return findings }
        let files = Set(names.map { "slots/\($0).yaml" })
        return findings.filter { finding in
            guard let file = finding.place?.file, file.hasPrefix("slots/") else { return true }
            return files.contains(file)
        }
    }
}

/// Without repetitions, by place.
func unique(_ findings: [Finding]) -> [Finding] {
    var seen: Set<Finding> = []
    return findings.filter { seen.insert($0).inserted }.sortedByPlace()
}
