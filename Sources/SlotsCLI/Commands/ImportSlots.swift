import Files
import Ledger
import SlotEditing
import Operations
import Terminal
import BotConfigs
import Cryptography
import Glibc
import HTTPTransport
import Revisions
import Sandbox
import Secrets
import SlotModel

extension Program {
    /// `slots import FILE`.
    static func importSlots(_ context: CommandContext) async -> ExitCode {
        await context.withSession { session in
            let loaded = session.workspace
            guard loaded.workspace != nil else {
                let report = Report(.importing, exit: .wrongFiles, findings: loaded.findings)
                context.printer(loaded.sources).print(report)
                return .wrongFiles
            }
            var importing = Import(context: context, session: session)
            let exit = await importing.run()
            importing.report(exit)
            return exit
        }
    }
}

/// One import, from the command line's words to the files in their places.
private struct Import {
    let context: CommandContext
    let session: Session
    /// What was told, for formats that tell it at the end.
    private var findings: [Finding] = []

    init(context: CommandContext, session: Session) {
        self.context = context
        self.session = session
    }

    private var loaded: LoadedWorkspace { session.workspace }
    private var isDry: Bool { context.arguments[.dryRun] }
    private var console: Console { context.console }
    private var folder: StateFolder { loaded.state }

    /// Tells of findings: at once to a person, who may be asked something next.
    private mutating func tell(_ new: [Finding]) {
        findings += new
        if context.options.output == .table { context.printer(loaded.sources).printFindings(new) }
    }

    /// Writes the report in the formats that programs read; a wrong command line was told already.
    func report(_ exit: ExitCode) {
        guard context.options.output != .table, exit != .usage else { return }
        context.printer(loaded.sources).print(Report(.importing, exit: exit, findings: findings))
    }

    mutating func run() async -> ExitCode {
        do throws(Refused) {
            let plan = try prepare()
            tell(plan.findings.sortedByPlace())
            guard !plan.findings.containErrors else { return nothingWritten(.wrongFiles) }
            return isDry ? show(plan) : await write(plan)
        } catch {
            return error.exit
        }
    }

    /// Why nothing came of it was told already.
    private struct Refused: Error {
        var exit: ExitCode
    }

    /// Reads the file and works out what to write.
    ///
    /// The entries, which hold the file's text, end here: somebody may be asked next, and think about it for long.
    private mutating func prepare() throws(Refused) -> ImportPlan {
        let source: ImportSource
        do throws(ImportSource.NoBot) {
            let path = context.arguments.arguments.first ?? ""
            source = try ImportSource(path, bot: context.arguments[.bot], in: loaded)
        } catch {
            tell([error.finding])
            if !error.lines.isEmpty {
                console.errors.writeLine(error.lines.map(escapedForeignText).joined(separator: "\n"))
            }
            throw Refused(exit: .wrongFiles)
        }
        let entries: [ImportedEntry]
        do throws(Finding) {
            entries = try readEntries(of: source.existing, source.template)
        } catch {
            tell([error])
            throw Refused(exit: .wrongFiles)
        }
        let selectors: [String: Selector]
        do throws(UsageError) { selectors = try self.selectors(for: entries, source.template) } catch {
            throw Refused(exit: context.refuse(error))
        }
        do throws(RevisionError) {
            return ImportPlan(
                source,
                entries,
                selectors: selectors,
                keeping: keeping,
                in: loaded,
                known: knownCredentials,
                try session.ownership(),
                isDry
                    ? Fingerprinter { _ in Fingerprint(text: "") }
                    : try FingerprintKey.fingerprinter(in: folder)
            )
        } catch {
            tell([error.finding()])
            throw Refused(exit: nothingWritten(error.exitCode))
        }
    }

    /// What the slots that are there trade with, as far as it can be had without running a command.
    private var knownCredentials: [String: [CredentialField: Secret]] {
        let cache = session.credentials
        var known: [String: [CredentialField: Secret]] = [:]
        for slot in loaded.slots {
            for field in [CredentialField.privateKey, .key, .apiWallet] {
                guard let reference = slot.credentials[field] else { continue }
                if case .command = reference.value { continue }
                known[slot.name, default: [:]][field] = try? cache.resolve(reference)
            }
        }
        return known
    }

    private func nothingWritten(_ code: ExitCode) -> ExitCode {
        console.hint("nothing was written")
        return context.interruption.exitCode ?? code
    }

    private var keeping: SecretKeeping {
        if let keeping = context.arguments[OptionKey<SecretKeeping>.secrets] { return keeping }
        return session.store.takesNewSecrets ? .age : .file
    }

    /// What `--selector` says about each entry.
    private func selectors(for entries: [ImportedEntry], _ template: BotTemplate) throws(UsageError)
        -> [String: Selector]
    {
        var selectors: [String: Selector] = [:]
        for text in context.arguments.all(OptionKey<String>.selector) {
            let usage = CommandDeclaration.importing.usage
            guard let sign = text.lastIndex(of: "="), sign != text.startIndex else {
                throw UsageError(
                    "\(quoted(text)) is no ID=SELECTOR",
                    help: "such as --selector bitget=bitget-futures",
                    usage: usage
                )
            }
            let (id, name) = (String(text[..<sign]), String(text[text.index(after: sign)...]))
            guard let selector = Selector(rawValue: name) else {
                let names = Selector.allCases.map(\.rawValue)
                let near = nearestName(to: name, among: names)
                throw UsageError(
                    "\(quoted(name)) is no selector",
                    help: near.map { "did you mean '\($0)'?" } ?? "there is \(oneOf(names))",
                    usage: usage
                )
            }
            guard let entry = entries.first(where: { $0.id == id }) else {
                throw UsageError(
                    "the file has no entry \(quoted(id))",
                    help: nearestName(to: id, among: entries.map(\.id)).map {
                        "did you mean '\($0)'?"
                    },
                    usage: usage
                )
            }
            let known = template.ids.filter { $0.value.value == entry.base }.map(\.key).sorted()
            guard known.isEmpty || known.contains(selector) else {
                throw UsageError(
                    "\(quoted(id)) is \(oneOf(known.map(\.rawValue))), not \(name)",
                    help: "leave --selector out for this entry, or name one of these",
                    usage: usage
                )
            }
            selectors[id] = selector
        }
        return selectors
    }

    // MARK: - Showing

    private func show(_ plan: ImportPlan) -> ExitCode {
        let output = context.options.output == .table ? console.output : console.errors
        for slot in plan.slots {
            output.writeLine("slots/\(slot.name).yaml\(ImportWriting.note(on: slot, in: loaded.folder)):")
            for line in slot.text.split(separator: "\n") {
                output.writeLine("    \(escapedForeignText(String(line)))")
            }
        }
        for name in plan.settled { output.writeLine("slots/\(name).yaml (is there already)") }
        let names = plan.slots.flatMap(\.stored).map(\.name)
        switch plan.keeping {
        case _ where names.isEmpty: break
        case .age:
            output.writeLine("secrets.age:")
            for name in names { output.writeLine("    \(name): •••") }
        case .file:
            for name in names { output.writeLine("secrets/\(name): •••") }
        }
        return nothingWritten(.done)
    }

    // MARK: - Writing

    private mutating func write(_ plan: ImportPlan) async -> ExitCode {
        do throws(StoreTrouble) {
            let writing = try ImportWriting(plan, workspace: loaded.folder, store: session.store)
            guard agrees(to: writing.overwritten) else { return nothingWritten(.stopped) }
            let lock: FileLock
            do throws(FileError) {
                // Nobody is asked any more.
                lock = try await session.takeLock(for: context.arguments.command.rawValue, wait: .zero)
            } catch {
                tell([error.finding()])
                return nothingWritten(error.exitCode)
            }
            defer { withExtendedLifetime(lock) {} }
            if let file = await session.reread().workspace.firstDifference(from: loaded) {
                return tell(changed: file)
            }
            guard context.interruption.enter(.writing) else { return nothingWritten(.interrupted) }
            let told: [String]
            let record: FileChange?
            do throws(RevisionError) { record = try self.record(of: plan) } catch {
                tell([error.finding()])
                return nothingWritten(error.exitCode)
            }
            do throws(WorkspaceChange.Failure) { told = try writing.write(with: record) } catch {
                switch error {
                case .store(let trouble): throw trouble
                case .conflict(let conflict): return tell(changed: "the secret '\(conflict.name)'")
                case .file(let failure) where failure.code == EEXIST: return tell(changed: failure.path)
                case .file(let failure): return tell(failure)
                case .unfinished(let error):
                    tell([error.finding()])
                    return error.exitCode
                }
            }
            for line in told { console.hint(line) }
            if told.isEmpty { console.hint("everything is there already") }
            if !plan.settled.isEmpty {
                console.hint(
                    "left as they are: \(plan.settled.joined(separator: ", ")), which have these keys already"
                )
            }
            hints(plan)
            return .done
        } catch {
            if let code = context.interruption.exitCode(after: error) { return nothingWritten(code) }
            tell([error.finding()])
            return nothingWritten(error.exitCode)
        }
    }

    private mutating func tell(changed what: String) -> ExitCode {
        let finding = Finding(
            .error,
            "import.changed",
            "\(what) was changed by somebody else meanwhile",
            help: "look at it with --dry-run, and start again"
        )
        tell([finding])
        return nothingWritten(.stopped)
    }

    private mutating func tell(_ failure: StagedFiles.Failure) -> ExitCode {
        let finding = Finding(
            .error,
            "import.cannot-write",
            "this cannot be written: \(FileError.describe(failure.code))",
            at: Place(file: failure.path),
            help: "everything is as it was before; make room, or see who may write there"
        )
        tell([finding])
        return nothingWritten(.cannotWrite)
    }

    /// Whether what is there may be overwritten.
    private mutating func agrees(to overwritten: [String]) -> Bool {
        guard !overwritten.isEmpty, !context.arguments[.yes] else { return true }
        let list = overwritten.joined(separator: ", ")
        guard context.canAsk else {
            let finding = Finding(
                .error,
                "import.exists",
                "this would overwrite \(list), and nobody can be asked here",
                help: "look at it with --dry-run, and agree with: \(context.arguments.agreeing())"
            )
            tell([finding])
            return false
        }
        return Prompt(context.interruption).agrees(to: "This would overwrite \(list). Go on?", console)
    }

    /// Notes the members as taken over, so that keys that the bot encrypts later are known to be these.
    private func record(of plan: ImportPlan) throws(RevisionError) -> FileChange? {
        guard !plan.owned.isEmpty else { return nil }
        var store = try session.ownership()
        let (bot, file) = (plan.source.bot, plan.source.file.path.value)
        var members = store.members(of: bot, file: file, in: loaded.folder)
        let once = Set(plan.source.rules.members.lazy.filter(\.isOnce).map(\.name))
        for (id, entry) in plan.owned {
            var entry = entry
            if let before = members.entries[id] {
                // What slots wrote into a new entry once stays known as its own.
                entry.isCreated = before.isCreated
                let kept = before.members.filter { once.contains($0.key) }
                entry.members.merge(kept) { new, _ in new }
            }
            members.entries[id] = entry
        }
        store.record(members, of: bot, file: file, in: session.workspace.folder)
        do throws(FileError) {
            return try session.ledger.stage(store, folder.create())
        } catch {
            throw .file(error)
        }
    }

    private func hints(_ plan: ImportPlan) {
        let keys = plan.slots.flatMap { slot in slot.credentials.filter { !$0.key.isPublic }.values }
        let areFakes = keys.allSatisfy { $0.withBytes { SandboxAccounts.isDocumentedFake($0) } }
        if loaded.workspace?.network.value == .sandbox, !areFakes {
            console.hint("note: slots.yaml says 'network: sandbox'; these keys want 'network: live'")
        }
        let source = plan.source
        let file = plan.slots.first.map { source.file.file(of: $0.name) } ?? source.file
        let ownPath = "\(source.bot.directory.value)/\(file.path.value)"
        console.hint(
            source.isBotsOwn
                ? "next: slots plan --offline, which should have nothing to change for them; then slots check"
                : "next: slots plan --offline, which shows what goes into \(ownPath): '\(source.bot.name)' uses that file, "
                    + "and not this one"
        )
    }
}
