package import Cryptography
package import Files
import Glibc

/// New files of a workspace, gathered for one transaction.
package struct StagedFiles {
    package struct Failure: Error {
        /// Relative to the workspace.
        package var path: String
        package var code: Int32

        init(path: String, code: Int32) { (self.path, self.code) = (path, code) }

        init(path: String, _ error: FileError) {
            self.path = path
            code =
                switch error {
                case .notAFile(_, let kind): kind == FileStatus.Kind.folder.name ? EISDIR : EINVAL
                case .tooLarge: EFBIG
                case .noFolder: ENOENT
                default: error.code == 0 ? EIO : error.code
                }
        }
    }

    /// No file of a workspace is as large.
    private static let sizeLimit = 64 << 20

    let workspace: String
    private(set) var changes: [FileChange] = []
    /// Folders that were made for the files.
    private var folders: [String] = []
    /// Whether ``makeSecretsFolder()`` wrote the list of what git ignores there.
    private var hidesSecrets = false

    init(workspace: String) { self.workspace = workspace }

    /// Makes a folder of the workspace if it is not there.
    package mutating func makeFolder(_ name: String, mode: UInt32) throws(Failure) {
        let isNew = try at(name) { () throws(FileError) in
            try Folder(workspace).makeFolder(name, mode: mode)
        }
        if isNew { folders.append(name) }
    }

    /// Adds a file.
    ///
    /// - Parameters:
    ///   - name: Relative to the workspace, or absolute.
    ///   - mode: Of the new file.
    ///   - keepsMode: Whether one that is there keeps its own; its owner it keeps always.
    ///   - isNew: Whether nothing may be there; `EEXIST` otherwise.
    package mutating func add(
        _ name: String,
        _ content: Secret,
        mode: UInt32,
        keepsMode: Bool,
        isNew: Bool = false
    ) throws(Failure) {
        changes.append(try change(name, content, mode: mode, keepsMode: keepsMode, isNew: isNew))
    }

    /// Adds a change that is ready.
    package mutating func add(_ change: FileChange) { changes.append(change) }

    private func change(
        _ name: String,
        _ content: Secret,
        mode: UInt32,
        keepsMode: Bool,
        isNew: Bool
    ) throws(Failure) -> FileChange {
        let (place, before) = try at(name) { () throws(FileError) in
            let place = try RealPath.place(of: name.hasPrefix("/") ? name : RealPath.join(workspace, name))
            return (place, try Folder(place.folder).read(place.file, name: name, limit: Self.sizeLimit))
        }
        if before != nil, isNew { throw Failure(path: name, code: EEXIST) }
        return FileChange(
            name,
            in: place.folder,
            file: place.file,
            before: before,
            content: content,
            mode: keepsMode ? before?.status.mode ?? mode : mode
        )
    }

    private func at<Result>(_ name: String, _ body: () throws(FileError) -> Result) throws(Failure) -> Result
    {
        do throws(FileError) { return try body() } catch { throw Failure(path: name, error) }
    }

    /// Nothing was written: what was made for the files goes.
    func withdraw() {
        if hidesSecrets { try? Folder(workspace + "/secrets").removeFile(".gitignore") }
        for folder in folders.reversed() { try? Folder(workspace).removeFolder(folder) }
    }

    /// Makes the folder of the workspace in which private files hold secrets, hidden from git.
    package mutating func makeSecretsFolder() throws(Failure) {
        try makeFolder("secrets", mode: 0o700)
        // First of all: git must not see the others, even if we are killed.
        hidesSecrets = try at("secrets/.gitignore") { () throws(FileError) in
            try Folder(workspace + "/secrets").hideFromGit()
        }
    }
}
