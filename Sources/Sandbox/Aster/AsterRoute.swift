/// What is asked for, whatever the path of a generation calls it.
enum AsterQuestion: Sendable {
    case ping, time, exchangeInfo, price, bookTicker, day, klines, depth
    case account, balance, positionMode, multiAssets, positionRisk, commission, openOrders
    case agents, selfTrade, builders
    /// The spot host has no agent list; a report shows HTTP 500 there (docs/facts/exchanges.md 2.6).
    case misplacedAgents
}

/// A path of one of Aster's two hosts.
struct AsterRoute: Sendable {
    enum Generation: Sendable {
        case v1, v3
    }

    var question: AsterQuestion
    /// Who has to sign; `nil` for public data.
    var signed: Generation?
    var weight: Int
    /// Without a symbol, where that asks for all of them.
    var weightOfAll: Int

    func weight(hasSymbol: Bool) -> Int { hasSymbol ? weight : weightOfAll }

    static func find(_ path: String, on host: SandboxHost) -> AsterRoute? {
        host == .aster ? spot[path] : futures[path]
    }

    // Paths and weights: docs/facts/exchanges.md 2.3, 3 and 4.

    private static let spot: [String: AsterRoute] = {
        var routes: [String: AsterRoute] = [:]
        for (prefix, generation) in [("/api/v1/", Generation.v1), ("/api/v3/", .v3)] {
            routes.addPublic(under: prefix)
            routes[prefix + "account"] = AsterRoute(.account, generation, 5)
            routes[prefix + "commissionRate"] = AsterRoute(.commission, generation, 20)
            routes[prefix + "openOrders"] = AsterRoute(.openOrders, generation, 1, all: 40)
        }
        routes["/api/v3/agent"] = AsterRoute(.misplacedAgents, nil, 1)
        return routes
    }()

    private static let futures: [String: AsterRoute] = {
        var routes: [String: AsterRoute] = [:]
        routes.addPublic(under: "/fapi/v1/")
        routes.addPublic(under: "/fapi/v3/")
        routes["/fapi/v2/balance"] = AsterRoute(.balance, .v1, 5)
        routes["/fapi/v3/balance"] = AsterRoute(.balance, .v3, 5)
        routes["/fapi/v4/account"] = AsterRoute(.account, .v1, 5)
        routes["/fapi/v3/accountWithJoinMargin"] = AsterRoute(.account, .v3, 5)
        routes["/fapi/v2/positionRisk"] = AsterRoute(.positionRisk, .v1, 5)
        routes["/fapi/v3/positionRisk"] = AsterRoute(.positionRisk, .v3, 5)
        for (prefix, generation) in [("/fapi/v1/", Generation.v1), ("/fapi/v3/", .v3)] {
            routes[prefix + "positionSide/dual"] = AsterRoute(.positionMode, generation, 30)
            routes[prefix + "multiAssetsMargin"] = AsterRoute(.multiAssets, generation, 30)
            routes[prefix + "commissionRate"] = AsterRoute(.commission, generation, 20)
            routes[prefix + "openOrders"] = AsterRoute(.openOrders, generation, 1, all: 40)
        }
        routes["/fapi/v3/stpMode"] = AsterRoute(.selfTrade, .v3, 30)
        // The weight of the agent list is not published, that of the builders unknown.
        routes["/fapi/v3/agent"] = AsterRoute(.agents, .v3, 1)
        routes["/fapi/v3/builder"] = AsterRoute(.builders, .v3, 1)
        return routes
    }()

    fileprivate init(_ question: AsterQuestion, _ signed: Generation?, _ weight: Int, all: Int? = nil) {
        self.question = question
        self.signed = signed
        self.weight = weight
        weightOfAll = all ?? weight
    }
}

extension [String: AsterRoute] {
    fileprivate mutating func addPublic(under prefix: String) {
        self[prefix + "ping"] = AsterRoute(.ping, nil, 1)
        self[prefix + "time"] = AsterRoute(.time, nil, 1)
        self[prefix + "exchangeInfo"] = AsterRoute(.exchangeInfo, nil, 1)
        self[prefix + "ticker/price"] = AsterRoute(.price, nil, 1, all: 2)
        self[prefix + "ticker/bookTicker"] = AsterRoute(.bookTicker, nil, 1, all: 2)
        self[prefix + "ticker/24hr"] = AsterRoute(.day, nil, 1, all: 40)
        self[prefix + "klines"] = AsterRoute(.klines, nil, 1)
        self[prefix + "depth"] = AsterRoute(.depth, nil, 2)
    }
}
