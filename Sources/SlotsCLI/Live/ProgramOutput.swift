import Glibc

/// The absolute path of a program, looked for in the absolute folders of a `PATH`.
///
/// Relative folders are passed over: what lies in the current folder is not a program of the system's.
func findProgram(_ name: String, path: String) -> String? {
    for folder in path.split(separator: ":") where folder.hasPrefix("/") {
        let candidate = folder + "/" + name
        var status = stat()
        if stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG, access(candidate, X_OK) == 0 {
            return candidate
        }
    }
    return nil
}

/// What a program prints on standard output, at most 64 KiB, run without a shell and with an empty environment.
///
/// - Parameter path: Absolute.
/// - Returns: `nil` when it cannot be started, fails, prints more, or is not done in time; then it is killed.
func programOutput(_ path: String, _ arguments: [String], within limit: Duration) -> String? {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0, let reading = ends.first, let writing = ends.last else { return nil }
    defer { close(reading) }
    for end in [reading, writing] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let process = start(path, arguments, output: writing)
    close(writing)
    guard let process else { return nil }
    let output = readInTime(reading, until: ContinuousClock.now + limit)
    if output == nil { kill(process, SIGKILL) }
    var status: CInt = 0
    while waitpid(process, &status, 0) < 0 {
        guard errno == EINTR else { return nil }
    }
    return status == 0 ? output : nil
}

private func start(_ path: String, _ arguments: [String], output: CInt) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    // The child must not inherit that we block signals and ignore SIGPIPE.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var line: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for text in line { free(text) } }
    var environment: [UnsafeMutablePointer<CChar>?] = [nil]
    var process: pid_t = 0
    return posix_spawn(&process, path, &actions, &attributes, &line, &environment) == 0 ? process : nil
}

/// Reads to the end of a pipe; `nil` when the time is over first.
private func readInTime(_ descriptor: CInt, until deadline: ContinuousClock.Instant) -> String? {
    var content: [UInt8] = []
    while content.count <= 64 << 10 {
        let left = (deadline - .now) / .milliseconds(1)
        guard left > 0 else { return nil }
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, CInt(left.rounded(.up))) > 0 else {
            if errno == EINTR { continue }
            return nil
        }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        if count == 0 { return String(decoding: content, as: UTF8.self) }
        guard count > 0 else { return nil }
        content += buffer.prefix(count)
    }
    return nil
}
