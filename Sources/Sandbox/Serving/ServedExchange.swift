/// An exchange behind one or more hosts, as the server sees it.
protocol ServedExchange: Sendable {
    /// The request headers that it wants to see.
    static var headers: [String] { get }

    /// Answers one read.
    func respond(to request: ServedRequest, on host: SandboxHost) -> ServedResponse

    /// What a request that is not a read hears; it has no effect.
    func refuseWrite(_ request: ServedRequest) -> ServedResponse
}
