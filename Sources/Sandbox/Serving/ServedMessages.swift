/// One request as it came over the wire.
struct ServedRequest: Sendable {
    var method: String
    /// What stood between the method and the HTTP version, byte for byte, percent-encoding included.
    var target: [UInt8]
    /// The headers that ``ListenerSettings/headers`` asked for, by the names used there.
    var headers: [String: String]
    var body: [UInt8]
    /// The client's IPv4 address, `127.0.0.1`.
    var peer: String
}

/// What goes back.
struct ServedResponse: Sendable {
    enum Ending: Sendable {
        case complete
        /// The connection breaks after so many bytes of the body, although more were announced.
        case cutOff(after: Int)
    }

    var status: Int
    /// Name and value.
    var headers: [(String, String)]
    var body: [UInt8]
    /// Waited before the answer goes out, on top of the server's own latency.
    var delay: Duration = .zero
    var ending: Ending = .complete

    init(status: Int, headers: [(String, String)] = [], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
