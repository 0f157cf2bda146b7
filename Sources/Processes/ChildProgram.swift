import CLinux
package import Cryptography
import Glibc
import SlotModel

/// A program that we start: no shell, a small environment, a folder of its own, and none of our descriptors.
///
/// Our own folder, and what other threads see of this process, stay as they are.
package struct ChildProgram: Sendable {
    /// Why a program did not run to its end.
    package enum Failure: Error, Hashable {
        /// An errno value.
        case notStarted(code: Int32)
        case timedOut
        case tooMuch(maximum: Int)
        case cancelled
    }

    /// How it ended.
    package enum Ending: Sendable, Hashable {
        case exited(code: Int32)
        case killed(signal: Int32)

        /// - Parameter status: As waitpid(2) gives it.
        init(status: CInt) {
            let signal = status & 0x7F
            self = signal == 0 ? .exited(code: (status >> 8) & 0xFF) : .killed(signal: signal)
        }
    }

    /// How a program ended, and what it printed.
    package struct Outcome: Sendable {
        package var ending: Ending
        package var output: Secret
        /// The beginning of what it printed on standard error; may hold anything, so it is not for showing.
        package var complaint: [UInt8]

        /// The exit code; 128 and the signal's number when a signal ended it.
        package var exit: Int32 {
            switch ending {
            case .exited(let code): code
            case .killed(let signal): 128 + signal
            }
        }
    }

    /// Absolute, below home (`~/…`), or searched on `PATH`; relative to ``folder`` when it holds a slash.
    var program: String
    var arguments: [String]
    /// `NAME=value`.
    var environment: [String]
    /// Where it runs.
    var folder: String
    /// `nil`: it may ask somebody, and people take their time.
    var timeLimit: Duration?
    /// Of its standard output, in bytes.
    var outputLimit: Int
    /// Whether it is apart from the terminal's foreground; then it cannot ask, and its children end with it.
    var isApart: Bool

    /// - Parameters:
    ///   - program: Absolute, below home (`~/…`), or searched on `PATH`; relative to the folder when it holds a slash.
    ///   - variables: Names of variables of ours that it gets, as far as they are set; no others.
    ///   - folder: Where it runs.
    ///   - timeLimit: `nil`: it may ask somebody, and people take their time.
    ///   - outputLimit: Of its standard output where that is kept, in bytes.
    ///   - isApart: Whether it is apart from the terminal's foreground; then it cannot ask, and its children end with it.
    package init(
        program: String,
        arguments: [String],
        passingOn variables: [String],
        folder: String,
        timeLimit: Duration?,
        outputLimit: Int = 0,
        isApart: Bool = true
    ) {
        self.program = expandedHome(program, home: environmentVariable("HOME"))
        self.arguments = arguments
        environment = variables.compactMap { name in environmentVariable(name).map { name + "=" + $0 } }
        self.folder = folder
        self.timeLimit = timeLimit
        self.outputLimit = outputLimit
        self.isApart = isApart
    }

    /// Runs it to its end, and keeps what it prints in guarded memory only.
    ///
    /// - Parameter input: What it reads; `nil`: nothing (`/dev/null`).
    package func run(input: Secret? = nil) throws(Failure) -> Outcome {
        let output = try ChildChannel(.reading)
        let complaints = try ChildChannel(.reading)
        let feed = input == nil ? nil : try ChildChannel(.writing)
        let process = try start(
            Streams(input: feed?.theirs, output: output.theirs, errors: complaints.theirs)
        )
        for channel in [output, complaints, feed] { channel?.closeTheirs() }
        var exchange = ChildExchange(
            process: process,
            output: output,
            complaints: complaints,
            feed: feed,
            input: input,
            outputLimit: outputLimit,
            isPatient: !isApart
        )
        let deadline = timeLimit.map { ContinuousClock.now + $0 }
        do throws(Failure) {
            return try exchange.complete(by: deadline)
        } catch {
            kill(isApart ? -process : process, SIGKILL)
            exchange.reap()
            throw error
        }
    }

    /// Runs it to its end with what it prints on our standard error, under the limits that we were started with.
    ///
    /// When its time is over it is asked to end, and killed two seconds later.
    ///
    /// - Parameter input: What it reads, which is no secret; `nil`: nothing (`/dev/null`).
    package func runInSight(input: [UInt8]? = nil) throws(Failure) -> Ending {
        let feed = try input.map { (bytes) throws(Failure) in try Self.feed(bytes) }
        defer { if let feed { close(feed) } }
        let process = try ResourceLimits.asAtStart { () -> Result<pid_t, Failure> in
            do throws(Failure) {
                return .success(try start(Streams(input: feed, output: STDERR_FILENO, errors: STDERR_FILENO)))
            } catch {
                return .failure(error)
            }
        }.get()
        let target = isApart ? -process : process
        guard let timeLimit else { return try wait(for: process, until: nil) ?? .exited(code: 255) }
        if let ending = try wait(for: process, until: .now + timeLimit) { return ending }
        kill(target, SIGTERM)
        if try wait(for: process, until: .now + .seconds(2)) == nil {
            kill(target, SIGKILL)
            _ = try wait(for: process, until: nil)
        }
        throw .timedOut
    }

    /// A file without a name that holds what a program reads: nobody has to wait for one that does not.
    private static func feed(_ bytes: [UInt8]) throws(Failure) -> Int32 {
        let file = slots_unnamed_file()
        guard file >= 0 else { throw .notStarted(code: errno) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count > 0 else {
                let code = errno
                close(file)
                throw .notStarted(code: code)
            }
            rest = rest.dropFirst(count)
        }
        lseek(file, 0, SEEK_SET)
        return file
    }

    /// How the process ended; `nil` when the time is over first.
    private func wait(for process: pid_t, until deadline: ContinuousClock.Instant?) throws(Failure) -> Ending?
    {
        var status: CInt = 0
        while true {
            let found = waitpid(process, &status, deadline == nil ? 0 : WNOHANG)
            if found == process { return Ending(status: status) }
            guard found == 0 || errno == EINTR else { throw .notStarted(code: errno) }
            if let deadline {
                if ContinuousClock.now >= deadline { return nil }
                usleep(5_000)
            }
        }
    }

    private struct Streams {
        /// `nil`: nothing to read.
        var input: CInt?
        var output: CInt
        var errors: CInt
    }

    private func start(_ streams: Streams) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input = streams.input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, streams.output, 1)
        posix_spawn_file_actions_adddup2(&actions, streams.errors, 2)
        for code in [slots_spawn_change_folder(&actions, folder), slots_spawn_close_from(&actions, 3)] {
            guard code == 0 else { throw .notStarted(code: code) }
        }

        // The child must not inherit that we handle, block or ignore signals.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (isApart ? POSIX_SPAWN_SETPGROUP : 0)
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for text in argv + variables { free(text) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, program, &actions, &attributes, argv, variables)
        guard code == 0 else { throw .notStarted(code: code) }
        return process
    }
}
