import Terminal
import Glibc
import Revisions
import SlotModel

/// Asks before the bots' files change.
struct Consent {
    /// What is asked about.
    enum Scope {
        /// What is the user's and would go.
        case losses
        /// Every change.
        case everything
    }

    enum Answer {
        /// Nothing that is asked about would happen, or the command line agreed.
        case notNeeded
        /// The report was shown and somebody agreed.
        case given
        /// The report was shown, and why it ends here was said.
        case refused
        /// The report was shown, and nobody can be asked about changes that lose nothing.
        case nobodyThere
    }

    private let context: CommandContext
    private let scope: Scope

    init(_ context: CommandContext, _ scope: Scope) {
        self.context = context
        self.scope = scope
    }

    /// Whether the plan may be applied.
    func ask(for plan: Plan, _ outcome: PlanStage.Outcome, _ printer: ReportPrinter) -> Answer {
        guard isAskedAbout(plan), !context.arguments[.yes] else { return .notNeeded }
        let console = context.console
        let isInteractive =
            isatty(STDIN_FILENO) == 1 && console.errors.terminal.isTerminal
            && context.options.output == .table
        let command = context.arguments.command
        let losses = "\(counted(plan.consents.count, "change")) would overwrite or remove something of yours"
        guard isInteractive || plan.consents.isEmpty else {
            printer.print(outcome.report(command, exit: .stopped), streamed: outcome.streamed)
            console.complain(
                "\(losses), and nobody can be asked here",
                help: "look at them above, and agree with: slots apply --yes"
            )
            return .refused
        }
        printer.print(
            outcome.report(command, exit: scope == .losses ? .stopped : .done),
            streamed: outcome.streamed
        )
        guard isInteractive else { return .nobodyThere }
        let question = plan.consents.isEmpty ? "Write this into the bots' files?" : "\(losses). Go on?"
        return Prompt(context.interruption).agrees(to: question, console) ? .given : .refused
    }

    private func isAskedAbout(_ plan: Plan) -> Bool {
        switch scope {
        case .losses: !plan.consents.isEmpty
        case .everything: !plan.isEmpty
        }
    }
}
