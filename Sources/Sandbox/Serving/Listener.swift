import CMicroHTTPD
import Glibc
import Locking

struct ListenerSettings: Sendable {
    /// 0 for any free port.
    var port: Int
    var threads: Int
    /// Waited before every answer.
    var latency: Duration
    /// The request headers that the responder wants to see.
    var headers: [String]
    /// What the header `Date` tells, where an answer does not bring its own.
    var clock: ExchangeClock
}

/// An HTTP/1.1 server on a port of 127.0.0.1, over libmicrohttpd.
///
/// The only file that sees the library. Answers that have to wait suspend their connection, so that a few threads hold
/// thousands of them. `stop` must be called.
final class Listener: Sendable {
    /// More than a bench opens at once, and far from what the kernel allows.
    private static let connections: UInt32 = 16_384

    let port: Int
    private let daemon: Lock<DaemonHandle?>
    private let context: Context

    /// Listens from now on.
    ///
    /// - Parameter respond: Called on the library's threads, several at once when `threads` is above 1; must not block.
    init(
        _ settings: ListenerSettings,
        delayLine: DelayLine,
        rounds: RoundMeter,
        respond: @escaping @Sendable (ServedRequest) -> ServedResponse
    ) throws(SandboxError) {
        let (socket, port) = try Self.bind(to: settings.port)
        self.port = port
        context = Context(settings: settings, delayLine: delayLine, rounds: rounds, respond: respond)
        let handle = slots_httpd_start(
            socket,
            UInt32(clamping: settings.threads),
            Self.connections,
            accessHandler,
            requestStarted,
            requestCompleted,
            // Not retained: the library calls back only until `MHD_stop_daemon` returns, and we live until then.
            Unmanaged.passUnretained(context).toOpaque()
        )
        guard let handle else {
            close(socket)
            throw .cannotStart("libmicrohttpd refused to start")
        }
        daemon = Lock(DaemonHandle(pointer: handle))
    }

    /// Closes every connection and waits for the threads.
    ///
    /// The delay line must have been stopped: the library does not stop while a connection is suspended.
    func stop() {
        let handle = daemon.withLock { daemon in
            defer { daemon = nil }
            return daemon
        }
        if let handle { MHD_stop_daemon(handle.pointer) }
    }

    /// A listening socket on 127.0.0.1, and its port.
    private static func bind(to port: Int) throws(SandboxError) -> (socket: Int32, port: Int) {
        guard let number = UInt16(exactly: port) else { throw .portOutOfRange(port) }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let socket = Glibc.socket(AF_INET, kind, 0)
        guard socket >= 0 else { throw .system(operation: "socket", errno: errno) }
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = number.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let outcome = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                Glibc.bind(socket, generic, length) == 0 && listen(socket, 4096) == 0
                    && getsockname(socket, generic, &length) == 0
            }
        }
        guard outcome else {
            let code = errno
            close(socket)
            throw code == EADDRINUSE ? .portInUse(port) : .system(operation: "listen", errno: code)
        }
        return (socket, Int(UInt16(bigEndian: address.sin_port)))
    }
}

/// What the callbacks need; lives as long as its listener.
private final class Context: Sendable {
    let settings: ListenerSettings
    let delayLine: DelayLine
    let rounds: RoundMeter
    let respond: @Sendable (ServedRequest) -> ServedResponse

    init(
        settings: ListenerSettings,
        delayLine: DelayLine,
        rounds: RoundMeter,
        respond: @escaping @Sendable (ServedRequest) -> ServedResponse
    ) {
        (self.settings, self.delayLine, self.rounds) = (settings, delayLine, rounds)
        self.respond = respond
    }
}

/// `@unchecked`: `MHD_stop_daemon` may be called from any thread, and `stop` takes the handle away before it does.
private struct DaemonHandle: @unchecked Sendable {
    let pointer: OpaquePointer
}

/// `@unchecked`: `MHD_resume_connection` is the one function that other threads may call on a suspended connection.
private struct SuspendedConnection: @unchecked Sendable {
    let pointer: OpaquePointer

    func resume() { MHD_resume_connection(pointer) }
}

/// What we keep of one request between the library's calls, all of which come from the connection's own thread.
private final class Exchange {
    /// Bodies are read to their end, so that the client hears our answer; what is beyond this is not kept.
    static let maximumBody = 64 * 1024

    let target: [UInt8]
    var hasHeaders = false
    var body: [UInt8] = []
    /// ``RoundMeter/arrived()``; 0 until it is known.
    var round = 0
    var response: ServedResponse?

    init(target: [UInt8]) { self.target = target }
}

/// `MHD_OPTION_URI_LOG_CALLBACK`: the first call of a request, and the only one that sees the target undecoded.
private func requestStarted(
    _: UnsafeMutableRawPointer?,
    target: UnsafePointer<CChar>?,
    _: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    let bytes = target.map { pointer in
        [UInt8](UnsafeRawBufferPointer(start: pointer, count: strlen(pointer)))
    }
    return Unmanaged.passRetained(Exchange(target: bytes ?? [])).toOpaque()
}

/// `MHD_OPTION_NOTIFY_COMPLETED`: the last call of a request, however it ended.
private func requestCompleted(
    _: UnsafeMutableRawPointer?,
    _: OpaquePointer?,
    state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _: MHD_RequestTerminationCode
) {
    guard let state, let pointer = state.pointee else { return }
    Unmanaged<Exchange>.fromOpaque(pointer).release()
    state.pointee = nil
}

/// `MHD_AccessHandlerCallback`: once with the headers, for each piece of the body, and at the end; and again when
/// a suspended connection goes on.
private func accessHandler(
    context: UnsafeMutableRawPointer?,
    connection: OpaquePointer?,
    _: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?,
    _: UnsafePointer<CChar>?,
    upload: UnsafePointer<CChar>?,
    uploadSize: UnsafeMutablePointer<Int>?,
    state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context, let connection, let method, let uploadSize, let pointer = state?.pointee else {
        return .NO
    }
    let listener = Unmanaged<Context>.fromOpaque(context).takeUnretainedValue()
    let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
    if let response = exchange.response { return answer(exchange, response, listener, on: connection) }
    guard exchange.hasHeaders else {
        exchange.hasHeaders = true
        return .YES
    }
    if let upload, uploadSize.pointee > 0 {
        let wanted = min(uploadSize.pointee, Exchange.maximumBody - exchange.body.count)
        exchange.body += UnsafeRawBufferPointer(start: upload, count: max(0, wanted))
        uploadSize.pointee = 0
        return .YES
    }
    exchange.round = listener.rounds.arrived()
    let response = listener.respond(request(exchange, method, listener, on: connection))
    let delay = listener.settings.latency + response.delay
    guard delay > .zero else { return answer(exchange, response, listener, on: connection) }
    exchange.response = response
    MHD_suspend_connection(connection)
    let suspended = SuspendedConnection(pointer: connection)
    listener.delayLine.schedule(after: delay) { suspended.resume() }
    return .YES
}

private func request(
    _ exchange: Exchange,
    _ method: UnsafePointer<CChar>,
    _ listener: Context,
    on connection: OpaquePointer
) -> ServedRequest {
    ServedRequest(
        method: String(cString: method),
        target: exchange.target,
        headers: headers(listener.settings.headers, of: connection),
        body: exchange.body,
        peer: peer(of: connection)
    )
}

private func headers(_ names: [String], of connection: OpaquePointer) -> [String: String] {
    var found: [String: String] = [:]
    for name in names {
        guard let value = slots_httpd_header(connection, name) else { continue }
        found[name] = String(cString: value)
    }
    return found
}

private func peer(of connection: OpaquePointer) -> String {
    let address = UInt32(bigEndian: slots_httpd_peer(connection))
    return [24, 16, 8, 0].map { String(address >> $0 & 0xFF) }.joined(separator: ".")
}

private func answer(
    _ exchange: Exchange,
    _ response: ServedResponse,
    _ listener: Context,
    on connection: OpaquePointer
) -> MHD_Result {
    listener.rounds.answered(exchange.round)
    return queue(response, listener.settings.clock, on: connection)
}

/// Hands the answer to the library, which copies the body.
private func queue(
    _ response: ServedResponse,
    _ clock: ExchangeClock,
    on connection: OpaquePointer
) -> MHD_Result {
    guard let handle = makeResponse(response) else { return .NO }
    defer { MHD_destroy_response(handle) }
    if !response.headers.contains(where: { $0.0 == "Date" }) {
        MHD_add_response_header(handle, "Date", clock.now.httpDate)
    }
    for (name, value) in response.headers { MHD_add_response_header(handle, name, value) }
    return MHD_queue_response(connection, UInt32(clamping: response.status), handle)
}

private func makeResponse(_ response: ServedResponse) -> OpaquePointer? {
    switch response.ending {
    case .complete:
        return response.body.withUnsafeBytes { bytes in
            slots_httpd_response(bytes.baseAddress, bytes.count)
        }
    case .cutOff(let count):
        let piece = Unmanaged.passRetained(Piece(bytes: Array(response.body.prefix(count)))).toOpaque()
        return MHD_create_response_from_callback(
            UInt64(response.body.count + 1),
            4096,
            { piece, position, buffer, capacity in
                guard let piece, let buffer else { return -2 }
                let bytes = Unmanaged<Piece>.fromOpaque(piece).takeUnretainedValue().bytes
                let rest = bytes.dropFirst(Int(clamping: position)).prefix(capacity)
                // MHD_CONTENT_READER_END_WITH_ERROR, a macro that Swift does not see: the connection breaks.
                guard !rest.isEmpty else { return -2 }
                rest.withUnsafeBytes { source in
                    guard let base = source.baseAddress else { return }
                    UnsafeMutableRawPointer(buffer).copyMemory(from: base, byteCount: source.count)
                }
                return rest.count
            },
            piece,
            { piece in
                if let piece { Unmanaged<Piece>.fromOpaque(piece).release() }
            }
        )
    }
}

/// The bytes of an answer that breaks off.
private final class Piece: Sendable {
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }
}
