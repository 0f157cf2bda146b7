import Files
import SlotEditing
import Operations
import Terminal
import Exchanges
import Revisions
import Secrets
import SlotModel

extension KeyReplacement {
    /// Shows no result while it comes in: the report tells them all.
    var silentPrinter: ReportPrinter {
        var printer = context.printer(loaded.sources)
        printer.format = .table
        return printer
    }

    func guide(_ sharing: [Slot]) {
        let addresses = request.slot.ipAllowlist.map { $0.value }
        var guide = KeyGuide(
            purpose: .replacement,
            slot: name,
            selector: request.slot.exchange.value,
            form: request.connector.profile.forms.count > 1 ? request.form.name : nil,
            network: request.network,
            steps: request.connector.steps(for: request.form, allowing: loaded.rights(for: request.slot)),
            addresses: addresses,
            outgoing: loaded.recordedAddress(session.ledger).map { $0.address }
        )
        guide.botAddresses = loaded.botAddresses(for: request.slot)
        console.errors.write(guide.text(width: console.errors.terminal.width, style: console.errors.style))
        if case .replace(let wanted, _) = request.action, request.form.fields.contains(.mainWallet),
            !wanted.fields.contains(.mainWallet)
        {
            console.errors.writeLine("The main wallet stays as it is, and is not asked for.")
        }
        let forms = request.connector.profile.forms
        if let first = forms.first, first.name != request.form.name {
            console.errors.writeLine(
                "For credentials of the kind '\(first.name)' start again with '--form \(first.name)'."
            )
        }
        guard !sharing.isEmpty else { return }
        let names = sharing.map { "'\($0.name)'" }.joined(separator: ", ")
        console.errors.writeLine(
            "These slots take their credentials from the same place and change along: \(names)"
        )
    }

    func tell(_ done: ReplacementWriting.Done) {
        for line in done.change?.toldIdentity ?? [] { console.hint(line) }
        if !done.stored.isEmpty {
            console.hint("stored   \(done.stored.joined(separator: ", ")) in secrets.age")
        }
        for path in done.files { console.hint("wrote    \(path)") }
        for path in done.unused {
            console.hint("note: no slot needs \(path) any more; remove it")
        }
        console.hint(
            done.keepsFormer
                ? "kept     the former ones, encrypted; back: slots replace-key \(name) --undo"
                : "note: the credentials before could not be had, so there is nothing to keep of them"
        )
        if case .replace = request.action {
            console.hint("when all is well, delete the old key at \(request.connector.profile.keyPage),")
            if done.keepsFormer {
                console.hint("then forget it here, too: slots replace-key \(name) --forget")
            }
        }
    }

    // MARK: - Ends

    func stop(_ failure: SecretInput.Failure) -> Stop {
        if let code = context.interruption.exitCode { return Stop(exit: code) }
        let message = failure == .ended ? "stopped" : failure.told.message
        return Stop(
            exit: .stopped,
            findings: [
                Finding(.error, "replace-key.stopped", "\(message); nothing was replaced", slot: name)
            ]
        )
    }

    func stop(_ trouble: StoreTrouble) -> Stop {
        if let code = context.interruption.exitCode(after: trouble) { return Stop(exit: code) }
        return Stop(exit: trouble.exitCode, findings: [trouble.finding()])
    }

    /// - Parameter what: What was changed by somebody else.
    func stop(changed what: String) -> Stop {
        let finding = Finding(
            .error,
            "replace-key.changed",
            "\(what) was changed by somebody else meanwhile; nothing was replaced",
            slot: name,
            help: "look at it, and start again"
        )
        return Stop(exit: .stopped, findings: [finding])
    }

    func stop(_ failure: WorkspaceChange.Failure) -> Stop {
        switch failure {
        case .store(let trouble): return stop(trouble)
        case .unfinished(let error): return Stop(exit: error.exitCode, findings: [error.finding()])
        case .conflict(let conflict): return stop(changed: "the secret '\(conflict.name)'")
        case .file(let failure):
            let finding = Finding(
                .error,
                "replace-key.cannot-write",
                "cannot write \(failure.path): \(FileError.describe(failure.code)); nothing was replaced",
                slot: name,
                help: "give the user who runs slots the right to write there, then start again"
            )
            return Stop(exit: .cannotWrite, findings: [finding])
        }
    }

    func finish(_ stop: Stop) -> ExitCode {
        if !stop.isTold {
            context.printer(loaded.sources).print(
                Report(.replaceKey, exit: stop.exit, slots: stop.reports, findings: stop.findings)
            )
        }
        let isUnfinished = stop.findings.contains { $0.code == "apply.unfinished" }
        if context.options.output == .table, !isUnfinished { console.hint("nothing was replaced") }
        return stop.exit
    }
}

extension SlotReport {
    /// `connected, account 4711, 12.5 USDT`.
    var summary: String {
        let account = account.map { "account \($0)" }
        let balance = balances.isEmpty ? nil : shownBalances(balances, limit: 3)
        return [status.rawValue, account, balance].compactMap(\.self).joined(separator: ", ")
    }
}
