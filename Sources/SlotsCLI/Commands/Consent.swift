import Glibc
import Operations
import Revisions
import SlotModel
import Terminal

/// Asks before the bots' files change.
struct Consent: Sendable {
    private let context: CommandContext
    private let asked: ApplyOptions.Asked
    private let printer: ReportPrinter

    init(_ context: CommandContext, _ asked: ApplyOptions.Asked, _ printer: ReportPrinter) {
        self.context = context
        self.asked = asked
        self.printer = printer
    }

    /// Shows the plan, and asks whether it may be applied.
    func ask(for planned: Planned) -> Agreement {
        guard let plan = planned.plan else { return .refused }
        let console = context.console
        let isInteractive =
            isatty(STDIN_FILENO) == 1 && console.errors.terminal.isTerminal
            && context.options.output == .table
        let command = context.arguments.command
        let losses = losses(plan)
        guard isInteractive || losses.isEmpty else {
            printer.print(Report(command, planned, exit: .stopped), streamed: planned.fresh)
            console.complain(
                "\(losses), and nobody can be asked here",
                help: "look at them above, and agree with: \(agreeing)"
            )
            return .refused
        }
        printer.print(
            Report(command, planned, exit: asked == .losses ? .stopped : .done),
            streamed: planned.fresh
        )
        guard isInteractive else { return .nobodyThere }
        let question = losses.isEmpty ? "Write this into the bots' files?" : "\(losses). Go on?"
        return Prompt(context.interruption).agrees(to: question, console) ? .given : .refused
    }

    /// The command once more, with consent: without its options it would be another plan.
    private var agreeing: String {
        let given = context.arguments
        guard given.command == .apply else { return "slots apply --yes" }
        let flags: [(FlagKey, String)] = [
            (.offline, "--offline"), (.prune, "--prune"), (.skipFailed, "--skip-failed"),
        ]
        let options = flags.filter { given[$0.0] }.map(\.1) + given.all(.only).map { "--only \($0)" }
        return (["slots apply"] + given.arguments + options + ["--yes"])
            .joined(separator: " ")
    }

    /// What somebody has to agree to, in words; empty: nothing.
    private func losses(_ plan: Plan) -> String {
        var losses: [String] = []
        if !plan.consents.isEmpty {
            losses.append(
                "\(counted(plan.consents.count, "change")) would overwrite or remove something of yours"
            )
        }
        if !plan.oddFiles.isEmpty {
            losses.append("\(counted(plan.oddFiles.count, "file")) to be written may be somebody else's")
        }
        return losses.joined(separator: ", and ")
    }
}
