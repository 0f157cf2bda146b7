import Cryptography

/// What a transaction is about to do, kept where the next command finds it; no content, and nothing made of it.
struct Journal: Equatable {
    enum Phase: String {
        /// Files of these names are being written beside their targets: none of them took its place.
        case staging
        /// All are complete: the point of no return.
        case moving
    }

    struct Entry: Equatable {
        /// Absolute.
        var folder: String
        var target: String
        var staged: String
        /// The new file; not known yet in the phase of staging, and never of a removal.
        var new: FileStatus.Identity?
        /// The file whose place it takes; `nil`: none.
        var old: FileStatus.Identity?
        /// Whether the target goes, and nothing takes its place.
        var isRemoval = false
        /// Whether the target is a mount point: it stays, and its content is written over with what waits in the
        /// state's folder.
        var isInPlace = false
    }

    static let name = "journal"
    static let sizeLimit = 64 << 20
    private static let header = "slots journal 2"
    /// Without the home, and with devices before inodes: of a change that an earlier version was cut off in.
    private static let formerHeader = "slots journal 1"
    private static let (removal, inPlace) = ("removed", "in place")

    var phase: Phase
    /// The state's folder: a copy of the workspace takes the journal along, and its folders are another's.
    var home: String
    var entries: [Entry]

    /// Fields that end with a NUL, which no name has; the last one is the digest of all before it.
    var text: [UInt8] {
        var fields = [Self.header, phase.rawValue, home]
        for entry in entries {
            fields += [entry.folder, entry.target, entry.staged]
            fields += [
                entry.isRemoval ? Self.removal : entry.isInPlace ? Self.inPlace : Self.text(entry.new),
                Self.text(entry.old),
            ]
        }
        let body = fields.reduce(into: [UInt8]()) { $0 += Array($1.utf8) + [0] }
        return body + Array(Hex.text(sha256(body)).utf8) + [0]
    }

    init(_ phase: Phase, in home: String, _ entries: [Entry]) {
        (self.phase, self.home, self.entries) = (phase, home, entries)
    }

    /// - Parameter home: Where the bytes lie, for a journal that does not say itself where it belongs.
    /// - Returns: `nil` for what is not a whole journal.
    init?(_ bytes: [UInt8], in home: String) {
        var fields = bytes.split(separator: 0, omittingEmptySubsequences: false)
        guard fields.popLast()?.isEmpty == true, let digest = fields.popLast(),
            digest.elementsEqual(Hex.text(sha256(Array(bytes.dropLast(digest.count + 1)))).utf8),
            fields.count >= 2
        else { return nil }
        var texts = fields.map { String(decoding: $0, as: UTF8.self) }
        if texts[0] == Self.formerHeader {
            texts[0] = Self.header
            texts.insert(home, at: 2)
        }
        guard texts[0] == Self.header, texts.count >= 3, (texts.count - 3) % 5 == 0,
            let phase = Phase(rawValue: texts[1])
        else { return nil }
        var entries: [Entry] = []
        for start in stride(from: 3, to: texts.count, by: 5) {
            let (folder, target, staged) = (texts[start], texts[start + 1], texts[start + 2])
            guard folder.hasPrefix("/"), Self.isName(target), Self.isName(staged),
                staged.hasPrefix(Self.mark(of: target))
            else { return nil }
            let (new, old) = (Self.identity(texts[start + 3]), Self.identity(texts[start + 4]))
            let (isRemoval, isInPlace) = (texts[start + 3] == Self.removal, texts[start + 3] == Self.inPlace)
            guard phase == .staging || new != nil || isInPlace || isRemoval && old != nil else { return nil }
            entries.append(
                Entry(
                    folder: folder,
                    target: target,
                    staged: staged,
                    new: new,
                    old: old,
                    isRemoval: isRemoval,
                    isInPlace: isInPlace
                )
            )
        }
        self.init(phase, in: texts[2], entries)
    }

    /// What the names of the files begin with that wait for a target's place.
    static func mark(of target: String) -> String { ".\(target).slots-" }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text != "." && text != ".." && !text.contains("/")
    }

    private static func text(_ identity: FileStatus.Identity?) -> String {
        guard let identity else { return "" }
        return "\(identity.inode) \(identity.size) \(identity.modified)"
    }

    private static func identity(_ text: String) -> FileStatus.Identity? {
        let parts = text.split(separator: " ").suffix(3).map(String.init)
        guard parts.count == 3, let inode = UInt64(parts[0]), let size = Int64(parts[1]),
            let modified = Int64(parts[2])
        else { return nil }
        return FileStatus.Identity(inode: inode, size: size, modified: modified)
    }
}
