import HTTPTransport

/// The error that a request ends with.
func failure(
    of request: HTTPRequest,
    with client: HTTPClient = .live()
) async -> HTTPError? {
    do throws(HTTPError) {
        _ = try await client.send(request)
        return nil
    } catch { return error }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
