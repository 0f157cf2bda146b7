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
    package var seal: @Sendable (Secret) -> Result<Secret?, Finding>

    package init(
        origin: RevisionOrigin,
        count: Int,
        seal: @escaping @Sendable (Secret) -> Result<Secret?, Finding>
    ) {
        (self.origin, self.count, self.seal) = (origin, count, seal)
    }
}

extension Revision.File {
    /// What a plan changes in a file.
    init(_ file: PlannedFile, _ target: TargetFile, _ outcome: MergeOutcome, in workspace: String) {
        let fingerprinter = file.input.fingerprinter
        func fingerprint(_ content: Secret) -> Fingerprint {
            content.withBytes { fingerprinter.fingerprint($0) }
        }
        self.init(
            bot: file.bot.name,
            path: file.path,
            name: target.name,
            target: target.path(in: workspace),
            before: target.existing.map { fingerprint($0.content) },
            after: outcome.removesFile ? nil : fingerprint(outcome.content),
            changes: outcome.changes.map { $0.kept(file.input, outcome.owned) },
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
        do throws(Finding) { sealed = try seal(text).get() } catch { throw .notSealed(error) }
        return [
            sealed.map { folder.change(number, .sealed, $0) } ?? folder.change(number, .plain, text),
            folder.change(number, .facts, facts),
        ] + backups.removals
    }
}

extension MemberChange {
    /// As it is kept: what slots did not write may be anything, a secret under a harmless name as well.
    fileprivate func kept(_ input: MergeInput, _ after: OwnedMembers) -> MemberChange {
        let depth = input.file.entries?.path.count ?? 0
        let id = depth == 0 ? "" : path.dropFirst(depth).first ?? ""
        let name = path.dropFirst(depth == 0 ? 0 : depth + 1).joined(separator: ".")
        let isOurs = [input.owned, after].contains { $0.entries[id]?.members[name] != nil }
        func masked(_ value: Value?) -> Value? {
            guard !isOurs, case .json(let text) = value, !["true", "false", "null"].contains(text) else {
                return value
            }
            return .secret(Array(text.utf8).withUnsafeBytes { input.fingerprinter.fingerprint($0) })
        }
        return MemberChange(path: path, kind: kind, old: masked(old), new: masked(new), slot: slot)
    }
}
