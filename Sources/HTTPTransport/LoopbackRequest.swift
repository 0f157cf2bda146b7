package import Cryptography
package import SlotModel

/// One question to a program on this machine: the interface of a bot that runs.
///
/// A type of its own beside ``HTTPRequest``, which only reads from exchanges: this one may change something, and goes
/// nowhere but to the loopback address, without a proxy. No credential of a slot has a way into it: whoever makes one has
/// what the bot's own file says, and the token of the bot's own interface.
package struct LoopbackRequest: Sendable {
    /// Scheme and port; one that is not this machine's is not sent to.
    package var origin: SlotModel.Origin
    /// From the slash on.
    package var path: String
    /// What signs in; `nil`: nothing.
    package var token: HTTPRequest.Header?
    /// A JSON text of at most 8 MiB, which makes it a `POST`; `nil`: a `GET`.
    package var content: Secret?
    /// For the whole transfer.
    package var timeout: Duration

    package init(
        _ origin: SlotModel.Origin,
        _ path: String,
        token: HTTPRequest.Header? = nil,
        content: Secret? = nil,
        timeout: Duration = .seconds(10)
    ) {
        (self.origin, self.path, self.token) = (origin, path, token)
        (self.content, self.timeout) = (content, timeout)
    }

    /// Of the content, in bytes.
    static let longest = 8 << 20
}

/// The way to programs on this machine, and to nothing else.
package struct LoopbackClient: Sendable {
    /// Sends one request, and gives its whole answer, whatever the status; no redirect is followed.
    package var send: @Sendable (LoopbackRequest) async throws(HTTPError) -> HTTPResponse

    package init(send: @escaping @Sendable (LoopbackRequest) async throws(HTTPError) -> HTTPResponse) {
        self.send = send
    }

    /// A client over libcurl with connections of its own; nothing is started before its first request.
    package static func live(limits: HTTPLimits = HTTPLimits()) -> LoopbackClient {
        let transport = CurlTransport(limits: limits)
        return LoopbackClient { request async throws(HTTPError) in try await transport.send(request) }
    }
}

extension CurlTransport {
    /// Performs one request to this machine.
    func send(_ request: LoopbackRequest) async throws(HTTPError) -> HTTPResponse {
        var headers = [HTTPRequest.Header("Accept", .open("application/json"))]
        if request.content != nil { headers.append(.init("Content-Type", .open("application/json"))) }
        if let token = request.token { headers.append(token) }
        guard request.origin.isLoopback, request.path.hasPrefix("/") else {
            throw .notSendable(message: "it is not for a program on this machine")
        }
        guard request.content.map({ $0.count <= LoopbackRequest.longest }) ?? true else {
            throw .notSendable(message: "its body is longer than \(LoopbackRequest.longest) bytes")
        }
        let url = request.origin.description + request.path
        return try await perform(
            HTTPRequest(url: url, headers: headers, timeout: request.timeout),
            content: request.content
        )
    }
}
