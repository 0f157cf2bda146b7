package import SlotModel

extension ConnectorProfile {
    /// Where a slot's requests go, and what stands against it.
    package struct ChosenOrigins: Sendable {
        /// `nil` when one of the findings is an error: nothing may be sent.
        package var origins: Origins?
        /// With the place of the endpoint that they are about.
        package var findings: [Finding]
    }

    /// Decides where a slot's requests go: the network's own origins, or the slot's `endpoint` where that is allowed.
    ///
    /// Allowed are the exchange's known origins of the same network, the workspace's trusted ones, and loopback; plain
    /// `http` to loopback only. Compared are whole origins, never the end of a name. docs/security.md.
    ///
    /// - Parameters:
    ///   - endpoint: The slot's override.
    ///   - trusted: `trusted-endpoints` of the workspace; what cannot be read as an `https` origin counts for nothing.
    ///   - sandbox: Where the built-in exchange listens; wanted for the network `sandbox` only.
    package func origins(
        on network: Network,
        endpoint: EndpointOverride?,
        trusted: [String],
        sandbox: Origins?
    ) -> ChosenOrigins {
        var findings: [Finding] = []
        let own: Origins? =
            switch network {
            case .live: live
            case .testnet: testnet
            case .sandbox: sandbox
            }
        guard let own else {
            let named = endpoint?.all.first?.address
            findings.append(Self.noSuchNetwork(network, selector, at: named?.place))
            return ChosenOrigins(origins: nil, findings: findings)
        }
        var chosen = own
        let rule = OriginRule(
            profile: self,
            network: network,
            trusted: trusted.compactMap { try? Origin($0) }
        )
        // A plain string stands for all: one complaint is enough.
        var judged: [Located<String>: String?] = [:]
        for name in own.names {
            guard let named = endpoint?[name] else { continue }
            let origin = judged[named] ?? rule.judge(named, into: &findings)
            judged[named] = .some(origin)
            chosen[name] = origin ?? own[name]
        }
        return ChosenOrigins(origins: findings.containErrors ? nil : chosen, findings: findings)
    }

    private static func noSuchNetwork(_ network: Network, _ selector: Selector, at place: Place?) -> Finding {
        Finding(
            .error,
            "network.unknown",
            network == .sandbox
                ? "the built-in exchange does not run"
                : "\(selector.displayName) has no \(network == .testnet ? "test" : network.rawValue) network that slots knows",
            at: place,
            help: network == .sandbox ? nil : "set 'network: live' or 'network: sandbox'"
        )
    }
}

/// One endpoint against the rules.
private struct OriginRule {
    var profile: ConnectorProfile
    var network: Network
    var trusted: [Origin]

    /// The origin to speak to; `nil` when the endpoint cannot be used.
    func judge(_ named: Located<String>, into findings: inout [Finding]) -> String? {
        let complaint: Complaint
        do throws(Origin.Trouble) {
            let origin = try Origin(named.value)
            guard let found = self.complaint(about: origin) else { return origin.description }
            complaint = found
        } catch {
            complaint = (.error, "endpoint.malformed", "the endpoint \(error.message)", error.help)
        }
        findings.append(
            Finding(
                complaint.severity,
                complaint.code,
                complaint.message,
                at: named.place,
                help: complaint.help
            )
        )
        return nil
    }

    private typealias Complaint = (severity: Finding.Severity, code: String, message: String, help: String?)

    private func complaint(about origin: Origin) -> Complaint? {
        if origin.isLoopback { return nil }
        let exchange = profile.selector.displayName
        if network == .sandbox {
            return (
                .note, "endpoint.not-used", "the endpoint \(origin) is not used on the sandbox",
                "set 'network: live' when the slot is to speak to it"
            )
        }
        if known(on: network).contains(origin) || trusted.contains(origin) { return nil }
        if let other = Network.allCases.first(where: { $0 != network && known(on: $0).contains(origin) }) {
            return (
                .error, "endpoint.other-network",
                "\(origin) is \(exchange)'s \(other.rawValue) network, and the slot is for \(network.rawValue)",
                "leave the endpoint out and set 'network: \(other.rawValue)'"
            )
        }
        return (
            .error, "endpoint.not-trusted",
            "\(origin) is not a host of \(exchange) that slots knows, so no key is sent there",
            "leave the endpoint out, or add it to 'trusted-endpoints' in slots.yaml if it is really yours"
        )
    }

    private func known(on network: Network) -> [Origin] {
        switch network {
        case .live: (profile.live.all + profile.alternatives).compactMap { try? Origin($0) }
        case .testnet: (profile.testnet?.all ?? []).compactMap { try? Origin($0) }
        case .sandbox: []
        }
    }
}

extension ConnectorProfile.Origins {
    fileprivate var all: [String] { names.compactMap { self[$0] } }
}
