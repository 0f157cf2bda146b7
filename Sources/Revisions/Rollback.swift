package import BotConfigs
import Cryptography
import Files
package import Ledger
package import SlotModel

/// One file of a bot, and what is taken back in it.
package struct FileRollback: Sendable {
    package var bot: Bot
    package var template: BotTemplate
    package var file: BotTemplate.File
    /// As the revisions name it, without links.
    package var path: String
    /// As the user named it when the oldest one was made.
    package var name: String
    /// Of the file before the oldest one, where there was one.
    package var mode: UInt32?
    /// The oldest first.
    package var steps: [RestoreStep]
}

/// What taking revisions back is about, before any archive is opened.
package struct Rollback: Sendable {
    /// The oldest first.
    package let revisions: [Revision]

    /// - Parameter renames: Of slots: their entries belong to whom they belong now.
    package init(_ revisions: [Revision], _ renames: [Ownership.Rename] = []) {
        (self.revisions, self.renames) = (revisions, renames)
    }

    private let renames: [Ownership.Rename]

    private func renamed(_ revision: Revision) -> Revision {
        renames.lazy.filter { $0.revision >= revision.number }
            .reduce(into: revision) { $0.rename($1.from, to: $1.to) }
    }

    /// Those whose archive is needed: that changed something which none before them did.
    package var opened: [Revision] {
        var seen: Set<[String]> = []
        return revisions.filter { revision in
            let touched = revision.files.flatMap { file in
                [[file.bot, file.path]] + file.changes.map { [file.bot, file.path] + $0.path }
            }
            return touched.reduce(false) { isNew, key in seen.insert(key).inserted || isNew }
        }
    }

    /// What is taken back, by file, in the order in which files were changed first.
    ///
    /// - Parameters:
    ///   - archives: Of the ``opened`` ones, by number.
    ///   - bots: Of the workspace, each with its template.
    /// - Throws: A ``Finding`` for a file that no bot of the workspace has any more.
    package func files(_ archives: [Int: RevisionArchive], _ bots: [(bot: Bot, template: BotTemplate)])
        throws(Finding) -> [FileRollback]
    {
        var files: [FileRollback] = []
        for revision in revisions.map(renamed) {
            for file in revision.files {
                let step = RestoreStep(
                    before: archives[revision.number].flatMap { $0.content(of: file) },
                    wasBefore: file.before,
                    after: file.after,
                    changes: file.changes,
                    ownedBefore: file.ownedBefore,
                    ownedAfter: file.ownedAfter
                )
                if let index = files.firstIndex(where: {
                    $0.bot.name == file.bot && $0.file.path.value == file.path
                }) {
                    files[index].steps.append(step)
                    continue
                }
                guard let found = bots.first(where: { $0.bot.name == file.bot }) else {
                    throw Self.gone(file, revision.number)
                }
                guard let declared = found.template.file(at: file.path) else {
                    throw Self.undeclared(file, revision.number, found.template.kind)
                }
                files.append(
                    FileRollback(
                        bot: found.bot,
                        template: found.template,
                        file: declared,
                        path: file.target,
                        name: file.name,
                        mode: file.mode,
                        steps: [step]
                    )
                )
            }
        }
        return files
    }

    private static func undeclared(_ file: Revision.File, _ number: Int, _ kind: String) -> Finding {
        Finding(
            .error,
            "rollback.no-file",
            "revision \(number) changed \(file.name), which the template \(kind) does not name any more",
            help: "give the template its former file again; or unpack it from the revision's archive: "
                + "slots explain rollback.no-file"
        )
    }

    private static func gone(_ file: Revision.File, _ number: Int) -> Finding {
        Finding(
            .error,
            "rollback.no-file",
            "revision \(number) changed \(file.name) of the bot '\(file.bot)', which the workspace does not have any more",
            help:
                "name the bot in slots.yaml again as it was; or unpack its file from the revision's archive: "
                + "slots explain rollback.no-file"
        )
    }
}

extension Revision {
    fileprivate mutating func rename(_ slot: String, to name: String) {
        // Who had the new name then was another slot, which is gone.
        give(name, to: Ownership.former(name))
        give(slot, to: name)
    }

    private mutating func give(_ slot: String, to name: String) {
        for file in files.indices {
            for change in files[file].changes.indices where files[file].changes[change].slot == slot {
                files[file].changes[change].slot = name
            }
            files[file].ownedBefore.rename(slot, to: name)
            files[file].ownedAfter.rename(slot, to: name)
        }
    }
}

extension Planner {
    /// Plans what taking revisions back makes of the bots' files.
    package func plan(takingBack files: [FileRollback]) -> Plan {
        var plan = Plan(files: [], findings: [])
        let mounts = FileMounts.seen()
        for rollback in files {
            do throws(FileError) {
                guard let planned = try planFile(rollback, &plan.findings) else { continue }
                plan.files.append(planned)
                plan.findings += notices(of: planned, mounts)
            } catch {
                plan.findings.append(error.finding(at: rollback.bot.directory.place))
            }
        }
        return plan
    }

    private func planFile(_ rollback: FileRollback, _ findings: inout [Finding])
        throws(FileError) -> PlannedFile?
    {
        let (target, existing) = try locate(rollback.file, of: rollback.bot)
        // A folder may have moved behind a link since; one that is named as it was is the same for an apply, too.
        guard target.path(in: workspace) == rollback.path || target.name == rollback.name else {
            findings.append(elsewhere(rollback, target))
            return nil
        }
        var input = MergeInput(
            template: rollback.template,
            file: rollback.file,
            bot: rollback.bot,
            slots: [],
            existing: existing,
            fileName: target.name,
            owned: ownedMembers(of: rollback.bot, file: rollback.file),
            fingerprinter: fingerprinter
        )
        let (outcome, told) = restore(input, rollback.steps)
        findings += told
        guard let outcome else { return nil }
        // Nobody is waited for with a file's text in ordinary memory.
        input.existing = nil
        return PlannedFile(
            bot: rollback.bot,
            path: rollback.file.path.value,
            target: target,
            outcome: outcome,
            input: input,
            steps: rollback.steps,
            modeBefore: rollback.mode
        )
    }

    private func elsewhere(_ rollback: FileRollback, _ target: TargetFile) -> Finding {
        Finding(
            .error,
            "rollback.no-file",
            "the revision is about \(rollback.path), and \(target.name) is another file now",
            at: rollback.bot.directory.place,
            help: "name the folder in slots.yaml again as it was when the revision was made"
        )
    }
}
