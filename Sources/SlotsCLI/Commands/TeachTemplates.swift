import BotConfigs
import Cryptography
import Files
import Operations
import Revisions
import SlotEditing
import SlotFiles
import SlotModel
import Terminal

extension Program {
    /// `slots template list|new|check`.
    static func template(_ context: CommandContext) async -> ExitCode {
        guard let action = context.arguments.arguments.first.flatMap(TemplateAction.init(rawValue:)) else {
            return .usage
        }
        if let error = TemplateCommands.complaint(about: context.arguments, action) {
            return context.refuse(error)
        }
        let kind = context.arguments.arguments.dropFirst().first ?? ""
        switch action {
        case .list: return TemplateCommands(context: context).list()
        case .check: return TemplateCommands(context: context).check(kind)
        case .new:
            return await context.withSession { session in
                await TemplateCommands(context: context).propose(kind, session)
            }
        }
    }
}

/// What the sub-commands have in common.
struct TemplateCommands {
    let context: CommandContext

    /// What the parser cannot see: which action takes what.
    static func complaint(about arguments: ParsedArguments, _ action: TemplateAction) -> UsageError? {
        let rest = arguments.arguments.dropFirst()
        let wanted = [.list: 0, .new: 1, .check: 2][action] ?? 0
        if rest.count > wanted, let surplus = rest.last {
            return UsageError(
                "'slots template \(action.rawValue)' takes no \(rest.count == 1 ? "KIND" : "FILE"), but \(quoted(surplus)) was given",
                help: action == .new ? "the example goes behind --from" : nil
            )
        }
        if action != .list, rest.isEmpty {
            return UsageError(
                "the kind of bot is missing",
                help: "such as mybot; 'slots template list' has those that there are"
            )
        }
        if action != .new, arguments[OptionKey<String>.from] != nil || arguments[.dryRun] {
            return UsageError("--from and --dry-run belong to 'slots template new'")
        }
        return nil
    }

    /// The workspace's folder; `nil` where nobody stands in one.
    private func workspace() throws(Finding) -> String? {
        do throws(Finding) { return try WorkspaceFolder.find(named: context.options.directory) } catch {
            guard context.options.directory == nil, error.code == "workspace.missing" else { throw error }
            return nil
        }
    }

    func list() -> ExitCode {
        do throws(Finding) {
            let (templates, findings, sources) = listTemplates(inWorkspace: try workspace())
            var report = Report(
                .template,
                exit: findings.containErrors ? .wrongFiles : .done,
                findings: findings
            )
            report.templates = templates
            context.printer(sources).print(report)
            return report.exit
        } catch {
            return finish(.wrongFiles, [error])
        }
    }

    func check(_ kind: String) -> ExitCode {
        do throws(Finding) {
            let reading = findTemplate(kind, inWorkspace: try workspace())
            guard let template = reading.template else {
                return finish(.wrongFiles, reading.findings, reading.sources)
            }
            let example = try context.arguments.arguments.dropFirst(2).first.map { name throws(Finding) in
                (bytes: try readExample(name), name: name)
            }
            let trial = TemplateTrial(template, example: example)
            let findings = (reading.findings + trial.findings).sortedByPlace()
            var report = Report(
                .template,
                exit: findings.containErrors ? .wrongFiles : .done,
                findings: findings
            )
            report.trial = trial
            report.changes = trial.exampleChanges
            context.printer(reading.sources).print(report)
            return report.exit
        } catch {
            return finish(.wrongFiles, [error])
        }
    }

    // MARK: - A new kind

    func propose(_ kind: String, _ session: Session) async -> ExitCode {
        let loaded = session.workspace
        guard loaded.workspace != nil else { return finish(.wrongFiles, loaded.findings, loaded.sources) }
        let proposed: (text: String, example: String)
        do throws(Finding) {
            if let trouble = Self.trouble(with: kind, loaded) { throw trouble }
            guard let example = try exampleName() else {
                return context.refuse(
                    UsageError(
                        "an example is missing, and nobody can be asked here",
                        help: "name a file that such a bot has: --from FILE"
                    )
                )
            }
            proposed = (try proposedTemplate(kind, from: example), example)
        } catch {
            if let code = context.interruption.exitCode { return code }
            return finish(.wrongFiles, [error])
        }
        guard !context.arguments[.dryRun] else {
            if context.options.output == .table {
                context.console.output.write(proposed.text)
                context.console.hint("nothing was written")
                return .done
            }
            var report = Report(.template)
            report.text = proposed.text
            context.printer().print(report)
            return .done
        }
        return await write(proposed.text, kind, proposed.example, session)
    }

    private static func trouble(with kind: String, _ loaded: LoadedWorkspace) -> Finding? {
        if let advice = templateKindAdvice(for: kind) {
            return Finding(
                .error,
                "template.missing",
                "\(quoted(kind)) is no name for a kind of bot",
                help: advice
            )
        }
        return templateKinds(in: ["\(loaded.folder)/templates"]).contains(kind) ? templateExists(kind) : nil
    }

    /// The example that was named, or is named now; `nil` where nobody can be asked.
    private func exampleName() throws(Finding) -> String? {
        if let name = context.arguments[OptionKey<String>.from] { return name }
        guard context.canAsk else { return nil }
        do throws(SecretInput.Failure) {
            let answer = try Prompt(context.interruption).ask(
                "A file that such a bot has, JSON or variables, with a connection in it: ",
                isShown: true
            )
            return answer.withBytes { String(decoding: $0, as: UTF8.self) }
        } catch {
            throw noExample(named: nil, because: error.told.0)
        }
    }

    private func write(_ text: String, _ kind: String, _ example: String, _ session: Session) async
        -> ExitCode
    {
        let name = "templates/\(kind)/template.yaml"
        let lock: FileLock
        do throws(FileError) {
            lock = try await session.takeLock(for: context.arguments.command.rawValue, wait: .zero)
        } catch {
            return finish(error.exitCode, [error.finding()])
        }
        defer { withExtendedLifetime(lock) {} }
        guard context.interruption.enter(.writing) else {
            return context.interruption.exitCode ?? .interrupted
        }
        do throws(TemplateTrouble) {
            try writeTemplate(text, kind: kind, inWorkspace: session.workspace.folder, store: session.store)
        } catch {
            return finish(error.exitCode, [error.finding])
        }
        guard context.options.output == .table else {
            var report = Report(.template)
            report.written = [name]
            context.printer().print(report)
            return .done
        }
        context.console.hint("wrote \(name)")
        if findTemplate(kind, inWorkspace: nil).file != nil {
            context.console.hint("note: it comes before the kind of that name that comes with slots")
        }
        context.console.hint("next: look through it, above all where it says 'Look'; then")
        context.console.hint("      slots template check \(kind) \(quotedForShell(example))")
        return .done
    }

    private func finish(_ exit: ExitCode, _ findings: [Finding], _ sources: SourceTexts = SourceTexts())
        -> ExitCode
    {
        context.printer(sources).print(Report(.template, exit: exit, findings: findings))
        return exit
    }
}
