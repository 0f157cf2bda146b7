package import Cryptography
package import SlotModel

/// The code that speaks to the exchange behind a selector.
///
/// A connector gathers facts and translates the exchange's words; it never judges them: that is `Checks`. Adding an
/// exchange is a type of this kind in a folder of its own, and a line in ``Connectors``.
package protocol Connector: Sendable {
    /// What is known of the exchange without asking.
    var profile: ConnectorProfile { get }

    /// Looks at credentials without asking: form, alphabet, lengths, fields swapped, keys that belong elsewhere.
    ///
    /// - Parameter network: Where they are to be used: a test network may not know every form.
    /// - Returns: Findings without a place, each with the field that it is about; empty when all is well.
    func inspect(_ credentials: Credentials, on network: Network) -> [CredentialFinding]

    /// Asks everything that the inquiry wants, at the least cost, and stops when the rest is pointless.
    ///
    /// Never throws: what went wrong stands in the facts. Retries passing trouble inside the line's time budget.
    func gather(_ inquiry: Inquiry, over line: ExchangeLine) async -> Facts

    /// What to click on this exchange when a slot has that status, for `slots explain` and `slots add`.
    ///
    /// One or a few sentences; they name the page, the tick and the field.
    func advice(for status: Status) -> String

    /// What to do on the exchange's site for new credentials of that form, in order; each a sentence or a few.
    ///
    /// - Parameter rights: Those that the key should have: the profile's, and what the slot's bots ask for besides.
    func steps(for form: ConnectorProfile.CredentialForm, allowing rights: [Permission]) -> [String]
}

extension Connector {
    /// What holds everywhere.
    package func steps(for form: ConnectorProfile.CredentialForm, allowing rights: [Permission]) -> [String] {
        let rights = listed(rights.map { profile.ticks[$0] ?? $0.rawValue })
        return [
            "Open \(profile.keyPage) and make a new key.",
            "Allow it: \(rights). Leave withdrawals off: a bot never needs them.",
        ]
    }

    /// ``steps(for:allowing:)`` with what a slot needs.
    package func steps(for form: ConnectorProfile.CredentialForm) -> [String] {
        steps(for: form, allowing: profile.needed)
    }

    /// ``inspect(_:on:)`` for the exchange's live system.
    package func inspect(_ credentials: Credentials) -> [CredentialFinding] {
        inspect(credentials, on: .live)
    }
}

/// The credentials of one slot, resolved.
package struct Credentials: Sendable {
    /// What the slot names, resolved.
    package var fields: [CredentialField: Secret]

    package init(_ fields: [CredentialField: Secret]) { self.fields = fields }

    /// `nil`: the slot does not name it.
    package subscript(field: CredentialField) -> Secret? { fields[field] }
}

/// Something about one field of the credentials.
package struct CredentialFinding: Sendable, Hashable {
    /// An error where nothing may be sent.
    package var severity: Finding.Severity
    /// Such as `credentials.swapped`.
    package var code: String
    /// Never a secret, not even a part of it.
    package var message: String
    /// What to do instead; `nil`: the message says it.
    package var help: String?
    /// `nil`: it is about several.
    package var field: CredentialField?

    package init(
        _ severity: Finding.Severity,
        _ code: String,
        _ message: String,
        help: String? = nil,
        field: CredentialField? = nil
    ) {
        (self.severity, self.code, self.message, self.help) = (severity, code, message, help)
        self.field = field
    }
}

/// What is known of an exchange without asking.
package struct ConnectorProfile: Sendable {
    package typealias CredentialForm = SlotModel.CredentialForm

    /// The origins that the connector speaks to, per network, by the names of the exchange's systems.
    package struct Origins: Sendable, Hashable {
        private var byName: [HostName: String]

        package init(_ byName: [HostName: String]) { self.byName = byName }

        package init(spot: String?, futures: String?) {
            byName = [:]
            (self[.spot], self[.futures]) = (spot, futures)
        }

        /// `nil`: the connector speaks to no such system.
        package subscript(name: HostName) -> String? {
            get { byName[name] }
            set { byName[name] = newValue }
        }

        /// Of the exchange's spot system; `nil`: none.
        package var spot: String? { self[.spot] }
        /// Of the exchange's futures system; `nil`: none.
        package var futures: String? { self[.futures] }

        /// In the order of ``HostName/all``, then by name.
        package var names: [HostName] {
            HostName.all.filter { byName[$0] != nil }
                + byName.keys.filter { !HostName.all.contains($0) }.sorted()
        }
    }

    /// Which one it is the profile of.
    package var selector: Selector
    /// The preferred form first.
    package var forms: [CredentialForm]
    /// Of the real exchange.
    package var live: Origins
    /// `nil`: the exchange has no test network that we know.
    package var testnet: Origins?
    /// Further origins that belong to the exchange; a slot's `endpoint` may name them on the live network.
    package var alternatives: [String]
    /// How slots may sign in here, the preferred way first.
    package var signInMethods: [SignInMethod]
    /// How far the clock of a client that does not correct it may be off before its requests are refused.
    package var clockTolerance: Duration
    /// Rights that a slot needs: read and its market's.
    package var needed: [Permission]
    /// What the exchange's page calls a right, where the name is not the plain one: `Place/cancel orders`.
    package var ticks: [Permission: String]
    /// Asked when a slot names no market: `BTC/USDT`.
    package var defaultMarket: String
    /// The same for a slot that names its contract, where contracts have markets of their own.
    package var contractMarkets: [Contract: String]
    /// The exchange's page where keys are made, for help lines.
    package var keyPage: String
    /// On each origin the path of a cheap public call, by which it can be seen whether the exchange can be reached.
    package var publicPaths: Origins

    package init(
        selector: Selector,
        forms: [CredentialForm]? = nil,
        live: Origins,
        testnet: Origins?,
        alternatives: [String] = [],
        signInMethods: [SignInMethod] = [.signature],
        clockTolerance: Duration = .seconds(10),
        needed: [Permission],
        ticks: [Permission: String] = [:],
        defaultMarket: String,
        contractMarkets: [Contract: String] = [:],
        keyPage: String,
        publicPaths: Origins = Origins(spot: nil, futures: nil)
    ) {
        self.selector = selector
        self.forms = forms ?? selector.descriptor.forms
        (self.live, self.testnet, self.alternatives) = (live, testnet, alternatives)
        (self.signInMethods, self.clockTolerance) = (signInMethods, clockTolerance)
        (self.needed, self.ticks, self.defaultMarket) = (needed, ticks, defaultMarket)
        (self.contractMarkets, self.keyPage) = (contractMarkets, keyPage)
        self.publicPaths = publicPaths
    }

    /// What is asked when a slot with that wish names no market.
    package func market(for wish: AccountWish) -> String {
        wish.contract.flatMap { contractMarkets[$0.value] } ?? defaultMarket
    }

    /// The form that a set of fields makes complete; `nil` when none does or when forms are mixed.
    package func form(of fields: some Collection<CredentialField>) -> CredentialForm? {
        forms.first { Set($0.fields) == Set(fields) }
    }
}

/// What is asked about one slot.
package struct Inquiry: Sendable {
    /// Decides the origins, and what some exchanges sign.
    package var network: Network
    /// Inspected, and without errors.
    package var credentials: Credentials
    /// `BASE/QUOTE`.
    package var market: String
    /// The slot names a fee, or somebody wants to see it.
    package var wantsFees: Bool
    /// The way that the slot names, or the preferred one.
    package var signIn: SignInMethod
    /// What the key showed when it last worked in this slot; `nil`: it was not seen to work, or was refused since.
    ///
    /// It tells of which kind of account the exchange is asked first, where it has several.
    package var seen: SeenKey?
    /// Modes that the slot names: dear calls are made for these only, and only when a cheaper answer did not tell.
    package var account: AccountWish
    /// Also modes that the slot does not name are wanted: somebody has to type them into a form.
    package var wantsModes: Bool

    package init(
        network: Network,
        credentials: Credentials,
        market: String,
        wantsFees: Bool,
        signIn: SignInMethod = .signature,
        seen: SeenKey? = nil,
        account: AccountWish,
        wantsModes: Bool = false
    ) {
        (self.network, self.credentials, self.market) = (network, credentials, market)
        (self.wantsFees, self.signIn, self.seen, self.account) = (wantsFees, signIn, seen, account)
        self.wantsModes = wantsModes
    }
}

/// What is remembered of a key that worked.
package struct SeenKey: Sendable, Hashable {
    /// The kind of account, where the exchange has several: `unified`.
    package var accountMode: String?

    package init(accountMode: String? = nil) { self.accountMode = accountMode }
}
