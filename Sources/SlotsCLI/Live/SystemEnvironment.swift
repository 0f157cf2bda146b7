import Glibc

/// What the process knows of the machine that it runs on.
enum SystemEnvironment {
    /// Where the templates are that came with the program: beside an installed one (`PREFIX/share/slots/templates`),
    /// or above one that lies in the repository's build folder.
    static func installedTemplates() -> [String] {
        guard let path = realpath("/proc/self/exe", nil) else { return [] }
        defer { free(path) }
        var folder = String(cString: path)
        var found: [String] = []
        for level in 0..<6 {
            guard let slash = folder.lastIndex(of: "/") else { break }
            folder = String(folder[..<slash])
            if level == 1 { found.append(folder + "/share/slots/templates") }
            if level > 1 { found.append(folder + "/templates") }
        }
        return found.filter { access($0 + "/gunbot/template.yaml", R_OK) == 0 }
    }
}
