/// One exchange connection, as its file declares it.
///
/// Only `exchange` and `credentials` are required. The fields stand in one place that copies share until one of them
/// changes, because thousands of slots go from stage to stage.
package struct Slot: Sendable {
    private var storage: Storage

    package init(
        name: String,
        place: Place,
        exchange: Located<Selector>,
        credentials: [CredentialField: Located<SecretReference>],
        credentialsPlace: Place
    ) {
        storage = Storage(
            Fields(
                name: name,
                place: place,
                exchange: exchange,
                credentials: credentials,
                credentialsPlace: credentialsPlace
            )
        )
    }

    /// Whether the slot's `allow` names the policy.
    package func waives(_ policy: Policy.Waivable) -> Bool { allow.contains { $0.value == policy } }
}

// MARK: - Fields

extension Slot {
    /// The file's name without its ending: `[a-z0-9][a-z0-9-]{0,62}`.
    package var name: String {
        get { storage.fields.name }
        set { own.fields.name = newValue }
    }
    /// The start of the slot's file.
    package var place: Place {
        get { storage.fields.place }
        set { own.fields.place = newValue }
    }
    package var exchange: Located<Selector> {
        get { storage.fields.exchange }
        set { own.fields.exchange = newValue }
    }
    package var label: String? {
        get { storage.fields.label }
        set { own.fields.label = newValue }
    }
    package var enabled: Bool {
        get { storage.fields.enabled }
        set { own.fields.enabled = newValue }
    }
    /// Absent: the workspace's.
    package var network: Located<Network>? {
        get { storage.fields.network }
        set { own.fields.network = newValue }
    }
    package var endpoint: EndpointOverride? {
        get { storage.fields.endpoint }
        set { own.fields.endpoint = newValue }
    }
    package var credentials: [CredentialField: Located<SecretReference>] {
        get { storage.fields.credentials }
        set { own.fields.credentials = newValue }
    }
    /// The place of the `credentials` key.
    package var credentialsPlace: Place {
        get { storage.fields.credentialsPlace }
        set { own.fields.credentialsPlace = newValue }
    }
    package var fees: Located<FeeRates>? {
        get { storage.fields.fees }
        set { own.fields.fees = newValue }
    }
    /// Between two pairs.
    package var delay: Located<Duration>? {
        get { storage.fields.delay }
        set { own.fields.delay = newValue }
    }
    /// Between two requests.
    package var rateLimit: Located<Duration>? {
        get { storage.fields.rateLimit }
        set { own.fields.rateLimit = newValue }
    }
    /// Absent: with a signature.
    package var signIn: Located<SignInMethod>? {
        get { storage.fields.signIn }
        set { own.fields.signIn = newValue }
    }
    package var account: AccountWish {
        get { storage.fields.account }
        set { own.fields.account = newValue }
    }
    package var require: Requirement {
        get { storage.fields.require }
        set { own.fields.require = newValue }
    }
    /// Policies that this slot waives.
    package var allow: [Located<Policy.Waivable>] {
        get { storage.fields.allow }
        set { own.fields.allow = newValue }
    }
    /// Rights that the exchange does not tell and that the user looked up on its page: waives nothing.
    package var seenByHand: [Located<Permission>] {
        get { storage.fields.seenByHand }
        set { own.fields.seenByHand = newValue }
    }
    package var expires: Located<CalendarDate>? {
        get { storage.fields.expires }
        set { own.fields.expires = newValue }
    }
    /// Addresses or CIDR ranges that the key was restricted to.
    package var ipAllowlist: [Located<String>] {
        get { storage.fields.ipAllowlist }
        set { own.fields.ipAllowlist = newValue }
    }
    package var proxy: Located<ProxyAddress>? {
        get { storage.fields.proxy }
        set { own.fields.proxy = newValue }
    }
    /// Absent: every bot.
    package var bots: [Located<String>]? {
        get { storage.fields.bots }
        set { own.fields.bots = newValue }
    }
    /// Bot name to this slot's id inside that bot.
    package var ids: [String: Located<String>] {
        get { storage.fields.ids }
        set { own.fields.ids = newValue }
    }
    /// Bot name to members that are copied into the bot's entry as they are.
    package var extra: [String: Located<ExtraValue>] {
        get { storage.fields.extra }
        set { own.fields.extra = newValue }
    }
}

// MARK: - Storage

extension Slot {
    private struct Fields {
        var name: String
        var place: Place
        var exchange: Located<Selector>
        var label: String?
        var enabled: Bool = true
        var network: Located<Network>?
        var endpoint: EndpointOverride?
        var credentials: [CredentialField: Located<SecretReference>]
        var credentialsPlace: Place
        var fees: Located<FeeRates>?
        var delay: Located<Duration>?
        var rateLimit: Located<Duration>?
        var signIn: Located<SignInMethod>?
        var account: AccountWish = AccountWish()
        var require: Requirement = Requirement()
        var allow: [Located<Policy.Waivable>] = []
        var seenByHand: [Located<Permission>] = []
        var expires: Located<CalendarDate>?
        var ipAllowlist: [Located<String>] = []
        var proxy: Located<ProxyAddress>?
        var bots: [Located<String>]?
        var ids: [String: Located<String>] = [:]
        var extra: [String: Located<ExtraValue>] = [:]
    }

    private final class Storage: @unchecked Sendable {
        // `@unchecked`: written by `own` only, while one slot alone refers to it.
        var fields: Fields

        init(_ fields: Fields) { self.fields = fields }
    }

    /// The storage for writing, which no other slot shares.
    private var own: Storage {
        mutating get {
            if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.fields) }
            return storage
        }
    }
}

/// Origins that stand in for the exchange's own: `https://host[:port]`, without a path.
package struct EndpointOverride: Sendable, Hashable {
    private var byName: [HostName: Located<String>] = [:]

    package init(spot: Located<String>? = nil, futures: Located<String>? = nil) {
        (self[.spot], self[.futures]) = (spot, futures)
    }

    /// One for each of an exchange's systems, as a plain string in a slot file means it.
    package init(everywhere origin: Located<String>) {
        for name in HostName.all { byName[name] = origin }
    }

    package subscript(name: HostName) -> Located<String>? {
        get { byName[name] }
        set { byName[name] = newValue }
    }

    package var spot: Located<String>? { self[.spot] }
    package var futures: Located<String>? { self[.futures] }

    /// Those that are named, in the order of ``HostName/all``.
    package var all: [(name: HostName, address: Located<String>)] {
        HostName.all.compactMap { name in self[name].map { (name, $0) } }
    }
}

/// How a request proves who sends it.
package enum SignInMethod: String, CaseIterable, Sendable {
    /// The secret stays here.
    case signature
    /// HTTP Basic: the secret travels, inside TLS.
    case basic
}

/// What a futures account is settled in.
package enum Contract: String, CaseIterable, Sendable {
    case usdt, usdc, coin
}

/// Whether long and short of one market are kept apart.
package enum PositionMode: String, CaseIterable, Sendable {
    case oneWay = "one-way"
    case hedge
}

/// Whether positions share the account's margin.
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
    /// Asset to what is wanted free and locked together; with ``balance`` empty too, anything above zero will do.
    package var total: [String: Located<ExactDecimal>] = [:]
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
