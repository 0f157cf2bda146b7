package import BotConfigs
package import Files
package import Ledger
import Locking
package import SlotModel

/// Works out plans; reads files, writes none.
package struct Planner: Sendable {
    /// The absolute path of the workspace.
    let workspace: String
    private let owned: Ownership
    let fingerprinter: Fingerprinter
    private let wait: SaveWait
    private let seen: SeenFiles

    /// - Parameter seen: Files that are not read again as long as they are the same.
    package init(
        workspace: String,
        owned: Ownership,
        fingerprinter: Fingerprinter,
        wait: SaveWait = .live,
        seen: SeenFiles = SeenFiles()
    ) {
        (self.workspace, self.owned, self.fingerprinter) = (workspace, owned, fingerprinter)
        (self.wait, self.seen) = (wait, seen)
    }

    /// Plans all files of all bots.
    package func plan(_ bots: [BotInput]) -> Plan {
        var plan = Plan(files: [], findings: [])
        var writers: [String: String] = [:]
        let mounts = FileMounts.seen()
        for input in bots {
            planCommands(of: input, &plan)
            if let former = owned.formerDirectory(of: input.bot, in: workspace) {
                plan.findings.append(otherFolder(input.bot, former))
            }
        }
        let wanted = bots.flatMap { input in
            files(of: input.bot, input.template, slots: input.slots.map(\.slot.name)).map { (input, $0) }
        }
        // In all, one file's text for each core.
        let looked = sideBySide(wanted.count, inChunksOf: 1) { range in range.map { planFile(wanted[$0]) } }
        for (wanted, looked) in zip(wanted, looked.joined()) {
            let bot = wanted.0.bot
            plan.findings += looked.findings
            guard let planned = looked.file else { continue }
            plan.files.append(planned)
            plan.findings += notices(of: planned, mounts)
            if let other = writers.updateValue(bot.name, forKey: planned.target.path) {
                plan.findings.append(Self.sameFile(planned.target, bot, other))
            }
        }
        return plan
    }

    private func planFile(_ wanted: (input: BotInput, file: BotTemplate.File)) -> (
        file: PlannedFile?, findings: [Finding]
    ) {
        var findings: [Finding] = []
        do throws(FileError) {
            let input = wanted.input.narrowed(to: wanted.file)
            return (try planFile(wanted.file, of: input, &findings), findings)
        } catch {
            return (nil, findings + [error.finding(at: wanted.input.bot.directory.place)])
        }
    }

    /// The files of a bot, those of slots that are gone among them.
    ///
    /// - Parameter slots: The names of the bot's enabled slots.
    package func files(of bot: Bot, _ template: BotTemplate, slots: [String]) -> [BotTemplate.File] {
        let isShared = !template.files.contains(where: \.isPerSlot)
        return template.files(of: slots, known: isShared ? [] : owned.paths(of: bot, in: workspace))
    }

    /// How a bot's file is found and named, and what it holds, parsed.
    package func locate(_ file: BotTemplate.File, of bot: Bot) throws(FileError) -> (
        target: TargetFile, existing: ExistingFile?
    ) {
        let directory = bot.directory.value
        let folder = directory.hasPrefix("/") ? directory : workspace + "/" + directory
        let name = directory == "." ? file.path.value : directory + "/" + file.path.value
        return try TargetFile.look(at: folder + "/" + file.path.value, name: name, as: file, wait, seen)
    }

    /// What slots wrote earlier into a bot's file.
    package func ownedMembers(of bot: Bot, file: BotTemplate.File) -> OwnedMembers {
        owned.members(of: bot, file: file.path.value, in: workspace)
    }

    /// - Parameter what: ``Ownership/given`` or ``Ownership/due``.
    package func known(of bot: Bot, _ what: String) -> OwnedMembers {
        owned.members(of: bot, file: what, in: workspace)
    }

    private func planFile(
        _ file: BotTemplate.File,
        of input: BotInput,
        _ findings: inout [Finding]
    ) throws(FileError) -> PlannedFile? {
        let (target, existing) = try locate(file, of: input.bot)
        let ownedMembers = ownedMembers(of: input.bot, file: file)
        let slots = input.slots.map(\.slot)
        let assigned = assignIDs(
            to: slots,
            of: input.bot,
            template: input.template,
            file: file,
            existing: existing,
            owned: ownedMembers,
            credentials: Dictionary(input.slots.map { ($0.slot.name, $0.credentials) }) { first, _ in first }
        )
        findings.append(contentsOf: assigned.findings)
        let botSlots = input.slots.compactMap { entry in
            assigned.ids[entry.slot.name].map { entry.botSlot(called: $0) }
        }
        // A bot without a slot gets no file that it does not have.
        let isWanted = slots.contains { input.scope.includes($0.name) }
        guard botSlots.count == slots.count, target.existing != nil || isWanted else { return nil }
        var mergeInput = MergeInput(
            template: input.template,
            file: file,
            bot: input.bot,
            slots: botSlots,
            existing: existing,
            fileName: target.name,
            owned: ownedMembers,
            fingerprinter: fingerprinter
        )
        mergeInput.disabled = input.disabled
        mergeInput.scope = input.scope
        mergeInput.prunes = input.prunes
        let (outcome, mergeFindings) = merge(mergeInput)
        findings.append(contentsOf: mergeFindings)
        guard let outcome else { return nil }
        // The plan may wait for somebody's answer for a long time: until then no secret lies in ordinary memory.
        mergeInput.existing = nil
        return PlannedFile(
            bot: input.bot,
            path: file.path.value,
            target: target,
            outcome: outcome,
            input: mergeInput
        )
    }
}
