import Glibc

/// Another program, started and reaped by hand.
///
/// Foundation's `Process` waits by running the thread's run loop, which never ended beside exit tests.
final class ChildProgram {
    struct Failure: Error { var text: String }

    /// Where the program is installed.
    static func path(_ name: String) -> String? {
        ["/usr/bin/", "/usr/sbin/", "/usr/local/bin/"].map { $0 + name }.first { access($0, X_OK) == 0 }
    }

    private var pid: pid_t = 0
    private var output: Int32 = -1

    /// Starts it with its output in a pipe, and nothing to read.
    init(_ name: String, _ arguments: [String]) throws {
        guard let path = Self.path(name) else { throw Failure(text: "\(name) is not installed") }
        var pipe: [Int32] = [-1, -1]
        guard Glibc.pipe(&pipe) == 0 else { throw Failure(text: "no pipe") }
        for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        output = pipe[0]
        defer { close(pipe[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipe[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        let code = posix_spawn(&pid, path, &actions, nil, &words, environ)
        guard code == 0 else { throw Failure(text: "\(name) did not start: \(code)") }
    }

    deinit {
        if pid > 0 {
            kill(pid, SIGKILL)
            _ = wait()
        }
        close(output)
    }

    /// Ends it; ``readLine()`` gives what is left of its output.
    func stop() { if pid > 0 { kill(pid, SIGKILL) } }

    /// Runs a program to its end, which must be a good one.
    static func run(_ name: String, _ arguments: [String]) throws {
        let program = try ChildProgram(name, arguments)
        guard program.wait() == 0 else { throw Failure(text: "\(name) \(arguments.first ?? "") failed") }
    }

    /// Waits for the end.
    ///
    /// Returns the raw status of `waitpid`.
    func wait() -> Int32 {
        var status: Int32 = -1
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        pid = 0
        return status
    }

    /// The next line of its output, without the line's end; `nil` at the end of all.
    func readLine() -> String? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1 {
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return nil
    }
}
