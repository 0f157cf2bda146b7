/// One question about a slot, in the order in which they are asked and shown.
package enum Check: String, CaseIterable, Sendable {
    case credentials, reach, clock
    case signIn = "sign-in"
    case permissions, addresses, expiry, account, balance, market, fees, limits
    /// What stands in the bots' files: asked by who stands in front of a bot's start.
    case bot

    /// The twelve that are about the exchange.
    package static let ofExchange = allCases.filter { $0 != .bot }
}

/// A check's answer, as it is told and recorded.
package struct CheckResult: Sendable, Hashable {
    /// How a check went; `skip`: it was not asked, and its message says why.
    package enum Outcome: String, CaseIterable, Sendable {
        case pass, warn, fail, skip
    }

    package var check: Check
    package var outcome: Outcome
    /// What was found, in the user's words; never a secret.
    package var message: String
    /// What to do, where there is something to do.
    package var help: String?
    /// For programs: name (with its unit, such as `skew_ms`) to value.
    package var data: [DataItem]

    package init(
        _ check: Check,
        _ outcome: Outcome,
        _ message: String,
        help: String? = nil,
        data: [DataItem] = []
    ) {
        self.check = check
        self.outcome = outcome
        self.message = message
        self.help = help
        self.data = data
    }

    /// One fact of a check for machines: `skew_ms`.
    package struct DataItem: Sendable, Hashable {
        /// What a fact is, as JSON has it.
        package enum Value: Sendable, Hashable {
            case text(String)
            case integer(Int64)
            case boolean(Bool)
            case list([String])
        }

        package var name: String
        package var value: Value

        package init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }
}

/// What a key may do.
package enum Permission: String, CaseIterable, Sendable {
    case read, spot, futures, withdraw, transfer
}

/// Whether a key has a permission, as far as the exchange tells.
package enum Grant: String, Sendable {
    case yes, no, unknown
}

/// What an account holds of one asset.
///
/// Exact; `total` is free + locked unless the exchange says otherwise.
package struct Balance: Sendable, Hashable {
    package var asset: String
    package var free: ExactDecimal
    package var locked: ExactDecimal
    package var total: ExactDecimal

    package init(asset: String, free: ExactDecimal, locked: ExactDecimal, total: ExactDecimal) {
        self.asset = asset
        self.free = free
        self.locked = locked
        self.total = total
    }
}

extension [Balance] {
    /// What most bots trade with first; the others in the order that they have.
    package var inOrderOfInterest: [Balance] {
        let firsts = ["USDT", "USDC", "USDF", "USD", "EUR", "BTC", "ETH"]
        return enumerated().sorted { left, right in
            let leftRank = firsts.firstIndex(of: left.element.asset) ?? firsts.count
            let rightRank = firsts.firstIndex(of: right.element.asset) ?? firsts.count
            return (leftRank, left.offset) < (rightRank, right.offset)
        }
        .map(\.element)
    }
}

/// Everything that was found about one slot.
package struct SlotReport: Sendable, Hashable {
    package var slot: String
    package var exchange: Selector
    package var network: Network
    package var status: Status
    /// One line: what decides the status.
    package var message: String
    package var help: String?
    package var checkedAt: Timestamp?
    package var duration: Duration?
    /// Request weight that the slot cost, in the exchange's own unit.
    package var weight: Int
    package var permissions: [Permission: Grant]
    /// Assets that are not zero, by asset.
    package var balances: [Balance]
    /// The exchange's own name of the account that the credentials belong to; `nil`: not told.
    ///
    /// Told only by a sign-in that worked: Bitget's user id; of Aster's V3 the main wallet's address (an EVM one in
    /// lower case, a Solana one as it is). No secret. Names compare within one exchange and network only.
    package var account: String?
    /// In the order of ``Check``; empty for an unchecked slot.
    package var checks: [CheckResult]

    package init(slot: String, exchange: Selector, network: Network, status: Status, message: String) {
        self.slot = slot
        self.exchange = exchange
        self.network = network
        self.status = status
        self.message = message
        weight = 0
        permissions = [:]
        balances = []
        checks = []
    }
}
