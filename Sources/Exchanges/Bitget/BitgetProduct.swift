import SlotModel

/// What a slot trades: spot, or the contracts of one kind, each with an account of its own on classic accounts.
///
/// docs/facts/exchanges.md, section 5.5.
enum BitgetProduct: Sendable, Hashable {
    case spot
    case futures(Contract)

    /// The contract that the slot names, or else the one whose markets are quoted as the slot's market is.
    init(_ market: Selector.Market, _ inquiry: Inquiry) {
        guard market == .futures else {
            self = .spot
            return
        }
        let quote = inquiry.market.split(separator: "/").last.map(String.init)
        let fitting = Contract.allCases.first { $0.quote == quote }
        self = .futures(inquiry.account.contract?.value ?? fitting ?? .usdt)
    }

    var contract: Contract? {
        if case .futures(let contract) = self { contract } else { nil }
    }

    /// `category` of unified calls; of futures also the `productType` of classic ones.
    var category: String {
        switch self {
        case .spot: "SPOT"
        case .futures(.usdt): "USDT-FUTURES"
        case .futures(.usdc): "USDC-FUTURES"
        case .futures(.coin): "COIN-FUTURES"
        }
    }

    /// For messages.
    var spoken: String {
        switch self {
        case .spot: "spot markets"
        case .futures(.usdt): "USDT-M contracts"
        case .futures(.usdc): "USDC-M contracts"
        case .futures(.coin): "COIN-M contracts"
        }
    }

    /// The right to trade it.
    var right: Permission { self == .spot ? .spot : .futures }
}

extension Contract {
    /// What Bitget quotes markets of such contracts in.
    var quote: String {
        switch self {
        case .usdt: "USDT"
        case .usdc: "USDC"
        case .coin: "USD"
        }
    }
}

/// The two kinds of accounts, with an interface each: docs/facts/exchanges.md, section 5.1.
enum BitgetMode: String, Sendable {
    /// Spot and futures wallets apart; v2.
    case classic
    /// One wallet; v3.
    case unified
}
