package import Files
import Ledger
package import SlotModel

/// The revisions of a workspace, as far as they can be read.
package struct KeptRevisions: Sendable {
    /// The newest first.
    package private(set) var revisions: [Revision] = []
    /// What is damaged, missing or somebody else's: notes and warnings.
    package private(set) var findings: [Finding] = []
    /// The number of the latest revision, whether it is there or not; zero before the first.
    package let latest: Int

    /// Reads the facts of all revisions; opens no archive.
    ///
    /// - Parameter latest: The number of the latest revision, as the record of what is owned has it.
    package init(in state: StateFolder, latest: Int) {
        self.latest = latest
        let folder: RevisionFolder?
        do throws(FileError) { folder = try RevisionFolder(of: state) } catch {
            findings = [RevisionFolder.unreadable(error)]
            return
        }
        guard let folder else {
            if latest > 0 { findings = [RevisionFolder.missing(".slots/revisions")] }
            return
        }
        for number in folder.numbers {
            do throws(Finding) {
                revisions.append(try folder.facts(number))
                if folder.found[number]?.isDisjoint(with: [.sealed, .plain]) != false {
                    findings.append(RevisionFolder.missing("\(folder.path(number, .sealed)) or .tar"))
                }
                try folder.examineArchive(number)
            } catch {
                findings.append(error)
            }
        }
        // The oldest one's predecessor was removed on purpose.
        let wanted = [latest] + revisions.dropLast().map(\.previous)
        for number in wanted where number > 0 && folder.found[number] == nil {
            findings.append(RevisionFolder.missing(folder.path(number, .facts)))
        }
        if folder.others > 0 { findings.append(RevisionFolder.foreign(folder.others)) }
    }

    /// One revision alone; `nil`: there was none yet.
    ///
    /// - Throws: A ``Finding``, a warning, where it cannot be read.
    package static func one(_ number: Int, in state: StateFolder) throws(Finding) -> Revision? {
        guard number > 0 else { return nil }
        let folder: RevisionFolder?
        do throws(FileError) { folder = try RevisionFolder(of: state) } catch {
            throw RevisionFolder.unreadable(error)
        }
        guard let folder else { throw RevisionFolder.missing(".slots/revisions") }
        return try folder.facts(number)
    }

    /// The number of the latest revision, where there was one.
    package var newest: Int? { latest > 0 ? latest : revisions.first?.number }

    /// The revision of a number; `nil`: it is not there, or cannot be read.
    package subscript(number: Int) -> Revision? { revisions.first { $0.number == number } }

    /// Those that lead from one state to a later one, the oldest first.
    ///
    /// - Parameters:
    ///   - start: After this revision; zero: before the first.
    ///   - end: Up to this one.
    /// - Throws: A ``Finding`` for one on the way that is not there or cannot be read.
    package func between(_ start: Int, _ end: Int) throws(Finding) -> [Revision] {
        var (found, number): ([Revision], Int) = ([], end)
        while number > start {
            guard let revision = self[number] else { throw unknown(number) }
            found.append(revision)
            number = revision.previous
        }
        return found.reversed()
    }

    private func unknown(_ number: Int) -> Finding {
        let kept = revisions.map(\.number)
        let what =
            if let oldest = kept.last, let newest = kept.first {
                "revisions \(oldest) to \(newest) are kept"
            } else {
                "no revision is kept"
            }
        return Finding(
            .error,
            "revision.unknown",
            "revision \(number) is not there, or cannot be read; \(what)",
            help: "see what is there with: slots history"
        )
    }
}

extension RevisionFolder {
    fileprivate static func unreadable(_ error: FileError) -> Finding {
        Finding(
            .warning,
            "revision.damaged",
            "the revisions cannot be read: \(error.finding().message)",
            help: "look at .slots/revisions; the bots' files are not concerned"
        )
    }

    /// - Parameter path: Of what is not there, as messages name it.
    static func missing(_ path: String) -> Finding {
        Finding(
            .warning,
            "revision.missing",
            "\(path) is missing: what only this revision kept cannot be brought back",
            help: "take it from a backup of the workspace; later revisions are not concerned"
        )
    }

    static func damaged(_ number: Int, _ reason: String) -> Finding {
        Finding(
            .warning,
            "revision.damaged",
            "revision \(number) cannot be used: \(reason)",
            help: "bring its files in .slots/revisions back from a backup; later revisions are not concerned"
        )
    }

    static func newer(_ number: Int) -> Finding {
        Finding(
            .warning,
            "revision.newer",
            "revision \(number) was written by a newer slots",
            help: "show it, and take it back, with that one"
        )
    }

    /// The folder is none, or cannot be written.
    static func unusable(_ error: FileError) -> Finding {
        Finding(
            .error,
            "revision.no-folder",
            "what the bots' files held cannot be kept: \(error.finding().message)",
            help: ".slots/revisions has to be a folder of its own and no link: move what is there elsewhere"
        )
    }

    fileprivate static func foreign(_ count: Int) -> Finding {
        Finding(
            .note,
            "revision.foreign",
            "\(count == 1 ? "a file" : "\(count) files") in .slots/revisions did not come from slots",
            help: "move what you know elsewhere; slots leaves it alone"
        )
    }
}
