import Cryptography
package import Files
import Glibc
import Ledger
import SlotModel

/// The folder `.slots/revisions/`: for each revision its facts, `N.json`, and its archive, `N.age` or `N.tar`.
///
/// What somebody else put there is told, and never read as ours, replaced or removed.
package struct RevisionFolder: Sendable {
    /// More names than this are not looked at.
    private static let nameLimit = 100_000
    /// How many numbers above the latest known one may turn out to be no revision's.
    private static let guessLimit = 64
    /// Nobody loses the record of so many: what stands far above them was not written here.
    private static let leapLimit = 1_000_000
    /// Larger than any archive: some targets, and their encryption.
    private static let archiveLimit = 256 << 20

    let folder: Folder
    /// By number, what stands under it.
    let found: [Int: Set<Kind>]
    /// Names that no file of a revision has.
    let others: Int

    /// The ending of a file's name.
    enum Kind: String, CaseIterable {
        case facts = "json"
        case sealed = "age"
        case plain = "tar"
    }

    /// Makes the folder where it is not there.
    init(making state: Folder, system: FileSystem = .live) throws(FileError) {
        try self.init(Folder.makePrivate(RealPath.join(state.path, "revisions"), system: system))
    }

    /// - Returns: `nil` when there is none.
    package init?(of state: StateFolder) throws(FileError) {
        let path = state.file("revisions")
        guard let above = try state.open() else { return nil }
        guard try above.names(limit: Self.nameLimit).contains("revisions") else { return nil }
        guard RealPath.of(path) == RealPath.join(RealPath.of(state.path) ?? state.path, "revisions") else {
            throw .notAFile(path: path, kind: "a link to another folder")
        }
        try self.init(Folder(path))
    }

    private init(_ folder: Folder) throws(FileError) {
        self.folder = folder
        var (found, others): ([Int: Set<Kind>], Int) = ([:], 0)
        for name in try folder.names(limit: Self.nameLimit) where !name.hasPrefix(".") {
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            if parts.count == 2, let number = Int(parts[0]), String(number) == parts[0],
                (1...Ownership.revisionLimit).contains(number), let kind = Kind(rawValue: String(parts[1]))
            {
                found[number, default: []].insert(kind)
            } else {
                others += 1
            }
        }
        (self.found, self.others) = (found, others)
    }

    /// How many archives are not encrypted.
    package static func plainArchives(in state: StateFolder) -> Int {
        guard let folder = try? RevisionFolder(of: state) else { return 0 }
        return folder.found.values.count { $0.contains(.plain) }
    }

    /// Numbers under which something stands, the greatest first.
    var numbers: [Int] { found.keys.sorted(by: >) }

    func name(_ number: Int, _ kind: Kind) -> String { "\(number).\(kind.rawValue)" }

    /// As messages name it.
    func path(_ number: Int, _ kind: Kind) -> String { ".slots/revisions/" + name(number, kind) }

    // MARK: - Reading

    /// A file of ours; who else made one might have put anything into it.
    func read(_ number: Int, _ kind: Kind) throws(FileError) -> Secret? {
        let limit = kind == .facts ? Revision.sizeLimit : Self.archiveLimit
        let name = path(number, kind)
        guard let file = try folder.read(self.name(number, kind), name: name, limit: limit) else {
            return nil
        }
        guard try isOurs(file.status) else { throw .notAFile(path: name, kind: "a file of another user") }
        return file.content
    }

    private func isOurs(_ status: FileStatus) throws(FileError) -> Bool {
        let own = try folder.status().owner
        return [geteuid(), 0, own].contains(status.owner)
    }

    /// The facts of a revision.
    ///
    /// - Throws: A ``Finding``, a warning, where they are not there or not readable as such.
    func facts(_ number: Int) throws(Finding) -> Revision {
        guard let content = try told(number, { () throws(FileError) in try read(number, .facts) }) else {
            throw Self.missing(path(number, .facts))
        }
        let bytes = content.withBytes(Array.init)
        let revision = Revision(reading: bytes)
        guard let revision, revision.number == number else {
            if Revision.isFromTheFuture(bytes) { throw Self.newer(number) }
            throw Self.damaged(number, "\(path(number, .facts)) is not as slots writes it")
        }
        return revision
    }

    /// The archive of a revision as it lies there, and whether it is encrypted.
    ///
    /// - Throws: A ``Finding``, a warning, where it is not there or not readable.
    func archive(_ number: Int) throws(Finding) -> (content: Secret, isSealed: Bool) {
        for kind in [Kind.sealed, .plain] {
            if let content = try told(number, { () throws(FileError) in try read(number, kind) }) {
                return (content, kind == .sealed)
            }
        }
        throw Self.missing(path(number, .sealed))
    }

    /// What an archive is, without opening it.
    ///
    /// - Throws: A ``Finding``, a warning, where it cannot be one of ours.
    func examineArchive(_ number: Int) throws(Finding) {
        for kind in [Kind.sealed, .plain] where found[number]?.contains(kind) == true {
            let name = path(number, kind)
            let status = try told(number) { () throws(FileError) in
                try folder.status(of: self.name(number, kind), shown: name)
            }
            guard let status else { continue }
            let isWhole =
                status.kind == .regular && (1...Self.archiveLimit).contains(Int(status.identity.size))
            guard isWhole, try told(number, { () throws(FileError) in try isOurs(status) }) else {
                throw Self.damaged(number, "\(name) is not as slots writes it")
            }
        }
    }

    private func told<Result>(_ number: Int, _ body: () throws(FileError) -> Result) throws(Finding) -> Result
    {
        do throws(FileError) { return try body() } catch {
            throw Self.damaged(number, error.finding().message)
        }
    }

    // MARK: - Writing

    /// A number that no revision had, and under which nothing stands, and the number of the revision before it.
    ///
    /// - Parameter latest: Of the latest revision, as the record of what is owned has it; zero where it is lost.
    func nextNumber(after latest: Int) -> (number: Int, previous: Int) {
        let later = numbers.prefix { $0 > latest }.drop { $0 > latest + Self.leapLimit }.prefix(
            Self.guessLimit
        )
        let previous = later.first { (try? facts($0)) != nil } ?? latest
        var number = previous + 1
        while found[number] != nil { number += 1 }
        return (number, previous)
    }

    /// A new file, as a part of a transaction.
    func change(_ number: Int, _ kind: Kind, _ content: SecretText) -> FileChange {
        FileChange(
            RealPath.join(folder.path, name(number, kind)),
            in: folder.path,
            file: name(number, kind),
            before: nil,
            content: content,
            mode: 0o600
        )
    }

    /// Removes the oldest revisions; what is not certainly a revision of ours stays.
    ///
    /// Whoever is killed meanwhile leaves a few too many, which go the next time.
    ///
    /// - Parameter count: How many stay: one more was written since the folder was looked at.
    func prune(to count: Int) {
        let whole = numbers.filter { found[$0]?.contains(.facts) == true }
        for number in whole.dropFirst(max(0, count - 1)) where (try? facts(number)) != nil {
            // What it was goes first: without its facts nobody would know an archive as ours.
            for kind in [Kind.sealed, .plain] where (try? isOurs(number, kind)) == true {
                try? folder.removeFile(name(number, kind))
            }
            let isGone = [Kind.sealed, .plain].allSatisfy { (try? isOurs(number, $0)) == false }
            if isGone { try? folder.removeFile(name(number, .facts)) }
        }
    }

    /// Whether an ordinary file of ours stands there.
    private func isOurs(_ number: Int, _ kind: Kind) throws(FileError) -> Bool {
        guard let status = try folder.status(of: name(number, kind), shown: path(number, kind)) else {
            return false
        }
        guard status.kind == .regular else { return false }
        return try isOurs(status)
    }
}
