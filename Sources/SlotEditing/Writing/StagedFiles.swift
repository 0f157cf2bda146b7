import CLinux
package import Cryptography
package import Glibc
import Secrets

/// New files of a workspace that take their places together: all of them or none.
///
/// Each lies complete and flushed beside its place before the first one takes it. Whatever fails later, those that
/// took their places give them back.
package struct StagedFiles {
    package struct Failure: Error {
        /// Relative to the workspace.
        package var path: String
        package var code: Int32
    }

    private struct Staged {
        /// As the user names it.
        var name: String
        /// Where it belongs, symbolic links followed.
        var target: String
        var beside: String
        /// Whether something stood there; ``beside`` holds that once the two changed places.
        var replaces: Bool
        var isInPlace = false
    }

    /// Stands in the name of every file that is not in its place yet.
    private static let mark = ".slots-new-"

    package let workspace: String
    /// Folders without leftovers.
    private var swept: Set<String> = []
    private var files: [Staged] = []
    /// Folders that were made for the files.
    private var folders: [String] = []

    init(workspace: String) { self.workspace = workspace }

    /// Makes a folder of the workspace if it is not there.
    package mutating func makeFolder(_ name: String, mode: mode_t) throws(Failure) {
        if mkdir(workspace + "/" + name, mode) == 0 {
            folders.append(name)
        } else if errno != EEXIST {
            throw Failure(path: name, code: errno)
        }
    }

    /// Removes what killed commands left in a folder of the workspace, also where nothing is to be written.
    mutating func sweep(_ name: String) {
        let folder = workspace + "/" + name
        if swept.insert(folder).inserted { Self.removeLeftovers(in: folder) }
    }

    /// Writes a file beside its place.
    ///
    /// - Parameters:
    ///   - name: Relative to the workspace, or absolute.
    ///   - mode: Of the new file.
    ///   - keepsMode: Whether one that is there keeps its own; its owner it keeps always.
    ///   - isNew: Whether nothing may be there; `EEXIST` otherwise.
    package mutating func add(
        _ name: String,
        _ content: Secret,
        mode: mode_t,
        keepsMode: Bool,
        isNew: Bool = false
    ) throws(Failure) {
        var target = name.hasPrefix("/") ? name : workspace + "/" + name
        var status = stat()
        let exists = lstat(target, &status) == 0
        if exists, isNew { throw Failure(path: name, code: EEXIST) }
        if exists, let real = realpath(target, nil) {
            target = String(cString: real)
            free(real)
            guard stat(target, &status) == 0 else { throw Failure(path: name, code: errno) }
        }
        if exists, status.st_mode & S_IFMT != S_IFREG {
            throw Failure(path: name, code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
        }
        let slash = target.lastIndex(of: "/") ?? target.startIndex
        let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
        let (folder, prefix) = (
            String(target[..<slash]), ".\(target[target.index(after: slash)...])\(Self.mark)"
        )
        if swept.insert(folder).inserted { Self.removeLeftovers(in: folder) }
        let beside = "\(folder)/\(prefix)\(suffix)"
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Failure(path: name, code: errno) }
        defer { close(descriptor) }
        files.append(Staged(name: name, target: target, beside: beside, replaces: exists))
        if exists { keepOwner(status.st_uid, group: status.st_gid, of: descriptor) }
        if exists, keepsMode, fchmod(descriptor, status.st_mode & 0o7777) != 0 {
            throw Failure(path: name, code: errno)
        }
        try content.withBytes { (bytes) throws(Failure) in
            var rest = bytes[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let count = Glibc.write(descriptor, part.baseAddress, part.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw Failure(path: name, code: errno) }
                rest = rest.dropFirst(count)
            }
        }
        guard fsync(descriptor) == 0 else { throw Failure(path: name, code: errno) }
    }

    /// Writes a new file and lets it take its place at once: what the others need before they are written.
    package mutating func place(_ name: String, _ content: Secret, mode: mode_t) throws(Failure) {
        try add(name, content, mode: mode, keepsMode: true)
        try takePlace(files.endIndex - 1)
    }

    /// Lets all files take their places.
    ///
    /// - Throws: the first failure; call ``withdraw()`` then.
    mutating func takePlaces() throws(Failure) {
        for index in files.indices where !files[index].isInPlace { try takePlace(index) }
        for folder in Set(
            files.map { String($0.target[..<($0.target.lastIndex(of: "/") ?? $0.target.startIndex)]) }
        ) {
            // All are in their places by now: a failure to flush their names is none of the change.
            let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            fsync(descriptor)
            close(descriptor)
        }
    }

    private mutating func takePlace(_ index: Int) throws(Failure) {
        let file = files[index]
        let flags: UInt32 = file.replaces ? 2 : 1  // RENAME_EXCHANGE, RENAME_NOREPLACE
        var code = slots_renameat2(AT_FDCWD, file.beside, AT_FDCWD, file.target, flags)
        if code == EINVAL || code == ENOSYS { code = Self.replaceByLink(file) }
        guard code == 0 else { throw Failure(path: file.name, code: code) }
        files[index].isInPlace = true
    }

    /// For whoever holds the workspace's lock.
    private static func removeLeftovers(in folder: String) {
        guard let entries = opendir(folder) else { return }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let found = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if found.hasPrefix("."), found.contains(mark) { unlink(folder + "/" + found) }
        }
    }

    /// For file systems that cannot exchange names.
    private static func replaceByLink(_ file: Staged) -> Int32 {
        guard file.replaces else {
            guard link(file.beside, file.target) == 0 else { return errno }
            unlink(file.beside)
            return 0
        }
        let old = file.beside + "o"
        guard link(file.target, old) == 0 else { return errno }
        guard rename(file.beside, file.target) == 0 else {
            let code = errno
            unlink(old)
            return code
        }
        guard rename(old, file.beside) == 0 else {
            let code = errno
            // What was there is nowhere else.
            _ = rename(old, file.target)
            return code
        }
        return 0
    }

    /// Everything is as it was before.
    package mutating func withdraw() {
        for file in files.reversed() {
            if file.isInPlace, file.replaces {
                _ = rename(file.beside, file.target)
            } else {
                if file.isInPlace { unlink(file.target) }
                unlink(file.beside)
            }
        }
        for folder in folders.reversed() { rmdir(workspace + "/" + folder) }
        (files, folders) = ([], [])
    }

    /// The files stay, and what they replaced goes.
    package mutating func finish() {
        for file in files where file.replaces { unlink(file.beside) }
        files = []
    }
}
