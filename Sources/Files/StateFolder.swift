/// The folder `.slots/`: the lock, the history, what was written where, and a key of this machine.
package struct StateFolder: Sendable {
    /// Absolute.
    package let path: String

    /// - Parameter workspace: The absolute path of the folder with `slots.yaml`.
    package init(workspace: String) { path = workspace + "/.slots" }

    /// The path of a file in the folder.
    package func file(_ name: String) -> String { path + "/" + name }

    /// Makes the folder with mode 0700, ignored by git; tightens the mode of one that is wider.
    @discardableResult
    package func create() throws(FileError) -> Folder {
        let folder = try Folder.makePrivate(path)
        try folder.hideFromGit()
        return folder
    }

    /// The folder as it is; `nil` when there is none.
    package func open() throws(FileError) -> Folder? {
        do throws(FileError) { return try Folder(path) } catch {
            guard case .noFolder = error else { throw error }
            return nil
        }
    }

    /// The content of a private file; `nil` when it is not there.
    package func read(_ name: String, limit: Int) throws(FileError) -> FoundFile? {
        try open()?.read(name, limit: limit)
    }
}
