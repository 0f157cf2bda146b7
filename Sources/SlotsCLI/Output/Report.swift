package import Ledger
package import Operations
package import Revisions
package import SlotEditing
package import SlotModel

/// An entry of `secrets.age`, without its value.
package struct StoredSecret: Sendable, Hashable {
    package var name: String
    /// `nil` when the file does not say.
    package var set: Timestamp?
    /// The fields that name it, such as `aster.private-key`, by slot.
    package var usedBy: [String]
    /// Kept for `slots replace-key --undo`; no slot can name it.
    package var isReplaced: Bool

    package init(name: String, set: Timestamp?, usedBy: [String], isReplaced: Bool = false) {
        self.name = name
        self.set = set
        self.usedBy = usedBy
        self.isReplaced = isReplaced
    }
}

/// What `check`, `verify`, `plan`, `apply`, `list` and `validate` found, before anybody decides how it looks.
package struct Report: Sendable {
    package var command: CommandName
    package var exit: ExitCode
    /// In the order of the slots' names.
    package var slots: [SlotReport]
    /// Slots whose files have errors, by name: nobody was asked about them.
    package var unread: [String] = []
    /// In the order of the files.
    package var findings: [Finding]
    /// `nil`: no plan was made.
    package var changes: [FileChanges]?
    /// The stored secrets, without their values; `nil`: nobody asked for them.
    package var secrets: [StoredSecret]?
    /// Of `history` without a slot only, the newest first.
    package var revisions: [Revision]?
    /// Of `history` only: applies whose revisions are not kept, the oldest first.
    package var applies: [RecordedApply]?
    /// The number under which it is kept what was there before; `nil`: no file of a bot changed.
    package var revision: Int?
    /// Of `history` only.
    package var history: [StatusSpan]?
    /// Of `balances` only.
    package var balances: [BalanceSeries]?
    /// Of `show` only.
    package var shown: ShownSlot?
    /// Of `register` only; `nil`: the bot was not asked.
    package var registrations: [Registration]?
    /// Of `template list` only.
    package var templates: [ListedTemplate]?
    /// Of `template check` only.
    package var trial: TemplateTrial?
    /// Of `explain` and `help`: what they say; of `template new --dry-run`: the template.
    package var text: String?
    /// The files that were written, as the user would name them; of `init`, `apply` and `template new` only.
    package var written: [String]?

    package init(
        _ command: CommandName,
        exit: ExitCode = .done,
        slots: [SlotReport] = [],
        unread: [String] = [],
        findings: [Finding] = [],
        changes: [FileChanges]? = nil,
        secrets: [StoredSecret]? = nil
    ) {
        self.command = command
        self.exit = exit
        self.slots = slots
        self.unread = unread
        self.findings = findings
        self.changes = changes
        self.secrets = secrets
    }
}
