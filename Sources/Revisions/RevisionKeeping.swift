import BotConfigs
package import Cryptography
import Files
import Ledger
package import SlotModel

/// How an application keeps what was there before.
package struct RevisionKeeping: Sendable {
    package var origin: RevisionOrigin
    /// How many revisions stay; at least one.
    package var count: Int
    /// Encrypts an archive to the workspace's recipients; `nil`: there are none, and the archive stays as it is.
    package var seal: @Sendable (SecretText) -> Result<Secret?, Finding>

    package init(
        origin: RevisionOrigin,
        count: Int,
        seal: @escaping @Sendable (SecretText) -> Result<Secret?, Finding>
    ) {
        (self.origin, self.count, self.seal) = (origin, count, seal)
    }
}

extension Revision.File {
    /// What a plan changes in a file.
    init(_ file: PlannedFile, _ target: TargetFile, _ outcome: MergeOutcome, in workspace: String) {
        let fingerprinter = file.input.fingerprinter
        self.init(
            bot: file.bot.name,
            path: file.path,
            name: target.name,
            target: target.path(in: workspace),
            mode: target.existing?.status.mode,
            before: target.existing.map { fingerprinter.fingerprint(ofFile: SecretText($0.content)) },
            after: outcome.removesFile ? nil : fingerprinter.fingerprint(ofFile: outcome.content),
            changes: outcome.changes.map { change in
                var change = change
                change.consent = nil
                change.maskUndeclared(in: file.input)
                return change
            },
            ownedBefore: file.input.owned,
            ownedAfter: outcome.owned
        )
    }
}

extension RevisionKeeping {
    /// The files of a new revision, for the transaction of the change that it keeps.
    ///
    /// - Parameters:
    ///   - files: What changes, each with its content before; `nil`: there is no file.
    ///   - backups: What an earlier version kept, which goes into the archive.
    ///   - number: Of the revision.
    ///   - previous: Of the revision before it; zero: there was none.
    func changes(
        _ files: [(facts: Revision.File, before: Secret?)],
        _ backups: FormerBackups,
        _ number: Int,
        after previous: Int,
        in folder: RevisionFolder
    ) throws(RevisionError) -> [FileChange] {
        let revision = Revision(
            number: number,
            previous: previous,
            time: origin.time,
            user: origin.user,
            host: origin.host,
            command: origin.command,
            slots: origin.slots,
            files: files.map(\.facts)
        )
        let facts = Secret(copying: Array(revision.text.utf8))
        var archive = Archive([Archive.Member(name: Revision.memberName, content: facts)])
        for file in files {
            if let before = file.before {
                archive.members.append(.init(name: file.facts.member, content: before))
            }
        }
        archive.members += backups.members
        let text = archive.text(at: origin.time.microseconds / 1_000_000)
        let sealed: Secret?
        do throws(Finding) { sealed = try seal(text).get() } catch { throw .notKept(error) }
        return [
            sealed.map { folder.change(number, .sealed, SecretText($0)) }
                ?? folder.change(number, .plain, text),
            folder.change(number, .facts, SecretText(facts)),
        ] + backups.removals
    }
}
