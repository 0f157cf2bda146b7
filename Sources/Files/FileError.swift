import Glibc
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
    /// The record of an unfinished change came along with a copy of the workspace whose state's folder it names.
    case foreignJournal(path: String, home: String)
    /// The record of an unfinished change was written by another user, who could have written anything.
    case strangersJournal(path: String, owner: UInt32)
    /// A file that slots keeps for itself is not readable as such; the reason as half a sentence.
    case brokenState(path: String, reason: String)
}

extension FileError {
    /// The system's words for an error number, such as `No space left on device`.
    package static func describe(_ code: Int32) -> String { SystemError(code: code).description }

    /// The file that it is about, as messages name it.
    package var path: String? {
        switch self {
        case .cannotRead(let path, _), .cannotWrite(let path, _), .notAFile(let path, _),
            .tooLarge(let path, _), .noFolder(let path), .notAsWritten(let path), .unfinished(let path, _),
            .brokenJournal(let path), .foreignJournal(let path, _), .strangersJournal(let path, _),
            .brokenState(let path, _):
            path
        case .locked: nil
        }
    }

    /// The system's error number; zero where it was not the system that refused.
    package var code: Int32 {
        switch self {
        case .cannotRead(_, let code), .cannotWrite(_, let code), .unfinished(_, let code): code
        default: 0
        }
    }

    /// The error as it is told, with a way out.
    package func finding(at place: Place? = nil) -> Finding {
        let (code, message, help) = told
        return Finding(.error, code, message, at: place, help: help)
    }

    private var told: (code: String, message: String, help: String) {
        switch self {
        case .cannotRead(let path, ENOTDIR):
            (
                "bot.no-folder", "\(path) would lie in something that is no folder",
                "correct 'directory': it is the folder in which the bot lives, and no file"
            )
        case .cannotRead(let path, let code):
            (
                "bot.unreadable", "cannot read \(path): \(Self.describe(code))",
                "look at the owner and the mode of the file and of the folders above it"
            )
        case .cannotWrite(let path, EBUSY):
            (
                "apply.mount-point",
                "\(path) cannot be replaced or removed: it is mounted as a single file",
                "nothing was changed there; mount the folder instead of the file, and run this again"
            )
        case .cannotWrite(let path, let code):
            (
                "apply.cannot-write", "cannot write \(path): \(Self.describe(code))",
                "nothing was changed there; make room or give the right to write, and run this again"
            )
        case .notAFile(let path, let kind):
            (
                "bot.not-a-file", "\(path) is \(kind)",
                "slots reads and writes ordinary files only; move it away or correct 'directory'"
            )
        case .tooLarge(let path, let limit):
            (
                "bot.too-large", "\(path) is larger than \(limit >> 20) MiB",
                "this is hardly a bot's configuration; correct 'directory'"
            )
        case .noFolder(let path):
            (
                "bot.no-folder", "the folder \(path) is not there",
                "correct 'directory', or make the folder where the bot lives"
            )
        case .locked(let holder):
            (
                "apply.locked", "another command is at work here: \(holder)",
                "start again when it is done; apply, rollback, remove and rename can wait for it: --wait 30s"
            )
        case .notAsWritten(let path):
            (
                "apply.not-as-written", "the new content of \(path) does not read as it was written",
                "the file is as it was; the disk or its file system fails: look at the system's log"
            )
        case .unfinished(let path, let code):
            (
                "apply.unfinished", "the change came to a halt half done at \(path): \(Self.describe(code))",
                "mend what is wrong with the disk; the next command finishes the change"
            )
        case .brokenJournal(let path):
            (
                "state.broken-journal", "\(path), the record of a change that was cut off, is damaged",
                "move it away, then look whether the bots' files are as they should be: slots plan"
            )
        case .foreignJournal(let path, let home):
            (
                "state.foreign-journal",
                "\(path) tells of a change that was cut off in another workspace, which keeps its state in \(home)",
                "let that one finish it, with any command there; here, move the journal away, and remove what lies beside "
                    + "the bots' files and in .slots with .slots- in its name"
            )
        case .strangersJournal(let path, let owner):
            (
                "state.strangers-journal",
                "\(path) tells of a change that another user (\(owner)) was cut off in, and may name any file of yours",
                "let that user finish it: sudo -u '#\(owner)' slots list; where it is none of theirs, move it away"
            )
        case .brokenState(let path, let reason):
            (
                "state.broken", "\(path) cannot be used: \(reason)",
                "move it away; slots then takes every entry for your own and asks before it changes one"
            )
        }
    }
}
