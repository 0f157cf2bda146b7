import Cryptography
import Glibc
import Operations
import Processes
import Secrets
import SlotModel
import Terminal

extension Program {
    /// The gate of one bot; behind it the bot takes this process's place.
    static func runBot(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            guard session.workspace.workspace != nil else {
                let checked = Checked(exit: .wrongFiles, findings: session.workspace.findings)
                return context.refuse(checked, session, .wrongFiles)
            }
            let bots: [Bot]
            do throws(UnknownName) {
                bots = try session.workspace.bots(named: context.arguments.arguments)
            } catch {
                throw UsageError(error)
            }
            guard let bot = bots.first else { return .usage }
            let command = try StartCommand(of: bot, context, session)
            if let command, let trouble = try command.trouble() {
                return context.refuse(Checked(exit: .wrongFiles, findings: [trouble]), session, .wrongFiles)
            }
            let (checked, latest, proved) = await context.askAtGate(of: bot, session)
            let exit = context.ending(checked.exit)
            // While it waited, another command and another folder may have been written down.
            // Without a command the template has errors, which are among the findings.
            guard exit == .done, let command = try StartCommand(of: proved, context, latest) else {
                return context.refuse(checked, latest, exit)
            }
            context.tellReminders(checked, latest)
            return try context.become(command, proved, checked, latest)
        }
    }
}

extension CommandContext {
    /// Asks as the gate does, again and again while exchanges cannot be reached and
    /// somebody has the patience.
    ///
    /// - Returns: The last answer, with the session and the bot that it is about.
    fileprivate func askAtGate(of bot: Bot, _ session: Session) async -> (Checked, Session, Bot) {
        let patience = arguments[.patience] ?? .zero
        let pause = min(max(patience / 10, .seconds(1)), .seconds(60))
        let end = ContinuousClock.now + patience
        var (bot, session) = (bot, session)
        while true {
            var printer = printer(session.workspace.sources)
            // What follows on stdout is the bot's.
            printer.format = .table
            let checked = await withEvents(printer) { events in
                await session.verify(bot, accepting: arguments[.maximumAge], asking, events: events)
            }
            let rest = end - ContinuousClock.now
            guard checked.exit == .unreachable, rest > .zero, !Task.isCancelled else {
                return (checked, session, bot)
            }
            let wait = min(pause, rest)
            console.hint(
                "'\(bot.name)' waits: \(Report(.run, checked, session).reasonOfNothing ?? "an exchange cannot be reached"); "
                    + "asking again in \(max(wait.components.seconds, 1)) s"
            )
            try? await Task.sleep(for: wait)
            session = await session.reopened()
            keepUntilExit(session)
            // It may be another one by now, or gone: then what is wrong is told as ever.
            if let same = session.workspace.workspace?.bots.first(where: { $0.name == bot.name }) {
                bot = same
            }
        }
    }

    /// Says why the bot is not started: a line for each slot with its cure, and what is wrong with files.
    fileprivate func refuse(_ checked: Checked, _ session: Session, _ exit: ExitCode) -> ExitCode {
        let report = Report(.run, checked, session, exit: exit)
        let printer = printer(session.workspace.sources)
        guard options.output == .table, !options.isVerbose else {
            printer.print(report)
            return exit
        }
        let stopping = report.slots.compactMap(StoppingSlot.init)
        printer.printFindings(
            report.findings.filter { finding in
                finding.severity == .error && !stopping.contains { $0.tells(finding) }
            }
        )
        for slot in stopping.sorted(by: { $0.name < $1.name }) { console.complain(slot.text) }
        console.conclude("'\(arguments.arguments.first ?? "")' was not started")
        return exit
    }

    /// Warnings about the bot's slots and files; what no other slot's owner has to read at each start.
    fileprivate func tellReminders(_ checked: Checked, _ session: Session) {
        var report = Report(.run, checked, session)
        report.leaveOutReminders()
        let slots = Set(report.slots.map(\.slot))
        printer(session.workspace.sources).printFindings(
            report.findings.filter { finding in
                // What stands in the bot's files may be of a slot that is not asked any more.
                finding.severity == .warning
                    && (finding.slot.map(slots.contains) == true || finding.code.hasPrefix("bot."))
            }
        )
    }

    /// Lets the bot take this process's place; comes back only where that fails, or a signal came first.
    fileprivate func become(_ command: StartCommand, _ bot: Bot, _ checked: Checked, _ session: Session)
        throws(UsageError) -> ExitCode
    {
        let own = session.ownVariables(starting: bot)
        let kept = Set(arguments.all(.keep))
        var secrets: [String: Secret] = [:]
        for name in kept where own.contains(name) {
            if let secret = ProcessEnvironment.secret(named: name) { secrets[name] = secret }
        }
        let program = NextProgram(
            command.words,
            in: command.folder,
            without: { own.contains($0) && !kept.contains($0) },
            secrets: secrets
        )
        let count = counted(checked.reports.count, "slot")
        let known = checked.reports.count - checked.fresh.count
        console.hint(
            "\(count) of '\(bot.name)' verified\(known > 0 ? " (\(known) from the history)" : ""); starting "
                + quotedForShell(command.words.first ?? "")
        )
        // From here on Ctrl-C ends whatever stands here, as it will end the bot.
        NextProgram.restoreSignals()
        guard interruption.settle() == nil else { return ending(.interrupted) }
        do throws(NextProgram.Failure) { try program.takeOver() } catch {
            let finding = try command.finding(error)
            return refuse(Checked(exit: .wrongFiles, findings: [finding]), session, .wrongFiles)
        }
    }
}

extension Report {
    fileprivate init(_ command: CommandName, _ checked: Checked, _ session: Session, exit: ExitCode? = nil) {
        self.init(
            command,
            exit: exit ?? checked.exit,
            slots: checked.reports,
            findings: checked.findings
        )
    }
}

/// A slot that keeps a bot from being started, with what decides.
private struct StoppingSlot {
    let report: SlotReport
    /// `bitget is underfunded: 150 USDT wanted, 12.5 free; help`.
    let text: String

    var name: String { report.slot }

    /// `nil` for one that does not.
    init?(_ report: SlotReport) {
        self.report = report
        let (head, message, help): (String, String, String?)
        if report.status.consequence != .go {
            (head, message, help) = (
                "\(report.slot) is \(report.status.rawValue)", report.message, report.help
            )
        } else if let failed = report.checks.first(where: { $0.outcome == .fail }) {
            (head, message, help) = (report.slot, failed.message, failed.help)
        } else {
            return nil
        }
        text = "\(head): \(message)" + (help.map { "; \($0)" } ?? "")
    }

    /// Whether the line says what a finding says, or something that comes before it.
    func tells(_ finding: Finding) -> Bool {
        finding.slot == name
            && (finding.message == report.message || report.checks.contains { $0.tells(finding) })
    }
}
