/// Orders whose turn has not come: one line for each origin, the origins in turn.
struct WaitingLine {
    private var orders: [Int: Order] = [:]
    private var origins: [Origin] = []
    private var placeOfOrigin: [String: Int] = [:]
    private var turn = 0

    mutating func append(_ order: Order) {
        let proxy = order.request.proxy ?? ""
        let name = "\(order.target.isPlain) \(order.target.host):\(order.target.port) \(proxy)"
        let place = placeOfOrigin[name] ?? origins.count
        if place == origins.count {
            origins.append(Origin(isPlain: order.target.isPlain))
            placeOfOrigin[name] = place
        }
        orders[order.id] = order
        origins[place].ids.append(order.id)
    }

    /// Takes an order out, if it still waits.
    mutating func remove(_ id: Int) -> Order? { orders.removeValue(forKey: id) }

    /// The next order that may start, and its origin, which counts it as started; `nil` when none may.
    mutating func next() -> (order: Order, origin: Origin, isOpener: Bool)? {
        for _ in origins.indices {
            turn = (turn + 1) % origins.count
            let origin = origins[turn]
            while let isOpener = origin.admission, let id = origin.ids.next() {
                // Without its order, it was cancelled.
                guard let order = orders.removeValue(forKey: id) else { continue }
                origin.began(isOpener: isOpener)
                return (order, origin, isOpener)
            }
        }
        return nil
    }
}

/// One scheme, host, port and proxy: how many transfers it can take, as far as known.
///
/// A thousand requests at once would make libcurl open a thousand TLS connections, and a thread for the name
/// lookup of each, to a host where ten connections carry them all. So as many as one HTTP/2 connection
/// carries start first; libcurl lets them wait for one handshake (`CURLOPT_PIPEWAIT`), which tells the rest.
final class Origin {
    private enum Version { case unknown, single, multiplexed }

    /// libcurl's limit for each connection (`CURLMOPT_MAX_CONCURRENT_STREAMS`).
    private static let streams = 100
    private static let mostConnections = 10

    var ids = NumberLine()
    private var version: Version
    private var active = 0
    /// Connections that are believed to be there, with HTTP/2.
    private var connections = 1
    /// Transfers that were started with all streams taken, so that libcurl opens a connection for them.
    private var openers = 0
    /// The one that makes the first connection while others wait for it.
    private weak var firstOpener: Transfer?
    /// How far the last such transfer came that made no connection.
    private var failedPhase: HTTPError.Phase?

    init(isPlain: Bool) { version = isPlain ? .single : .unknown }

    /// Whether one more transfer is an opener; `nil` when none may start.
    fileprivate var admission: Bool? {
        switch version {
        case .single: return false
        case .unknown: return active < Self.streams ? false : nil
        case .multiplexed:
            if active - openers < Self.streams * connections { return false }
            let isRoom = connections + openers < Self.mostConnections
            return isRoom && ids.count > (Self.streams - 1) * openers ? true : nil
        }
    }

    fileprivate func began(isOpener: Bool) {
        active += 1
        if isOpener { openers += 1 }
    }

    /// The first transfer while there is none is the one that the next ones wait for.
    func began(_ transfer: Transfer) {
        if active == 1 { (firstOpener, failedPhase) = (transfer, nil) }
    }

    /// What the making of the first connection is waiting for, if another transfer makes it.
    func phase(besides transfer: Transfer) -> HTTPError.Phase? {
        guard let firstOpener else { return failedPhase }
        return firstOpener === transfer ? nil : firstOpener.phase
    }

    /// Whether each connection is known to carry one request at a time.
    var isSingle: Bool { version == .single }

    /// An opener's request goes out: there was room beyond what we counted on, or there is now.
    func opened() {
        openers -= 1
        connections += 1
    }

    /// The first answer, or the next one: told by the version of its status line.
    func answered(isMultiplexed: Bool) {
        if version != .single { version = isMultiplexed ? .multiplexed : .single }
    }

    /// - Parameters:
    ///   - transfer: `nil` when it did not come to be.
    ///   - isOpener: Whether it was an opener that did not come to its ``opened()``.
    func ended(_ transfer: Transfer?, isOpener: Bool) {
        active -= 1
        if let transfer, transfer === firstOpener {
            failedPhase = transfer.isSent ? nil : transfer.phase
            firstOpener = nil
        }
        if isOpener { openers -= 1 }
        // Idle connections may be closed by the time of the next request.
        if active == 0 { connections = 1 }
    }
}

/// Numbers, first in, first out.
struct NumberLine {
    private var numbers: [Int] = []
    private var head = 0

    var count: Int { numbers.count - head }

    mutating func append(_ number: Int) { numbers.append(number) }

    mutating func next() -> Int? {
        guard head < numbers.count else { return nil }
        defer {
            head += 1
            if head == numbers.count { (numbers, head) = ([], 0) }
        }
        return numbers[head]
    }
}
