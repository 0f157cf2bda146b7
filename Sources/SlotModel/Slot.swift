/// One exchange connection, as its file declares it.
///
/// Only `exchange` and `credentials` are required.
package struct Slot: Sendable {
    /// The file's name without its ending: `[a-z0-9][a-z0-9-]{0,62}`.
    package var name: String
    /// The start of the slot's file.
    package var place: Place
    package var exchange: Located<Selector>
    package var label: String?
    package var enabled = true
    /// Absent: the workspace's.
    package var network: Located<Network>?
    package var endpoint: EndpointOverride?
    package var credentials: [CredentialField: Located<SecretReference>]
    /// The place of the `credentials` key.
    package var credentialsPlace: Place
    package var fees: Located<FeeRates>?
    /// Between two pairs.
    package var delay: Located<Duration>?
    /// Between two requests.
    package var rateLimit: Located<Duration>?
    package var account = AccountWish()
    package var require = Requirement()
    /// Policies that this slot waives.
    package var allow: [Located<Policy.Waivable>] = []
    package var expires: Located<CalendarDate>?
    /// Addresses or CIDR ranges that the key was restricted to.
    package var ipAllowlist: [Located<String>] = []
    /// A URL with the scheme `http`, `https`, `socks5` or `socks5h`.
    package var proxy: Located<String>?
    /// Absent: every bot.
    package var bots: [Located<String>]?
    /// Bot name to this slot's id inside that bot.
    package var ids: [String: Located<String>] = [:]
    /// Bot name to members that are copied into the bot's entry as they are.
    package var extra: [String: Located<ExtraValue>] = [:]

    package init(
        name: String,
        place: Place,
        exchange: Located<Selector>,
        credentials: [CredentialField: Located<SecretReference>],
        credentialsPlace: Place
    ) {
        self.name = name
        self.place = place
        self.exchange = exchange
        self.credentials = credentials
        self.credentialsPlace = credentialsPlace
    }

    package func waives(_ policy: Policy.Waivable) -> Bool { allow.contains { $0.value == policy } }
}

/// Origins that stand in for the exchange's own: `https://host[:port]`, without a path.
package struct EndpointOverride: Sendable, Hashable {
    package var spot: Located<String>?
    package var futures: Located<String>?

    package init(spot: Located<String>? = nil, futures: Located<String>? = nil) {
        self.spot = spot
        self.futures = futures
    }
}

package enum Contract: String, CaseIterable, Sendable {
    case usdt, usdc, coin
}

package enum PositionMode: String, CaseIterable, Sendable {
    case oneWay = "one-way"
    case hedge
}

package enum MarginMode: String, CaseIterable, Sendable {
    case cross, isolated
}

/// The account that the slot wants; what is absent may be as it is.
package struct AccountWish: Sendable, Hashable {
    package var contract: Located<Contract>?
    package var positionMode: Located<PositionMode>?
    package var marginMode: Located<MarginMode>?

    package init() {}

    package var isEmpty: Bool { contract == nil && positionMode == nil && marginMode == nil }
}

/// What must be there before a bot may start.
package struct Requirement: Sendable, Hashable {
    /// Asset to the free amount that is wanted; empty: anything above zero in any asset.
    package var balance: [String: Located<ExactDecimal>] = [:]
    /// `BASE/QUOTE`, such as `BTC/USDT`.
    package var market: Located<String>?

    package init() {}
}

/// Free-form data on its way from a slot file into a bot's file.
///
/// Numbers keep their spelling. Types follow the YAML 1.2 core schema: `true`, `false`, `null` and JSON numbers
/// that stand unquoted; everything else is text (so `no` and `12:30` are text).
package indirect enum ExtraValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// The text of a JSON number.
    case number(String)
    case text(String)
    case list([ExtraValue])
    case map([Member])

    package struct Member: Sendable, Hashable {
        package var name: String
        package var value: ExtraValue

        package init(name: String, value: ExtraValue) {
            self.name = name
            self.value = value
        }
    }
}
