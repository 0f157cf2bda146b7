package import BotConfigs
package import Cryptography
package import Files
package import SlotModel

/// What a revision holds of the files before it, opened and proved to be what was kept.
package struct RevisionArchive: Sendable {
    private let archive: Archive

    /// Opens a revision's archive.
    ///
    /// - Parameters:
    ///   - unseal: Decrypts what was encrypted to the workspace's recipients; gets the file's name for messages.
    ///   - fingerprinter: The workspace's: somebody else's archive has other contents.
    /// - Throws: A ``Finding``, an error, for one that is not there, not to be opened, or not as it was written.
    package init(
        of revision: Revision,
        in state: StateFolder,
        _ fingerprinter: Fingerprinter,
        unseal: (Secret, _ path: String) -> Result<Secret, Finding>
    ) throws(Finding) {
        let number = revision.number
        let folder: RevisionFolder?
        do throws(FileError) { folder = try RevisionFolder(of: state) } catch { throw error.finding() }
        guard let folder else { throw Self.error(RevisionFolder.missing(".slots/revisions")) }
        let stored: (content: Secret, isSealed: Bool)
        do throws(Finding) { stored = try folder.archive(number) } catch { throw Self.error(error) }
        let text =
            try stored.isSealed
            ? Self.opened(unseal(stored.content, folder.path(number, .sealed)), number) : stored.content
        do throws(ArchiveFault) { archive = try Archive(reading: text) } catch {
            throw Self.error(RevisionFolder.damaged(number, error.reason))
        }
        let facts = archive[Revision.memberName]
        guard facts?.isEqual(to: Secret(copying: Array(revision.text.utf8))) == true else {
            throw Self.error(RevisionFolder.damaged(number, "its archive and its facts are not of one apply"))
        }
        for file in revision.files {
            let kept = archive[file.member].map(SecretText.init)
            let isKept = kept.flatMap { kept in
                file.before.map { fingerprinter.isFingerprint($0, ofFile: kept) }
            }
            guard isKept ?? (kept == nil && file.before == nil) else {
                throw Self.error(
                    RevisionFolder.damaged(
                        number,
                        "\(file.member) in it is not what was kept, or .slots/fingerprint.key is not the one of then"
                    )
                )
            }
        }
    }

    /// A file as it was before the revision; `nil`: there was none.
    package func content(of file: Revision.File) -> Secret? { archive[file.member] }

    /// What is wrong with the archive itself is no trouble of the secrets.
    private static func opened(_ text: Result<Secret, Finding>, _ number: Int) throws(Finding) -> Secret {
        do throws(Finding) { return try text.get() } catch {
            switch error.code {
            case "secret.damaged": throw Self.error(RevisionFolder.damaged(number, error.message))
            case "secret.wrong-identity":
                throw Self.error(
                    RevisionFolder.damaged(number, "the identity here is none of those it is encrypted to")
                )
            default: throw error
            }
        }
    }

    private static func error(_ finding: Finding) -> Finding {
        var finding = finding
        finding.severity = .error
        return finding
    }
}
