package import HTTPTransport
package import SlotModel

/// What a question brought.
///
/// Indirect, so that the tasks of a thousand slots have room for pointers to their facts, not for the facts.
package indirect enum Answer<Value: Sendable>: Sendable {
    case known(Value)
    /// The exchange never tells; the text says so in the user's words.
    case notDisclosed(String)
    /// Not asked, with the reason: it was pointless after an earlier failure, or nobody wanted to know.
    case notAsked(String)
    case failed(ExchangeFailure)

    /// `nil`: it is not known.
    package var value: Value? {
        if case .known(let value) = self { value } else { nil }
    }

    /// `nil`: nothing failed.
    package var failure: ExchangeFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }

    init(_ result: Result<Value, ExchangeFailure>) {
        switch result {
        case .success(let value): self = .known(value)
        case .failure(let failure): self = .failed(failure)
        }
    }

    /// - Parameter result: `nil`: not asked, for that reason.
    init(_ result: Result<Value, ExchangeFailure>?, orNotAsked reason: String) {
        self = result.map { Answer($0) } ?? .notAsked(reason)
    }
}

/// Why a request did not bring an answer, translated from the exchange's own words: its ``Fields``.
@dynamicMemberLookup
package struct ExchangeFailure: Error, Sendable, Hashable {
    /// What went wrong, as far as it decides a status.
    package enum Kind: Sendable, Hashable {
        /// Key, secret, passphrase or wallet refused; the field, where the exchange lets us know it.
        case invalidCredentials(CredentialField?)
        case expired
        case addressNotAllowed(ours: String?)
        case clockSkew
        case missingPermission(Permission?)
        /// No deposit yet.
        case underfunded
        /// The account's type or mode is not the one that the slot needs.
        case wrongAccount
        case unknownMarket
        /// A refusal in the exchange's own words that slots has no other name for, and that no retry changes.
        case refused
        /// Trouble that may pass: timeout, 5xx, maintenance, network.
        case unavailable
        /// The slot's own proxy stands in the way.
        case proxyFailed
        /// With the time to wait, where the exchange tells.
        case rateLimited(wait: Duration?)
        /// An answer that cannot be understood; counts as unavailable.
        case notUnderstood
    }

    /// What is told of it.
    package struct Fields: Sendable, Hashable {
        /// What a status follows from.
        package var kind: Kind
        /// What happened, in the user's words, with the exchange's own code and text where there are any; control
        /// characters still in it, escaped by whoever prints.
        package var message: String
        /// What to click or change.
        package var help: String?
        /// Method, host and path without the query: `GET fapi.asterdex.com/fapi/v3/agent`.
        package var request: String
        /// `nil`: no answer came.
        package var httpStatus: Int?
        /// The exchange's own code: `-2015`.
        package var code: String?
    }

    private final class Storage: Sendable {
        let fields: Fields

        init(_ fields: Fields) { self.fields = fields }
    }

    // Shared by copies: results with room for a failure are everywhere in the tasks of a thousand slots.
    private var storage: Storage

    package init(
        _ kind: Kind,
        _ message: String,
        help: String? = nil,
        request: String,
        httpStatus: Int? = nil,
        code: String? = nil
    ) {
        storage = Storage(
            Fields(
                kind: kind,
                message: message,
                help: help,
                request: request,
                httpStatus: httpStatus,
                code: code
            )
        )
    }

    /// One of the ``Fields``.
    package subscript<Value>(dynamicMember field: WritableKeyPath<Fields, Value>) -> Value {
        get { storage.fields[keyPath: field] }
        set {
            var fields = storage.fields
            fields[keyPath: field] = newValue
            storage = Storage(fields)
        }
    }

    /// By their fields.
    package static func == (left: ExchangeFailure, right: ExchangeFailure) -> Bool {
        left.storage.fields == right.storage.fields
    }

    /// By the fields.
    package func hash(into hasher: inout Hasher) { hasher.combine(storage.fields) }
}

extension ExchangeFailure {
    /// Whether the exchange looked at the request and refused it, rather than having trouble of its own.
    var isAboutTheKey: Bool {
        switch self.kind {
        case .unavailable, .proxyFailed, .rateLimited, .notUnderstood, .unknownMarket: false
        default: true
        }
    }
}

/// The exchange's clock against ours.
package struct ClockReading: Sendable, Hashable {
    /// Theirs minus ours: positive when ours is behind.
    ///
    /// Corrected by half of the round trip.
    package var skew: Duration
    /// Half of the round trip: the skew is right within this much.
    package var uncertainty: Duration

    package init(skew: Duration, uncertainty: Duration) {
        self.skew = skew
        self.uncertainty = uncertainty
    }
}

extension ClockReading {
    /// From the server's time in an answer: read halfway between sending the request and its first byte.
    package init(_ serverTime: Timestamp, _ timings: HTTPTimings) {
        let half = (timings.firstByte - timings.sent) / 2
        self.init(
            skew: serverTime - (timings.started + timings.sent + half),
            uncertainty: max(half, .zero)
        )
    }
}

/// What the exchange says about the addresses that the key may be used from.
package struct AddressFacts: Sendable, Hashable {
    /// The key's list of addresses and CIDR ranges; empty: any address may use the key.
    ///
    /// `nil`: not told.
    package var allowlist: [String]?
    /// Our address as the exchange sees it, where it tells.
    package var ours: String?

    package init(allowlist: [String]?, ours: String? = nil) {
        self.allowlist = allowlist
        self.ours = ours
    }
}

/// The account as the exchange describes it; `nil` is what was not told or not asked.
package struct AccountFacts: Sendable, Hashable {
    /// Whether the exchange lets the account trade.
    package var canTrade: Bool?
    /// What margin is paid in.
    package var contract: Contract?
    /// Of the account, or of its contract.
    package var positionMode: PositionMode?
    /// For the slot's market.
    package var marginMode: MarginMode?
    /// Why the exchange does not tell the margin mode although it was asked, in the user's words.
    package var marginModeNotTold: String?
    /// Other traits worth showing: name to value, such as `multi-assets` to `on`.
    package var traits: [String: String] = [:]

    package init() {}
}

/// Fresh data of the pair that the slot trades.
package struct MarketFacts: Sendable, Hashable {
    /// As the exchange writes it: `BTCUSDT`.
    package var symbol: String
    /// Whether orders are taken.
    package var isTrading: Bool
    /// Quote currency per unit of base.
    package var price: ExactDecimal
    /// Of the last trade; on a quiet pair it may be minutes old although everything works.
    package var time: Timestamp?

    package init(symbol: String, isTrading: Bool, price: ExactDecimal, time: Timestamp?) {
        (self.symbol, self.isTrading, self.price, self.time) = (symbol, isTrading, price, time)
    }
}

/// What the exchange lets one address ask.
package struct LimitFacts: Sendable, Hashable {
    /// In the exchange's own unit, within `interval`, as of the latest answer.
    package var used: Int?
    /// `nil`: the exchange does not announce it.
    package var limit: Int?
    /// How long `limit` is for.
    package var interval: Duration?
    /// What a bot's look at one pair costs, in the same unit, for the advice on the delay.
    package var costPerPair: Int

    package init(used: Int?, limit: Int?, interval: Duration?, costPerPair: Int) {
        (self.used, self.limit, self.interval) = (used, limit, interval)
        self.costPerPair = costPerPair
    }
}

/// Everything that a connector learned about one slot, before anybody judges it.
package struct Facts: Sendable {
    /// When the steps of the first answer were over.
    package var reach: Answer<HTTPTimings>
    /// Theirs against ours.
    package var clock: Answer<ClockReading>
    /// The request that proved the sign-in: `GET sapi.asterdex.com/api/v3/account`.
    package var signIn: Answer<String>
    /// Each right of the key.
    package var permissions: Answer<[Permission: Grant]>
    /// From where the key may be used.
    package var addresses: Answer<AddressFacts>
    /// `nil` told: the key never ends.
    package var expiry: Answer<Timestamp?>
    /// Its kind and its modes.
    package var account: Answer<AccountFacts>
    /// The exchange's own name of the account, from a sign-in that worked; `nil`: not told.
    package var accountName: String?
    /// What is not zero.
    package var balances: Answer<[Balance]>
    /// The slot's.
    package var market: Answer<MarketFacts>
    /// What the account pays on the slot's market.
    package var fees: Answer<FeeRates>
    /// What the address may ask.
    package var limits: Answer<LimitFacts>
    /// What the slot's requests cost, in the exchange's unit.
    package var weight: Int

    /// Nothing asked yet, each with the same reason.
    package init(notAsked reason: String) {
        reach = .notAsked(reason)
        clock = .notAsked(reason)
        signIn = .notAsked(reason)
        permissions = .notAsked(reason)
        addresses = .notAsked(reason)
        expiry = .notAsked(reason)
        account = .notAsked(reason)
        balances = .notAsked(reason)
        market = .notAsked(reason)
        fees = .notAsked(reason)
        limits = .notAsked(reason)
        weight = 0
    }
}
