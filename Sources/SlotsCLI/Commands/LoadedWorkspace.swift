import Processes
import Secrets
import SlotFiles
import SlotModel

/// A workspace as it was read, with the templates of its bots.
struct LoadedWorkspace: Sendable {
    /// Absolute.
    let folder: String
    let workspace: Workspace?
    /// Without error, by file name.
    let slots: [Slot]
    /// Of all slot files, also those with errors.
    let slotNames: [String]
    /// By kind.
    let templates: [String: BotTemplate]
    let findings: [Finding]
    let sources: SourceTexts

    /// Finds and reads the workspace; complaints are among the findings.
    ///
    /// - Throws: a ``Finding`` when there is no workspace.
    static func load(_ options: CommonOptions) async throws(Finding) -> LoadedWorkspace {
        let folder = try WorkspaceFolder.find(named: options.directory)
        let reading = await readWorkspace(at: folder, home: environmentVariable("HOME"))
        var findings = reading.findings
        var sources = reading.sources
        var templates: [String: BotTemplate] = [:]
        var seen: Set<String> = []
        for bot in reading.workspace?.bots ?? [] where seen.insert(bot.template.value).inserted {
            let template = readTemplate(
                bot.template,
                inWorkspace: folder,
                fallbacks: SystemEnvironment.installedTemplates()
            )
            findings.append(contentsOf: template.findings)
            sources.merge(template.sources)
            templates[bot.template.value] = template.template
        }
        return LoadedWorkspace(
            folder: folder,
            workspace: reading.workspace,
            slots: reading.slots,
            slotNames: reading.slotNames,
            templates: templates,
            findings: findings.sortedByPlace(),
            sources: sources
        )
    }

    /// The workspace's encrypted secrets; a new value each time, which has opened nothing yet.
    var secretStore: SecretStore {
        SecretStore(
            workspace: folder,
            identity: workspace?.identity?.value,
            terminal: .ofThisProcess,
            environment: environmentVariable
        )
    }

    /// Leads to the slots' secrets; a new one each time, which has resolved nothing yet.
    func credentialCache(_ store: SecretStore) -> CredentialCache {
        CredentialCache(
            .live(
                workspace: folder,
                credentialsDirectory: environmentVariable("CREDENTIALS_DIRECTORY"),
                commands: workspace?.secretCommands ?? [:],
                store: store,
                environment: ProcessEnvironment.secret(named:)
            )
        )
    }

    /// The bots that a slot is written for.
    func bots(of slot: Slot) -> [Bot] {
        let bots = workspace?.bots ?? []
        guard let wanted = slot.bots else { return bots }
        return bots.filter { bot in wanted.contains { $0.value == bot.name } }
    }

    /// The enabled slots of a bot, by name.
    func slots(of bot: Bot) -> [Slot] {
        slots.filter { slot in slot.enabled && bots(of: slot).contains { $0.name == bot.name } }
    }

    /// Names of a bot's disabled slots.
    func disabledSlots(of bot: Bot) -> Set<String> {
        Set(
            slots.lazy.filter { slot in !slot.enabled && bots(of: slot).contains { $0.name == bot.name } }
                .map(\.name)
        )
    }

    func network(of slot: Slot) -> Network { slot.network?.value ?? workspace?.network.value ?? .sandbox }

    /// The slots of these names, in the order of the files; all for none.
    ///
    /// - Throws: ``UsageError`` for a name that no file has.
    func slots(named names: [String]) throws(UsageError) -> [Slot] {
        guard !names.isEmpty else { return slots }
        for name in names where !slotNames.contains(name) {
            throw UsageError(
                "there is no slot '\(escapedForeignText(name))'",
                help: workspace?.bots.contains { $0.name == name } == true
                    ? "'\(name)' is a bot; \(Self.suggestion(for: "", among: slotNames, what: "slots"))"
                    : Self.suggestion(for: name, among: slotNames, what: "slots")
            )
        }
        return slots.filter { names.contains($0.name) }
    }

    /// The bots of these names, in the order of the file; all for none.
    ///
    /// - Throws: ``UsageError`` for a name that `slots.yaml` does not have.
    func bots(named names: [String]) throws(UsageError) -> [Bot] {
        let bots = workspace?.bots ?? []
        guard !names.isEmpty else { return bots }
        for name in names where !bots.contains(where: { $0.name == name }) {
            throw UsageError(
                "there is no bot '\(escapedForeignText(name))'",
                help: slotNames.contains(name)
                    ? "'\(name)' is a slot; \(Self.suggestion(for: "", among: bots.map(\.name), what: "bots"))"
                    : Self.suggestion(for: name, among: bots.map(\.name), what: "bots")
            )
        }
        return bots.filter { names.contains($0.name) }
    }

    private static func suggestion(for name: String, among names: [String], what: String) -> String {
        if let near = nearestName(to: name, among: names) { return "did you mean '\(near)'?" }
        let shown = names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
        return names.isEmpty ? "this workspace has no \(what)" : "\(what) here: \(shown)"
    }
}
