package import SlotModel

/// A host of a real exchange that the built-in one stands in for; each gets a port of its own.
package enum SandboxHost: String, CaseIterable, Sendable {
    case aster
    case asterFutures = "aster-futures"

    /// The host that it stands in for: `sapi.asterdex.com`.
    package var realName: String {
        switch self {
        case .aster: "sapi.asterdex.com"
        case .asterFutures: "fapi.asterdex.com"
        }
    }

    /// The hosts that a selector speaks to; `nil` where the built-in exchanges do not have it.
    package static func hosts(of selector: Selector) -> (spot: SandboxHost?, futures: SandboxHost?)? {
        switch selector {
        case .aster: (.aster, .asterFutures)
        case .asterFutures: (nil, .asterFutures)
        case .bitget, .bitgetFutures, .hitbtc: nil
        }
    }
}
