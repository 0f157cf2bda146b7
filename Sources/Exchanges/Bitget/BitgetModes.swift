import PlainJSON
import SlotModel

/// The modes of an account, as far as one answer tells them; words that slots does not know are kept.
///
/// docs/facts/exchanges.md, sections 5.5 and 5.6.
struct BitgetModes: Sendable {
    /// `unified`, `hybrid`, `upgrading`, `switching`; classic accounts have none.
    var accountMode: String?
    /// `basic`, `advanced`, `isolated`, `delta`; unified accounts only.
    var accountLevel: String?
    /// `single`, `union`, `multi_assets`.
    var assetMode: String?
    /// `one_way_mode`, `hedge_mode`.
    var position: String?
    /// `crossed`, `isolated`, for the slot's symbol.
    var margin: String?

    /// `mix/account/account` of one symbol.
    init(classic data: AnswerNode) throws(Misunderstanding) {
        assetMode = try Self.word("assetMode", in: data)
        position = try data.member("posMode").text()
        margin = try data.member("marginMode").text()
    }

    /// `account/settings`; a symbol whose modes were never changed is not in its list.
    init(unified data: AnswerNode, _ product: BitgetProduct, symbol: String?) throws(Misunderstanding) {
        accountMode = try data.member("accountMode").text()
        accountLevel = try Self.word("accountLevel", in: data)
        assetMode = try Self.word("assetMode", in: data)
        position = try Self.word("holdMode", in: data)
        guard let symbol, product != .spot else { return }
        for row in try data.optional("symbolConfigList")?.elements() ?? []
        where row.value["symbol"]?.string == symbol && row.value["category"]?.string == product.category {
            margin = try row.member("marginMode").text()
        }
    }

    private static func word(_ name: String, in data: AnswerNode) throws(Misunderstanding) -> String? {
        guard let node = try data.optional(name), node.value.string != "" else { return nil }
        return try node.text()
    }

    var positionMode: PositionMode? {
        switch position {
        case "one_way_mode": .oneWay
        case "hedge_mode": .hedge
        default: nil
        }
    }

    var marginMode: MarginMode? {
        switch margin {
        case "crossed": .cross
        case "isolated": .isolated
        default: nil
        }
    }

    /// Bitget is moving the account from one mode to the other.
    var isMoving: Bool { accountMode == "upgrading" || accountMode == "switching" }
}
