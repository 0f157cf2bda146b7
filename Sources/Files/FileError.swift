package import SlotModel

/// Why a file could not be read, written or locked, before it is told to the user.
package enum FileError: Error, Hashable, Sendable {
    /// With the system's error number.
    case cannotRead(path: String, code: Int32)
    case cannotWrite(path: String, code: Int32)
    /// Something of another kind lies where a file belongs: `a folder`.
    case notAFile(path: String, kind: String)
    /// More bytes than we are willing to hold.
    case tooLarge(path: String, limit: Int)
    /// A folder on the way is not there.
    case noFolder(path: String)
    /// Another process works here; its own line about itself.
    case locked(by: String)
    /// What was read back after the write is not what was written.
    case notAsWritten(path: String)
    /// Some files took their places and could not be put back; the next command finishes the change.
    case unfinished(path: String, code: Int32)
    /// The record of an unfinished change is not readable as such.
    case brokenJournal(path: String)
}

extension FileError {
    /// The system's words for an error number, such as `No space left on device`.
    package static func describe(_ code: Int32) -> String { SystemError(code: code).description }

    /// The system's error number; zero where it was not the system that refused.
    package var code: Int32 {
        switch self {
        case .cannotRead(_, let code), .cannotWrite(_, let code), .unfinished(_, let code): code
        default: 0
        }
    }

    /// Tells the user of an unfinished change; everything else is told where it is known whose file it is.
    package func finding(at place: Place? = nil) -> Finding? {
        switch self {
        case .unfinished(let path, let code):
            Finding(
                .error,
                "apply.unfinished",
                "the change came to a halt half done at \(path): \(Self.describe(code))",
                at: place,
                help: "mend what is wrong with the disk; the next command finishes the change"
            )
        case .brokenJournal(let path):
            Finding(
                .error,
                "state.broken-journal",
                "\(path), the record of a change that was cut off, is damaged",
                at: place,
                help: "compare the bots' files with: slots plan; then move it away"
            )
        default: nil
        }
    }
}
