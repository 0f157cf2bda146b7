import SlotEditing
import Operations
import Terminal
import Checks
import Secrets
import SlotModel

/// Whether new credentials may take the place of the old ones: the exchange is asked and, where needed, the person.
struct ReplacementJudging {
    enum Verdict {
        case good(CheckOutcome)
        case askAgain
        case stop(KeyReplacement.Stop)
    }

    let replacing: KeyReplacement
    let replacement: Replacement
    /// Other slots that take credentials from the same places.
    let sharing: [Slot]
    /// What the exchange said about the old credentials, by slot; `nil`: nobody compares.
    let former: [String: SlotReport]?

    private var context: CommandContext { replacing.context }
    private var name: String { replacement.slot.name }

    /// - Parameter asks: Whether there is somebody who can answer.
    func verdict(asks: Bool) async -> Verdict {
        while true {
            let session = session()
            let printer = context.printer(replacing.loaded.sources)
            let slots = [replacement.slot] + sharing.filter(\.enabled)
            var outcome = await context.withEvents(replacing.silentPrinter) { events in
                await session.ask(slots, context.asking, events: events)
            }
            if let code = context.interruption.exitCode { return .stop(.init(exit: code)) }
            outcome.findings = unique(outcome.findings + policies(session))
            let report = outcome.reports.first { $0.slot == name }
            let belonging = belonging(of: report)
            let troubles = self.troubles(slots, outcome, asks) + belonging.finding(slot: name, asks: asks)
            outcome.findings = unique(outcome.findings + troubles)
            // What is wrong with slots that share was wrong before, or is among the troubles.
            let own = outcome.findings.filter { $0.slot == nil || $0.slot == name } + troubles
            var codes: [ExitCode] = own.containErrors ? [.stopped] : []
            if !troubles.isEmpty { codes.append(context.ending(outcome.exitCode(wanting: slots))) }
            let exit = ExitCode.worst(of: codes)
            let isTold = context.options.output == .table
            if isTold { show(outcome, exit, printer) }
            let stop = KeyReplacement.Stop(
                exit: exit == .done ? .stopped : exit,
                findings: outcome.findings,
                reports: outcome.reports,
                isTold: isTold
            )
            do throws(SecretInput.Failure) {
                if exit == .done {
                    switch try agreement(to: belonging, report, asks: asks) {
                    case .yes: return .good(outcome)
                    case .no: return .askAgain
                    case .stop: return .stop(stop)
                    case .nobodyThere:
                        var stop = stop
                        stop.findings.append(unknownAccount)
                        stop.isTold = false
                        if isTold { (stop.findings, stop.reports) = ([unknownAccount], []) }
                        return .stop(stop)
                    }
                }
                guard asks else { return .stop(stop) }
                replacing.console.errors.writeLine("\nNothing is replaced yet.")
                switch try choice("[a]sk the exchange again", ["ask", "new", "stop"]) {
                case "a": continue
                case "n": return .askAgain
                default: return .stop(stop)
                }
            } catch {
                return .stop(replacing.stop(error))
            }
        }
    }

    private func show(_ outcome: CheckOutcome, _ exit: ExitCode, _ printer: ReportPrinter) {
        printer.print(Report(.replaceKey, exit: exit, slots: outcome.reports, findings: outcome.findings))
        for report in outcome.reports where !report.permissions.isEmpty {
            replacing.console.hint("rights:  \(toldRights(report.permissions, for: report.exchange.market))")
        }
    }

    /// A session in which the new values stand where the old ones do.
    private func session() -> Session {
        let session = replacing.session.with(replacing.loaded.replacing(replacement.slot))
        for (field, value) in replacement.values {
            if let reference = replacement.places.reference(to: field) {
                session.credentials.assume(value, for: reference)
            }
        }
        return session
    }

    private func policies(_ session: Session) -> [Finding] {
        let file = "slots/\(name).yaml"
        return session.policies().filter { $0.slot == name || $0.place?.file == file }
    }

    /// The slot itself has to be connected; others that share its credentials may not come off worse than before.
    private func troubles(_ slots: [Slot], _ outcome: CheckOutcome, _ asks: Bool) -> [Finding] {
        let statuses = Dictionary(outcome.reports.map { ($0.slot, $0.status) }, uniquingKeysWith: max)
        return slots.compactMap { slot in
            let status = statuses[slot.name] ?? .unchecked
            let isGood =
                slot.name == name
                ? status == .connected
                : status.consequence == .go
                    || status != .unchecked && former?[slot.name].map { status >= $0.status } == true
            guard !isGood else { return nil }
            return Finding(
                .error,
                "replace-key.not-connected",
                slot.name == name
                    ? "with these credentials the slot is '\(status.rawValue)', and only 'connected' will do"
                    : "the slot '\(slot.name)' takes its credentials from the same place, and with the new ones it is "
                        + "'\(status.rawValue)'",
                slot: slot.name,
                // Of what comes back with --undo, the end of the report tells what to do.
                help: former == nil
                    ? nil
                    : [.expiring, .expired].contains(status)
                        ? lastingLonger(slot, asks) : status == .invalidCredentials ? otherWallet(asks) : nil
            )
        }
    }

    /// A key of another main wallet is refused together with the one that stays.
    private func otherWallet(_ asks: Bool) -> String? {
        guard case .replace(let wanted, _) = replacing.request.action, !wanted.fields.contains(.mainWallet),
            replacing.request.form.fields.contains(.mainWallet)
        else { return nil }
        return "if the new API wallet belongs to another main wallet, "
            + (asks ? "stop, and start again with --other-account" : "add --other-account")
    }

    private func lastingLonger(_ slot: Slot, _ asks: Bool) -> String {
        guard let day = slot.expires?.value else { return "take a key that lasts longer" }
        return "if \(day) is the old key's last day, "
            + (asks ? "choose [n] and type the new one's, too" : "give the new one's with --expires")
            + ", or remove 'expires' from slots/\(slot.name).yaml where it has none; else take a key that lasts longer"
    }

    // MARK: - The account

    /// Whose the new credentials are.
    private enum Belonging {
        case same
        case other(old: String, new: String)
        case unknown

        func finding(slot: String, asks: Bool) -> [Finding] {
            guard case .other(let old, let new) = self else { return [] }
            let start =
                asks ? "choose [n] and type a key of the old account" : "make the key in the old account"
            let other = asks ? "stop, and start again with" : "add"
            return [
                Finding(
                    .error,
                    "replace-key.other-account",
                    "the new credentials belong to the account \(new), the old ones to "
                        + old,
                    slot: slot,
                    help:
                        "\(start); or, if the slot shall trade on the other one from now on, \(other) --other-account"
                )
            ]
        }
    }

    private func belonging(of report: SlotReport?) -> Belonging {
        guard let former, !replacing.request.allowsOtherAccount else { return .same }
        guard let new = report?.account, let old = replacing.formerAccount(former[name]) else {
            return .unknown
        }
        return old == new ? .same : .other(old: old, new: new)
    }

    private enum Agreement {
        case yes, no, stop, nobodyThere
    }

    /// Where the exchange does not tell whose a key is, somebody has to know.
    private func agreement(to belonging: Belonging, _ report: SlotReport?, asks: Bool)
        throws(SecretInput.Failure) -> Agreement
    {
        guard case .unknown = belonging, !context.arguments[.yes] else { return .yes }
        guard asks else { return .nobodyThere }
        let console = replacing.console
        console.errors.writeLine("\nNobody can tell whether the new credentials belong to the same account.")
        for (title, report) in [("before", former?[name]), ("now", report)] {
            let balances = report.map { shownBalances($0.balances, limit: nil) } ?? ""
            console.errors.writeLine("  \(title): \(balances.isEmpty ? "no balance known" : balances)")
        }
        switch try choice("Is it? [y]es", ["yes", "new", "stop"]) {
        case "y": return .yes
        case "n": return .no
        default: return .stop
        }
    }

    private var unknownAccount: Finding {
        Finding(
            .error,
            "replace-key.account-unknown",
            "nobody can tell whether the new credentials belong to the same account",
            slot: name,
            help: "compare both keys at the exchange; if they belong to one account, add --yes"
        )
    }

    private func choice(_ first: String, _ words: [String]) throws(SecretInput.Failure) -> Character {
        try Prompt(context.interruption).choose("\(first), [n]ew credentials, or [s]top? ", among: words)
    }
}
