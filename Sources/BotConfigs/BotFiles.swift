package import Cryptography
package import SlotModel

/// One slot as a bot's templates see it.
package struct BotSlot: Sendable {
    package var slot: Slot
    /// The slot's id inside the bot: `bitget#2`.
    package var id: String
    package var credentials: [CredentialField: Secret]
    /// What the slot runs on, the workspace's default taken into account; `nil` when nobody said.
    package var network: Network?
    /// For files of the format `text`: what their sheets tell; `nil`: nothing is known.
    package var facts: SheetFacts?

    package init(
        slot: Slot,
        id: String,
        credentials: [CredentialField: Secret],
        network: Network? = nil
    ) {
        self.slot = slot
        self.id = id
        self.credentials = credentials
        self.network = network
    }
}

/// A short keyed digest of a value, so that same, changed and reused elsewhere can be told apart unseen.
package struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    /// Sixteen hexadecimal digits, lower case, behind a word of how they were made: what is kept to compare with later.
    package let text: String

    package init(text: String) { self.text = text }

    /// Eight of them: enough to see same and changed.
    package var description: String {
        String((text.hasPrefix(Self.ofFile) ? text.dropFirst(Self.ofFile.count) : text[...]).prefix(8))
    }

    /// What those of whole files begin with; earlier versions made them as those of values.
    fileprivate static let ofFile = "file:"
}

/// Makes fingerprints with a key that never leaves the machine.
package struct Fingerprinter: Sendable {
    package var fingerprint: @Sendable (UnsafeRawBufferPointer) -> Fingerprint
    private let ofFile: (@Sendable (SecretText) -> Fingerprint)?

    /// - Parameter ofFile: A quicker one for whole files; `nil`: they have one as values have.
    package init(
        ofFile: (@Sendable (SecretText) -> Fingerprint)? = nil,
        fingerprint: @escaping @Sendable (UnsafeRawBufferPointer) -> Fingerprint
    ) {
        (self.ofFile, self.fingerprint) = (ofFile, fingerprint)
    }

    /// Of a whole file.
    package func fingerprint(ofFile text: SecretText) -> Fingerprint {
        guard let ofFile else { return text.withBytes { fingerprint($0) } }
        return Fingerprint(text: Fingerprint.ofFile + ofFile(text).text)
    }

    /// Whether a fingerprint that was kept is a file's, also one that an earlier version made.
    package func isFingerprint(_ kept: Fingerprint, ofFile text: SecretText) -> Bool {
        kept.text.hasPrefix(Fingerprint.ofFile)
            ? kept == fingerprint(ofFile: text) : kept == text.withBytes { fingerprint($0) }
    }
}

/// What slots wrote into one file earlier, kept in the workspace's state; holds no value.
package struct OwnedMembers: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        /// The slot that the entry belongs to.
        package var slot: String
        /// Member name to the fingerprint of the value as it was written; empty for the id of a disabled slot whose
        /// entry is gone.
        package var members: [String: Fingerprint]
        /// Whether slots created the entry (rather than took it over).
        package var isCreated: Bool
        /// Whether it was told that the slot is gone and the entry stays, because it was there before slots.
        package var isLeft = false

        /// Whether only the id is known: the slot is disabled, and its entry gone.
        package var isReservation: Bool { members.isEmpty && !isCreated }

        package init(slot: String, members: [String: Fingerprint], isCreated: Bool) {
            self.slot = slot
            self.members = members
            self.isCreated = isCreated
        }
    }

    /// By the entry's id.
    package var entries: [String: Entry]

    package init(entries: [String: Entry] = [:]) { self.entries = entries }

    /// Gives the entries of a slot to one of another name.
    package mutating func rename(_ slot: String, to name: String) {
        for (id, entry) in entries where entry.slot == slot { entries[id]?.slot = name }
    }

    /// Whether slots wrote an entry that it still looks after.
    package var wasWritten: Bool { entries.values.contains { !$0.isReservation } }
}

/// One change that a merge would make.
package struct MemberChange: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case add, update, remove
    }

    /// Why the user has to agree; `nil` when nobody needs to be asked.
    package enum Consent: String, CaseIterable, Sendable {
        /// The credentials of an entry that slots never wrote.
        case takeOver = "take-over"
        /// The credentials that slots wrote for another slot, whose pairs would trade on this one's account.
        case otherSlot = "other-slot"
        /// A whole file that slots never wrote.
        case overwriting
        /// Somebody edited what slots wrote.
        case drift
        /// Members of the user's file go.
        case removal
        /// A fee or a delay that the slot can hardly mean.
        case implausible
        /// What a bot keeps where slots cannot look, and would replace.
        case unseen
    }

    package enum Value: Sendable, Hashable {
        /// JSON text, such as `0.1` or `"spot"`.
        case json(String)
        case secret(Fingerprint)
    }

    /// Member names from the root.
    package var path: [String]
    package var kind: Kind
    package var old: Value?
    package var new: Value?
    package var consent: Consent?
    /// The slot that wants the change.
    package var slot: String?

    package init(
        path: [String],
        kind: Kind,
        old: Value?,
        new: Value?,
        consent: Consent? = nil,
        slot: String? = nil
    ) {
        self.path = path
        self.kind = kind
        self.old = old
        self.new = new
        self.consent = consent
        self.slot = slot
    }
}

extension MemberChange {
    /// Whether a credential comes, goes or changes.
    package var isOfCredential: Bool {
        switch (old, new) {
        case (.secret?, _), (_, .secret?): true
        default: false
        }
    }
}

/// Everything that decides how one file of a bot will look.
package struct MergeInput: Sendable {
    package var template: BotTemplate
    package var file: BotTemplate.File
    package var bot: Bot
    package var slots: [BotSlot]
    /// The slots whose entries leave as removed ones do, and whose ids stay theirs: by name, what credentials each lacks
    /// before it could be enabled.
    package var disabled: [String: [CredentialField]] = [:]
    package var scope = SlotScope.all
    /// Whether entries that were there before slots go with their slots.
    package var prunes = false
    /// The file as it is; `nil` when it is missing.
    package var existing: ExistingFile?
    /// As the user would name it: `bots/gunbot/config.js`.
    package var fileName: String
    package var owned: OwnedMembers
    package var fingerprinter: Fingerprinter

    package init(
        template: BotTemplate,
        file: BotTemplate.File,
        bot: Bot,
        slots: [BotSlot],
        existing: ExistingFile?,
        fileName: String,
        owned: OwnedMembers,
        fingerprinter: Fingerprinter
    ) {
        self.template = template
        self.file = file
        self.bot = bot
        self.slots = slots
        self.existing = existing
        self.fileName = fileName
        self.owned = owned
        self.fingerprinter = fingerprinter
    }
}

/// How the file will look.
package struct MergeOutcome: Sendable {
    /// The whole new file; equal to the existing bytes when nothing changes, and made of pieces of them otherwise.
    package var content: SecretText
    package var changes: [MemberChange]
    package var findings: [Finding]
    package var owned: OwnedMembers
    /// Names of the slots whose credentials the bot encrypted, so that they cannot be compared.
    package var hidden: Set<String>
    /// Whether the file goes; there is no content then.
    package var removesFile = false
    /// The content without the moments in it, which every check changes; `nil`: there are none.
    package var lasting: SecretText?

    package init(
        content: SecretText,
        changes: [MemberChange],
        findings: [Finding],
        owned: OwnedMembers,
        hidden: Set<String> = []
    ) {
        self.content = content
        self.changes = changes
        self.findings = findings
        self.owned = owned
        self.hidden = hidden
    }
}
