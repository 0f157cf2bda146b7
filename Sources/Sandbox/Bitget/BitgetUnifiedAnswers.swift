import PlainJSON
import SlotModel

/// Answers to a unified account's signed questions; shapes from docs/facts/exchanges.md 5.6.
struct BitgetUnifiedAnswers: Sendable {
    var account: BitgetAccount
    var unified: BitgetTraits.Unified
    var markets: BitgetPublicAnswers

    /// The `data` of the answer; `nil` for other questions.
    func answer(_ question: BitgetQuestion, _ text: QueryText) throws(BitgetRefusal) -> JSONValue? {
        if case .unifiedRights = question { return info }
        // Reading the account needs this right; the key's own rights are always told.
        guard unified.permissions.contains("uta_mgt") else { throw .missingRight("uta_mgt") }
        switch question {
        case .settings: return settings
        case .unifiedAssets: return assets(text)
        case .fundingAssets: return fundingAssets(text)
        case .feeRate: return try feeRate(text)
        case .feeRates:
            return .array(BitgetMarket.listed(on: try markets.category(text)).map(\.feeRow))
        default: return nil
        }
    }

    private var traits: BitgetTraits { account.traits }

    private var info: JSONValue {
        [
            "userId": .string(account.user), "inviterId": "1231231", "parentId": "",
            "ips": .array(traits.addresses.map(JSONValue.string)),
            "permType": unified.mayWrite ? "read-and-write" : "read-only",
            "permissions": .array(unified.permissions.map(JSONValue.string)), "regisTime": "1695808949356",
        ]
    }

    private var settings: JSONValue {
        let mode = traits.isIsolated ? "isolated" : "crossed"
        let symbols = ["BTCUSDT", "ETHUSDT"].map { symbol -> JSONValue in
            [
                "category": "USDT-FUTURES", "symbol": .string(symbol), "marginMode": .string(mode),
                "leverage": "10",
            ]
        }
        return [
            "uid": .string(account.user), "accountMode": .string(unified.mode),
            "assetMode": traits.isMultiAsset ? "multi_assets" : "single", "accountLevel": "advanced",
            "holdMode": traits.isHedged ? "hedge_mode" : "one_way_mode", "stpMode": "none",
            "symbolConfigList": .array(symbols), "coinConfigList": [["coin": "USDT", "leverage": "3"]],
        ]
    }

    private func assets(_ text: QueryText) -> JSONValue {
        let isFunded = traits.funds == .everywhere
        let total = isFunded ? "5120.75" : "0"
        var rows: [JSONValue] = []
        if isFunded {
            rows = [
                asset("USDT", "3120.5", available: "3000.25", locked: "120.25"),
                asset("BTC", "0.03000000", available: "0.02500000", locked: "0.005"),
            ]
        }
        if let coin = text["coin"], !coin.isEmpty { rows = rows.filter { $0["coin"]?.string == coin } }
        return [
            "accountEquity": .string(total), "usdtEquity": .string(total), "btcEquity": "0.0761",
            "unrealisedPnl": "0", "usdtUnrealisedPnl": "0", "btcUnrealizedPnl": "0",
            "effEquity": .string(total), "mmr": "0", "imr": "0", "mgnRatio": "0", "positionMgnRatio": "0",
            "assets": .array(rows),
        ]
    }

    private func asset(_ coin: String, _ equity: String, available: String, locked: String) -> JSONValue {
        [
            "coin": .string(coin), "equity": .string(equity), "usdValue": "2017.53",
            "balance": .string(equity),
            "available": .string(available), "debt": "0", "locked": .string(locked),
        ]
    }

    private func fundingAssets(_ text: QueryText) -> JSONValue {
        guard traits.funds == .fundingWallet, text["coin"] ?? "USDT" == "USDT" else { return [] }
        return [["coin": "USDT", "available": "850.5", "frozen": "0", "balance": "850.5"]]
    }

    private func feeRate(_ text: QueryText) throws(BitgetRefusal) -> JSONValue {
        let product = try markets.category(text)
        guard let symbol = text["symbol"], !symbol.isEmpty else { throw .missing("symbol") }
        guard let market = BitgetMarket.named(symbol, on: product) else { throw .unknownSymbol(symbol) }
        return market.feeRates
    }
}
