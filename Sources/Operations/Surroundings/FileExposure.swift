import Checks
import Files
import Locking
import SlotModel

/// Finds out who else gets to see files, with what it learned about their folders.
final class ExposureFinder: Sendable {
    private struct Folder {
        /// Whether every user can get there.
        var isReachable: Bool
        var index: GitIndex?
    }

    /// By their paths, those above a looked-up one among them: a thousand slots lie in one repository.
    private let folders = Lock<[String: Folder]>([:])

    /// - Parameter path: Absolute.
    func exposure(of path: String) -> FileExposure? {
        guard let path = RealPath.of(path) else { return nil }
        guard let slash = path.lastIndex(of: "/") else { return nil }
        let folder = folder(String(path[..<slash]))
        if folder.index?.tracks(path) == true { return .trackedByGit }
        guard let status = FileStatus(following: path), status.mode & 0o004 != 0, folder.isReachable
        else { return nil }
        return .readableByOthers(mode: octal(status.mode & 0o777))
    }

    private func folder(_ path: String) -> Folder { folders.withLock { Self.folder(path, &$0) } }

    private static func folder(_ path: String, _ folders: inout [String: Folder]) -> Folder {
        if let known = folders[path] { return known }
        let above = path.lastIndex(of: "/").map { Self.folder(String(path[..<$0]), &folders) }
        let mode = FileStatus(following: path.isEmpty ? "/" : path)?.mode ?? 0
        let isOpen = mode & 0o001 != 0
        let folder = Folder(
            isReachable: isOpen && above?.isReachable != false,
            index: GitIndex(of: path) ?? above?.index
        )
        folders[path] = folder
        return folder
    }
}
