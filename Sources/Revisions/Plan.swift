package import BotConfigs
package import Cryptography
import Files
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
    /// Whether all that a sheet is for goes on under another file's name: the platform's own connection stays as it is.
    package func isRenamed(_ file: PlannedFile) -> Bool {
        guard file.input.file.text != nil else { return false }
        let ofBot = files.filter { $0.bot.name == file.bot.name }
        let slots = file.arriving.union(file.leaving.values)
        return slots.allSatisfy { slot in
            ofBot.contains { $0.arriving.contains(slot) }
                && ofBot.contains { $0.leaving.values.contains(slot) }
        }
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
    package var addsConnections: Bool { !arriving.isEmpty }

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

    /// Names of the slots whose connections come.
    var arriving: Set<String> {
        Set(
            outcome.owned.entries.filter { id, entry in
                entry.isCreated && input.owned.entries[id]?.isReservation ?? true
            }
            .values.map(\.slot)
        )
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
