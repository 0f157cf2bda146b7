import Glibc
import Locking

/// Names to addresses, by the system's resolver.
enum NameLookup {
    /// Looks a host up, and gives up when the time is over.
    ///
    /// getaddrinfo(3) cannot be stopped: a lookup that hangs is left behind on a thread of its own, which ends with the
    /// process at the latest.
    static func addresses(of host: String, within limit: Duration) async -> Machine.NameAnswer {
        let box = Lock<Machine.NameAnswer?>(nil)
        guard start({ box.withLock { $0 = resolve(host) } }) else {
            return .failed("no thread can be started")
        }
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline, !Task.isCancelled {
            if let answer = box.withLock({ $0 }) { return answer }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return box.withLock { $0 } ?? .timedOut
    }

    private static func resolve(_ host: String) -> Machine.NameAnswer {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else { return .failed(String(cString: gai_strerror(code)).lowercased()) }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var next = list
        while let entry = next?.pointee {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if getnameinfo(
                entry.ai_addr,
                entry.ai_addrlen,
                &text,
                socklen_t(text.count),
                nil,
                0,
                NI_NUMERICHOST
            ) == 0 {
                addresses.append(
                    String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                )
            }
            next = entry.ai_next
        }
        return .addresses(addresses)
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { work in
                if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
                return nil
            },
            work.toOpaque()
        )
        guard code == 0 else {
            work.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
