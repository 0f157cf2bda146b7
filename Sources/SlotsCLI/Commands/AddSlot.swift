import Files
import SlotEditing
import Operations
import Terminal
import Checks
import Cryptography
import Exchanges
import Glibc
import Revisions
import Secrets
import SlotFiles
import SlotModel

extension Program {
    /// `slots add SELECTOR [NAME]`.
    static func add(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session throws(UsageError) in
            let loaded = session.workspace
            guard loaded.workspace != nil else {
                let report = Report(.add, exit: .wrongFiles, findings: loaded.findings)
                context.printer(loaded.sources).print(report)
                return .wrongFiles
            }
            let request = try AddRequest(context.arguments, session)
            let addition = SlotAddition(context: context, session: session, request: request)
            if addition.isAsking { try request.credentials.checkSomebodyIsThere(for: .add) }
            return await addition.run()
        }
    }
}

/// A slot on its way from the first question to its file.
struct SlotAddition {
    let context: CommandContext
    let session: Session
    let request: AddRequest

    var loaded: LoadedWorkspace { session.workspace }
    var console: Console { context.console }
    var isChecked: Bool { !context.arguments[.noCheck] }
    var isAsking: Bool { !request.isFromEnvironment }

    func run() async -> ExitCode {
        let unused: [String]
        do throws(SlotWriting.Trouble) {
            unused = try writing(request.slot).checkNothingIsThere()
        } catch {
            return finish(stop(error))
        }
        if isAsking { guide(unused) }
        while true {
            let draft: Draft
            do throws(Stop) { draft = try await self.draft() } catch { return finish(error) }
            switch await judge(draft) {
            case .write(let outcome): return await write(takingFees(draft, outcome), outcome)
            case .stop(let stop): return finish(stop)
            case .askAgain: continue
            }
        }
    }

    // MARK: - Steps

    /// Credentials that could be right, and the slot that they make.
    private struct Draft {
        var new: NewSlot
        var slot: Slot
        /// What the file only names.
        var secrets: [(field: CredentialField, value: Secret)]
        /// The workspace with the new slot in it.
        var loaded: LoadedWorkspace
    }

    /// Why nothing was written.
    struct Stop: Error {
        var exit: ExitCode
        var findings: [Finding] = []
        var reports: [SlotReport] = []
        /// The report was printed before somebody could be asked.
        var isTold = false
    }

    private enum Verdict {
        case write(CheckOutcome)
        case stop(Stop)
        case askAgain
    }

    /// - Parameter unused: Secrets of the slot's names that are there already.
    private func guide(_ unused: [String]) {
        let others = loaded.slots.filter {
            $0.exchange.value == request.slot.selector && loaded.network(of: $0) == request.network
        }
        var addresses: [String] = []
        for address in others.flatMap(\.ipAllowlist).map(\.value) where !addresses.contains(address) {
            addresses.append(address)
        }
        var guide = KeyGuide(
            slot: request.slot.name,
            selector: request.slot.selector,
            form: request.connector.profile.forms.count > 1 ? request.form.name : nil,
            network: request.network,
            steps: request.connector.steps(
                for: request.form,
                allowing: loaded.rights(for: request.slot.name, on: request.slot.selector)
            ),
            addresses: addresses,
            outgoing: loaded.recordedAddress(session.ledger).map { $0.address }
        )
        guide.botAddresses = loaded.botAddresses(for: request.slot.name, on: request.slot.selector)
        console.errors.write(guide.text(width: console.errors.terminal.width, style: console.errors.style))
        if !unused.isEmpty {
            console.errors.writeLine(
                "There already, and used by no slot: \(unused.joined(separator: ", ")). Type the same values, or remove "
                    + "them before."
            )
        }
    }

    private func draft() async throws(Stop) -> Draft {
        let credentials = try credentials()
        var new = request.slot
        var secrets: [(field: CredentialField, value: Secret)] = []
        for field in new.fields {
            guard let value = credentials[field] else { continue }
            if field.isPublic, let text = value.plainWord {
                new.openValues[field] = text
            } else {
                secrets.append((field, value))
            }
        }
        let (slot, findings) = readSlot(Array(new.text.utf8), named: new.name)
        guard let slot else { throw Stop(exit: .ourError, findings: findings) }
        return Draft(new: new, slot: slot, secrets: secrets, loaded: loaded.adding(slot))
    }

    private func credentials() throws(Stop) -> Credentials {
        guard isAsking else { return try credentialsOfEnvironment() }
        do throws(SecretInput.Failure) {
            let dialogue = CredentialDialogue(
                request: request.credentials,
                console: console,
                interruption: context.interruption
            )
            return try dialogue.credentials()
        } catch {
            throw stop(error)
        }
    }

    private func credentialsOfEnvironment() throws(Stop) -> Credentials {
        do throws(CredentialRequest.Refusal) {
            let (credentials, findings) = try request.credentials.ofEnvironment()
            // A check tells of them, too.
            if !isChecked { context.printer(loaded.sources).printFindings(findings) }
            return credentials
        } catch {
            throw Stop(exit: error.exit, findings: error.findings)
        }
    }

    /// Asks the exchange and, where it does not go as hoped, the person.
    private func judge(_ draft: Draft) async -> Verdict {
        while true {
            let session = session.with(draft.loaded)
            for (field, value) in draft.secrets {
                session.credentials.assume(value, for: draft.new.reference(for: field))
            }
            var asking = context.asking
            asking.asksForAllFees = true
            let printer = context.printer(loaded.sources)
            var outcome = await context.withEvents(printer) { events in
                await session.ask(isChecked ? [draft.slot] : [], asking, events: events)
            }
            outcome.forNewSlot(draft.new.name, isAsking: isAsking)
            let policies = session.policies().filter { $0.concerns(draft.new) }
            outcome.findings = unique(outcome.findings + policies)
            if let code = context.interruption.exitCode { return .stop(Stop(exit: code)) }
            let exit = context.ending(self.exit(of: outcome, draft))
            let stop = Stop(
                exit: exit,
                findings: outcome.findings,
                reports: outcome.reports,
                isTold: context.options.output == .table
            )
            if context.options.output == .table { show(outcome, exit, printer) }
            if exit == .done || context.arguments[.force] { return .write(outcome) }
            guard isAsking else { return .stop(stop) }
            do throws(SecretInput.Failure) {
                switch try choice(isAboutFile: isAboutFile(stop)) {
                case "a": continue
                case "n": return .askAgain
                case "w": return .write(outcome)
                default: return .stop(stop)
                }
            } catch {
                return .stop(self.stop(error))
            }
        }
    }

    /// What a check of the new slot ends with.
    private func exit(of outcome: CheckOutcome, _ draft: Draft) -> ExitCode {
        .worst(of: [
            outcome.exitCode(wanting: isChecked ? [draft.slot] : []),
            outcome.findings.containErrors ? .stopped : .done,
        ])
    }

    /// With what the account pays, where nothing else was wished for: a bot that reckons with less sells at a loss.
    private func takingFees(_ original: Draft, _ outcome: CheckOutcome) -> Draft {
        guard original.new.fees == nil, let rates = outcome.reports.first?.accountFees else {
            return original
        }
        var draft = original
        draft.new.fees = rates.maker == rates.taker ? rates.taker : "\(rates.maker)/\(rates.taker)"
        // An exchange's answer that no slot may have stays outside.
        guard !readSlot(Array(draft.new.text.utf8), named: draft.new.name).findings.containErrors else {
            return original
        }
        console.hint("fees:    \(rates.maker) as maker, \(rates.taker) as taker, as the account pays")
        return draft
    }

    private func choice(isAboutFile: Bool) throws(SecretInput.Failure) -> Character {
        let advice = isAboutFile ? "; if the cure is a line in it, choose [w] and edit it then" : ""
        console.errors.writeLine("\n\(request.slot.file) is not written yet\(advice).")
        return try Prompt(context.interruption).choose(
            "[a]sk the exchange again, [n]ew credentials, [w]rite it, or [s]top? ",
            among: ["ask", "new", "write", "stop"]
        )
    }

    private func write(_ draft: Draft, _ outcome: CheckOutcome) async -> ExitCode {
        let done: SlotWriting.Done
        do throws(SlotWriting.Trouble) {
            let lock = try await lock()
            guard context.interruption.enter(.writing) else {
                return finish(Stop(exit: context.interruption.exitCode ?? .interrupted))
            }
            done = try writing(draft.new).write(draft.secrets)
            withExtendedLifetime(lock) {}
        } catch {
            var stop = stop(error)
            stop.reports = context.options.output == .table ? [] : outcome.reports
            return finish(stop)
        }
        let recorded = isChecked ? session.with(draft.loaded).record(outcome) : []
        let printer = context.printer(loaded.sources)
        if context.options.output == .table {
            printer.printFindings(recorded)
        } else {
            let findings = unique(outcome.findings + recorded)
            printer.print(Report(.add, slots: outcome.reports, findings: findings))
        }
        tell(draft.new, done, isGood: exit(of: outcome, draft) == .done)
        return .done
    }

    /// Another command's, such as an apply's, is soon over; what was typed shall not be lost to it.
    private func lock() async throws(SlotWriting.Trouble) -> FileLock {
        do throws(FileError) {
            return try await session.takeLock(for: context.arguments.command.rawValue, wait: .seconds(30))
        } catch {
            throw .files(error)
        }
    }

    private func writing(_ slot: NewSlot) -> SlotWriting {
        SlotWriting(slot: slot, loaded: loaded, store: session.store)
    }
}

extension CheckOutcome {
    /// Leads back to the dialogue, or to another try, where a help line would replace the key of a slot that is not there.
    fileprivate mutating func forNewSlot(_ name: String, isAsking: Bool) {
        func mended(_ help: String?) -> String? {
            help?.replacing(
                "take it over with: slots replace-key \(name)",
                with: isAsking ? "choose [n] to type it here" : "start again with it"
            )
        }
        for index in findings.indices { findings[index].help = mended(findings[index].help) }
        for index in reports.indices {
            reports[index].help = mended(reports[index].help)
            for number in reports[index].checks.indices {
                reports[index].checks[number].help = mended(reports[index].checks[number].help)
            }
        }
    }
}

extension Finding {
    /// Whether it is about the new slot.
    fileprivate func concerns(_ new: NewSlot) -> Bool { slot == new.name || place?.file == new.file }
}
