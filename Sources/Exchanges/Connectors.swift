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

    /// The connector of a selector; each has one.
    package static func connector(for selector: Selector) -> any Connector {
        guard let connector = bySelector[selector] else {
            preconditionFailure("every selector has a connector: ConnectorContractTests")
        }
        return connector
    }

    private static let bySelector = Dictionary(uniqueKeysWithValues: all.map { ($0.profile.selector, $0) })
}
