package import SlotModel

/// Bitget: spot (`bitget`) and perpetuals (`bitget-futures`), on classic and on unified accounts.
///
/// Facts: docs/facts/exchanges.md, section 5; order of the questions: section 8.
package struct BitgetConnector: Connector {
    package let profile: ConnectorProfile
    let market: Selector.Market

    package init(market: Selector.Market) {
        self.market = market
        profile = .bitget(market)
    }

    package func inspect(_ credentials: Credentials, on network: Network) -> [CredentialFinding] {
        CredentialInspection.findings(credentials, of: "Bitget") { $0.inspectBitget() }
    }

    package func gather(_ inquiry: Inquiry, over line: ExchangeLine) async -> Facts {
        await facts { () throws(ExchangeFailure) in
            try BitgetRecipe(inquiry, over: line, market: market)
        }
    }

    package func advice(for status: Status) -> String { BitgetAdvice(market: market).text(for: status) }

    package func steps(for form: ConnectorProfile.CredentialForm, allowing rights: [Permission]) -> [String] {
        BitgetAdvice.keySteps(allowing: rights)
    }
}

extension ConnectorProfile {
    /// One host for everything; demo trading is the same host with a header (section 5.2).
    static func bitget(_ market: Selector.Market) -> ConnectorProfile {
        let host = "https://api.bitget.com"
        let origins =
            market == .spot ? Origins(spot: host, futures: nil) : Origins(spot: nil, futures: host)
        return ConnectorProfile(
            selector: market == .spot ? .bitget : .bitgetFutures,
            live: origins,
            testnet: origins,
            needed: [.read, market == .spot ? .spot : .futures],
            ticks: BitgetAdvice.ticks,
            defaultMarket: "BTC/USDT",
            contractMarkets: market == .spot ? [:] : [.usdc: "BTC/USDC", .coin: "BTC/USD"],
            keyPage: "Bitget's API key page",
            publicPaths: Origins(spot: "/api/v2/public/time", futures: "/api/v2/public/time")
        )
    }
}
