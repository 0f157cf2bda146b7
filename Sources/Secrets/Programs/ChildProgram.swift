import CLinux
import Cryptography
import Glibc

/// A program that is run for what it prints: no shell, a small environment, its output in guarded memory only.
struct ChildProgram: Sendable {
    enum Failure: Error, Hashable {
        case notStarted(code: Int32)
        case timedOut
        case tooMuch(maximum: Int)
        case cancelled
    }

    struct Outcome: Sendable {
        /// The exit code; 128 and the signal's number when a signal ended it.
        var exit: Int32
        var output: Secret
        /// The beginning of what it printed on standard error; may hold anything, so it is not for showing.
        var complaint: [UInt8]
    }

    /// Absolute, or searched on `PATH`; relative to ``folder`` when it holds a slash.
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
    var isApart = true

    /// Runs it to its end.
    ///
    /// - Parameter input: What it reads; `nil`: nothing (`/dev/null`).
    func run(input: Secret? = nil) throws(Failure) -> Outcome {
        let output = try Channel(.reading)
        let complaints = try Channel(.reading)
        let feed = input == nil ? nil : try Channel(.writing)
        let process = try start(output: output.theirs, complaints: complaints.theirs, input: feed?.theirs)
        for channel in [output, complaints, feed] { channel?.closeTheirs() }
        var exchange = Exchange(
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

    private func start(output: CInt, complaints: CInt, input: CInt?) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, complaints, 2)
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

extension ChildProgram {
    /// The variables of ours that are set, as a child gets them.
    static func environment(passingOn names: [String]) -> [String] {
        names.compactMap { name in getenv(name).map { name + "=" + String(cString: $0) } }
    }
}

/// A connected pair of descriptors, one end for the child; ours does not block.
///
/// A pipe for what it writes. A socket for what it reads, because writing to one whose reader went away can be told not
/// to raise a signal.
private final class Channel {
    enum Direction { case reading, writing }

    private(set) var ours: CInt = -1
    private(set) var theirs: CInt = -1

    init(_ direction: Direction) throws(ChildProgram.Failure) {
        var ends: [CInt] = [-1, -1]
        let code =
            switch direction {
            case .reading: pipe(&ends)
            case .writing:
                socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
            }
        guard code == 0, let first = ends.first, let last = ends.last else { throw .notStarted(code: errno) }
        (ours, theirs) = (first, last)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ours, F_SETFL, O_NONBLOCK)
    }

    func closeTheirs() {
        if theirs >= 0 { close(theirs) }
        theirs = -1
    }

    func closeOurs() {
        if ours >= 0 { close(ours) }
        ours = -1
    }

    deinit {
        closeTheirs()
        closeOurs()
    }
}

/// The talk with a running child: feeds it, listens to it, and notices its end.
private struct Exchange {
    /// How often a child that is silent is looked at, in milliseconds.
    private static let slice: CInt = 50
    private static let chunkSize = 4 << 10
    /// More of its complaints is read, but not kept.
    private static let complaintLimit = 4 << 10

    let process: pid_t
    let output: Channel
    let complaints: Channel
    let feed: Channel?
    let input: Secret?
    let outputLimit: Int
    let isPatient: Bool

    private var fed = 0
    private var chunks: [Secret] = []
    private var count = 0
    private var complaint: [UInt8] = []
    private var status: CInt?
    private var isOutputOpen = true
    private var areComplaintsOpen = true

    init(
        process: pid_t,
        output: Channel,
        complaints: Channel,
        feed: Channel?,
        input: Secret?,
        outputLimit: Int,
        isPatient: Bool
    ) {
        self.process = process
        self.output = output
        self.complaints = complaints
        self.feed = feed
        self.input = input
        self.outputLimit = outputLimit
        self.isPatient = isPatient
    }

    mutating func complete(by deadline: ContinuousClock.Instant?) throws(ChildProgram.Failure)
        -> ChildProgram.Outcome
    {
        while true {
            // Once it has ended, only what lies in the pipes is taken: a process that it left behind may hold them open.
            let hasEnded = status != nil
            let wasBusy = try step(wait: hasEnded ? 0 : Self.slice)
            if hasEnded, !wasBusy { break }
            if !hasEnded { look() }
            if status == nil {
                if let deadline, ContinuousClock.now >= deadline { throw .timedOut }
                if Task.isCancelled || (isPatient && !PatientPrograms.mayWait) { throw .cancelled }
                if !isOutputOpen, !areComplaintsOpen { usleep(500) }
            }
        }
        let code = status ?? 0
        let signal = code & 0x7F
        return ChildProgram.Outcome(
            exit: signal != 0 ? 128 + signal : (code >> 8) & 0xFF,
            output: Secret(joining: chunks.map { .secret($0) }),
            complaint: complaint
        )
    }

    /// Collects the exit status of a child that was killed.
    mutating func reap() {
        var code: CInt = 0
        while status == nil {
            guard waitpid(process, &code, 0) < 0 else { return }
            guard errno == EINTR else { return }
        }
    }

    private mutating func look() {
        var code: CInt = 0
        // Somebody else may have reaped it; then nobody will ever tell how it ended.
        let found = waitpid(process, &code, WNOHANG)
        if found == process { status = code } else if found < 0, errno == ECHILD { status = 255 << 8 }
    }

    /// One round of waiting, reading and writing; whether anything was there to be read.
    private mutating func step(wait: CInt) throws(ChildProgram.Failure) -> Bool {
        var polled: [pollfd] = []
        if isOutputOpen { polled.append(pollfd(fd: output.ours, events: Int16(POLLIN), revents: 0)) }
        if areComplaintsOpen { polled.append(pollfd(fd: complaints.ours, events: Int16(POLLIN), revents: 0)) }
        if let feed, feed.ours >= 0 {
            polled.append(pollfd(fd: feed.ours, events: Int16(POLLOUT), revents: 0))
        }
        guard !polled.isEmpty, poll(&polled, nfds_t(polled.count), wait) > 0 else { return false }
        var wasBusy = false
        for ready in polled where ready.revents != 0 {
            switch ready.fd {
            case output.ours: wasBusy = try takeOutput() || wasBusy
            case complaints.ours: wasBusy = takeComplaint() || wasBusy
            default: give()
            }
        }
        return wasBusy
    }

    private mutating func takeOutput() throws(ChildProgram.Failure) -> Bool {
        var got = 0
        let chunk = Secret(capacity: Self.chunkSize) { buffer in
            got = read(output.ours, buffer.baseAddress, buffer.count)
            return max(got, 0)
        }
        if got < 0 { return false }
        if got == 0 { isOutputOpen = false }
        count += got
        guard count <= outputLimit else { throw .tooMuch(maximum: outputLimit) }
        if got > 0 { chunks.append(chunk) }
        return got > 0
    }

    private mutating func takeComplaint() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4 << 10)
        let got = read(complaints.ours, &buffer, buffer.count)
        if got == 0 { areComplaintsOpen = false }
        guard got > 0 else { return false }
        complaint += buffer.prefix(min(got, Self.complaintLimit - complaint.count))
        return true
    }

    private mutating func give() {
        guard let feed, let input else { return }
        let sent = input.withBytes { bytes in
            let rest = UnsafeRawBufferPointer(rebasing: bytes[fed...])
            return rest.isEmpty ? 0 : send(feed.ours, rest.baseAddress, rest.count, CInt(MSG_NOSIGNAL))
        }
        if sent < 0, errno == EAGAIN || errno == EINTR { return }
        fed += max(sent, 0)
        // It has everything, or does not want it: then its exit says why.
        if sent < 0 || fed == input.count { feed.closeOurs() }
    }
}
