/// Where a path of the user's leads.
///
/// - Parameters:
///   - path: Absolute, below home (`~/…`, `~`), or relative.
///   - folder: Where relative paths start.
///   - home: The user's home; without one that is absolute, `~` is a name like any other.
package func location(of path: String, from folder: String, home: String?) -> String {
    let expanded = expandedHome(path, home: home)
    return expanded.hasPrefix("/") ? expanded : folder + "/" + expanded
}

/// The path with home instead of its `~`.
package func expandedHome(_ path: String, home: String?) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home, home.hasPrefix("/") else { return path }
    return (home == "/" && path != "~" ? "" : home) + path.dropFirst(1)
}
