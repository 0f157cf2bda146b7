package import Files
package import SlotModel

/// The revisions of a workspace, as far as they can be read.
package struct KeptRevisions: Sendable {
    /// The newest first.
    package var revisions: [Revision] = []
    /// What is damaged, missing or somebody else's: notes and warnings.
    package var findings: [Finding] = []

    package init() {}

    /// The revision of a number.
    package subscript(number: Int) -> Revision? { revisions.first { $0.number == number } }
}

extension KeptRevisions {
    /// Reads the facts of all revisions; opens no archive.
    ///
    /// - Parameter latest: The number of the latest revision, as the record of what is owned has it.
    package init(in state: StateFolder, latest: Int) {
        let folder: RevisionFolder?
        do throws(FileError) { folder = try RevisionFolder(of: state) } catch {
            findings = [
                Finding(
                    .warning,
                    "revision.damaged",
                    "the revisions cannot be read: \(error.finding().message)",
                    help: "look at .slots/revisions; the bots' files are not concerned"
                )
            ]
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
                    findings.append(RevisionFolder.missing(folder.path(number, .sealed)))
                }
            } catch {
                findings.append(error)
            }
        }
        let known = Set(folder.numbers)
        if let oldest = folder.numbers.last, oldest <= latest {
            let gone = (oldest...latest).filter { !known.contains($0) }
            findings += gone.prefix(5).map { RevisionFolder.missing(folder.path($0, .facts)) }
        }
        if folder.others > 0 { findings.append(RevisionFolder.foreign(folder.others)) }
    }
}

extension RevisionFolder {
    /// - Parameter path: Of what is not there, as messages name it.
    static func missing(_ path: String) -> Finding {
        Finding(
            .warning,
            "revision.missing",
            "\(path) is missing: nobody can go back over this revision any more",
            help: "bring it back from a backup of the workspace; later revisions are not concerned"
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

    static func foreign(_ count: Int) -> Finding {
        Finding(
            .note,
            "revision.foreign",
            "\(count == 1 ? "a file" : "\(count) files") in .slots/revisions did not come from slots",
            help: "move what you know elsewhere; slots leaves it alone"
        )
    }
}
