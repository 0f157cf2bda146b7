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
        let staged = file + ".new"
        try writing(path + "/" + file) { () throws(SystemError) in
            do throws(SystemError) {
                try remove(staged)
                _ = try create(staged) { (descriptor) throws(SystemError) in
                    try system.write(content, to: descriptor)
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
        _ body: (Int32) throws(SystemError) -> Void
    ) throws(SystemError) -> FileStatus {
        let opened = try system.open(descriptor, file, .new)
        defer { system.close(opened) }
        // Before the mode is set: the mode would open the list's entries, too.
        try system.removeAccessList(opened)
        try system.setMode(opened, 0o600)
        try body(opened)
        try system.flush(opened)
        return try system.status(opened)
    }
}

extension FileSystem {
    /// Writes everything, however often the system takes only a part.
    func write(_ content: Secret, to descriptor: Int32) throws(SystemError) {
        try content.withBytes { (bytes) throws(SystemError) in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = try write(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                guard count > 0 else { throw SystemError(code: EIO) }
                rest = rest.dropFirst(count)
            }
        }
    }
}
