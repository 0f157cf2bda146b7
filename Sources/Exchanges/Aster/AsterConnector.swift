package import SlotModel

/// Aster: spot (`aster`) and perpetuals (`aster-futures`), with keys of both generations.
///
/// Facts: docs/facts/exchanges.md, sections 2 to 4; order of the questions: section 8.
package struct AsterConnector: Connector {
    package let profile: ConnectorProfile
    let market: Selector.Market

    package init(market: Selector.Market) {
        self.market = market
        profile = .aster(market)
    }

    package func inspect(_ credentials: Credentials, on network: Network) -> [CredentialFinding] {
        CredentialInspection.findings(credentials, of: "Aster") { $0.inspectAster(on: network) }
    }

    package func gather(_ inquiry: Inquiry, over line: ExchangeLine) async -> Facts {
        await facts { () throws(ExchangeFailure) in
            try AsterRecipe(inquiry, over: line, market: market)
        }
    }

    package func advice(for status: Status) -> String { AsterAdvice(market: market).text(for: status) }

    package func steps(for form: ConnectorProfile.CredentialForm, allowing rights: [Permission]) -> [String] {
        form.name == ConnectorProfile.CredentialForm.asterV1.name
            ? AsterAdvice.oldKeySteps : AsterAdvice.walletSteps(allowing: rights)
    }
}

extension ConnectorProfile {
    /// docs/facts/exchanges.md, section 2.2.
    static func aster(_ market: Selector.Market) -> ConnectorProfile {
        ConnectorProfile(
            selector: market == .spot ? .aster : .asterFutures,
            live: Origins(spot: "https://sapi.asterdex.com", futures: "https://fapi.asterdex.com"),
            testnet: Origins(
                spot: "https://sapi.asterdex-testnet.com",
                futures: "https://fapi.asterdex-testnet.com"
            ),
            alternatives: ["https://fapi3.asterdex.com"],
            needed: [.read, market == .spot ? .spot : .futures],
            ticks: AsterAdvice.ticks,
            defaultMarket: "BTC/USDT",
            keyPage: "Aster's API wallet page, tab 'Pro API'",
            publicPaths: Origins(spot: "/api/v3/time", futures: "/fapi/v3/time")
        )
    }
}
