import Checks
import Glibc

extension FileExposure {
    /// Who else gets to see a file of the workspace.
    ///
    /// - Parameter path: Absolute.
    static func of(_ path: String) -> FileExposure? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        let path = String(cString: real)
        if GitIndex.tracks(path) { return .trackedByGit }
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        let isOpen = status.st_mode & 0o004 != 0 && isReachable(path)
        return isOpen ? .readableByOthers(mode: octal(status.st_mode & 0o777)) : nil
    }

    /// Whether every user can get to the file through the folders above it.
    private static func isReachable(_ path: String) -> Bool {
        var folder = path
        while let slash = folder.lastIndex(of: "/") {
            folder = String(folder[..<slash])
            var status = stat()
            guard stat(folder.isEmpty ? "/" : folder, &status) == 0, status.st_mode & 0o001 != 0 else {
                return false
            }
        }
        return true
    }

    private static func octal(_ mode: mode_t) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
