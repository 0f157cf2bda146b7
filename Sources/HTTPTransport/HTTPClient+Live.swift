extension HTTPClient {
    /// A client over libcurl; nothing is started before its first request.
    ///
    /// All its requests run on one thread of its own, which ends when the last copy of the client goes.
    /// Connections are kept and shared between requests, so one client should serve the whole program.
    package static func live(limits: HTTPLimits = HTTPLimits()) -> HTTPClient {
        let transport = CurlTransport(limits: limits)
        return HTTPClient { request async throws(HTTPError) in try await transport.send(request) }
    }
}
