import CCurl
import Cryptography
import Glibc
import Locking
import SlotModel

/// Drives all transfers of one transport on one thread, which alone touches libcurl's handles.
///
/// libcurl says which sockets and which moment it waits for (`curl_multi_socket_action(3)`), epoll waits:
/// so a turn costs as much as what happened in it, however many transfers are under way.
final class CurlLoop {
    private let limits: HTTPLimits
    private let mailbox: Lock<Mailbox>
    private let bell: Bell
    private let multi: UnsafeMutableRawPointer
    private let epoll: Int32
    /// When libcurl wants to be called without a socket being ready.
    private var deadline: ContinuousClock.Instant?
    /// When to look for transfers that stand still; `nil` without any transfer.
    private var nextStallCheck: ContinuousClock.Instant?
    private var line = WaitingLine()
    private var active: [Int: Transfer] = [:]
    private var spareHandles: [EasyHandle] = []
    private let transfersAtOnce: Int

    /// Starts the thread; it ends when the mailbox is closed.
    static func start(limits: HTTPLimits, mailbox: Lock<Mailbox>, bell: Bell) throws(HTTPError) {
        let code = startThread(named: "slots-http") {
            CurlLoop(limits: limits, mailbox: mailbox, bell: bell).run()
        }
        guard code == 0 else { throw .transport(code: Int(code), message: "no thread could be started") }
    }

    private init(limits: HTTPLimits, mailbox: Lock<Mailbox>, bell: Bell) {
        CurlLibrary.start()
        guard let multi = curl_multi_init() else { preconditionFailure("libcurl: out of memory") }
        epoll = slots_epoll_create()
        precondition(epoll >= 0, "epoll_create1 failed: no descriptor left")
        (self.limits, self.mailbox, self.bell, self.multi) = (limits, mailbox, bell, multi)
        transfersAtOnce = max(1, limits.transfersAtOnce ?? Self.descriptorsToSpare)
        let watching = slots_epoll_watch(epoll, bell.descriptor, 1, 0)
        precondition(watching == 0, "epoll_ctl failed: errno \(watching)")
        setOptions()
    }

    deinit {
        CurlLibrary.use {
            // Before the handles go: libcurl calls back while it closes connections.
            slots_multi_set_socket_callback(multi, nil)
            slots_multi_set_timer_callback(multi, nil)
            spareHandles = []
            curl_multi_cleanup(multi)
        }
        close(epoll)
    }

    /// Room for one connection each, beside what the rest of the program has open.
    ///
    /// Half of it, because the built-in exchange may have the other ends of the connections in this process.
    private static var descriptorsToSpare: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 256 }
        return (Int(clamping: min(limit.rlim_cur, 16384)) - 128) / 2
    }

    private func setOptions() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        slots_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context)
        slots_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context)
        slots_multi_set_long(multi, CURLMOPT_MAXCONNECTS, transfersAtOnce)
        slots_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, transfersAtOnce)
        slots_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, max(0, limits.connectionsPerHost ?? 0))
        slots_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        slots_multi_set_socket_callback(multi) { _, socket, what, context, _ in
            guard let context else { return 0 }
            let epoll = Unmanaged<CurlLoop>.fromOpaque(context).takeUnretainedValue().epoll
            if what == CURL_POLL_REMOVE {
                slots_epoll_forget(epoll, socket)
                return 0
            }
            // A socket that cannot be watched ends in its transfer's timeout; an error from here would end
            // all transfers.
            _ = slots_epoll_watch(epoll, socket, what & CURL_POLL_IN, what & CURL_POLL_OUT)
            return 0
        }
        slots_multi_set_timer_callback(multi) { _, milliseconds, context in
            guard let context else { return 0 }
            let loop = Unmanaged<CurlLoop>.fromOpaque(context).takeUnretainedValue()
            loop.deadline = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
            return 0
        }
    }

    // MARK: - Turns

    private func run() {
        var ready = [slots_ready](repeating: slots_ready(), count: 256)
        var count: Int32 = 0
        while true {
            var goesOn = false
            CurlLibrary.use { goesOn = turn(after: ready.prefix(Int(count))) }
            guard goesOn else { return }
            count = slots_epoll_wait(epoll, &ready, Int32(ready.count), millisecondsToWait)
            precondition(count >= 0, "epoll_wait failed")
        }
    }

    /// Does all that is due.
    ///
    /// Answers whether to go on.
    private func turn(after events: ArraySlice<slots_ready>) -> Bool {
        for event in events {
            if event.descriptor == bell.descriptor {
                bell.silence()
            } else {
                act(event.descriptor, event.actions)
            }
        }
        guard readMail() else { return false }
        giveUpStalled()
        if let deadline, deadline <= .now {
            self.deadline = nil
            act(CURL_SOCKET_BAD, 0)
        }
        finishDone()
        // Last, when everything that makes room is done; libcurl asks to be called at once for each.
        startWaiting()
        return true
    }

    /// Takes orders in and calls off what was cancelled.
    ///
    /// Answers whether to go on.
    private func readMail() -> Bool {
        let (starting, cancelled, isClosed) = mailbox.withLock { mailbox in
            defer { mailbox.starting = [] }
            return (mailbox.starting, mailbox.cancelled, mailbox.isClosed)
        }
        if isClosed { return false }
        for order in starting { line.append(order) }
        for id in cancelled {
            if let order = line.remove(id) {
                order.waiter.resume(returning: .failure(.cancelled))
            } else if let transfer = active[id] {
                finish(transfer, .failure(.cancelled))
            }
        }
        return true
    }

    private func startWaiting() {
        while active.count < transfersAtOnce, let (order, origin, isOpener) = line.next() {
            let handle = spareHandles.popLast() ?? EasyHandle(limits: limits)
            do throws(HTTPError) {
                let transfer = try Transfer(order, origin, isOpener: isOpener, on: handle, limits: limits)
                active[order.id] = transfer
                origin.began(transfer)
                let code = curl_multi_add_handle(multi, handle.pointer)
                precondition(code == CURLM_OK, "curl_multi_add_handle failed: \(code.rawValue)")
            } catch {
                handle.clear()
                spareHandles.append(handle)
                origin.ended(nil, isOpener: isOpener)
                order.waiter.resume(returning: .failure(error))
            }
        }
    }

    private func act(_ socket: curl_socket_t, _ actions: Int32) {
        var running: Int32 = 0
        let code = curl_multi_socket_action(multi, socket, actions, &running)
        precondition(code == CURLM_OK, "curl_multi_socket_action failed: \(code.rawValue)")
    }

    /// Ends transfers that have heard nothing for too long.
    ///
    /// libcurl's own limit on slowness looks at the average of the last five seconds, so it comes late.
    private func giveUpStalled() {
        guard !active.isEmpty else {
            nextStallCheck = nil
            return
        }
        let now = ContinuousClock.now
        guard let moment = nextStallCheck else {
            nextStallCheck = now + stallCheckInterval
            return
        }
        guard moment <= now else { return }
        nextStallCheck = now + stallCheckInterval
        for transfer in active.values where transfer.lastActivity.map({ $0 + limits.stall <= now }) ?? false {
            finish(transfer, .failure(.timedOut(during: transfer.phase)))
        }
    }

    private var stallCheckInterval: Duration { min(max(limits.stall / 4, .milliseconds(10)), .seconds(1)) }

    private var millisecondsToWait: Int32 {
        guard let moment = [deadline, nextStallCheck].compactMap(\.self).min() else { return -1 }
        let left = moment - .now
        // Rounded up, so that the moment has come when we wake.
        return left <= .zero ? 0 : Int32(clamping: left.wholeMilliseconds + 1)
    }

    private func finishDone() {
        var left: Int32 = 0
        while let note = curl_multi_info_read(multi, &left) {
            guard note.pointee.msg == CURLMSG_DONE else { continue }
            var context: UnsafeMutableRawPointer?
            slots_easy_get_private(note.pointee.easy_handle, &context)
            guard let context else { preconditionFailure("a handle of libcurl's without its transfer") }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            // Read before removal, which makes `note` invalid.
            finish(transfer, transfer.outcome(note.pointee.data.result))
        }
    }

    /// Takes the transfer out of libcurl, which closes its connection unless it can be used again.
    private func finish(_ transfer: Transfer, _ result: Result<HTTPResponse, HTTPError>) {
        curl_multi_remove_handle(multi, transfer.handle.pointer)
        transfer.leaveOrigin()
        transfer.handle.clear()
        if spareHandles.count < 256 { spareHandles.append(transfer.handle) }
        active[transfer.order.id] = nil
        wipeStack()
        transfer.order.waiter.resume(returning: result)
    }
}
