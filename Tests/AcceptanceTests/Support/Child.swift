import Foundation
import Glibc
import TestSupport

/// A process of ours that can be signalled, measured and given up.
///
/// In a process group of its own, so that a signal reaches it through a wrapper such as strace, too. What it prints
/// goes to files in a folder of its own, so that nothing that it prints can block it.
final class Child {
    struct Ended {
        var stdout: String
        var stderr: String
        /// The exit code, or 128 plus the signal that ended the process.
        var exit: Int32
        /// Largest resident set, in KiB; only of a child that was started to be measured.
        var memory: Int?
        /// Time of the processor, which a busy machine does not lengthen.
        var work: Duration
        /// From the start to the end.
        var duration: Duration
        /// It had to be killed, because it did not end in time.
        var isOverdue: Bool
    }

    let process: pid_t
    private let output: TemporaryFolder
    private let start: ContinuousClock.Instant
    private var isOver = false

    /// Starts a program with its arguments, searched on `PATH`.
    ///
    /// - Parameter measuresMemory: Puts GNU time in between: what the system says of a child of ours counts our own
    ///   size from before its `execve`, too.
    init(
        _ arguments: [String],
        in folder: URL,
        environment: [String: String] = [:],
        input: String? = nil,
        measuresMemory: Bool = false
    ) throws {
        output = try TemporaryFolder()
        try output.write("stdin", input ?? "")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, output.path + "/stdin", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output.path + "/stdout", O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, output.path + "/stderr", O_WRONLY | O_CREAT, 0o600)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let values = Self.base(folder).merging(environment) { $1 }.map { "\($0)=\($1)" }
        // Swift does not see the spawn action that changes the folder.
        let measure = measuresMemory ? ["time", "-q", "-f", "%M", "-o", output.path + "/memory"] : []
        let line = ["env", "-C", folder.path] + measure + arguments
        var argv: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = values.map { strdup($0) } + [nil]
        defer { for text in argv + envp { free(text) } }
        var process: pid_t = 0
        start = .now
        let code = posix_spawnp(&process, "env", &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
        self.process = process
    }

    deinit {
        guard !isOver else { return }
        kill(-process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    /// What it printed so far.
    var stdout: String { (try? output.text("stdout")) ?? "" }
    var stderr: String { (try? output.text("stderr")) ?? "" }

    func signal(_ number: Int32) { kill(-process, number) }

    /// Waits until something is so, for at most ten seconds; answers whether it came to that.
    func waits(until isReached: (Child) -> Bool) -> Bool {
        for _ in 0..<2000 {
            if isReached(self) { return true }
            usleep(5000)
        }
        return isReached(self)
    }

    /// Waits for the end, and kills it when the time is over.
    func end(within limit: Duration = .seconds(60)) -> Ended {
        var (status, usage, isOverdue) = (Int32(0), rusage(), false)
        while true {
            let found = wait4(process, &status, WNOHANG, &usage)
            if found != 0 { break }
            if !isOverdue, ContinuousClock.now - start > limit {
                isOverdue = true
                kill(-process, SIGKILL)
            }
            usleep(2000)
        }
        isOver = true
        let signal = status & 0x7F
        return Ended(
            stdout: stdout,
            stderr: stderr,
            exit: signal != 0 ? 128 + signal : (status >> 8) & 0xFF,
            memory: (try? output.text("memory")).flatMap { Int($0.split(separator: "\n").last ?? "") },
            work: .seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
                + .microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec),
            duration: ContinuousClock.now - start,
            isOverdue: isOverdue
        )
    }

    /// A small environment of its own: no proxies, no terminal, no secrets of the machine.
    private static func base(_ folder: URL) -> [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "HOME": folder.path,
            "XDG_RUNTIME_DIR": folder.path + "/run",
            "LC_ALL": "C.UTF-8",
        ]
    }
}

/// Programs that some tests need.
enum Tool {
    /// Whether `PATH` has it.
    static func isThere(_ name: String) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
    }

    /// Whether strace may trace here; containers forbid it at times.
    static let canTrace: Bool = {
        guard isThere("strace"), let folder = try? TemporaryFolder(),
            let child = try? Child(["strace", "-o", "/dev/null", "true"], in: folder.url)
        else { return false }
        return child.end().exit == 0
    }()

    /// strace in front of a program, with one of its injections into a call: `error=EIO`, `signal=KILL:when=2`.
    ///
    /// It counts the calls of each thread and of each name by themselves.
    static func strace(_ call: String, _ injection: String) -> [String] {
        [
            // With its --seccomp-bpf strace 6.1 strikes at first calls only.
            "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call)", "-e",
            "inject=\(call):\(injection)",
        ]
    }
}
