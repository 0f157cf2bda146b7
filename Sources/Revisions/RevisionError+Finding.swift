package import SlotModel

extension RevisionError {
    /// The error as it is told, with a way out.
    package func finding(at place: Place? = nil) -> Finding {
        switch self {
        case .cannotRead(let path, let code):
            Finding(
                .error,
                "bot.unreadable",
                "cannot read \(path): \(Self.describe(code))",
                at: place,
                help: "look at the owner and the mode of the file and of the folders above it"
            )
        case .cannotWrite(let path, let code):
            Finding(
                .error,
                "apply.cannot-write",
                "cannot write \(path): \(Self.describe(code))",
                at: place,
                help: "nothing was changed there; make room or give the right to write, and run this again"
            )
        case .notAFile(let path, let kind):
            Finding(
                .error,
                "bot.not-a-file",
                "\(path) is \(kind)",
                at: place,
                help: "slots reads and writes ordinary files only; move it away or correct 'directory'"
            )
        case .readOnly(let path, let mode):
            Finding(
                .error,
                "apply.read-only",
                "\(path) is write-protected (mode \(octal(mode)))",
                at: place,
                help: "allow writing with: chmod u+w \(quotedForShell(path))"
            )
        case .tooLarge(let path, let limit):
            Finding(
                .error,
                "bot.too-large",
                "\(path) is larger than \(limit >> 20) MiB",
                at: place,
                help: "this is hardly a bot's configuration; correct 'directory'"
            )
        case .noFolder(let path):
            Finding(
                .error,
                "bot.no-folder",
                "the folder \(path) is not there",
                at: place,
                help: "correct 'directory', or make the folder where the bot lives"
            )
        case .locked(let holder):
            Finding(
                .error,
                "apply.locked",
                "another apply is at work here: \(holder)",
                at: place,
                help: "wait until it is done, or let this one wait with: slots apply --wait 30s"
            )
        case .keepsChanging(let path):
            Finding(
                .error,
                "apply.keeps-changing",
                "\(path) changes again and again while slots wants to write it",
                at: place,
                help: "let the bot settle, or stop it, and apply again"
            )
        case .brokenState(let path, let reason):
            Finding(
                .error,
                "state.broken",
                "\(path) cannot be used: \(reason)",
                at: place,
                help: "move it away; slots then takes every entry for your own and asks before it changes one"
            )
        case .notAsWritten(let path):
            Finding(
                .error,
                "apply.not-as-written",
                "the new content of \(path) does not read as it was written",
                at: place,
                help:
                    "the file is as it was; the disk or its file system fails: look at the system's log"
            )
        case .refusedOnNewContent(let path):
            Finding(
                .error,
                "apply.changed-meanwhile",
                "\(path) was changed while slots worked, and the plan does not fit it any more",
                at: place,
                help: "look at the new plan with: slots plan"
            )
        }
    }
}
