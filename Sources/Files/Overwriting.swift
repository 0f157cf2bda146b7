import Cryptography
import Glibc

/// A target whose place no other file can take, because something is mounted there: it is written over.
///
/// The new content and the old one wait in the state's folder, flushed, before the first byte of the target changes, and
/// both stay until the whole transaction is done. Which of them are there tells how far it came: both while the target
/// is old or being written; both, the old one under its last name, once it is new; the new one alone when the target was
/// given its old content back. Where nobody can give it back, because the mount is not there, the old one is kept.
struct Overwriting {
    let entry: Journal.Entry
    /// The target's; `nil`: it is gone.
    let folder: Folder?
    /// The state's, which is private.
    let state: Folder

    /// The old content, as long as the target is not known to be new.
    private var old: String { entry.spare }
    /// The old content, when it is.
    private var replaced: String { entry.staged + "d" }
    /// The old content of a target that was not there to get it back.
    private var rescued: String { entry.staged + "k" }

    /// - Throws: ``FileError`` also where the target may not be written, before anything has changed.
    func stage(_ content: SecretText, of change: FileChange) throws(FileError) {
        guard let folder, let before = change.before else { return }
        try writing(change.name) { () throws(SystemError) in
            folder.system.close(try folder.system.open(folder.descriptor, entry.target, .overwriting))
        }
        for (file, content) in [(entry.staged, content), (old, SecretText(before.content))] {
            try writing(change.name) { () throws(SystemError) in
                _ = try state.create(file) { (descriptor) throws(SystemError) in
                    try state.system.write(content, to: descriptor)
                }
            }
            let isWritten = try reading(change.name) { () throws(SystemError) in
                try state.holds(content, at: file)
            }
            guard isWritten else { throw .notAsWritten(path: change.name) }
        }
        try writing(state.path) { () throws(SystemError) in try state.flush() }
    }

    var moveState: MoveState {
        get throws(SystemError) {
            guard try state.status(of: entry.staged) != nil else {
                return try state.status(of: replaced) == nil ? .moved : .finished
            }
            if try state.status(of: replaced) != nil { return .moved }
            guard let old = try content(old), let new = try content(entry.staged) else { return .withdrawn }
            return try ifOurs(between: old, new) { _, _ in } ? .waiting : .disturbed
        }
    }

    /// Writes the new content over the old one, also where that was begun before.
    ///
    /// - Returns: `false` when somebody else wrote the target.
    func write() throws(SystemError) -> Bool {
        guard let old = try content(old), let new = try content(entry.staged) else {
            throw SystemError(code: EIO)
        }
        guard try replaceContent(by: new, between: old, new) else { return false }
        try state.system.rename(state.descriptor, self.old, replaced, .replacing)
        return true
    }

    /// Gives the target its old content back, unless somebody has written it since: the newest is what has to stay.
    func writeBack() throws(SystemError) {
        // From here on it is not known to be new, also after a power cut in the middle of it.
        if try state.status(of: replaced) != nil {
            try state.system.rename(state.descriptor, replaced, self.old, .replacing)
            try state.flush()
        }
        guard let old = try content(old), let new = try content(entry.staged) else { return }
        let isOurs = try replaceContent(by: old, between: old, new)
        if !isOurs, try !isThere { return try rescue() }
        try state.remove(self.old)
    }

    /// Keeps the old content of a target that may be half new, and is not there.
    func rescue() throws(SystemError) {
        guard try state.status(of: old) != nil else { return }
        try state.system.rename(state.descriptor, old, rescued, .replacing)
        try state.flush()
    }

    /// - Returns: What is kept.
    func removeContents() throws(SystemError) -> KeptFile? {
        // Without the new content, and with the old one under its last name, nothing is to be done any more.
        try state.remove(entry.staged)
        for name in [old, replaced] { try state.remove(name) }
        guard try state.status(of: rescued) != nil else { return nil }
        let target = RealPath.join(entry.folder, entry.target)
        return KeptFile(RealPath.join(state.path, rescued), .former(of: target))
    }

    /// Whether the file that was mounted still is: another one of its name never was being written.
    private var isThere: Bool {
        get throws(SystemError) {
            guard let folder, let old = entry.old else { return false }
            return try folder.status(of: entry.target)?.identity.isSameFile(as: old) ?? false
        }
    }

    private func content(_ file: String) throws(SystemError) -> Secret? {
        do throws(FileError) { return try state.read(file, limit: .max - 1)?.content } catch {
            throw SystemError(code: error.code == 0 ? EIO : error.code)
        }
    }

    /// - Returns: Whether nobody else wrote the target.
    private func replaceContent(by content: Secret, between old: Secret, _ new: Secret)
        throws(SystemError) -> Bool
    {
        let system = state.system
        return try ifOurs(between: old, new) { (opened, found) throws(SystemError) in
            if !found.isEqual(to: content) {
                // Whoever reads before the file is cut to its new end finds blank lines there, and no rest of the old.
                try system.write(content.padded(to: found.count), to: opened)
                if found.count > content.count { try system.truncate(opened, content.count) }
            }
            try system.flush(opened)
        }
    }

    /// Opens the target, where it can be for nobody else.
    ///
    /// - Parameter body: Gets what the target holds, if that is the old content, the new one, or one of them partly
    ///   written over by the other.
    /// - Returns: `false` for anything else: somebody else's.
    private func ifOurs(
        between old: Secret,
        _ new: Secret,
        _ body: (Int32, Secret) throws(SystemError) -> Void
    ) throws(SystemError) -> Bool {
        guard let folder else { return false }
        let (system, limit) = (folder.system, max(old.count, new.count))
        let opened: Int32
        do throws(SystemError) {
            opened = try system.open(folder.descriptor, entry.target, .overwriting)
        } catch {
            // Gone, or something of another kind.
            guard [ENOENT, ELOOP, ENXIO, EISDIR].contains(error.code) else { throw error }
            return false
        }
        defer { system.close(opened) }
        system.waitToHoldAlone(opened)
        let status = try system.status(opened)
        guard status.kind == .regular, status.identity.size <= limit,
            let found = try system.content(of: opened, size: limit, limit: limit), found.isBetween(old, new)
        else { return false }
        try body(opened, found)
        return true
    }
}

extension FileSystem {
    /// Keeps others from opening a file until it is closed, where the system can; who has it open has a moment to close
    /// it.
    fileprivate func waitToHoldAlone(_ descriptor: Int32) {
        for _ in 0..<100 {
            do throws(SystemError) { return try holdAlone(descriptor) } catch {
                guard error.code == EAGAIN else { return }
                usleep(5_000)
            }
        }
    }
}

extension Secret {
    fileprivate func padded(to size: Int) -> Secret {
        let missing = size - count
        return missing <= 0
            ? self : Secret(joining: [.secret(self), .open(String(repeating: "\n", count: missing))])
    }

    /// Whether this is what remains of a file of which one content was being written over by the other: each byte is
    /// one's, the other's, of the blank lines behind the shorter one, or not on the disk yet.
    fileprivate func isBetween(_ one: Secret, _ other: Secret) -> Bool {
        let lengths = [one.count, other.count].sorted()
        guard (lengths[0]...lengths[1]).contains(count) else { return false }
        return withBytes { bytes in
            one.withBytes { one in
                other.withBytes { other in
                    bytes.indices.allSatisfy { index in
                        let byte = bytes[index]
                        if index < one.count, one[index] == byte { return true }
                        if index < other.count, other[index] == byte { return true }
                        return index >= lengths[0] && (byte == UInt8(ascii: "\n") || byte == 0)
                    }
                }
            }
        }
    }
}
