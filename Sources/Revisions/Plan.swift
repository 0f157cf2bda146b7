package import BotConfigs
package import Cryptography
package import Files
package import Ledger
import Locking
package import SlotModel

/// One bot with everything that decides how its files will look.
package struct BotInput: Sendable {
    package var bot: Bot
    package var template: BotTemplate
    package var slots: [Entry]
    /// The bot's slots that are disabled, by name with what credentials they lack: their entries leave as those of
    /// removed slots do.
    package var disabled: [String: [CredentialField]]
    package var scope = SlotScope.all
    /// Whether entries that were there before slots go with their slots.
    package var prunes = false

    /// One slot of the bot with its credentials.
    package struct Entry: Sendable {
        package var slot: Slot
        package var credentials: [CredentialField: Secret]
        package var network: Network
        /// For files of the format `text`; `nil`: the template has none.
        package var facts: SheetFacts?

        package init(slot: Slot, credentials: [CredentialField: Secret], network: Network) {
            self.slot = slot
            self.credentials = credentials
            self.network = network
        }

        /// As the bot's templates see it.
        func botSlot(called id: String) -> BotSlot {
            var botSlot = BotSlot(slot: slot, id: id, credentials: credentials, network: network)
            botSlot.facts = facts
            return botSlot
        }
    }

    package init(bot: Bot, template: BotTemplate, slots: [Entry], disabled: [String: [CredentialField]] = [:])
    {
        self.bot = bot
        self.template = template
        self.slots = slots
        self.disabled = disabled
    }

    /// With those slots only that a file is for.
    func narrowed(to file: BotTemplate.File) -> BotInput {
        var input = self
        input.slots.removeAll { !file.isFor($0.slot.name) }
        return input
    }
}

/// The file changes that an apply would make.
package struct Plan: Sendable {
    /// In the order of the bots and of their templates; also the files that stay as they are.
    package var files: [PlannedFile]
    /// What programs of the bots' own are to be given, once the files are written.
    package var commands: [PlannedCommand] = []
    /// Of each bot with such a program, what is known of it.
    var connections: [BotConnections] = []
    /// Errors among them mean that nothing may be applied.
    package var findings: [Finding]

    package init(files: [PlannedFile], findings: [Finding]) {
        (self.files, self.findings) = (files, findings)
    }

    package var changes: [MemberChange] {
        files.flatMap(\.outcome.changes) + commands.flatMap(\.connection.changes)
    }
    package var isEmpty: Bool {
        commands.isEmpty
            && files.allSatisfy { $0.outcome.changes.isEmpty && ($0.outcome.removesFile || !$0.isMissing) }
    }
    /// Changes that somebody has to agree to.
    package var consents: [MemberChange] { changes.filter { $0.consent != nil } }
    /// Files that would change and are not what one would expect: somebody has to agree to each.
    package var oddFiles: Set<String> {
        Set(files.lazy.filter { $0.isChanged && ($0.target.oddity != nil || $0.isGone) }.map(\.target.path))
    }
    /// Those of ``oddFiles`` that somebody deleted since slots wrote them.
    package var goneFiles: Int { files.count(where: \.isGone) }
    package var needsConsent: Bool { !consents.isEmpty || !oddFiles.isEmpty }
}

/// One file of one bot, as it is and as it will be.
package struct PlannedFile: Sendable {
    package let bot: Bot
    /// The file's path inside the bot's folder: the key of its state.
    package let path: String
    package let target: TargetFile
    package let outcome: MergeOutcome
    /// Without the file as it is, which ``target`` holds.
    let input: MergeInput
    /// What is taken back, the oldest first; empty: the slots' entries are merged.
    var steps: [RestoreStep] = []
    /// The access bits of a file that comes back; `nil`: what a new one has.
    var modeBefore: UInt32?

    /// The file as it will be.
    func outcome(of input: MergeInput) -> (outcome: MergeOutcome?, findings: [Finding]) {
        steps.isEmpty ? merge(input) : restore(input, steps)
    }

    /// Whether a connection comes that the bot did not have.
    package var addsConnections: Bool {
        outcome.owned.entries.contains { id, entry in
            entry.isCreated && input.owned.entries[id]?.isReservation ?? true
        }
    }

    /// Whether a connection goes.
    package var removesConnections: Bool { !leaving.isEmpty }

    /// The connections that go, by id with the slot that each was of; a slot may have another id by now.
    package var leaving: [String: String] {
        let gone = input.owned.entries.filter { id, entry in
            !entry.isReservation && outcome.owned.entries[id]?.isReservation ?? true
        }
        return gone.mapValues(\.slot).filter { id, _ in
            outcome.changes.contains { $0.kind == .remove && (id.isEmpty || $0.path.contains(id)) }
        }
    }

    package var isMissing: Bool { target.existing == nil }

    /// Whether somebody deleted it since slots wrote it.
    var isGone: Bool { isMissing && input.owned.wasWritten }

    /// Whether a credential comes into the file.
    var writesCredentials: Bool {
        outcome.changes.contains { change in
            if case .secret = change.new { true } else { false }
        }
    }

    package var isChanged: Bool { outcome.changes(target.existing) }
}

extension MergeOutcome {
    /// Whether a file becomes another one.
    func changes(_ existing: FoundFile?) -> Bool {
        guard let existing else { return !removesFile }
        return removesFile || !content.isEqual(to: existing.content)
    }
}

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

    /// What is told of a file whatever changes in it.
    func notices(of file: PlannedFile, _ mounts: FileMounts) -> [Finding] {
        openDoors(file) + mounted(file, mounts) + inOwnFolder(file)
    }

    /// Names of the folders of a workspace whose files slots itself reads and writes.
    package static let ownFolders = [".slots", "slots", "templates", "secrets"]

    /// What lies in the workspace's own folders is read as slots, templates and state, and is no place for a bot.
    private func inOwnFolder(_ file: PlannedFile) -> [Finding] {
        let root = RealPath.of(workspace) ?? workspace
        let own = Self.ownFolders.first { name in
            (file.target.folder + "/").hasPrefix("\(root)/\(name)/")
        }
        guard let own else { return [] }
        return [
            Finding(
                .error,
                "bot.own-folder",
                "\(file.target.name) would lie in \(own)/, which is the workspace's own",
                at: file.bot.directory.place,
                help:
                    "write the folder in which \(file.bot.template.value) runs, such as bots/\(file.bot.name)"
            )
        ]
    }

    /// Nothing there is ours: what the bot encrypted may be other keys, and asking is the only way to know.
    private func otherFolder(_ bot: Bot, _ former: String) -> Finding {
        Finding(
            .warning,
            "bot.other-folder",
            "slots wrote the files of '\(bot.name)' in \(former) before; what it finds here counts as the bot's own",
            at: bot.directory.place,
            help:
                "if the bot only moved, give slots with a number their ids, such as as: {\(bot.name): \"bitget#2\"}, "
                + "and agree to what apply asks"
        )
    }

    /// Two bots would overwrite each other's entries in it, at every apply.
    ///
    /// - Parameter other: The name of the other bot.
    package static func sameFile(_ target: TargetFile, _ bot: Bot, _ other: String) -> Finding {
        let isOne = other == bot.name
        return Finding(
            .error,
            "bot.same-file",
            isOne
                ? "two files of the template '\(bot.template.value)' are \(target.name)"
                : "the bots '\(other)' and '\(bot.name)' both write \(target.name)",
            at: isOne ? bot.template.place : bot.directory.place,
            help: isOne
                ? "give the two other paths, or rename the slot"
                : "give each bot a directory of its own, or make one bot of the two"
        )
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

    /// Who reads a file through a mount that stays with the old one, and what is written in place.
    private func mounted(_ file: PlannedFile, _ mounts: FileMounts) -> [Finding] {
        let (target, place) = (file.target, file.bot.directory.place)
        if let mount = mounts.mountPoint(at: target.path) {
            return Self.writtenInPlace(target, mount, isChanged: file.isChanged, place)
        }
        return mounts.points(of: target.file, in: target.folder, former: !file.isChanged).map { point in
            Finding(
                .warning,
                "bot.mounted-file",
                "\(target.name) is mounted as a single file at \(point), where what slots writes does not show",
                at: place,
                help: "mount the folder instead of the file, and start the container that does so anew"
            )
        }
    }

    private static func writtenInPlace(
        _ target: TargetFile,
        _ mount: FileMounts.MountPoint,
        isChanged: Bool,
        _ place: Place?
    ) -> [Finding] {
        switch mount {
        case .ofFormerFile:
            [
                Finding(
                    .warning,
                    "bot.mounted-file",
                    "\(target.name) is mounted as a single file whose source was replaced since, where what slots "
                        + "writes does not show",
                    at: place,
                    help: "mount the folder instead of the file, and start the container that does so anew"
                )
            ]
        case .ofFile where isChanged:
            [
                Finding(
                    .note,
                    "bot.written-in-place",
                    "\(target.name) is mounted as a single file, and is written in place"
                )
            ]
        case .ofFile: []
        }
    }

    /// Who else gets at the keys in a file, and what would change with one that is written.
    private func openDoors(_ file: PlannedFile) -> [Finding] {
        let (name, place) = (file.target.name, file.bot.directory.place)
        var findings: [Finding] = []
        let mayHoldKeys = file.input.file.entries.map { $0.members.contains(where: \.isCredential) } ?? true
        // Whoever renders a text file has no key.
        let holdsKeys =
            file.input.file.text == nil
            && (file.writesCredentials || mayHoldKeys && !file.outcome.owned.entries.isEmpty)
        if let mode = file.target.existing?.status.mode, mode & 0o007 != 0, holdsKeys {
            let what = mode & 0o002 != 0 ? "changed" : "read"
            findings.append(
                Finding(
                    .warning,
                    "bot.open-file",
                    "\(name) holds keys and can be \(what) by everybody on this machine (mode \(octal(mode)))",
                    at: place,
                    help: "chmod o-rwx \(quotedForShell(name))"
                )
            )
        }
        switch file.isChanged ? file.target.oddity : nil {
        case .foreignOwner(let owner):
            findings.append(
                Finding(
                    .warning,
                    "bot.foreign-file",
                    "\(name) belongs to another user (\(owner)) than its folder, and would go on belonging to them",
                    at: place,
                    help: "if you did not expect that, look who made it; else add --yes to 'slots apply'"
                )
            )
        case .otherNames(let count):
            findings.append(
                Finding(
                    .warning,
                    "bot.linked-file",
                    "\(name) is one file with \(count) names; the others would keep what it holds now",
                    at: place,
                    help: "if you did not expect that, look for them with: find / -xdev -samefile "
                        + "\(quotedForShell(name)); else add --yes to 'slots apply'"
                )
            )
        case nil: break
        }
        return findings
    }
}
