package import Files
package import SlotModel

/// Why files could not be read or written, before it is told to the user.
package enum RevisionError: Error, Hashable, Sendable {
    case file(FileError)
    /// The owner took all write permissions away.
    case readOnly(path: String, mode: UInt32)
    /// Somebody kept writing while we tried.
    case keepsChanging(path: String)
    /// The merge on newer content was refused, or needs a consent that was not given.
    case refusedOnNewContent(path: String)
    /// What was there before cannot be kept.
    case notKept(Finding)
}

/// Takes over what the files' room throws.
func inFiles<Result>(_ body: () throws(FileError) -> Result) throws(RevisionError) -> Result {
    do throws(FileError) { return try body() } catch { throw .file(error) }
}
