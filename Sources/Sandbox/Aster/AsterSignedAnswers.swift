import Cryptography
import PlainJSON
import SlotModel

/// Answers to signed questions; shapes from docs/facts/exchanges.md 2.6, 3 and 4.
struct AsterSignedAnswers: Sendable {
    var host: SandboxHost
    var now: Timestamp
    var account: AsterAccount
    /// All of the same main wallet, this one among them.
    var siblings: [AsterAccount]
    var markets: AsterPublicAnswers

    /// `nil` for public questions.
    func answer(_ question: AsterQuestion, _ text: QueryText) throws(AsterRefusal) -> JSONValue? {
        switch question {
        case .account: return host == .aster ? spotAccount : futuresAccount
        case .balance: return .array(wallets.map(balanceRow))
        case .positionMode: return ["dualSidePosition": .boolean(traits.isHedged)]
        case .multiAssets: return ["multiAssetsMargin": .boolean(traits.isMultiAsset)]
        case .positionRisk: return try positionRisk(text)
        case .commission: return try commission(text)
        case .openOrders:
            if text["symbol"] != nil { _ = try markets.market(text) }
            return []
        case .agents: return agents
        // The reference names the call, not its answer; nobody should read more than that it works.
        case .selfTrade: return ["stpMode": "NONE"]
        case .builders: return []
        default: return nil
        }
    }

    private var traits: AsterTraits { account.traits }

    // MARK: - Spot

    private var spotAccount: JSONValue {
        [
            "feeTier": 0, "canTrade": true, "canDeposit": true, "canWithdraw": true, "canBurnAsset": true,
            "updateTime": 0, "balances": spotBalances,
        ]
    }

    private var spotBalances: JSONValue {
        guard traits.isFunded else {
            return [["asset": "USDT", "free": "0.00000000", "locked": "0.00000000"]]
        }
        return [
            ["asset": "USDT", "free": "1523.45000000", "locked": "76.55000000"],
            ["asset": "BTC", "free": "0.01250000", "locked": "0.00000000"],
            ["asset": "ASTER", "free": "250.50000000", "locked": "0.00000000"],
            ["asset": "ETH", "free": "0.00000000", "locked": "0.00000000"],
        ]
    }

    private func commission(_ text: QueryText) throws(AsterRefusal) -> JSONValue {
        let market = try markets.market(text)
        return [
            "symbol": .string(market.symbol), "makerCommissionRate": host == .aster ? "0.000200" : "0.000100",
            "takerCommissionRate": host == .aster ? "0.000700" : "0.000350",
        ]
    }

    // MARK: - Futures

    private struct Wallet {
        var asset: String
        var balance = "0.00000000"
        var available = "0.00000000"
        var unrealized = "0.00000000"
    }

    private var wallets: [Wallet] {
        guard traits.isFunded else { return [Wallet(asset: "USDT")] }
        return [
            Wallet(
                asset: "USDT",
                balance: "980.10000000",
                available: "902.33000000",
                unrealized: "-7.77000000"
            ),
            Wallet(asset: "BTC"),
        ]
    }

    private func balanceRow(_ wallet: Wallet) -> JSONValue {
        [
            "accountAlias": "SgsR", "asset": .string(wallet.asset), "balance": .string(wallet.balance),
            "crossWalletBalance": .string(wallet.balance), "crossUnPnl": .string(wallet.unrealized),
            "availableBalance": .string(wallet.available), "maxWithdrawAmount": .string(wallet.available),
            "marginAvailable": true, "updateTime": .number(String(now.milliseconds - 5000)),
        ]
    }

    private var futuresAccount: JSONValue {
        let dollars = wallets[0]
        return [
            "feeTier": 0, "canTrade": true, "canDeposit": true, "canWithdraw": true, "updateTime": 0,
            "multiAssetsMargin": .boolean(traits.isMultiAsset), "totalInitialMargin": "70.00000000",
            "totalMaintMargin": "3.50000000", "totalWalletBalance": .string(dollars.balance),
            "totalUnrealizedProfit": .string(dollars.unrealized),
            "totalMarginBalance": .string(dollars.balance), "totalPositionInitialMargin": "70.00000000",
            "totalOpenOrderInitialMargin": "0.00000000", "totalCrossWalletBalance": .string(dollars.balance),
            "totalCrossUnPnl": .string(dollars.unrealized), "availableBalance": .string(dollars.available),
            "maxWithdrawAmount": .string(dollars.available), "assets": .array(wallets.map(assetRow)),
            "positions": .array(
                ["BTCUSDT", "ETHUSDT"].flatMap { symbol in sides.map { position(symbol, $0) } }
            ),
        ]
    }

    private func assetRow(_ wallet: Wallet) -> JSONValue {
        [
            "asset": .string(wallet.asset), "walletBalance": .string(wallet.balance),
            "unrealizedProfit": .string(wallet.unrealized), "marginBalance": .string(wallet.balance),
            "maintMargin": "0.00000000", "initialMargin": "0.00000000", "positionInitialMargin": "0.00000000",
            "openOrderInitialMargin": "0.00000000", "crossWalletBalance": .string(wallet.balance),
            "crossUnPnl": .string(wallet.unrealized), "availableBalance": .string(wallet.available),
            "maxWithdrawAmount": .string(wallet.available), "marginAvailable": true, "updateTime": 0,
        ]
    }

    /// `BOTH` in one-way mode, `LONG` and `SHORT` in hedge mode.
    private var sides: [String] { traits.isHedged ? ["LONG", "SHORT"] : ["BOTH"] }

    private func amount(_ symbol: String, _ side: String) -> String {
        traits.isFunded && symbol == "BTCUSDT" && side != "SHORT" ? "0.010" : "0.000"
    }

    private func position(_ symbol: String, _ side: String) -> JSONValue {
        let isOpen = amount(symbol, side) != "0.000"
        return [
            "symbol": .string(symbol), "initialMargin": isOpen ? "70.00000000" : "0",
            "maintMargin": isOpen ? "3.50000000" : "0",
            "unrealizedProfit": isOpen ? "-7.77000000" : "0.00000000",
            "positionInitialMargin": isOpen ? "70.00000000" : "0", "openOrderInitialMargin": "0",
            "leverage": "10", "isolated": .boolean(traits.isIsolated),
            "entryPrice": isOpen ? "68027.1" : "0.0", "maxNotional": "25000000",
            "positionSide": .string(side), "positionAmt": .string(amount(symbol, side)), "updateTime": 0,
        ]
    }

    private func positionRisk(_ text: QueryText) throws(AsterRefusal) -> JSONValue {
        let asked = text["symbol"] == nil ? AsterMarket.all(on: host) : [try markets.market(text)]
        let rows = asked.flatMap { market in
            sides.map { side -> JSONValue in
                let amount = amount(market.symbol, side)
                return [
                    "symbol": .string(market.symbol), "positionAmt": .string(amount),
                    "entryPrice": amount == "0.000" ? "0.0" : "68027.1",
                    "markPrice": .string(market.price.last.description),
                    "unRealizedProfit": amount == "0.000" ? "0.00000000" : "-7.77000000",
                    "liquidationPrice": "0", "leverage": "10", "maxNotionalValue": "25000000",
                    "marginType": traits.isIsolated ? "isolated" : "cross", "isolatedMargin": "0.00000000",
                    "isAutoAddMargin": "false", "positionSide": .string(side), "updateTime": 0,
                ]
            }
        }
        return .array(rows)
    }

    // MARK: - API wallets

    /// The account's own API wallet at last, behind others that the same person made: it must be told from them.
    private var agents: JSONValue {
        let old: JSONValue = [
            "agentAddress": "0x00000000000000000000000000000000deadbeef", "agentName": "old phone",
            "ipWhitelist": "192.0.2.1", "expired": .number(String(now.milliseconds + 3_600_000)),
            "source": "api", "canRead": true, "canSpotTrade": true, "canPerpTrade": true, "canWithdraw": true,
        ]
        let others = siblings.filter { $0.agent != account.agent }
        return .array([old] + (others + [account]).compactMap(agent))
    }

    private func agent(_ account: AsterAccount) -> JSONValue? {
        guard let address = account.agent else { return nil }
        let traits = account.traits
        return [
            // Upper-case digits: letter case carries only a checksum.
            "agentAddress": .string("0x" + Hex.text(address).uppercased()), "agentName": "slots",
            "ipWhitelist": .string(traits.addresses),
            "expired": .number(String((now + traits.lifetime).milliseconds)), "source": "api",
            "canRead": .boolean(traits.canRead),
            "canSpotTrade": .boolean(traits.canTrade && account.selector == .aster),
            "canPerpTrade": .boolean(traits.canTrade && account.selector == .asterFutures),
            "canWithdraw": .boolean(traits.canWithdraw),
        ]
    }
}
