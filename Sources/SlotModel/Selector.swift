/// The exchange as the user picks it; spot and futures are separate.
///
/// A value of the list in `Selectors.swift`: nothing elsewhere branches on which one it is, because what differs stands
/// in its descriptor, and in the folder of its exchange.
package struct Selector: RawRepresentable, CaseIterable, Hashable, Sendable, Comparable {
    /// The market that the selector trades on.
    package enum Market: String, Sendable {
        case spot, futures
    }

    /// What is known of a selector before anybody is asked.
    package final class Descriptor: Sendable {
        /// As a slot file names it: `aster-futures`.
        package let name: String
        /// As the exchange writes itself, the same for all of its selectors: `Aster`.
        package let exchange: String
        package let market: Market
        /// The exchange's systems that a slot speaks to; its own first, where its orders would go.
        package let hosts: [HostName]
        /// Each way to sign in by the fields that it takes, the preferred one first.
        package let forms: [CredentialForm]
        /// What an account without discounts pays as taker, for the first lines of a slot: `0.07%`.
        package let usualFee: String

        package init(
            _ name: String,
            of exchange: String,
            _ market: Market,
            hosts: [HostName],
            forms: [CredentialForm],
            usualFee: String
        ) {
            self.name = name
            self.exchange = exchange
            self.market = market
            self.hosts = hosts
            self.forms = forms
            self.usualFee = usualFee
        }
    }

    // By reference: ten thousand slots have room for one word each.
    package let descriptor: Descriptor

    package init(_ descriptor: Descriptor) { self.descriptor = descriptor }

    /// The selector of that name; `nil`: there is none.
    package init?(rawValue: String) {
        guard let known = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = known
    }

    package var rawValue: String { descriptor.name }

    package var market: Market { descriptor.market }

    /// The host of the selector's own market.
    package var host: HostName { descriptor.hosts.first ?? HostName(market) }

    /// The selectors behind which the same accounts stand, this one among them: an exchange's spot and futures.
    package var ofSameExchange: [Selector] {
        Self.allCases.filter { $0.descriptor.exchange == descriptor.exchange }
    }

    /// As the exchange writes itself: `Aster Futures`.
    package var displayName: String {
        market == .spot ? descriptor.exchange : "\(descriptor.exchange) Futures"
    }

    package static func == (left: Selector, right: Selector) -> Bool {
        left.descriptor === right.descriptor || left.rawValue == right.rawValue
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

    package static func < (left: Selector, right: Selector) -> Bool { left.rawValue < right.rawValue }
}

/// One of an exchange's systems, with an address of its own: `spot`.
package struct HostName: RawRepresentable, Hashable, Sendable, Comparable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package init(_ market: Selector.Market) { self.init(rawValue: market.rawValue) }

    package static let spot = HostName(.spot)
    package static let futures = HostName(.futures)

    /// The names of all exchanges' systems, each once, in the order of the selectors.
    package static let all: [HostName] = Selector.allCases.flatMap(\.descriptor.hosts).reduce(into: []) {
        all,
        host in
        if !all.contains(host) { all.append(host) }
    }

    package static func < (left: HostName, right: HostName) -> Bool { left.rawValue < right.rawValue }
}

/// One way to sign in: the fields that it takes, and its name for messages (`V3`).
package struct CredentialForm: Hashable, Sendable {
    package var name: String
    package var fields: [CredentialField]

    package init(name: String, fields: [CredentialField]) {
        self.name = name
        self.fields = fields
    }
}

/// Which of an exchange's systems a slot speaks to.
package enum Network: String, CaseIterable, Sendable {
    case live, testnet, sandbox
}
