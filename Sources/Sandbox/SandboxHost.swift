package import SlotModel

/// A host of a real exchange that the built-in one stands in for; each gets a port of its own, in this order.
package enum SandboxHost: String, CaseIterable, Sendable {
    case aster
    case asterFutures = "aster-futures"
    /// Spot and futures, classic and unified.
    case bitget
    case hitbtc

    /// The host that it stands in for: `sapi.asterdex.com`.
    package var realName: String {
        switch self {
        case .aster: "sapi.asterdex.com"
        case .asterFutures: "fapi.asterdex.com"
        case .bitget: "api.bitget.com"
        case .hitbtc: "api.hitbtc.com"
        }
    }

    /// The hosts that a selector speaks to.
    package static func hosts(of selector: Selector) -> (spot: SandboxHost?, futures: SandboxHost?)? {
        switch selector {
        case .aster: (.aster, .asterFutures)
        case .asterFutures: (nil, .asterFutures)
        case .bitget, .bitgetFutures: (.bitget, .bitget)
        case .hitbtc: (.hitbtc, nil)
        }
    }
}
