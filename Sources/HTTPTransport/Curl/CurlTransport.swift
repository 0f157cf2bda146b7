import CCurl
import Cryptography
import Glibc
import Locking

/// Sends requests through libcurl, all of them on one thread of its own.
///
/// Callers only change the mailbox and ring the bell; libcurl's handles are the thread's alone. A call to
/// ``send(_:)`` keeps the transport alive, so the thread ends with no transfer under way.
final class CurlTransport: Sendable {
    private let limits: HTTPLimits
    private let mailbox = Lock(Mailbox())
    private let bell = Bell()

    /// Starts nothing yet: the thread and libcurl begin with the first request.
    init(limits: HTTPLimits) { self.limits = limits }

    deinit {
        mailbox.withLock { $0.isClosed = true }
        bell.ring()
    }

    /// Performs one request; when the task is cancelled, stops it and throws ``HTTPError/cancelled``.
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        try await perform(request)
    }

    /// - Parameter content: Of a request to this machine, which makes it a `POST`.
    func perform(_ request: HTTPRequest, content: Secret? = nil) async throws(HTTPError) -> HTTPResponse {
        let target = try RequestTarget(url: request.url)
        let proxy = try request.proxy.map { text throws(HTTPError) in try ProxyTarget(text) }
        guard !target.isPlain || proxy?.isLoopback ?? true else {
            throw .notSendable(message: "plain http is only for this machine, not for a proxy")
        }
        guard content == nil || (target.isLoopback && proxy == nil) else {
            throw .notSendable(message: "it is not for a program on this machine")
        }
        let id = try mailbox.withLock { mailbox throws(HTTPError) in
            if !mailbox.isRunning {
                try CurlLoop.start(limits: limits, mailbox: self.mailbox, bell: bell)
                mailbox.isRunning = true
            }
            mailbox.lastID += 1
            return mailbox.lastID
        }
        defer { mailbox.withLock { _ = $0.cancelled.remove(id) } }

        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: Order.Waiter) in
                // One lock decides between start and cancel.
                let isCancelled = mailbox.withLock { mailbox in
                    if mailbox.cancelled.contains(id) { return true }
                    mailbox.starting.append(
                        Order(
                            id: id,
                            request: request,
                            content: content,
                            target: target,
                            proxy: proxy,
                            waiter: waiter
                        )
                    )
                    return false
                }
                isCancelled ? waiter.resume(returning: .failure(.cancelled)) : bell.ring()
            }
        } onCancel: {
            mailbox.withLock { _ = $0.cancelled.insert(id) }
            bell.ring()
        }
        return try result.get()
    }
}

/// What callers ask of the loop.
struct Mailbox: Sendable {
    var starting: [Order] = []
    /// Grows by whoever cancels, shrinks when that call of `send` returns.
    var cancelled: Set<Int> = []
    var lastID = 0
    var isRunning = false
    var isClosed = false
}

/// Wakes the loop from any thread.
final class Bell: Sendable {
    /// An eventfd(2), closed with the last reference.
    let descriptor: Int32

    init() {
        descriptor = slots_eventfd()
        precondition(descriptor >= 0, "eventfd failed: no descriptor left")
    }

    deinit { close(descriptor) }

    /// Not waiting for anything; rings that nobody heard yet count as one.
    func ring() {
        var one: UInt64 = 1
        // Fails only when the counter is full, and then the loop will wake anyway.
        _ = write(descriptor, &one, 8)
    }

    /// Takes all rings so far.
    func silence() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }
}
