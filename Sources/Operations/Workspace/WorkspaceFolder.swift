import Glibc
package import SlotModel

/// The workspace's folder: named with `-C`, or the nearest one upwards that has a `slots.yaml`.
package enum WorkspaceFolder {
    package static let file = "slots.yaml"

    /// - Returns: An absolute path without a trailing slash.
    /// - Throws: a ``Finding`` that says where it was looked for.
    package static func find(named directory: String?) throws(Finding) -> String {
        guard let start = realpath(directory ?? ".", nil) else {
            throw Finding(
                .error,
                "workspace.no-folder",
                "there is no folder \(directory ?? ".")",
                help: "correct the path behind -C"
            )
        }
        defer { free(start) }
        let folder = String(cString: start)
        if let directory, access(folder + "/", F_OK) != 0, errno == ENOTDIR {
            throw Finding(
                .error,
                "workspace.no-folder",
                "\(directory) is a file, and no folder",
                help: "name the folder that holds the workspace's \(file) behind -C"
            )
        }
        if directory != nil || has(folder) { return folder }
        var above = folder
        while let slash = above.lastIndex(of: "/"), slash != above.startIndex {
            above = String(above[..<slash])
            if has(above) { return above }
        }
        let near = ["slots.yml", "Slots.yaml", "slots.yaml.txt", "slots.yaml.bak"].first {
            access(folder + "/" + $0, F_OK) == 0
        }
        if let near {
            throw Finding(
                .error,
                "workspace.missing",
                "there is no \(file) here, but \(near)",
                help: "if that is the workspace's: mv \(near) \(file)"
            )
        }
        throw Finding(
            .error,
            "workspace.missing",
            "there is no \(file) here or in a folder above",
            help: (access(folder + "/slots", F_OK) == 0
                ? "there is a folder slots/ here: bring its \(file) back, from git or a backup; or "
                : "")
                + "go to the workspace's folder, or name it with -C DIR; lay out a new one with: slots init"
        )
    }

    private static func has(_ folder: String) -> Bool { access(folder + "/" + file, F_OK) == 0 }
}
