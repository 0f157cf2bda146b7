package import Files
package import SlotModel

/// Why the history cannot be read or written.
///
/// Never a reason to refuse a check: turn it into ``finding`` and go on.
package enum HistoryError: Error, Hashable, Sendable {
    /// The system's words (`Permission denied`), or SQLite's.
    case cannotOpen(path: String, reason: String)
    /// The folder of the state cannot be made.
    case folder(FileError)
    /// A symbolic link, a folder or a pipe stands where the database belongs.
    case notAFile(path: String)
    /// A history of ours that cannot be read any more: ``Ledger/setAsideDamaged``.
    case damaged(path: String)
    /// Another program's database, or none at all.
    case foreign(path: String)
    /// Written by a later release of slots.
    case fromTheFuture(path: String, version: Int, known: Int)
    /// Another process holds it longer than we wait.
    case busy(path: String)
    case readOnly(path: String)
    case full(path: String)
    /// Anything else that SQLite refuses, with its own code and text.
    case refused(path: String, code: Int, message: String)
}

/// A damaged history that was moved out of the way.
package struct DamagedHistory: Hashable, Sendable {
    /// Where it was, and where a new one is.
    package var path: String
    /// Where it is now, with its mode and owner.
    package var kept: String

    package var finding: Finding {
        Finding(
            .warning,
            "history.set-aside",
            "the history \(path) was damaged: it is kept as \(kept), and a new one was begun",
            help:
                "only past results are missing now; remove the damaged file when nobody wants to look into it"
        )
    }
}

extension HistoryError {
    /// The error as a warning for the user.
    package var finding: Finding {
        if case .folder(let error) = self {
            var finding = error.finding()
            finding.severity = .warning
            return finding
        }
        let (code, message, help) = words
        return Finding(.warning, "history.\(code)", message, help: help)
    }

    private var words: (code: String, message: String, help: String?) {
        switch self {
        case .folder(let error): ("cannot-open", error.finding().message, nil)
        case .cannotOpen(let path, let reason):
            (
                "cannot-open", "the history \(path) cannot be opened: \(reason)",
                "see who owns the file and its folder"
            )
        case .notAFile(let path):
            ("not-a-file", "\(path) is not an ordinary file", "move it away; slots makes a new history")
        case .damaged(let path):
            (
                "damaged", "the history \(path) is damaged",
                "move the file away; slots makes a new one, and only past results are lost"
            )
        case .foreign(let path):
            (
                "foreign", "\(path) is no history of slots", "move it away; slots makes a new history"
            )
        case .fromTheFuture(let path, let version, let known):
            (
                "from-the-future",
                "the history \(path) has version \(version), this release of slots knows up to \(known)",
                "use the newer release, or move the file away"
            )
        case .busy(let path):
            (
                "busy", "another process holds the history \(path)",
                "nothing was recorded; run the command again"
            )
        case .readOnly(let path):
            ("read-only", "the history \(path) cannot be written", "see who owns the file and its folder")
        case .full(let path):
            (
                "full", "the disk is full: nothing was recorded in \(path)",
                "make room, and run the command again"
            )
        case .refused(let path, let code, let message):
            ("refused", "the history \(path) cannot be used: \(message) (SQLite \(code))", nil)
        }
    }
}
