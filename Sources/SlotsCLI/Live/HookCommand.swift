import Processes

/// Runs the command that a bot names under `on-apply`, without a shell and with a small environment.
enum HookCommand {
    /// What a hook may need to find programs, the user's services and a language; nothing else of ours.
    private static let passedOn = [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_MESSAGES", "TZ", "TERM", "XDG_RUNTIME_DIR",
        "DBUS_SESSION_BUS_ADDRESS", "PM2_HOME",
    ]
    /// A hook reloads a service or restarts a bot; one that takes longer hangs.
    private static let timeLimit = Duration.seconds(300)

    /// Runs the command in the workspace and waits for it; what it prints goes to our standard error.
    ///
    /// - Parameters:
    ///   - words: The program, searched on `PATH`, and its arguments; not empty.
    ///   - directory: Where it runs.
    static func run(_ words: [String], in directory: String) throws(ChildProgram.Failure)
        -> ChildProgram.Ending
    {
        try ChildProgram(
            program: words.first ?? "",
            arguments: Array(words.dropFirst()),
            passingOn: passedOn,
            folder: directory,
            timeLimit: timeLimit,
            isApart: false
        ).runInSight()
    }
}
