import Exchanges
import SlotModel

/// How many enabled slots share a host and an outgoing address, and so the host's limit.
struct Neighbours {
    private struct Route: Hashable {
        var origin: String
        var proxy: ProxyAddress?
    }

    private let network: Network
    private let profiles: [Selector: ConnectorProfile]
    private var counts: [Route: Int] = [:]

    /// - Parameter network: The workspace's, for slots that name none.
    init(_ slots: [Slot], network: Network, profile: (Selector) -> ConnectorProfile) {
        self.network = network
        profiles = Dictionary(uniqueKeysWithValues: Selector.allCases.map { ($0, profile($0)) })
        for slot in slots where slot.enabled { counts[route(of: slot), default: 0] += 1 }
    }

    func count(of slot: Slot) -> Int { counts[route(of: slot)] ?? 1 }

    /// The host of the slot's own market; a proxy is another address.
    private func route(of slot: Slot) -> Route {
        let selector = slot.exchange.value
        let network = slot.network?.value ?? network
        let own = network == .testnet ? profiles[selector]?.testnet : profiles[selector]?.live
        let origin = slot.endpoint?[selector.host]?.value ?? own?[selector.host]
        return Route(
            origin: "\(network.rawValue) \(origin ?? selector.rawValue)",
            proxy: slot.proxy?.value
        )
    }
}
