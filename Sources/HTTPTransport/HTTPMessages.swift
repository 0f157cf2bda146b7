package import Cryptography
package import SlotModel

/// One read from an exchange.
///
/// There is no method to choose: it is a `GET`, or the `POST` of a ``PostedRead``.
package struct HTTPRequest: Sendable {
    /// A header's value; a secret one is never printed and is wiped after the transfer.
    package enum HeaderValue: Sendable {
        case open(String)
        case secret(Secret)
    }

    package struct Header: Sendable {
        package var name: String
        package var value: HeaderValue

        package init(_ name: String, _ value: HeaderValue) {
            self.name = name
            self.value = value
        }
    }

    /// Sent byte for byte as it is, percent-encoding included, because it is what was signed.
    package var url: String
    /// In the order in which they are sent.
    package var headers: [Header]
    /// A URL with the scheme `http`, `https`, `socks5` or `socks5h`; the environment's proxies are ignored.
    package var proxy: String?
    /// For the whole transfer, from the moment it starts.
    package var timeout: Duration
    /// `nil`: a `GET`.
    package let posted: Posted?

    /// What a `POST` reads, and its body, which libcurl takes out of the guarded memory piece by piece.
    package struct Posted: Sendable {
        /// Which read; its path is the request's.
        package let read: PostedRead
        /// Byte for byte, as it may have been signed.
        package let body: Secret

        /// Of the body, in bytes; more is never needed to ask.
        static let longest = 64 << 10
    }

    package init(url: String, headers: [Header] = [], proxy: String? = nil, timeout: Duration = .seconds(10))
    {
        self.url = url
        self.headers = headers
        self.proxy = proxy
        self.timeout = timeout
        posted = nil
    }

    /// A read that the exchange takes as a `POST`.
    ///
    /// - Parameters:
    ///   - read: Which one; it also says where at the origin, and whether the body is a form or JSON.
    ///   - origin: Scheme and host, without a slash at the end.
    ///   - body: As it is sent, byte for byte; at most 64 KiB.
    package init(
        _ read: PostedRead,
        at origin: String,
        body: Secret,
        headers: [Header] = [],
        proxy: String? = nil,
        timeout: Duration = .seconds(10)
    ) {
        url = origin + read.path
        self.headers = headers + [Header("Content-Type", .open(read.contentType))]
        self.proxy = proxy
        self.timeout = timeout
        posted = Posted(read: read, body: body)
    }
}

/// What came back: status, headers, body, and when.
package struct HTTPResponse: Sendable {
    package struct Header: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Of the last block of headers: 200.
    package var status: Int
    package var headers: [Header]
    /// Not unpacked, and within the limit.
    package var body: [UInt8]
    /// Of this transfer alone.
    package var timings: HTTPTimings
    /// Our end of the connection, in numbers: `192.168.1.5`; `nil` when it is not known.
    package var localAddress: String?

    package init(
        status: Int,
        headers: [Header] = [],
        body: [UInt8] = [],
        timings: HTTPTimings,
        localAddress: String? = nil
    ) {
        self.localAddress = localAddress
        self.status = status
        self.headers = headers
        self.body = body
        self.timings = timings
    }

    /// The first header of that name, letter case aside.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}

/// When the steps of a transfer were over, counted from its start.
///
/// Zero for steps that a reused connection spared.
package struct HTTPTimings: Sendable, Hashable {
    /// Our clock when libcurl started on the transfer; time in our own queue does not count.
    package var started: Timestamp
    /// The host's address is known.
    package var nameLookup: Duration
    /// TCP is there.
    package var connect: Duration
    /// The handshake is done.
    package var tls: Duration
    /// The request is about to be sent.
    package var sent: Duration
    /// Of the answer.
    package var firstByte: Duration
    /// The answer is complete.
    package var total: Duration

    package init(
        started: Timestamp,
        nameLookup: Duration = .zero,
        connect: Duration = .zero,
        tls: Duration = .zero,
        sent: Duration = .zero,
        firstByte: Duration = .zero,
        total: Duration = .zero
    ) {
        self.started = started
        self.nameLookup = nameLookup
        self.connect = connect
        self.tls = tls
        self.sent = sent
        self.firstByte = firstByte
        self.total = total
    }
}

/// Why there is no answer.
///
/// Never carries headers, a query or a body.
package enum HTTPError: Error, Hashable, Sendable {
    /// How far a transfer had come when its time was over.
    package enum Phase: String, Sendable {
        case nameLookup = "looking up the name"
        case connect = "connecting"
        case tls = "the TLS handshake"
        case answer = "waiting for an answer"
        case body = "reading the answer"
    }

    case timedOut(during: Phase)
    case nameNotFound(host: String)
    /// The connection was refused or could not be made; the message is libcurl's.
    case cannotConnect(message: String)
    /// The request's proxy was not found, not reached, or refused; the message is libcurl's.
    case proxy(message: String)
    /// The handshake did not come about: another version, no TLS at all, or a connection that broke in it.
    case tls(message: String)
    /// The handshake came about, and the certificate is not one of that host by an authority that is trusted.
    case certificate(message: String)
    /// The connection broke after it was made.
    case interrupted(message: String)
    case bodyTooLarge(limit: Int)
    case headersTooLarge(limit: Int)
    /// The URL, the proxy or a header is not one that we send.
    case notSendable(message: String)
    case cancelled
    /// Anything else, with libcurl's code and text.
    case transport(code: Int, message: String)
}

/// The way to the network.
///
/// Tests make one from a closure; what it does not supply cannot reach the network.
package struct HTTPClient: Sendable {
    /// Sends one request, and gives its whole answer, whatever the status.
    package var send: @Sendable (HTTPRequest) async throws(HTTPError) -> HTTPResponse

    package init(send: @escaping @Sendable (HTTPRequest) async throws(HTTPError) -> HTTPResponse) {
        self.send = send
    }
}
