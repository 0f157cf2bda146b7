import SlotModel

/// The calls that slots makes, some of one symbol, and what they cost: docs/facts/exchanges.md, sections 2.3, 2.6, 3 and 4.
///
/// All of them are `GET` and only read.
enum AsterCall: Sendable {
    case time, exchangeInfo, price(String)
    case account, commissionRate(String)
    case agents, positionMode, multiAssets, positionRisk(String)

    fileprivate var parameters: [QueryParameter] {
        switch self {
        case .price(let symbol), .commissionRate(let symbol), .positionRisk(let symbol):
            [QueryParameter("symbol", symbol)]
        default: []
        }
    }

    fileprivate var isOfAgents: Bool {
        if case .agents = self { true } else { false }
    }
}

/// Where one slot's calls go.
struct AsterEndpoints: Sendable {
    var market: Selector.Market
    var generation: AsterGeneration
    var origins: ConnectorProfile.Origins

    /// `nil`: the slot has no such call, or no origin for it.
    func endpoint(_ call: AsterCall) -> Endpoint? {
        // The futures host alone knows the API wallets; spot slots ask it too.
        let host: Selector.Market = call.isOfAgents ? .futures : market
        guard let path = path(call), let origin = host == .spot ? origins.spot : origins.futures else {
            return nil
        }
        return Endpoint(
            origin: origin,
            path: path,
            parameters: call.parameters,
            weight: weight(call),
            budget: .aster(host)
        )
    }

    private func path(_ call: AsterCall) -> String? {
        switch (market, generation, call) {
        case (_, .v1, .agents): nil
        case (_, .v3, .agents): "/fapi/v3/agent"
        case (.spot, _, .positionMode), (.spot, _, .multiAssets), (.spot, _, .positionRisk): nil
        case (.spot, .v1, _): "/api/v1/\(name(call))"
        case (.spot, .v3, _): "/api/v3/\(name(call))"
        case (.futures, .v1, .account): "/fapi/v4/account"
        case (.futures, .v1, .positionRisk): "/fapi/v2/positionRisk"
        case (.futures, .v1, _): "/fapi/v1/\(name(call))"
        case (.futures, .v3, .account): "/fapi/v3/accountWithJoinMargin"
        case (.futures, .v3, _): "/fapi/v3/\(name(call))"
        }
    }

    private func name(_ call: AsterCall) -> String {
        switch call {
        case .time: "time"
        case .exchangeInfo: "exchangeInfo"
        case .price: "ticker/price"
        case .account: "account"
        case .commissionRate: "commissionRate"
        case .agents: "agent"
        case .positionMode: "positionSide/dual"
        case .multiAssets: "multiAssetsMargin"
        case .positionRisk: "positionRisk"
        }
    }

    private func weight(_ call: AsterCall) -> Int {
        switch call {
        case .time, .exchangeInfo, .price: 1
        case .account, .positionRisk: 5
        case .commissionRate: 20
        case .positionMode, .multiAssets: 30
        // The document says "TBD"; the used-weight header of the answer corrects the pace.
        case .agents: 1
        }
    }
}

/// The two generations of keys: docs/facts/exchanges.md, section 2.1.
enum AsterGeneration: String, Sendable {
    /// Key and secret, HMAC.
    case v1 = "V1"
    /// API wallet, EIP-712.
    case v3 = "V3"
}

extension RateBudget {
    /// Request weight a minute and address; the figures of the document's examples until `exchangeInfo` has told.
    static func aster(_ market: Selector.Market) -> RateBudget {
        switch market {
        case .spot: RateBudget(name: "spot", assumed: 6000)
        case .futures: RateBudget(name: "futures", assumed: 2400)
        }
    }
}
