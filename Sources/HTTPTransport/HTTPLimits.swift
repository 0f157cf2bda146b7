/// What a client puts up with, whoever answers.
///
/// The time for a whole transfer is the request's own.
package struct HTTPLimits: Sendable {
    /// Bytes of one answer's body, as they came over the wire.
    package var bodyBytes = 8 << 20
    /// Bytes of one answer's headers, all its header blocks together.
    package var headerBytes = 64 << 10
    /// For name, TCP and TLS together.
    package var connect: Duration = .seconds(5)
    /// Without a byte of the answer for that long, a transfer is given up.
    package var stall: Duration = .seconds(8)
    /// Connections to one host, or `nil` for as many as there are requests.
    ///
    /// Requests above it wait inside libcurl, with their time running.
    package var connectionsPerHost: Int?
    /// Transfers under way, or `nil` for as many as the process's open file limit leaves room for.
    ///
    /// Those above it wait in line; their time starts when their turn comes.
    package var transfersAtOnce: Int?
    /// A PEM file of certificate authorities to trust in the place of the system's.
    package var authorities: String?

    package init() {}
}
