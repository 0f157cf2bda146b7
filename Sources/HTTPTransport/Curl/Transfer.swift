import CCurl
import Cryptography
import SlotModel

/// What a caller left for the loop.
struct Order: Sendable {
    typealias Waiter = CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>

    var id: Int
    var request: HTTPRequest
    /// What goes to a program on this machine; `nil`: it is a question to an exchange, or a `GET`.
    var content: Secret?
    var target: RequestTarget
    var proxy: ProxyTarget?
    var waiter: Waiter
}

/// One request under way.
///
/// Made, used and freed on the loop's thread, so it needs no lock.
final class Transfer {
    let order: Order
    let handle: EasyHandle
    private let origin: Origin
    /// Until its request goes out.
    private var isOpener: Bool
    private let headers: HeaderList
    private var answer: Answer
    /// Of the body, how many bytes libcurl has.
    private var givenBytes = 0
    /// Our clock right before the request went out; `nil` until then.
    private var sentAt: Timestamp?
    /// Whether libcurl wanted to send the request a second time.
    private var isRepeated = false
    /// When the request went out, or the last bytes came in; `nil` while there is no connection.
    private(set) var lastActivity: ContinuousClock.Instant?

    /// Sets the handle up for the order.
    ///
    /// - Throws: ``HTTPError/notSendable(message:)`` for headers that cannot be sent, and for a `POST` that is none of
    ///   the reads.
    init(
        _ order: Order,
        _ origin: Origin,
        isOpener: Bool,
        on handle: EasyHandle,
        limits: HTTPLimits
    ) throws(HTTPError) {
        (self.order, self.origin, self.isOpener) = (order, origin, isOpener)
        self.handle = handle
        headers = try HeaderList(order.request.headers)
        answer = Answer(limits: limits)
        handle.set(CURLOPT_URL, order.request.url)
        handle.set(CURLOPT_PROXY, order.request.proxy ?? "")
        handle.setList(CURLOPT_HTTPHEADER, headers.list)
        // Requests to a host that may speak HTTP/2 wait for the first connection's handshake, and then share it. Without
        // TLS there is none, and they would wait for the first answer.
        handle.set(CURLOPT_PIPEWAIT, order.target.isPlain ? 0 : 1)
        let timeout = Self.milliseconds(order.request.timeout)
        handle.set(CURLOPT_TIMEOUT_MS, timeout)
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, min(timeout, Self.milliseconds(limits.connect)))
        setCallbacks()
        if let posted = order.request.posted { try post(posted) }
        if let content = order.content, order.target.isLoopback {
            handle.set(CURLOPT_POST, 1)
            handle.set(CURLOPT_POSTFIELDSIZE, content.count)
        }
    }

    /// Makes it a `POST`, once more only when the URL is the read's and nothing besides.
    private func post(_ posted: HTTPRequest.Posted) throws(HTTPError) {
        guard order.target.path == posted.read.path else {
            throw .notSendable(message: "its path is not the one of the read, and nothing else may be a POST")
        }
        guard posted.body.count <= HTTPRequest.Posted.longest else {
            throw .notSendable(message: "its body is longer than \(HTTPRequest.Posted.longest) bytes")
        }
        handle.set(CURLOPT_POST, 1)
        handle.set(CURLOPT_POSTFIELDSIZE, posted.body.count)
    }

    /// What goes with it.
    private var body: Secret? { order.content ?? order.request.posted?.body }

    /// Gives libcurl the next bytes of the body; none at its end.
    private func give(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let rest = body?.withBytes { body in
            let piece = body[givenBytes...].prefix(buffer.count)
            buffer.copyBytes(from: piece)
            return piece.count
        }
        givenBytes += rest ?? 0
        return rest ?? 0
    }

    /// libcurl takes 0 for "no limit", and at most what fits 32 bits.
    private static func milliseconds(_ duration: Duration) -> Int {
        Int(min(max(duration.wholeMilliseconds, 1), Int64(Int32.max)))
    }

    private func setCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        for option in EasyHandle.contexts {
            handle.set(option, context)
        }
        setSinks()
        slots_easy_set_before_request(handle.pointer) { context, _, _, _, _ in
            guard let context else { return CURL_PREREQFUNC_ABORT }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.begins() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
        slots_easy_set_progress(handle.pointer) { context, _, _, _, _ in
            guard let context else { return 1 }
            return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().answer.excess == nil ? 0 : 1
        }
        slots_easy_set_debug(handle.pointer) { _, kind, _, count, context in
            guard let context, kind == CURLINFO_DATA_IN else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            transfer.lastActivity = .now
            transfer.answer.take(rawBytes: count)
            return 0
        }
    }

    /// What comes, and the body that goes.
    private func setSinks() {
        slots_easy_set_sink(handle.pointer, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let chunk = UnsafeRawBufferPointer(start: bytes, count: size * count)
            transfer.lastActivity = .now
            return transfer.answer.take(body: chunk) ? chunk.count : 0
        }
        slots_easy_set_sink(handle.pointer, CURLOPT_READFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.give(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
        }
        slots_easy_set_sink(handle.pointer, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            let status = transfer.handle.long(CURLINFO_RESPONSE_CODE)
            transfer.lastActivity = .now
            if transfer.answer.isEmpty {
                let version = transfer.handle.long(CURLINFO_HTTP_VERSION)
                transfer.origin.answered(isMultiplexed: version == Int(CURL_HTTP_VERSION_2_0))
            }
            let goesOn = transfer.answer.take(headerLine: line, status: status)
            if transfer.answer.isChunked { transfer.countChunkLines() }
            return goesOn ? line.count : 0
        }
    }

    /// Counts also what libcurl keeps to itself of a body in chunks: the lines of the chunks, with extensions that may
    /// be as long as they like.
    ///
    /// Only for such bodies, because libcurl then writes a log for us to leave out. The log's sight of incoming data
    /// is the one place where those bytes show; a progress call ends the transfer.
    private func countChunkLines() {
        handle.set(CURLOPT_VERBOSE, 1)
        handle.set(CURLOPT_NOPROGRESS, 0)
    }

    /// The connection is there, and the request goes out now.
    ///
    /// Answers whether it may. libcurl sends a request again when its old connection turns out to be dead, and up to
    /// five times when a server refuses its HTTP/2 stream; whoever counts requests sees one. So it may do the first
    /// once, where a connection carries one request at a time, and the second never; neither with a `POST`, whose nonce
    /// counts once.
    private func begins() -> Bool {
        if sentAt != nil {
            guard !isRepeated, origin.isSingle, body == nil else {
                isRepeated = true
                return false
            }
            isRepeated = true
        }
        sentAt = wallClock()
        lastActivity = .now
        if isOpener { origin.opened() }
        isOpener = false
        return true
    }

    // MARK: - The end

    /// Whether it had a connection of its own.
    var isSent: Bool { sentAt != nil }

    /// Gives its place at the origin free.
    func leaveOrigin() { origin.ended(self, isOpener: isOpener) }

    /// Reads the outcome; only before the handle is cleared.
    func outcome(_ code: CURLcode) -> Result<HTTPResponse, HTTPError> {
        if let excess = answer.excess { return .failure(excess) }
        guard code == CURLE_OK else { return .failure(error(code)) }
        return .success(
            HTTPResponse(
                status: handle.long(CURLINFO_RESPONSE_CODE),
                headers: answer.headers,
                body: answer.body,
                timings: timings,
                localAddress: handle.text(CURLINFO_LOCAL_IP)
            )
        )
    }

    private var timings: HTTPTimings {
        let sent = handle.duration(CURLINFO_PRETRANSFER_TIME_T)
        var timings = HTTPTimings(
            // Counted back from the moment of sending: libcurl may begin some time after it was asked to.
            started: (sentAt ?? wallClock()) - sent,
            sent: sent,
            firstByte: handle.duration(CURLINFO_STARTTRANSFER_TIME_T),
            total: handle.duration(CURLINFO_TOTAL_TIME_T)
        )
        if handle.long(CURLINFO_NUM_CONNECTS) > 0 {
            timings.nameLookup = handle.duration(CURLINFO_NAMELOOKUP_TIME_T)
            timings.connect = handle.duration(CURLINFO_CONNECT_TIME_T)
            timings.tls = handle.duration(CURLINFO_APPCONNECT_TIME_T)
        }
        return timings
    }

    private func error(_ code: CURLcode) -> HTTPError {
        switch code {
        case CURLE_OPERATION_TIMEDOUT: .timedOut(during: phase)
        case CURLE_COULDNT_RESOLVE_HOST: .nameNotFound(host: order.target.host)
        case CURLE_COULDNT_RESOLVE_PROXY:
            .proxy(message: "no address is known for the name \(order.proxy?.host ?? "")")
        case CURLE_PROXY: .proxy(message: message(code))
        case CURLE_COULDNT_CONNECT where order.proxy != nil: .proxy(message: message(code))
        case CURLE_COULDNT_CONNECT: .cannotConnect(message: message(code))
        case CURLE_RECV_ERROR where isRefusedByProxy: .proxy(message: message(code))
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: .tls(message: message(code))
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            .certificate(message: message(code))
        case CURLE_ABORTED_BY_CALLBACK where isRepeated:
            .interrupted(message: "it was refused or closed before an answer")
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND, CURLE_RECV_ERROR,
            CURLE_PARTIAL_FILE,
            CURLE_HTTP2, CURLE_HTTP2_STREAM:
            .interrupted(message: message(code))
        // How libcurl says that a header line is longer than it can take (100 kB).
        case CURLE_OUT_OF_MEMORY where sentAt != nil && !answer.hasAllHeaders:
            .headersTooLarge(limit: answer.limits.headerBytes)
        default: .transport(code: Int(code.rawValue), message: message(code))
        }
    }

    private var isRefusedByProxy: Bool {
        let status = handle.long(CURLINFO_HTTP_CONNECTCODE)
        return status != 0 && !(200...299).contains(status)
    }

    /// What the transfer is waiting for.
    var phase: HTTPError.Phase {
        if handle.duration(CURLINFO_STARTTRANSFER_TIME_T) > .zero { return .body }
        if sentAt != nil { return .answer }
        guard handle.duration(CURLINFO_NAMELOOKUP_TIME_T) > .zero else {
            // Without a connection of its own, it may be waiting for the one that another transfer makes.
            return origin.phase(besides: self) ?? .nameLookup
        }
        // libcurl tells the time of the TCP connection only after the handshake, but its port at once.
        return handle.long(CURLINFO_LOCAL_PORT) > 0 && !order.target.isPlain ? .tls : .connect
    }

    /// libcurl's words about this failure, or about the code where those show more than they may.
    private func message(_ code: CURLcode) -> String {
        let message = handle.errorMessage
        let query = order.request.url.split(separator: "?", maxSplits: 1).dropFirst().first
        let secrets = [query.map(String.init), order.proxy?.credentials].compactMap(\.self)
        guard !message.isEmpty, !secrets.contains(where: { message.contains($0) }) else {
            return String(cString: curl_easy_strerror(code))
        }
        return message
    }
}
