/// Why files could not be read or written, before it is told to the user.
package enum RevisionError: Error, Hashable, Sendable {
    /// A target, or a folder on the way to it; the system's error number and what was tried.
    case cannotRead(path: String, code: Int32)
    case cannotWrite(path: String, code: Int32)
    /// Something of another kind lies where a file belongs: `a folder`.
    case notAFile(path: String, kind: String)
    /// The owner took all write permissions away.
    case readOnly(path: String, mode: UInt32)
    /// More than we are willing to hold.
    case tooLarge(path: String, limit: Int)
    /// The bot's folder is not there.
    case noFolder(path: String)
    /// Another process holds the workspace.
    case locked(by: String)
    /// Somebody kept writing while we tried.
    case keepsChanging(path: String)
    /// The state that slots keeps is not readable as such.
    case brokenState(path: String, reason: String)
    /// What was read back after the write is not what was written.
    case notAsWritten(path: String)
    /// The merge on newer content was refused, or needs a consent that was not given.
    case refusedOnNewContent(path: String)
}
