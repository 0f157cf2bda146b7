import Files
import Operations
import SlotEditing
import Terminal
import Checks
import Cryptography
import Glibc
import HTTPTransport
import Secrets
import SlotModel

extension Program {
    /// `slots secret set|get|list|remove|rekey`.
    static func secret(_ context: CommandContext) async -> ExitCode {
        guard let action = context.arguments.arguments.first.flatMap(SecretAction.init(rawValue:)) else {
            return .usage
        }
        if let error = SecretCommands.complaint(about: context.arguments, action) {
            return context.refuse(error)
        }
        return await context.withSession { session in
            let loaded = session.workspace
            // Without slots.yaml nobody knows what opens the store.
            guard loaded.workspace != nil else {
                context.printer(loaded.sources).print(
                    Report(.secret, exit: .wrongFiles, findings: loaded.findings)
                )
                return .wrongFiles
            }
            let name = context.arguments.arguments.dropFirst().first ?? ""
            let commands = SecretCommands(context: context, session: session)
            switch action {
            case .set: return await commands.set(name)
            case .get: return commands.get(name)
            case .list: return commands.list()
            case .remove: return await commands.remove(name)
            case .rekey: return await commands.rekey()
            }
        }
    }
}

/// What the sub-commands have in common.
struct SecretCommands {
    let context: CommandContext
    let session: Session

    private var loaded: LoadedWorkspace { session.workspace }
    private var store: SecretStore { session.store }

    /// What the parser cannot see: which action takes a name, and which options.
    static func complaint(about arguments: ParsedArguments, _ action: SecretAction) -> UsageError? {
        let usage = CommandDeclaration.secret.usage
        let names = arguments.arguments.dropFirst()
        guard action.takesName else {
            return names.first.map {
                UsageError(
                    "'slots secret \(action.rawValue)' takes no name, but \(quoted($0)) was given",
                    usage: usage
                )
            }
        }
        guard let name = names.first else {
            return UsageError(
                "the name of the secret is missing",
                help: "such as aster.private-key",
                usage: usage
            )
        }
        guard StoreContents.allows(name: name) else {
            return UsageError(
                // What stands behind a `=` was meant as its value.
                "\(quoted(String(name.prefix { $0 != "=" }))) is no name of a secret",
                help: name.contains("=")
                    ? "the value is asked for, or read from standard input: slots secret set NAME"
                    : "use letters, digits, '.', '_' and '-', at most 128, beginning with a letter or digit",
                usage: usage
            )
        }
        if action == .get, !arguments[.reveal] {
            return UsageError(
                "'slots secret get' shows the value, so it wants --reveal",
                help: "slots secret get \(name) --reveal",
                usage: usage
            )
        }
        return nil
    }

    // MARK: - Actions

    func set(_ name: String) async -> ExitCode {
        // Before somebody types what could not be kept.
        do throws(StoreTrouble) { _ = try store.prepare() } catch { return finish(error) }
        let value: Secret
        do throws(SecretInput.Failure) {
            value = try ask(for: name)
        } catch {
            if let code = context.interruption.exitCode { return code }
            let (message, help) = error.told
            return finish(
                .noSecret,
                [Finding(.error, "secret.not-given", "\(message); nothing was stored", help: help)]
            )
        }
        var isNew = true
        return await change { contents in
            isNew = contents[name] == nil
            contents.set(.init(name: name, value: value, set: wallClock()))
            return true
        } done: { change in
            context.console.hint(
                "\(isNew ? "stored" : "replaced") '\(name)' in secrets.age, \(Self.readers(change))"
            )
            context.console.hint(next(name, isNew: isNew))
        }
    }

    func get(_ name: String) -> ExitCode {
        do throws(StoreTrouble) {
            let contents = try store.contents()
            guard let entry = contents[name] else { return finish(.noSecret, [missing(name, contents)]) }
            return reveal(entry.value)
        } catch {
            return finish(error)
        }
    }

    func list() -> ExitCode {
        do throws(StoreTrouble) {
            try store.checkNotLost()
            let contents = try store.exists ? store.contents() : StoreContents()
            let uses = loaded.secretUses
            let replaced = contents.replaced.map {
                StoredSecret(name: $0.name, set: $0.replaced, usedBy: [], isReplaced: true)
            }
            let secrets =
                contents.entries.map { entry in
                    StoredSecret(
                        name: entry.name,
                        set: entry.set,
                        usedBy: (uses[entry.name] ?? []).map(\.shown)
                    )
                } + replaced
            let findings =
                storedSecretFindings(loaded.inquiry(about: contents, at: wallClock()))
                + store.oddities
            let exit: ExitCode = findings.containErrors ? .wrongFiles : .done
            context.printer(loaded.sources).print(
                Report(.secret, exit: exit, findings: findings, secrets: secrets)
            )
            if secrets.isEmpty { context.console.hint("no secrets are stored yet: slots secret set NAME") }
            return exit
        } catch {
            return finish(error)
        }
    }

    func remove(_ name: String) async -> ExitCode {
        // A slot file that cannot be read may use it.
        guard !loaded.findings.containErrors else { return finish(.wrongFiles, loaded.findings) }
        let uses = loaded.secretUses[name] ?? []
        guard uses.isEmpty else {
            return finish(
                .stopped,
                uses.map { use in
                    Finding(
                        .error,
                        "secret.in-use",
                        "\(Self.user(use)) uses the secret '\(name)'; nothing was removed",
                        at: use.place,
                        slot: use.slot,
                        help: "change or remove that line first"
                    )
                }
            )
        }
        var before = StoreContents()
        if let trouble = lost { return finish(trouble) }
        guard store.exists else { return finish(.noSecret, [missing(name, before)]) }
        return await change { contents in
            before = contents
            return contents.remove(name)
        } done: { _ in
            context.console.hint("removed '\(name)'; the version before is secrets.age.previous")
        } unchanged: {
            finish(.noSecret, [missing(name, before)])
        }
    }

    func rekey() async -> ExitCode {
        var recipients = context.arguments.all(.recipient)
        if let path = context.arguments[.recipientsFile] {
            do throws(StoreTrouble) {
                recipients += try SecretStore.recipients(inFile: path)
            } catch {
                return finish(error)
            }
        }
        if let trouble = lost { return finish(trouble) }
        guard store.exists else { return finish(.noStore(path: SecretStore.fileName)) }
        return await change(recipients: recipients.isEmpty ? nil : recipients) { _ in
            true
        } done: { change in
            context.console.hint("secrets.age is encrypted \(Self.readers(change)) now")
            guard !recipients.isEmpty else { return }
            context.console.hint(
                "note: who was removed can still open older versions; make new keys at the exchange if that matters"
            )
        }
    }

    // MARK: - Parts

    /// The store is gone, and a version before it is there.
    private var lost: StoreTrouble? {
        do throws(StoreTrouble) {
            try store.checkNotLost()
            return nil
        } catch {
            return error
        }
    }

    private func ask(for name: String) throws(SecretInput.Failure) -> Secret {
        guard SecretInput.isTyped else {
            return try SecretInput.readAll(maximum: SecretResolver.maximumSize)
        }
        guard context.interruption.enter(.asking) else { throw .ended }
        defer { _ = context.interruption.enter(.beforeWriting) }
        let value = try SecretInput.ask("value of \(name) (not shown): ")
        context.console.hint("\(counted(value.count, "byte")) read")
        return value
    }

    /// Nothing has asked the exchange about a value that slots use.
    private func next(_ name: String, isNew: Bool) -> String {
        let uses = loaded.secretUses[name] ?? []
        let kept = isNew ? "" : "; the value before is in secrets.age.previous"
        let slots = Set(uses.compactMap(\.slot)).sorted()
        if !slots.isEmpty { return "next: slots check \(slots.joined(separator: " "))\(kept)" }
        for case .bot(let bot) in uses.map(\.user) { return "next: slots register \(bot)\(kept)" }
        return "next: name it in a slot as secret:\(name)"
    }

    private static func user(_ use: SecretUse) -> String {
        switch use.user {
        case .slot(let name): "the slot '\(name)'"
        case .bot(let name): "the bot '\(name)'"
        }
    }

    /// Changes the store under the workspace's lock, and tells how it went.
    private func change(
        recipients: [String]? = nil,
        _ edit: @escaping (inout StoreContents) -> Bool,
        done: (SecretStore.Change) -> Void,
        unchanged: () -> ExitCode = { .done }
    ) async -> ExitCode {
        let lock: FileLock
        do throws(FileError) {
            // Another command's is soon over; what was typed shall not be lost to it.
            lock = try await session.takeLock(for: context.arguments.command.rawValue, wait: .seconds(30))
        } catch {
            return finish(context.interruption.exitCode ?? error.exitCode, [error.finding()])
        }
        defer { withExtendedLifetime(lock) {} }
        let result: SecretStore.Change?
        do throws(WorkspaceChange.Failure) {
            let change = WorkspaceChange(workspace: loaded.folder, store: store)
            result = try change.make(recipients: recipients, edit: edit)
        } catch {
            switch error {
            case .store(let trouble): return finish(trouble)
            case .file(let failure): return finish(.cannotWrite(path: failure.path, code: failure.code))
            case .unfinished(let error): return finish(error.exitCode, [error.finding()])
            case .conflict: return finish(.keepsChanging)
            }
        }
        guard let result else { return unchanged() }
        for line in result.toldIdentity { context.console.hint(line) }
        done(result)
        return finish(.done, store.oddities)
    }

    private static func readers(_ change: SecretStore.Change) -> String {
        change.recipients == 0 ? "with a passphrase" : "for \(counted(change.recipients, "recipient"))"
    }

    private func missing(_ name: String, _ contents: StoreContents) -> Finding {
        let near = nearestName(to: name, among: contents.names)
        return Finding(
            .error,
            "secret.missing",
            "there is no stored secret '\(name)'",
            help: near.map { "did you mean '\($0)'?" } ?? "'slots secret list' shows all names"
        )
    }

    private func finish(_ trouble: StoreTrouble) -> ExitCode {
        if let code = context.interruption.exitCode(after: trouble) { return code }
        return finish(trouble.exitCode, [trouble.finding()])
    }

    private func finish(_ exit: ExitCode, _ findings: [Finding]) -> ExitCode {
        context.printer(loaded.sources).print(Report(.secret, exit: exit, findings: findings))
        return exit
    }

    /// The bytes as they are; a line end follows on a terminal only.
    private func reveal(_ value: Secret) -> ExitCode {
        let isComplete = value.writeToStandardOutput()
        guard isComplete else {
            context.console.complain("stdout cannot be written")
            return .cannotWrite
        }
        if context.console.output.terminal.isTerminal { context.console.output.write("\n") }
        return .done
    }
}
