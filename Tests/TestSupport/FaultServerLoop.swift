import Glibc
import Locking

/// Serves all connections of one ``FaultServer``, on its thread.
struct FaultServerLoop {
    var listener: Int32
    /// The reading end of a pipe; its other end is closed when the server ends.
    var wakes: Int32
    var onConnect: FaultScript
    var answer: @Sendable (FaultRequest) -> FaultScript
    var state: Lock<FaultServerState>
    private var connections: [FaultConnection] = []

    init(
        listener: Int32,
        wakes: Int32,
        onConnect: FaultScript,
        answer: @escaping @Sendable (FaultRequest) -> FaultScript,
        state: Lock<FaultServerState>
    ) {
        (self.listener, self.wakes, self.state) = (listener, wakes, state)
        (self.onConnect, self.answer) = (onConnect, answer)
    }

    mutating func run() {
        while !state.withLock({ $0.isStopped }) {
            var polled = [
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wakes, events: Int16(POLLIN), revents: 0),
            ]
            for connection in connections {
                let events = connection.wantsToWrite ? POLLIN | POLLOUT : POLLIN
                polled.append(pollfd(fd: connection.descriptor, events: Int16(events), revents: 0))
            }
            poll(&polled, UInt(polled.count), millisecondsToWait)
            let now = ContinuousClock.now
            for index in connections.indices {
                serve(index, isReadable: polled[index + 2].revents & ~Int16(POLLOUT) != 0, now)
            }
            connections.removeAll { $0.descriptor < 0 }
            if polled[0].revents != 0 { accept(now) }
            let open = connections.count
            state.withLock { state in
                state.record.open = open
                state.record.mostOpen = max(state.record.mostOpen, open)
            }
        }
        for connection in connections { close(connection.descriptor) }
        close(listener)
        close(wakes)
    }

    private var millisecondsToWait: Int32 {
        guard let next = connections.compactMap(\.resumesAt).min() else { return -1 }
        let left = next - .now
        return left <= .zero ? 0 : Int32(left / .milliseconds(1)) + 1
    }

    private mutating func accept(_ now: ContinuousClock.Instant) {
        while connections.count < 4096 {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            LoopbackSocket.prepare(descriptor)
            let number = state.withLock { state in
                state.record.connections += 1
                return state.record.connections
            }
            connections.append(
                FaultConnection(descriptor: descriptor, number: number, steps: onConnect.steps)
            )
            serve(connections.count - 1, isReadable: false, now)
        }
    }

    private mutating func serve(_ index: Int, isReadable: Bool, _ now: ContinuousClock.Instant) {
        if isReadable {
            let count = connections[index].read()
            state.withLock { $0.record.bytes += count }
        }
        while connections[index].descriptor >= 0 {
            connections[index].play(now)
            guard connections[index].steps.isEmpty, let request = connections[index].nextRequest() else {
                return
            }
            state.withLock { $0.record.requests.append(request) }
            connections[index].steps = answer(request).steps
        }
    }
}

/// One client, and what it is still to get.
struct FaultConnection {
    /// -1 when closed.
    var descriptor: Int32
    let number: Int
    var steps: [FaultScript.Step]
    private(set) var resumesAt: ContinuousClock.Instant?
    private var input: [UInt8] = []
    private var output: [UInt8] = []

    init(descriptor: Int32, number: Int, steps: [FaultScript.Step]) {
        (self.descriptor, self.number, self.steps) = (descriptor, number, steps)
    }

    var wantsToWrite: Bool {
        if case .endless = steps.first { return true }
        return !output.isEmpty
    }

    /// Takes what has arrived; closes when the peer did.
    ///
    /// Returns the number of bytes.
    mutating func read() -> Int {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 {
            input += buffer.prefix(count)
            return count
        }
        if count == 0 || (errno != EAGAIN && errno != EINTR) { end() }
        return 0
    }

    /// A whole request from what has arrived.
    mutating func nextRequest() -> FaultRequest? {
        let blankLine = Array("\r\n\r\n".utf8)
        guard input.count >= 4,
            let end = (0...(input.count - 4)).first(where: { input[$0..<($0 + 4)].elementsEqual(blankLine) })
        else { return nil }
        var request = FaultRequest(raw: Array(input.prefix(end + 4)), connection: number)
        guard let length = Int(request.header("Content-Length") ?? "0"), input.count >= end + 4 + length
        else {
            return nil
        }
        request.body = Array(input[(end + 4)...].prefix(length))
        input.removeFirst(end + 4 + length)
        return request
    }

    /// Goes through the steps as far as time and the socket allow.
    mutating func play(_ now: ContinuousClock.Instant) {
        while descriptor >= 0, flush() {
            if let moment = resumesAt {
                guard moment <= now else { return }
                resumesAt = nil
                steps.removeFirst()
                continue
            }
            switch steps.first {
            case nil, .hang: return
            case .send(let bytes):
                output = bytes
                steps.removeFirst()
            case .pause(let pause): resumesAt = now + pause
            case .drip(let bytes, let pause):
                output = Array(bytes.prefix(1))
                steps.removeFirst()
                if bytes.count > 1 {
                    steps.insert(.drip(Array(bytes.dropFirst()), every: pause), at: 0)
                    steps.insert(.pause(pause), at: 0)
                }
            case .endless(let bytes):
                output = bytes
                // One round a turn, so that the other connections get theirs.
                _ = flush()
                return
            case .reset:
                var option = linger(l_onoff: 1, l_linger: 0)
                setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
                end()
            case .close: end()
            }
        }
    }

    /// Sends what is due.
    ///
    /// Answers whether all of it went out.
    private mutating func flush() -> Bool {
        while !output.isEmpty {
            let count = send(descriptor, output, output.count, Int32(MSG_NOSIGNAL))
            if count < 0 {
                if errno != EAGAIN && errno != EINTR { end() }
                return false
            }
            output.removeFirst(count)
        }
        return true
    }

    private mutating func end() {
        close(descriptor)
        descriptor = -1
    }
}
