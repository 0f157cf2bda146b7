import Glibc

/// Runs the command that a bot names under `on-apply`, without a shell and with a small environment.
enum HookCommand {
    /// What a hook may need to find programs, the user's services and a language; nothing else of ours.
    private static let passedOn = [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_MESSAGES", "TZ", "TERM", "XDG_RUNTIME_DIR",
        "DBUS_SESSION_BUS_ADDRESS", "PM2_HOME",
    ]

    enum Outcome: Equatable {
        case succeeded
        case failed(exitCode: Int32)
        case killed(signal: Int32)
        case notStarted(code: Int32)
    }

    /// Runs the command in the workspace and waits for it; what it prints goes to our standard error.
    ///
    /// - Parameters:
    ///   - arguments: The program, searched on `PATH`, and its arguments; not empty.
    ///   - directory: Where it runs.
    static func run(_ arguments: [String], in directory: String) -> Outcome {
        guard let program = arguments.first else { return .notStarted(code: EINVAL) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, 2, 1)

        // The child must not inherit that we block signals and ignore SIGPIPE.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var defaults = sigset_t()
        sigfillset(&defaults)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        argv.append(nil)
        var environment: [UnsafeMutablePointer<CChar>?] = passedOn.compactMap { name in
            getenv(name).map { strdup(name + "=" + String(cString: $0)) }
        }
        environment.append(nil)
        defer { for text in argv + environment { free(text) } }

        // Everything of ours has an absolute path by now.
        guard chdir(directory) == 0 else { return .notStarted(code: errno) }
        var process: pid_t = 0
        let code = ResourceLimits.asAtStart {
            posix_spawnp(&process, program, &actions, &attributes, argv, environment)
        }
        guard code == 0 else { return .notStarted(code: code) }
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return .notStarted(code: errno) }
        }
        let signal = status & 0x7F
        if signal != 0 { return .killed(signal: signal) }
        let exitCode = (status >> 8) & 0xFF
        return exitCode == 0 ? .succeeded : .failed(exitCode: exitCode)
    }
}
