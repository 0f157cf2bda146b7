package import BotConfigs
package import SlotModel

/// One applied plan as it is kept: what it changed, when and by whom.
///
/// Holds no secret.
///
/// Stands in `.slots/revisions/N.json`, so that it can be listed and compared without opening anything, and once more
/// in the archive beside it, which holds what was there before.
package struct Revision: Sendable, Hashable {
    /// From 1; greater than those of all revisions before it.
    package var number: Int
    /// The number of the revision before it; zero: there was none.
    package var previous: Int
    package var time: Timestamp
    package var user: String
    package var host: String
    /// The name of the command, such as `apply`.
    package var command: String
    /// In the order of their names; as they were checked just before.
    package var slots: [SlotStatus]
    /// Those that changed.
    package var files: [File]

    package struct SlotStatus: Sendable, Hashable {
        package var slot: String
        package var status: Status

        package init(slot: String, status: Status) { (self.slot, self.status) = (slot, status) }
    }

    /// One file of one bot.
    package struct File: Sendable, Hashable {
        package var bot: String
        /// Inside the bot's folder.
        package var path: String
        /// As the user named it.
        package var name: String
        /// What was written, without links: from the workspace's folder, or absolute where it lies elsewhere.
        package var target: String
        /// Of the file as it was: its access bits.
        package var mode: UInt32?
        /// Of the whole file as it was; `nil`: there was none.
        package var before: Fingerprint?
        /// Of the whole file as it was written; `nil`: it was removed.
        package var after: Fingerprint?
        /// Secrets are fingerprints.
        package var changes: [MemberChange]
        /// What slots owned in the file.
        package var ownedBefore: OwnedMembers
        package var ownedAfter: OwnedMembers

        /// The file's name in the archive; nothing is there where there was no file.
        package var member: String { "files/\(bot)/\(path)" }
    }

    package init(
        number: Int,
        previous: Int,
        time: Timestamp,
        user: String,
        host: String,
        command: String,
        slots: [SlotStatus],
        files: [File]
    ) {
        (self.number, self.previous) = (number, previous)
        (self.time, self.user, self.host) = (time, user, host)
        (self.command, self.slots, self.files) = (command, slots, files)
    }
}

/// Who applies, and what a revision says of it.
package struct RevisionOrigin: Sendable {
    package var time: Timestamp
    package var user: String
    package var host: String
    package var command: String
    package var slots: [Revision.SlotStatus]

    package init(
        time: Timestamp,
        user: String,
        host: String,
        command: String,
        slots: [Revision.SlotStatus]
    ) {
        (self.time, self.user, self.host) = (time, user, host)
        (self.command, self.slots) = (command, slots)
    }
}
