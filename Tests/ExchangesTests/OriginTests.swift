import Exchanges
import SlotModel
import Testing

@Suite("Where a slot may speak")
struct OriginTests {
    private let profile = AsterConnector(market: .spot).profile

    private func choose(
        _ endpoint: String?,
        on network: Network = .live,
        trusted: [String] = []
    ) -> ConnectorProfile.ChosenOrigins {
        let place = Place(file: "slots/a.yaml", line: 3)
        let named = endpoint.map { Located($0, at: place) }
        return profile.origins(
            on: network,
            endpoint: endpoint == nil ? nil : EndpointOverride(spot: named, futures: named),
            trusted: trusted,
            sandbox: ConnectorProfile.Origins(spot: "http://127.0.0.1:4001", futures: "http://127.0.0.1:4002")
        )
    }

    @Test(
        "the network decides when the slot names nothing",
        arguments: [
            (Network.live, "https://sapi.asterdex.com", "https://fapi.asterdex.com"),
            (.testnet, "https://sapi.asterdex-testnet.com", "https://fapi.asterdex-testnet.com"),
            (.sandbox, "http://127.0.0.1:4001", "http://127.0.0.1:4002"),
        ]
    )
    func networks(network: Network, spot: String, futures: String) {
        let chosen = choose(nil, on: network)
        #expect(chosen.origins == ConnectorProfile.Origins(spot: spot, futures: futures))
        #expect(chosen.findings.isEmpty)
    }

    @Test("an endpoint that the sandbox does not use leaves each host its own")
    func sandboxKeepsHosts() {
        let chosen = choose("https://mine.test", on: .sandbox)
        #expect(
            chosen.origins
                == ConnectorProfile.Origins(spot: "http://127.0.0.1:4001", futures: "http://127.0.0.1:4002")
        )
        #expect(chosen.findings.map(\.code) == ["endpoint.not-used"])
    }

    @Test(
        "known hosts, trusted ones and loopback are allowed",
        arguments: [
            ("https://sapi.asterdex.com", []), ("https://FAPI.asterdex.com:443", []),
            ("https://fapi3.asterdex.com", []),
            ("http://127.0.0.1:8080", []), ("https://mine.test", ["https://MINE.test"]),
            ("https://mine.test:8443", ["https://mine.test:8443"]),
        ]
    )
    func allowed(endpoint: String, trusted: [String]) throws {
        let chosen = choose(endpoint, trusted: trusted)
        #expect(chosen.findings.isEmpty)
        let spelling = try Origin(endpoint).description
        #expect(chosen.origins == ConnectorProfile.Origins(spot: spelling, futures: spelling))
    }

    @Test(
        "everything else is refused once, and nothing may be sent",
        arguments: [
            ("https://evil.test", [], "endpoint.not-trusted"),
            ("https://sapi.asterdex.com.evil.test", [], "endpoint.not-trusted"),
            ("https://x.sapi.asterdex.com", [], "endpoint.not-trusted"),
            ("https://asterdex.com", [], "endpoint.not-trusted"),
            ("https://sapi.asterdex.com:8443", [], "endpoint.not-trusted"),
            ("https://mine.test", ["https://mine.test:8443"], "endpoint.not-trusted"),
            ("https://mine.test", ["mine.test", "https://*.test"], "endpoint.not-trusted"),
            ("http://sapi.asterdex.com", [], "endpoint.malformed"),
            ("http://mine.test", ["http://mine.test"], "endpoint.malformed"),
            ("https://sapi.asterdex.com@evil.test", [], "endpoint.malformed"),
            ("https://sapi.asterdex.com.", [], "endpoint.malformed"),
            ("https://sapi.asterdex-testnet.com", [], "endpoint.other-network"),
        ]
    )
    func refused(endpoint: String, trusted: [String], code: String) {
        let chosen = choose(endpoint, trusted: trusted)
        #expect(chosen.findings.map(\.code) == [code])
        #expect(chosen.findings.allSatisfy { $0.help?.isEmpty == false && $0.place?.line == 3 })
        #expect(chosen.origins == nil)
    }

    @Test("on the sandbox an endpoint elsewhere is left out, and that is said")
    func sandbox() {
        let chosen = choose("https://sapi.asterdex.com", on: .sandbox)
        #expect(chosen.origins?.spot == "http://127.0.0.1:4001")
        #expect(chosen.findings.first?.code == "endpoint.not-used")
        #expect(choose("http://127.0.0.1:9", on: .sandbox).origins?.spot == "http://127.0.0.1:9")
    }
}
