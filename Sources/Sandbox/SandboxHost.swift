package import SlotModel

/// A host of a real exchange that the built-in one stands in for; each gets a port of its own, in the order of the list.
package struct SandboxHost: RawRepresentable, CaseIterable, Hashable, Sendable {
    /// Such as `aster-futures`.
    package let rawValue: String
    /// The host that it stands in for: `fapi.asterdex.com`.
    package let realName: String

    init(_ name: String, standsFor realName: String) {
        rawValue = name
        self.realName = realName
    }

    /// The host of that name; `nil`: there is none.
    package init?(rawValue: String) {
        guard let known = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = known
    }

    /// All hosts that are served.
    package static var allCases: [SandboxHost] { BuiltInExchanges.all.flatMap(\.hosts) }

    /// The hosts that a selector speaks to, by the names of the exchange's systems; `nil`: it is not built in.
    package static func hosts(of selector: Selector) -> [HostName: SandboxHost]? {
        BuiltInExchanges.exchange(of: selector)?.selectors[selector]
    }

    package static func == (left: SandboxHost, right: SandboxHost) -> Bool { left.rawValue == right.rawValue }

    package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}
