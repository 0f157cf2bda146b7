extension BotTemplate {
    /// One member of a connection: where its value comes from, in which unit, and whose it is.
    package struct Member: Sendable, Hashable {
        package enum Value: Sendable, Hashable {
            /// The first one that the slot has.
            case from([Source])
            case constant(ExtraValue)
            /// Nothing that a slot says: the bot's own, and not to be shown.
            case unknown
        }

        /// In which unit a bot keeps a duration or a rate.
        package enum Unit: String, CaseIterable, Sendable {
            case percent, ratio, seconds, milliseconds
        }

        /// As it stands in `template.yaml`, with dots between the names of a path.
        package var name: String
        package var value: Value
        /// What a number is told in; texts have none.
        package var unit: Unit?
        /// What a slot says, and what the bot says for it; empty: the same.
        package var values: [ExtraValue.Member] = []
        /// Written only for slots of which this is true.
        package var condition: Condition?
        /// Written with a new connection, and the bot's ever after.
        package var isOnce = false
        /// Stays when the slot stops naming its source.
        package var isKept = false
        /// Read by an import, never written.
        package var isReadOnly = false
        /// The value in a new connection whose slot does not have the source.
        package var standard: ExtraValue?

        package init(_ name: String, _ value: Value, unit: Unit? = nil) {
            self.name = name
            self.value = value
            self.unit = unit
        }

        package var sources: [Source] {
            if case .from(let sources) = value { sources } else { [] }
        }

        /// Whether the value is a credential: by where it comes from, not by being called one.
        package var isCredential: Bool {
            switch value {
            case .from(let sources): sources.contains { $0.credential != nil }
            case .constant: false
            case .unknown: true
            }
        }
    }

    /// What a slot can say about a member.
    package enum Source: Sendable, Hashable {
        case credential(CredentialField)
        case makerFee, takerFee
        case delay, rateLimit
        /// The selector; a bot is told its own id for it.
        case exchange
        case label, market, network
        case contract, positionMode, marginMode
        /// The connection's name in the bot: `bitget#2`.
        case id
        /// The slot's name.
        case name

        /// Every source with its name in `template.yaml`.
        package static let named: [(name: String, source: Source)] =
            CredentialField.allCases.map { ($0.rawValue, .credential($0)) } + [
                ("fees.maker", .makerFee), ("fees.taker", .takerFee), ("delay", .delay),
                ("rate-limit", .rateLimit), ("exchange", .exchange), ("label", .label), ("market", .market),
                ("network", .network),
                ("account.contract", .contract), ("account.position-mode", .positionMode),
                ("account.margin-mode", .marginMode), ("id", .id), ("name", .name),
            ]

        package init?(name: String) {
            guard let match = Self.named.first(where: { $0.name == name }) else { return nil }
            self = match.source
        }

        package var credential: CredentialField? {
            if case .credential(let field) = self { field } else { nil }
        }

        package var name: String { Self.named.first { $0.source == self }?.name ?? "" }

        /// What it can be, for sources of a few words; `nil` for the others.
        package var words: [String]? {
            switch self {
            case .exchange: Selector.allCases.map(\.rawValue)
            case .market: [Selector.Market.spot, .futures].map(\.rawValue)
            case .network: Network.allCases.map(\.rawValue)
            case .contract: Contract.allCases.map(\.rawValue)
            case .positionMode: PositionMode.allCases.map(\.rawValue)
            case .marginMode: MarginMode.allCases.map(\.rawValue)
            default: nil
            }
        }

        /// The units that a number from here can be told in; none for what is a text.
        package var units: [Member.Unit] {
            switch self {
            case .makerFee, .takerFee: [.percent, .ratio]
            case .delay, .rateLimit: [.seconds, .milliseconds]
            default: []
            }
        }
    }
}
