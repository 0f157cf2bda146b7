import Glibc
import Locking

/// A server on loopback that misbehaves as told: what it answers to a request is a script.
///
/// One thread serves all connections, so a thousand slow answers cost no more than one. It speaks just
/// enough HTTP/1.1 for a request that ends at its blank line or says how long its body is. It ends with the last reference to it.
///
///     let server = try FaultServer { request in .json("{}").after(.milliseconds(50)) }
package final class FaultServer: Sendable {
    /// What the server saw, and how many connections there were.
    package struct Record: Sendable {
        package var requests: [FaultRequest] = []
        /// All that were ever accepted.
        package var connections = 0
        /// Open now.
        package var open = 0
        /// Open at a time, at most.
        package var mostOpen = 0
        /// Everything that arrived, requests or not.
        package var bytes = 0
    }

    /// The port on 127.0.0.1.
    package let port: Int
    private let state: Lock<FaultServerState>
    private let wakeUp: Int32

    /// Listens and starts to serve.
    ///
    /// - Parameters:
    ///   - onConnect: Played at once to every new connection, before any request.
    ///   - answer: Called on the server's thread for each request; must not block.
    package init(
        onConnect: FaultScript = FaultScript(),
        answer: @escaping @Sendable (FaultRequest) -> FaultScript
    ) throws(FaultServerError) {
        let listener = try LoopbackSocket.listen(backlog: 4096)
        port = listener.port
        var pipe: [Int32] = [-1, -1]
        guard Glibc.pipe(&pipe) == 0 else { throw FaultServerError(call: "pipe", code: errno) }
        for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let state = Lock(FaultServerState())
        self.state = state
        wakeUp = pipe[1]
        let wakes = pipe[0]
        let start = ThreadStart {
            var loop = FaultServerLoop(
                listener: listener.descriptor,
                wakes: wakes,
                onConnect: onConnect,
                answer: answer,
                state: state
            )
            loop.run()
        }
        try start.go()
    }

    deinit {
        state.withLock { $0.isStopped = true }
        close(wakeUp)
    }

    package var record: Record { state.withLock { $0.record } }
    package var requests: [FaultRequest] { record.requests }

    /// The URL of a path and query, sent as given.
    package func url(_ target: String = "/") -> String { "http://127.0.0.1:\(port)\(target)" }

    /// Waits until the record is as wanted, for at most five seconds.
    ///
    /// Answers whether it came to that.
    package func waits(until isReached: @Sendable (Record) -> Bool) async -> Bool {
        for _ in 0..<500 {
            if isReached(record) { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return isReached(record)
    }
}

/// A call that the machine refused.
package struct FaultServerError: Error {
    package var call: String
    package var code: Int32
}

/// A request as it arrived.
package struct FaultRequest: Sendable {
    /// Up to and including the blank line.
    package var raw: [UInt8]
    /// Which connection brought it, from 1.
    package var connection: Int
    /// As long as its `Content-Length` says.
    package var body: [UInt8] = []

    /// The request line's parts: method, target, version.
    private var parts: [Substring] { lines.first?.split(separator: " ") ?? [] }
    package var method: String { parts.first.map(String.init) ?? "" }
    /// Path and query, byte for byte.
    package var target: String { parts.dropFirst().first.map(String.init) ?? "" }
    /// The request line and the headers.
    package var lines: [String] {
        String(decoding: raw, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    /// The first header of that name, letter case aside.
    package func header(_ name: String) -> String? {
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == name.lowercased() else { continue }
            return parts[1].drop { $0 == " " }.description
        }
        return nil
    }
}

struct FaultServerState: Sendable {
    var record = FaultServer.Record()
    var isStopped = false
}

/// A detached thread from a closure.
private final class ThreadStart: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func go() throws(FaultServerError) {
        let context = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue().body()
                return nil
            },
            context.toOpaque()
        )
        guard code == 0 else {
            context.release()
            throw FaultServerError(call: "pthread_create", code: code)
        }
        pthread_detach(thread)
    }
}
