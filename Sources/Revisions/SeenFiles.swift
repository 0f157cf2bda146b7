import Files

/// Bots' files that were read a moment ago, for who reads them again in the same command: what did not change meanwhile is
/// not read a second time.
///
/// Nothing is written by it: an apply compares a file's content once more.
package struct SeenFiles: Sendable {
    /// By the path with every link followed.
    private var files: [String: FoundFile] = [:]

    package init() {}

    /// Remembers a file, unless it changed so short a time ago that another change may not show in its status.
    package mutating func add(_ target: TargetFile, _ wait: SaveWait = .live) {
        guard let found = target.existing, !wait.isFresh(found.status) else { return }
        files[target.path] = found
    }

    /// The file as it was read, if its status is still the same.
    func unchanged(_ file: String, in folder: Folder, name: String) throws(FileError) -> FoundFile? {
        guard let seen = files[RealPath.join(folder.path, file)],
            try folder.status(of: file, shown: name) == seen.status
        else { return nil }
        return seen
    }
}
