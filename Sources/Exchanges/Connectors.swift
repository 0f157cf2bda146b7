package import SlotModel

/// The exchanges that slots can speak to.
package enum Connectors {
    /// One for each selector that is built, in the order of the selectors.
    package static let all: [any Connector] = [
        AsterConnector(market: .spot),
        AsterConnector(market: .futures),
        BitgetConnector(market: .spot),
        BitgetConnector(market: .futures),
        HitBTCConnector(),
    ]

    /// `nil`: the selector is known, but nothing here speaks to its exchange.
    package static func connector(for selector: Selector) -> (any Connector)? {
        all.first { $0.profile.selector == selector }
    }
}
