import BotConfigs
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
        let command = context.arguments.command
        // Other commands that lead here have done their part.
        let agreeing = command == .apply ? context.arguments.agreeing() : "slots apply --yes"
        let losses = losses(plan)
        guard context.canAsk || losses.isEmpty else {
            var report = Report(command, planned, exit: .stopped)
            let look = context.options.isQuiet ? "look with 'slots plan'" : "look at the changes"
            printer.refuse(
                &report,
                streamed: planned.fresh,
                Finding(
                    .error,
                    "apply.not-agreed",
                    "\(losses), and nobody can be asked here",
                    help: "\(look), and agree with: \(agreeing)"
                )
            )
            return .impossible
        }
        printer.print(
            Report(command, planned, exit: asked == .losses ? .stopped : .done),
            streamed: planned.fresh,
            asking: context.canAsk
        )
        guard context.canAsk else { return .nobodyThere }
        let question =
            losses.isEmpty
            ? "Write this into the bots' files?"
            : losses.prefix(1).uppercased() + losses.dropFirst() + ". Go on?"
        return Prompt(context.interruption).agrees(to: question, console) ? .given : .refused
    }

    /// What somebody has to agree to, in words; empty: nothing.
    private func losses(_ plan: Plan) -> String {
        var acts = MemberChange.Consent.allCases.compactMap { consent in
            let changes = plan.consents.filter { $0.consent == consent }
            return changes.isEmpty ? nil : consent.act(on: changes)
        }
        if plan.goneFiles > 0 { acts.append("make \(counted(plan.goneFiles, "file")) anew") }
        let odd = plan.oddFiles.count - plan.goneFiles
        if odd > 0 { acts.append("write \(counted(odd, "file")) that may be somebody else's") }
        return acts.isEmpty ? "" : "this would " + joined(acts)
    }
}

/// `a`, `a and b`, `a, b and c`.
private func joined(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
}

extension MemberChange.Consent {
    /// What it is about, counted by entries where an entry goes as a whole.
    fileprivate func act(on changes: [MemberChange]) -> String {
        let entries = Set(changes.map { $0.path.dropLast() }).count
        return switch self {
        case .takeOver: "take over the keys of \(counted(entries, "entry", "entries"))"
        case .otherSlot: "put other keys into \(counted(entries, "entry", "entries"))"
        case .overwriting: "overwrite \(counted(changes.count, "file"))"
        case .drift: "overwrite \(counted(changes.count, "edit"))"
        case .removal: "remove \(removed(changes))"
        case .implausible:
            "write \(counted(changes.count, "implausible fee or delay", "implausible fees or delays"))"
        case .unseen: "replace \(counted(entries, "connection")) that the bot may have"
        }
    }

    private func removed(_ changes: [MemberChange]) -> String {
        let entries = Set(changes.lazy.filter(\.isOfCredential).map { $0.path.dropLast() })
        let members = changes.count { !entries.contains($0.path.dropLast()) }
        let parts = [
            entries.isEmpty ? nil : counted(entries.count, "entry", "entries"),
            members == 0 ? nil : counted(members, "member"),
        ]
        return parts.compactMap(\.self).joined(separator: " and ")
    }
}
