import PlainJSON

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

    /// The target up to the question mark, byte for byte.
    var path: String {
        String(decoding: target.prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self)
    }

    /// What follows the first question mark, byte for byte; empty without one.
    var query: [UInt8] { Array(target.drop { $0 != UInt8(ascii: "?") }.dropFirst()) }
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
        (self.status, self.headers, self.body) = (status, headers, body)
    }
}

extension ServedResponse {
    static func json(_ value: JSONValue, status: Int = 200) -> ServedResponse {
        ServedResponse(
            status: status,
            headers: [("Content-Type", "application/json")],
            body: Array(value.text().utf8)
        )
    }

    /// What a gateway or a firewall in front of an exchange says.
    static func page(status: Int) -> ServedResponse {
        let text = """
            <!DOCTYPE html>
            <html><head><title>\(status)</title></head>
            <body><h1>\(status)</h1><p>This page stands for a gateway's error page.</p></body></html>

            """
        return ServedResponse(
            status: status,
            headers: [("Content-Type", "text/html")],
            body: Array(text.utf8)
        )
    }
}

extension JSONValue {
    /// The members of both objects.
    static func + (left: JSONValue, right: JSONValue) -> JSONValue {
        .object((left.object ?? []) + (right.object ?? []))
    }
}
