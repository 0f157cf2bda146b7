package import Cryptography

/// What a revision keeps, as an ordinary tar: files under plain names, nothing else.
///
/// Written so that any `tar` reads it (POSIX ustar, with a pax header where a name needs one), and read as if
/// somebody else had written it.
package struct Archive: Sendable {
    /// One file.
    package struct Member: Sendable {
        /// Relative, with `/` between its parts: `files/main/config.js`.
        package var name: String
        package var content: Secret

        package init(name: String, content: Secret) { (self.name, self.content) = (name, content) }
    }

    /// In their order; no two have one name.
    package var members: [Member]

    package init(_ members: [Member]) { self.members = members }

    /// The content of a member; `nil`: there is none of this name.
    package subscript(name: String) -> Secret? { members.first { $0.name == name }?.content }

    /// More members than this are no revision.
    static let maximumCount = 4096
    /// A path is no longer on this system.
    static let maximumName = 4096
}

extension Archive {
    /// Whether a file may have the name: relative, printable, and led nowhere else by it.
    static func allows(name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return !name.isEmpty && name.utf8.count <= maximumName
            && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
            && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
    }
}
