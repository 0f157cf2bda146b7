import Processes
package import SlotFiles
package import SlotModel

/// A workspace as it was read, with the templates of its bots.
package struct LoadedWorkspace: Sendable {
    /// Absolute.
    package let folder: String
    package let workspace: Workspace?
    /// Without error, by file name.
    package let slots: [Slot]
    /// Of all slot files, also those with errors.
    package let slotNames: [String]
    /// By kind.
    package let templates: [String: BotTemplate]
    package let findings: [Finding]
    package let sources: SourceTexts

    package init(
        folder: String,
        workspace: Workspace?,
        slots: [Slot],
        slotNames: [String],
        templates: [String: BotTemplate],
        findings: [Finding],
        sources: SourceTexts
    ) {
        self.folder = folder
        self.workspace = workspace
        self.slots = slots
        self.slotNames = slotNames
        self.templates = templates
        self.findings = findings
        self.sources = sources
    }

    /// Finds and reads the workspace; complaints are among the findings.
    ///
    /// - Parameter directory: Where it is; `nil`: here or above.
    /// - Throws: a ``Finding`` when there is no workspace.
    package static func load(named directory: String?) async throws(Finding) -> LoadedWorkspace {
        await read(at: try WorkspaceFolder.find(named: directory))
    }

    /// - Parameter folder: Absolute.
    package static func read(at folder: String) async -> LoadedWorkspace {
        let reading = await readWorkspace(at: folder, home: environmentVariable("HOME"))
        var findings = reading.findings
        var sources = reading.sources
        var templates: [String: BotTemplate] = [:]
        var seen: Set<String> = []
        for bot in reading.workspace?.bots ?? [] where seen.insert(bot.template.value).inserted {
            let template = readTemplate(
                bot.template,
                inWorkspace: folder,
                fallbacks: SystemEnvironment.templateFolders()
            )
            findings.append(contentsOf: template.findings)
            sources.merge(template.sources)
            templates[bot.template.value] = template.template?.on(reading.workspace?.network.value)
        }
        return LoadedWorkspace(
            folder: folder,
            workspace: reading.workspace,
            slots: reading.slots,
            slotNames: reading.slotNames,
            templates: withAlternatives(templates, reading, folder),
            findings: findings.sortedByPlace(),
            sources: sources
        )
    }

    /// Adds the other kinds of bots to templates of those that cannot use some slot.
    private static func withAlternatives(
        _ templates: [String: BotTemplate],
        _ reading: WorkspaceReading,
        _ folder: String
    ) -> [String: BotTemplate] {
        let bots = reading.workspace?.bots ?? []
        let lacking = templates.values.filter { template in
            let names = Set(bots.filter { $0.template.value == template.kind }.map(\.name))
            return reading.slots.contains { slot in
                slot.bots?.contains { names.contains($0.value) } ?? true && !template.canUse(slot)
            }
        }
        guard !lacking.isEmpty else { return templates }
        let fallbacks = SystemEnvironment.templateFolders()
        let all = templateKinds(inWorkspace: folder, fallbacks: fallbacks).compactMap { kind in
            templates[kind]
                ?? readTemplate(
                    Located(kind, at: Place(file: WorkspaceFolder.file)),
                    inWorkspace: folder,
                    fallbacks: fallbacks
                ).template?.on(reading.workspace?.network.value)
        }
        var templates = templates
        for template in lacking {
            templates[template.kind]?.alternatives = all.filter { $0.kind != template.kind }
        }
        return templates
    }

    /// The bots that a slot is written for.
    package func bots(of slot: Slot) -> [Bot] {
        let bots = workspace?.bots ?? []
        guard let wanted = slot.bots else { return bots }
        return bots.filter { bot in wanted.contains { $0.value == bot.name } }
    }

    /// The enabled slots of a bot, by name.
    package func slots(of bot: Bot) -> [Slot] {
        slots.filter { slot in slot.enabled && bots(of: slot).contains { $0.name == bot.name } }
    }

    /// A bot's disabled slots, by name with the credentials that each lacks.
    func disabledSlots(of bot: Bot) -> [String: [CredentialField]] {
        var disabled: [String: [CredentialField]] = [:]
        for slot in slots where !slot.enabled && bots(of: slot).contains(where: { $0.name == bot.name }) {
            let given = Set(slot.credentials.keys)
            let forms = slot.exchange.value.descriptor.forms.map(\.fields)
            let form = forms.first { given.isSubset(of: $0) } ?? []
            disabled[slot.name] = form.filter { !given.contains($0) }
        }
        return disabled
    }

    package func network(of slot: Slot) -> Network {
        slot.network?.value ?? workspace?.network.value ?? .sandbox
    }

    /// With one slot more, which no file holds yet.
    package func adding(_ slot: Slot) -> LoadedWorkspace {
        with(slots: slots + [slot], slotNames: slotNames + [slot.name])
    }

    /// With another reading of one slot.
    package func replacing(_ slot: Slot) -> LoadedWorkspace {
        with(slots: slots.map { $0.name == slot.name ? slot : $0 }, slotNames: slotNames)
    }

    func with(slots: [Slot], slotNames: [String]) -> LoadedWorkspace {
        LoadedWorkspace(
            folder: folder,
            workspace: workspace,
            slots: slots,
            slotNames: slotNames,
            templates: templates,
            findings: findings,
            sources: sources
        )
    }

    /// The first file that is not byte for byte what it was at another reading, or came or went; `nil`: all are.
    package func firstDifference(from other: LoadedWorkspace) -> String? {
        if let file = sources.firstDifference(from: other.sources) { return file }
        let names = Set(slotNames).symmetricDifference(other.slotNames)
        return names.min().map { "slots/\($0).yaml" }
    }

    /// The slots of these names, in the order of the files; all for none.
    ///
    /// - Throws: for a name that no file has.
    package func slots(named names: [String]) throws(UnknownName) -> [Slot] {
        guard !names.isEmpty else { return slots }
        for name in names where !slotNames.contains(name) {
            throw UnknownName(name, of: "slot", among: slotNames, others: workspace?.bots.map(\.name) ?? [])
        }
        return slots.filter { names.contains($0.name) }
    }

    /// The slots of these names whose files have errors, so that nothing else is known of them; all for none.
    package func unreadSlots(named names: [String] = []) -> [String] {
        let read = Set(slots.map(\.name))
        return slotNames.filter { !read.contains($0) && (names.isEmpty || names.contains($0)) }
    }

    /// The bots of these names, in the order of the file; all for none.
    ///
    /// - Throws: for a name that `slots.yaml` does not have.
    package func bots(named names: [String]) throws(UnknownName) -> [Bot] {
        let bots = workspace?.bots ?? []
        guard !names.isEmpty else { return bots }
        for name in names where !bots.contains(where: { $0.name == name }) {
            throw UnknownName(name, of: "bot", among: bots.map(\.name), others: slotNames)
        }
        return bots.filter { names.contains($0.name) }
    }
}

/// A name that the workspace does not know.
package struct UnknownName: Error {
    /// No capital, no full stop.
    package let message: String
    package let help: String

    /// - Parameters:
    ///   - kind: `slot` or `bot`.
    ///   - others: Names of the other kind, which somebody may have meant.
    init(_ name: String, of kind: String, among names: [String], others: [String]) {
        message = "there is no \(kind) '\(name)'"
        let shown = names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
        let known = names.isEmpty ? "this workspace has no \(kind)s" : "\(kind)s here: \(shown)"
        if others.contains(name) {
            help = "'\(name)' is a \(kind == "slot" ? "bot" : "slot"); \(known)"
        } else {
            help = nearestName(to: name, among: names).map { "did you mean '\($0)'?" } ?? known
        }
    }
}

extension BotTemplate {
    /// The same template in a workspace whose slots run there.
    fileprivate func on(_ network: Network?) -> BotTemplate {
        var template = self
        template.network = network
        return template
    }
}
