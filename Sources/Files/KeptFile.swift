package import SlotModel

/// A file that a change leaves behind, because nothing else has what it holds.
package struct KeptFile: Equatable, Sendable {
    package enum Content: Equatable, Sendable {
        /// What somebody wrote into the old file while the new one took its place; it lies beside the target.
        case somebodys
        /// What a mounted file held that was not there to get it back; its path, absolute.
        case former(of: String)
    }

    /// Absolute.
    package let path: String
    package let content: Content

    init(_ path: String, _ content: Content) { (self.path, self.content) = (path, content) }

    /// A warning.
    package var finding: Finding {
        switch content {
        case .somebodys:
            Finding(
                .warning,
                "apply.kept",
                "somebody saved into the old file while it was replaced; what they wrote is in \(path)",
                help: "compare it with the file beside it, then remove it"
            )
        case .former(let target):
            Finding(
                .warning,
                "apply.kept",
                "\(target) was being written in place and is not there any more, so it may be half new; what it held before "
                    + "is in \(path)",
                help:
                    "look at it where it is mounted, copy that back if need be, then remove the copy: it holds keys"
            )
        }
    }
}
