import SlotEditing
import Operations
import Terminal
import Checks
import Exchanges
import Glibc
import Secrets
package import SlotModel

extension SlotAddition {
    /// Status, balance and trouble as every command shows them, and rights and account, for which a table lacks the room.
    func show(_ outcome: CheckOutcome, _ exit: ExitCode, _ printer: ReportPrinter) {
        guard isChecked else { return printer.printFindings(outcome.findings) }
        printer.print(Report(.add, exit: exit, slots: outcome.reports, findings: outcome.findings))
        for report in outcome.reports where !report.permissions.isEmpty {
            console.hint("rights:  \(toldRights(report.permissions, for: report.exchange.market))")
            if let account = report.account { console.hint("account: \(account)") }
        }
    }

    /// - Parameter isGood: Whether an apply would take the slot as it is; without a check nobody knows, and nothing was told.
    func tell(_ new: NewSlot, _ done: SlotWriting.Done, isGood: Bool) {
        for line in done.change?.toldIdentity ?? [] { console.hint(line) }
        var missing: [String] = []
        switch new.place {
        case .age where !done.secrets.isEmpty:
            console.hint("stored   \(done.secrets.joined(separator: ", ")) in secrets.age")
        case .file:
            for path in done.secrets { console.hint("wrote    \(path) (mode 0600)") }
        case .env:
            let variables = new.fields.filter { new.openValues[$0] == nil }.map(new.variable(of:))
            missing = variables.filter { ProcessEnvironment.secret(named: $0) == nil }
            console.hint(
                "not stored: the slot takes \(variables.joined(separator: ", ")) from the environment"
            )
        case .age: break
        }
        console.hint("wrote    \(new.file)")
        let command = isChecked && isGood ? "plan" : "check \(new.name)"
        var steps = isGood ? [] : ["do what is told above"]
        if !missing.isEmpty { steps.append("set \(missing.joined(separator: " and "))") }
        let first = steps.isEmpty ? "" : steps.joined(separator: ", ") + ", then: "
        console.hint("next:    \(first)slots \(command)")
    }

    func stop(_ trouble: SlotWriting.Trouble) -> Stop {
        if let code = context.interruption.exitCode { return Stop(exit: code) }
        if case .store(let trouble) = trouble, let code = context.interruption.exitCode(after: trouble) {
            return Stop(exit: code)
        }
        return Stop(exit: trouble.exitCode, findings: [trouble.finding(slot: request.slot.name)])
    }

    func stop(_ failure: SecretInput.Failure) -> Stop {
        if let code = context.interruption.exitCode { return Stop(exit: code) }
        let message = failure == .ended ? "stopped" : failure.told.message
        return Stop(
            exit: .stopped,
            findings: [
                Finding(
                    .error,
                    "add.stopped",
                    "\(message); nothing was written",
                    slot: request.slot.name
                )
            ]
        )
    }

    /// Whether a help line names the slot's file.
    func isAboutFile(_ stop: Stop) -> Bool {
        (stop.findings.compactMap(\.help) + stop.reports.flatMap(\.checks).compactMap(\.help))
            .contains { $0.contains(request.slot.file) }
    }

    func finish(_ stop: Stop) -> ExitCode {
        if !stop.isTold {
            context.printer(loaded.sources).print(
                Report(.add, exit: stop.exit, slots: stop.reports, findings: stop.findings)
            )
        }
        if context.options.output == .table, !stop.findings.contains(where: { $0.code.hasPrefix("add.") }) {
            console.hint(
                "nothing was written"
                    + (isAboutFile(stop)
                        ? "; to write \(request.slot.file) all the same and mend it there, add --force" : "")
            )
        }
        return stop.exit
    }
}

extension SlotReport {
    /// What the account pays, as the exchange told, in the words of a slot's file: `0.02%`.
    var accountFees: (maker: String, taker: String)? {
        let items = checks.first { $0.check == .fees }?.data ?? []
        func rate(_ name: String) -> String? {
            for item in items where item.name == name {
                if case .text(let percent) = item.value { return percent + "%" }
            }
            return nil
        }
        guard let maker = rate("account_maker_percent"), let taker = rate("account_taker_percent") else {
            return nil
        }
        return (maker, taker)
    }
}

/// `read, spot; not withdraw, transfer; not told: futures`.
///
/// - Parameter market: The slot's; a key of the other one reads there, although not what the slot needs.
package func toldRights(_ permissions: [Permission: Grant], for market: Selector.Market) -> String {
    let other: Permission = market == .spot ? .futures : .spot
    func names(_ grant: Grant) -> String {
        Permission.allCases.filter { permissions[$0] == grant }.map { right in
            right == .read && grant == .no && permissions[other] == .yes
                ? "\(right.rawValue) (\(market.rawValue))" : right.rawValue
        }
        .joined(separator: ", ")
    }
    let parts = [("", Grant.yes), ("not ", .no), ("not told: ", .unknown)].compactMap { words, grant in
        let list = names(grant)
        return list.isEmpty ? nil : words + list
    }
    return parts.joined(separator: "; ")
}
