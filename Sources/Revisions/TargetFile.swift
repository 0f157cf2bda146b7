package import Files
import Glibc

/// A file of a bot as it was found: where it really lies, what stands in it, and what a new one has to keep.
package struct TargetFile: Sendable {
    /// As the user names it: `bots/gunbot/config.js`.
    package let name: String
    /// Absolute, with every symbolic link followed: a rename here leaves the links as they are.
    let folder: String
    let file: String
    /// `nil` when there is no file yet.
    package let existing: FoundFile?
    /// What one would not expect of a file that is there.
    package let oddity: Oddity?

    /// Why somebody should look before keys go into a file.
    package enum Oddity: Hashable, Sendable {
        /// Neither we, nor the folder's owner, nor root: in a folder where everybody may make files, it may be planted.
        case foreignOwner(UInt32)
        /// Other names lead to it, which keep the old content.
        case otherNames(UInt64)
    }

    package var path: String { RealPath.join(folder, file) }

    /// As it stays where the workspace is moved with its bots.
    ///
    /// - Parameter workspace: Its absolute path.
    func path(in workspace: String) -> String {
        let above = (RealPath.of(workspace) ?? workspace) + "/"
        return path.hasPrefix(above) ? String(path.dropFirst(above.count)) : path
    }

    /// Files above this are no bot's configuration.
    package static let sizeLimit = 64 << 20

    /// Looks at a target without changing anything.
    ///
    /// - Parameters:
    ///   - path: Absolute.
    ///   - name: As the user names it.
    ///   - seen: What is not read again.
    /// - Throws: ``FileError`` for what cannot be a target: a folder, a FIFO, a loop of links, an unreadable file.
    package static func look(at path: String, name: String, _ seen: SeenFiles = SeenFiles())
        throws(FileError) -> TargetFile
    {
        let place = try RealPath.place(of: path)
        let folder = try Folder(place.folder, name: name)
        var existing = try seen.unchanged(place.file, in: folder, name: name)
        if existing == nil { existing = try folder.read(place.file, name: name, limit: sizeLimit) }
        return TargetFile(
            name: name,
            folder: place.folder,
            file: place.file,
            existing: existing,
            oddity: try existing.flatMap { (found) throws(FileError) in
                try oddity(of: found.status, in: folder)
            }
        )
    }

    private static func oddity(of file: FileStatus, in folder: Folder) throws(FileError) -> Oddity? {
        if file.owner != geteuid(), file.owner != 0, try file.owner != folder.status().owner {
            return .foreignOwner(file.owner)
        }
        return file.links > 1 ? .otherNames(file.links) : nil
    }
}
