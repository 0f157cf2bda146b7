/// A path for a command line that somebody copies; quoted where a shell would take it apart.
package func quotedForShell(_ path: String) -> String {
    // A shell knows its user's home only outside of quotes.
    if path.hasPrefix("~/") {
        return "~/" + (path.utf8.count > 2 ? quotedForShell(String(path.dropFirst(2))) : "")
    }
    // A program would take it for an option, quoted or not.
    let path = path.hasPrefix("-") ? "./" + path : path
    let isPlain =
        !path.isEmpty
        && path.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "."), UInt8(ascii: "/"):
                true
            default: false
            }
        }
    guard !isPlain else { return path }
    return "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
        + "'"
}

/// Permission bits with at least four digits, such as `0640`.
package func octal(_ mode: UInt32) -> String {
    let digits = String(mode & 0o7777, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}
