package import Cryptography
import Glibc

extension Folder {
    /// Replaces a private file of ours, mode 0600, in one step: a kill leaves the old one or the new one.
    ///
    /// For whoever holds the lock under which the file is written: the new content waits in `<file>.new` until it is
    /// complete.
    ///
    /// - Throws: ``FileError/cannotWrite(path:code:)``; the file is as it was then, or new when only its name may not
    ///   survive a power cut.
    package func replacePrivately(_ file: String, with content: Secret) throws(FileError) {
        try replace(file, with: content)
    }

    /// - Parameter isGivenAway: See ``make(_:isGivenAway:_:)``.
    func replace(_ file: String, with content: Secret, mode: UInt32 = 0o600, isGivenAway: Bool = true)
        throws(FileError)
    {
        let staged = file + ".new"
        try writing(path + "/" + file) { () throws(SystemError) in
            do throws(SystemError) {
                try remove(staged)
                _ = try create(staged, isGivenAway: isGivenAway) { (descriptor) throws(SystemError) in
                    try system.write(content, to: descriptor)
                    if mode != 0o600 { try system.setMode(descriptor, mode) }
                }
                try system.rename(descriptor, staged, file, .replacing)
            } catch {
                try? remove(staged)
                throw error
            }
            try flush()
        }
    }

    /// Makes a file of mode 0600 without what it inherits from the folder, lets the body fill it, and flushes it.
    func create(
        _ file: String,
        isGivenAway: Bool = true,
        _ body: (Int32) throws(SystemError) -> Void
    ) throws(SystemError) -> FileStatus {
        let made = try make(file, isGivenAway: isGivenAway, body)
        defer { system.close(made) }
        try system.flush(made)
        return try system.status(made)
    }

    /// The same without flushing it.
    ///
    /// - Parameter isGivenAway: Whether what root makes belongs to whom the folder belongs.
    /// - Returns: The file's descriptor, which the caller flushes and closes.
    func make(
        _ file: String,
        isGivenAway: Bool = true,
        _ body: (Int32) throws(SystemError) -> Void
    ) throws(SystemError) -> Int32 {
        let opened = try system.open(descriptor, file, .new)
        do throws(SystemError) {
            // Before the mode is set: the mode would open the list's entries, too.
            try system.removeAccessList(opened)
            try system.setMode(opened, 0o600)
            if isGivenAway { try giveAway(opened) }
            try body(opened)
        } catch {
            system.close(opened)
            throw error
        }
        return opened
    }
}

extension Folder {
    /// Lets what root made belong to whom the folder belongs: else its owner could use it no more.
    func giveAway(_ made: Int32) throws(SystemError) {
        guard geteuid() == 0 else { return }
        let own = try system.status(descriptor)
        guard own.owner != 0 else { return }
        try system.setOwner(made, own.owner, own.group)
    }

    /// The same for a folder that was made here.
    fileprivate func giveAway(folder name: String) throws(FileError) {
        guard geteuid() == 0 else { return }
        let made = try Folder(RealPath.join(path, name), system: system)
        try writing(made.path) { () throws(SystemError) in try giveAway(made.descriptor) }
    }
}

extension FileSystem {
    /// Writes everything, however often the system takes only a part.
    func write(_ content: Secret, to descriptor: Int32) throws(SystemError) {
        try content.withBytes { (bytes) throws(SystemError) in try write(all: bytes, to: descriptor) }
    }

    /// The same, with few calls for many pieces.
    func write(_ content: SecretText, to descriptor: Int32) throws(SystemError) {
        if let whole = content.onlyPiece { return try write(whole, to: descriptor) }
        for start in stride(from: 0, to: content.count, by: SecretText.blockSize) {
            let block = content.part(start..<min(start + SecretText.blockSize, content.count))
            try write(block, to: descriptor)
            // The disk begins while the rest is put together.
            if (start + block.count).isMultiple(of: 8 << 20) { startFlush(descriptor) }
        }
    }

    private func write(all bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try write(descriptor, UnsafeRawBufferPointer(rebasing: rest))
            guard count > 0 else { throw SystemError(code: EIO) }
            rest = rest.dropFirst(count)
        }
    }
}

extension Folder {
    /// Makes a folder with mode 0700, or tightens the mode of one that is there and wider.
    ///
    /// - Parameter path: Absolute; the folder above it is there.
    package static func makePrivate(_ path: String, system: FileSystem = .live) throws(FileError) -> Folder {
        do throws(SystemError) {
            try system.makeFolder(AT_FDCWD, path, 0o700)
            let (above, name) = RealPath.split(path)
            do throws(FileError) { try Folder(above, system: system).giveAway(folder: name) } catch {
                throw SystemError(code: error.code)
            }
        } catch {
            guard error.code == EEXIST else { throw .cannotWrite(path: path, code: error.code) }
        }
        let found = try reading(path) { () throws(SystemError) in try system.statusOfName(AT_FDCWD, path) }
        guard found.kind == .folder else { throw .notAFile(path: path, kind: "not a folder") }
        let folder = try Folder(path, system: system)
        if found.mode & 0o077 != 0 {
            try writing(path) { () throws(SystemError) in try system.setMode(folder.descriptor, 0o700) }
        }
        return folder
    }

    /// Keeps the folder's content out of git.
    ///
    /// - Returns: Whether it was not before.
    @discardableResult
    package func hideFromGit() throws(FileError) -> Bool {
        try writeIfAbsent(".gitignore", Secret(copying: Array("*\n".utf8)))
    }

    /// Writes a file unless something of its name is there.
    ///
    /// Complete or not at all: a half-written key would be a wrong one from then on. Several processes may try at once.
    ///
    /// - Parameter mode: Of the file, whatever the umask.
    /// - Returns: Whether it was written.
    @discardableResult
    package func writeIfAbsent(_ file: String, _ content: Secret, mode: UInt32 = 0o600) throws(FileError)
        -> Bool
    {
        let isThere = { () throws(SystemError) in try self.status(of: file) != nil }
        guard try !reading(path + "/" + file, isThere) else { return false }
        let own = try Folder(path, system: system)
        for _ in 0..<100 {
            // Where a folder cannot be locked, the rename still puts a whole file in place.
            guard (try? system.lock(own.descriptor)) == false else { break }
            usleep(10_000)
        }
        guard try !reading(path + "/" + file, isThere) else { return false }
        try replace(file, with: content, mode: mode)
        return true
    }
}

extension Folder {
    /// Whether a target's content changes, and no other file takes its place.
    func isWrittenInPlace(_ change: FileChange) throws(FileError) -> Bool {
        guard change.before != nil, change.content != nil else { return false }
        return try reading(change.name) { () throws(SystemError) in
            try system.isMountPoint(descriptor, change.file)
        }
    }

    /// Whether a target is still what a change was made from.
    func isStill(_ change: FileChange) throws(SystemError) -> Bool {
        guard let before = change.before else { return try status(of: change.file) == nil }
        return holds(before, at: change.file)
    }

    /// Makes a folder; one that is there stays as it is.
    ///
    /// - Returns: Whether it was made.
    package func makeFolder(_ name: String, mode: UInt32) throws(FileError) -> Bool {
        do throws(SystemError) {
            try system.makeFolder(descriptor, name, mode)
        } catch {
            guard error.code == EEXIST else { throw .cannotWrite(path: name, code: error.code) }
            return false
        }
        try giveAway(folder: name)
        return true
    }

    /// Removes a file of ours.
    package func removeFile(_ name: String) throws(FileError) {
        try writing(name) { () throws(SystemError) in try remove(name) }
    }

    /// Removes an empty folder.
    package func removeFolder(_ name: String) throws(FileError) {
        try writing(name) { () throws(SystemError) in try system.removeFolder(descriptor, name) }
    }
}
