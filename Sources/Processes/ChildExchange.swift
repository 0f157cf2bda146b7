import Cryptography
import Glibc

/// The talk with a running child: feeds it, listens to it, and notices its end.
struct ChildExchange {
    /// How often a child that is silent is looked at, in milliseconds.
    private static let slice: CInt = 50
    private static let chunkSize = 4 << 10
    /// More of its complaints is read, but not kept.
    private static let complaintLimit = 4 << 10

    let process: pid_t
    let output: ChildChannel
    let complaints: ChildChannel
    let feed: ChildChannel?
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
        output: ChildChannel,
        complaints: ChildChannel,
        feed: ChildChannel?,
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
        return ChildProgram.Outcome(
            ending: ChildProgram.Ending(status: status ?? 0),
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
