package import Files

/// A file of a bot as it was found: where it really lies, what stands in it, and what a new one has to keep.
package struct TargetFile: Sendable {
    /// As the user names it: `bots/gunbot/config.js`.
    package let name: String
    /// Absolute, with every symbolic link followed: a rename here leaves the links as they are.
    let folder: String
    let file: String
    /// `nil` when there is no file yet.
    package let existing: FoundFile?

    package var path: String { RealPath.join(folder, file) }

    /// Files above this are no bot's configuration.
    package static let sizeLimit = 64 << 20

    /// Looks at a target without changing anything.
    ///
    /// - Parameters:
    ///   - path: Absolute.
    ///   - name: As the user names it.
    /// - Throws: ``FileError`` for what cannot be a target: a folder, a FIFO, a loop of links, an unreadable file.
    package static func look(at path: String, name: String) throws(FileError) -> TargetFile {
        let place = try RealPath.place(of: path)
        let existing = try Folder(place.folder, name: name).read(place.file, name: name, limit: sizeLimit)
        return TargetFile(name: name, folder: place.folder, file: place.file, existing: existing)
    }
}
