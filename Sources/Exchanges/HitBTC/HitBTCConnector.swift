package import SlotModel

/// HitBTC: spot (`hitbtc`), with key and secret.
///
/// Facts: docs/facts/exchanges.md, sections 1 and 6; order of the questions: section 8.
package struct HitBTCConnector: Connector {
    package let profile = ConnectorProfile.hitbtc

    package init() {}

    package func inspect(_ credentials: Credentials, on network: Network) -> [CredentialFinding] {
        CredentialInspection.findings(credentials, of: "HitBTC") { $0.inspectHitBTC() }
    }

    package func gather(_ inquiry: Inquiry, over line: ExchangeLine) async -> Facts {
        await facts { () throws(ExchangeFailure) in try HitBTCRecipe(inquiry, over: line) }
    }

    package func advice(for status: Status) -> String { HitBTCAdvice.text(for: status) }

    package func steps(for form: ConnectorProfile.CredentialForm, allowing rights: [Permission]) -> [String] {
        HitBTCAdvice.keySteps
    }
}

extension ConnectorProfile {
    /// docs/facts/exchanges.md, sections 1 and 6.
    ///
    /// There may be a demo system; nobody confirms that it still runs, so it is not offered as a test network.
    static let hitbtc = ConnectorProfile(
        selector: .hitbtc,
        live: Origins(spot: "https://api.hitbtc.com", futures: nil),
        testnet: nil,
        signInMethods: [.signature, .basic],
        needed: [.read, .spot],
        ticks: [
            .read: HitBTCRight.tradingBalance.rawValue,
            .spot: HitBTCRight.orders.rawValue,
            .withdraw: "withdrawing",
        ],
        defaultMarket: "BTC/USDT",
        keyPage: "HitBTC's page of API keys",
        publicPaths: Origins(spot: "/api/3/public/symbol/BTCUSDT", futures: nil)
    )
}
