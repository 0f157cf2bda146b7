import Glibc

/// What the process knows of the machine that it runs on.
package enum SystemEnvironment {
    /// This program's file; absolute, and `nil` where /proc does not tell.
    package static var program: String? {
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }

    /// Where the templates that come with the program may be: beside it, below the prefix that it is installed in, and
    /// for a program in a build folder (`.build/TRIPLE/release`) in the repository.
    ///
    /// Nowhere else: a folder further up may be somebody else's, such as /tmp.
    package static func templateFolders() -> [String] {
        guard let program else { return [] }
        let parts = program.split(separator: "/").dropLast().map(String.init)
        func folder(up levels: Int) -> String { parts.dropLast(levels).map { "/" + $0 }.joined() }
        var folders = [folder(up: 0) + "/templates", folder(up: 1) + "/share/slots/templates"]
        if parts.count >= 3, parts[parts.count - 3] == ".build", ["debug", "release"].contains(parts.last) {
            folders.append(folder(up: 3) + "/templates")
        }
        return folders
    }
}
