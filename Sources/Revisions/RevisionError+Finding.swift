import Files
package import SlotModel

extension RevisionError {
    /// The error as it is told, with a way out.
    package func finding(at place: Place? = nil) -> Finding {
        switch self {
        case .file(let error): error.finding(at: place)
        case .notKept(let finding): finding
        case .readOnly(let path, let mode):
            Finding(
                .error,
                "apply.read-only",
                "\(path) is write-protected (mode \(octal(mode)))",
                at: place,
                help: "allow writing with: chmod u+w \(quotedForShell(path))"
            )
        case .keepsChanging(let path):
            Finding(
                .error,
                "apply.keeps-changing",
                "\(path) changes again and again while slots wants to write it",
                at: place,
                help: "let the bot settle, or stop it, and apply again"
            )
        case .refusedOnNewContent(let path):
            Finding(
                .error,
                "apply.changed-meanwhile",
                "\(path) was changed while slots worked, and the plan does not fit it any more",
                at: place,
                help: "start again, and look at the new plan"
            )
        }
    }
}
