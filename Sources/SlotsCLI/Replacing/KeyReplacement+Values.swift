import Terminal
import Checks
import Cryptography
import Exchanges
import HTTPTransport
import Operations
import SlotEditing
import Revisions
import Secrets
import SlotModel

extension KeyReplacement {
    /// What is to be written, and what is there now.
    struct Draft {
        var replacement: Replacement
        var present: PresentCredentials
        /// What the exchange said about the new credentials.
        var outcome: CheckOutcome
    }

    // MARK: - New ones

    /// Asks until credentials are connected and belong to the same account.
    func renewed(_ wanted: CredentialRequest, isFromEnvironment: Bool) async throws(Stop) -> Draft {
        let named = try places(of: wanted.fields)
        let present = try present()
        let places = named.avoiding(present.contents)
        let sharing = loaded.slots(sharing: places, with: present.slot)
        var wanted = wanted
        let removed = Set(present.slot.credentials.keys).subtracting(request.form.fields)
        wanted.known = present.values.filter { !wanted.fields.contains($0.key) && !removed.contains($0.key) }
        let former = try await formerReports(present, sharing)
        if !isFromEnvironment { guide(sharing) }
        while true {
            let values = try credentials(wanted, isFromEnvironment).fields.filter {
                wanted.fields.contains($0.key)
            }
            let expires = try isFromEnvironment ? request.expires : lastDay(of: present)
            let replacement = try replacement(of: present, places, values, removing: removed, expires)
            if replacement.isSame(as: present) {
                let finding = Finding(
                    .error,
                    "replace-key.same",
                    "these are the credentials that the slot has already",
                    slot: name,
                    help: "make new ones at the exchange first"
                )
                guard !isFromEnvironment else { throw Stop(exit: .stopped, findings: [finding]) }
                context.printer(loaded.sources).printFindings([finding])
                continue
            }
            let judging = ReplacementJudging(
                replacing: self,
                replacement: replacement,
                sharing: sharing,
                former: former
            )
            switch await judging.verdict(asks: !isFromEnvironment) {
            case .good(let outcome):
                return Draft(replacement: replacement, present: present, outcome: outcome)
            case .askAgain: continue
            case .stop(let stop): throw stop
            }
        }
    }

    private func credentials(_ wanted: CredentialRequest, _ isFromEnvironment: Bool) throws(Stop)
        -> Credentials
    {
        if isFromEnvironment {
            do throws(CredentialRequest.Refusal) { return try wanted.ofEnvironment().0 } catch {
                throw Stop(exit: error.exit, findings: error.findings)
            }
        }
        do throws(SecretInput.Failure) {
            let dialogue = CredentialDialogue(
                request: wanted,
                console: console,
                interruption: context.interruption
            )
            return try dialogue.credentials()
        } catch {
            throw stop(error)
        }
    }

    private var withoutEnd: String {
        "where the new key has no end, stop, remove 'expires' from slots/\(name).yaml, and start again"
    }

    /// The new key's last day, where the slot names that of the old one.
    private func lastDay(of present: PresentCredentials) throws(Stop) -> CalendarDate? {
        if let day = request.expires { return day }
        guard let old = present.slot.expires?.value else { return nil }
        let prompt = Prompt(context.interruption)
        // With a day that is near, the new key would be refused like the old one.
        let warning = loaded.workspace?.policy.expiryWarning ?? .zero
        let isNear = old.start - wallClock() <= warning
        while true {
            do throws(SecretInput.Failure) {
                let typed = try prompt.ask(
                    "last day of the new key (expires, now \(old)\(isNear ? "" : "; Enter keeps it")): ",
                    isShown: true
                ).trimmed
                let text = typed.withBytes { String(decoding: $0.prefix(16), as: UTF8.self) }
                guard let day = CalendarDate(text) else {
                    console.complain(
                        "that is no day",
                        help: "type it as the exchange's page shows it: YYYY-MM-DD; \(withoutEnd)"
                    )
                    continue
                }
                if day.start - wallClock() > warning { return day }
                console.complain(
                    "with \(day) the new key would be refused",
                    help: "take a key that lasts longer"
                )
            } catch {
                switch error {
                case .empty where !isNear: return nil
                case .empty:
                    console.complain(
                        "the new key's day is needed: with \(old) it would be refused",
                        help: withoutEnd
                    )
                case .ended, .system: throw stop(error)
                default: console.complain(error.told.message, help: error.told.help)
                }
            }
        }
    }

    /// What the exchange says about the credentials that are there, for the comparison; nothing stands or falls by it.
    private func formerReports(_ present: PresentCredentials, _ sharing: [Slot]) async throws(Stop)
        -> [String: SlotReport]
    {
        let slots = [present.slot] + sharing.filter(\.enabled)
        let outcome = await context.withEvents(silentPrinter) { events in
            await session.with(loaded.replacing(present.slot)).ask(slots, context.asking, events: events)
        }
        if let code = context.interruption.exitCode { throw Stop(exit: code) }
        for report in outcome.reports where report.slot == name {
            console.hint("the present credentials: \(report.summary)")
        }
        return Dictionary(outcome.reports.map { ($0.slot, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The account of the present credentials: as the exchange told now, else when it told last.
    func formerAccount(_ report: SlotReport?) -> String? {
        if let account = report?.account { return account }
        return session.recordedAccount(of: name, on: request.slot.exchange.value, network: request.network)
    }

    // MARK: - Former ones

    /// What was replaced the last time, checked unless somebody waived it.
    func undone() async throws(Stop) -> Draft {
        let present = try present()
        let values = present.contents.replacedCredentials(of: name)
        guard !values.isEmpty else { throw Stop(exit: .stopped, findings: [nothingKept]) }
        let fields = Set(request.slot.credentials.keys)
        let isOtherForm = !fields.isSuperset(of: values.keys)
        guard !isOtherForm || request.connector.profile.form(of: values.keys) != nil else {
            let finding = Finding(
                .error,
                "replace-key.other-form",
                "the kept credentials are \(values.keys.sorted().map(\.rawValue).joined(separator: ", ")), and the "
                    + "slot takes others by now",
                at: request.slot.credentialsPlace,
                slot: name,
                help:
                    "give the slot its former fields, or forget what is kept: slots replace-key \(name) --forget"
            )
            throw Stop(exit: .stopped, findings: [finding])
        }
        let places = try places(of: values.keys).avoiding(present.contents)
        // The day goes with its key, as long as the slot names one.
        let former = present.slot.expires.flatMap { _ in present.contents.replacedExpiry(of: name) }
        let removed = isOtherForm ? fields.subtracting(values.keys) : []
        let expires = request.expires ?? former
        let replacement = try replacement(of: present, places, values, removing: removed, expires)
        guard !context.arguments[.noCheck] else {
            return Draft(replacement: replacement, present: present, outcome: CheckOutcome())
        }
        let judging = ReplacementJudging(
            replacing: self,
            replacement: replacement,
            sharing: loaded.slots(sharing: places, with: present.slot),
            former: nil
        )
        switch await judging.verdict(asks: false) {
        case .good(let outcome):
            return Draft(replacement: replacement, present: present, outcome: outcome)
        case .stop(var stop):
            let note = Finding(
                .note,
                "replace-key.former-refused",
                "with the former credentials the slot would not be connected, so it keeps those that it has",
                slot: name,
                help: "to bring them back all the same: slots replace-key \(name) --undo --no-check"
            )
            stop.findings.append(note)
            if stop.isTold { context.printer(loaded.sources).printFindings([note]) }
            throw stop
        case .askAgain: throw Stop(exit: .ourError)
        }
    }

    /// Removes what is kept.
    func forget() async throws(Stop) -> ExitCode {
        let slot = name
        guard store.exists else { throw Stop(exit: .stopped, findings: [nothingKept]) }
        let lock = try await lock()
        defer { withExtendedLifetime(lock) {} }
        let change: SecretStore.Change?
        do throws(WorkspaceChange.Failure) {
            let forgetting = WorkspaceChange(workspace: loaded.folder, store: store)
            change = try forgetting.make(edit: { contents in
                guard !contents.replacedCredentials(of: slot).isEmpty else { return false }
                contents.keep([:], of: slot, replaced: wallClock())
                return true
            })
        } catch {
            throw stop(error)
        }
        guard change != nil else { throw Stop(exit: .stopped, findings: [nothingKept]) }
        context.printer(loaded.sources).print(Report(.replaceKey))
        console.hint("forgot the former credentials of '\(slot)'")
        console.hint("secrets.age.previous still has them, encrypted, until secrets.age changes again")
        return .done
    }

    private var nothingKept: Finding {
        Finding(
            .error,
            "replace-key.nothing-kept",
            "no former credentials of '\(name)' are kept",
            slot: name,
            help: "'slots secret list' shows what is kept"
        )
    }

    // MARK: - What is there

    /// The store, opened before anybody types what could not be kept: what is replaced is kept in it.
    private func opened() throws(Stop) -> StoreContents {
        do throws(StoreTrouble) { return try store.prepare() } catch { throw stop(error) }
    }

    func places(of fields: some Sequence<CredentialField>) throws(Stop) -> CredentialPlaces {
        do throws(CredentialPlaces.Elsewhere) {
            return try CredentialPlaces(of: request.slot, fields)
        } catch {
            throw Stop(exit: .stopped, findings: error.findings)
        }
    }

    /// The credentials as they are now, resolved anew each time.
    private func present() throws(Stop) -> PresentCredentials {
        let contents = try opened()
        let values = session.with(loaded).credentials.credentials(of: request.slot).fields
        do throws(Finding) {
            return try PresentCredentials(name, in: loaded.folder, values, contents)
        } catch {
            throw Stop(exit: .wrongFiles, findings: [error])
        }
    }

    /// What is not any more as it was looked at; `nil` when all is.
    ///
    /// The store is compared when it is written.
    func changedMeanwhile(_ before: PresentCredentials) throws(Stop) -> String? {
        let now = try present()
        if now.text != before.text { return "slots/\(name).yaml" }
        let fields = Set(before.values.keys).union(now.values.keys).sorted()
        let changed = fields.first { field in
            guard let old = before.values[field], let new = now.values[field] else { return true }
            return !old.isEqual(to: new)
        }
        return changed.map { "'\($0.rawValue)'" }
    }

    private func replacement(
        of present: PresentCredentials,
        _ places: CredentialPlaces,
        _ values: [CredentialField: Secret],
        removing removed: Set<CredentialField>,
        _ expires: CalendarDate?
    ) throws(Stop) -> Replacement {
        do throws(Finding) {
            return try Replacement(of: present, places, values, removing: removed, expires: expires)
        } catch {
            throw Stop(exit: .wrongFiles, findings: [error])
        }
    }
}
