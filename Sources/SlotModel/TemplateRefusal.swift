extension BotTemplate {
    /// Something that a slot has, or says in one of a few words.
    package struct Condition: Sendable, Hashable {
        package var source: Source
        /// Empty: whatever it is.
        package var words: [String]

        package init(_ source: Source, _ words: [String] = []) {
            (self.source, self.words) = (source, words)
        }

        /// Whether it is true of a slot.
        ///
        /// - Parameter network: The slot's, the workspace's default taken into account; `nil`: as far as its own file says.
        package func holds(for slot: Slot, on network: Network? = nil) -> Bool {
            slot.word(for: source, on: network).map { words.isEmpty || words.contains($0) } ?? false
        }
    }

    /// Slots that a kind of bot cannot use.
    package struct Refusal: Sendable, Hashable {
        package var condition: Condition
        /// Slots that can be used all the same.
        package var exception: Condition?
        /// Why, in the words of the template's author.
        package var reason: String
        /// Nobody confirmed it: such slots are warned of, and written.
        package var isUnconfirmed: Bool

        package init(
            _ condition: Condition,
            unless exception: Condition? = nil,
            because reason: String,
            isUnconfirmed: Bool = false
        ) {
            (self.condition, self.exception, self.reason) = (condition, exception, reason)
            self.isUnconfirmed = isUnconfirmed
        }

        /// - Parameter network: Where the slot runs, the workspace's default taken into account.
        package func concerns(_ slot: Slot, on network: Network? = nil) -> Bool {
            Applicability(condition, unless: exception).includes(slot, on: network)
        }
    }

    /// Why this kind of bot cannot use a slot, by what its template says; `nil` where nothing speaks against it.
    package func refusal(of slot: Slot) -> Refusal? {
        refusals.first { !$0.isUnconfirmed && $0.concerns(slot, on: slot.network?.value ?? network) }
    }

    /// What may stand against using a slot, though nobody confirmed it.
    package func doubts(about slot: Slot) -> [Refusal] {
        refusals.filter { $0.isUnconfirmed && $0.concerns(slot, on: slot.network?.value ?? network) }
    }

    /// Whether this kind of bot can use a slot.
    package func canUse(_ slot: Slot) -> Bool { ids[slot.exchange.value] != nil && refusal(of: slot) == nil }

    /// The other kinds of bots that can use a slot, for certain.
    package func kinds(for slot: Slot) -> [String] {
        alternatives.filter { $0.canUse(slot) && $0.doubts(about: slot).isEmpty }.map(\.kind)
    }
}

extension Slot {
    /// What a slot's file says for a source; a credential, which nobody looks at, says nothing but that it is there.
    fileprivate func word(for source: BotTemplate.Source, on network: Network?) -> String? {
        switch source {
        case .credential(let field): credentials[field].map { _ in "" }
        case .makerFee, .takerFee: fees.map { _ in "" }
        case .delay: delay.map { _ in "" }
        case .rateLimit: rateLimit.map { _ in "" }
        case .exchange: exchange.value.rawValue
        case .label: label
        case .market: exchange.value.market.rawValue
        case .network: (network ?? self.network?.value)?.rawValue
        case .contract: account.contract?.value.rawValue
        case .positionMode: account.positionMode?.value.rawValue
        case .marginMode: account.marginMode?.value.rawValue
        case .id, .name: name
        }
    }

    /// Where a slot's file says what a source stands for.
    package func place(of source: BotTemplate.Source) -> Place {
        switch source {
        case .credential(let field): credentials[field]?.place ?? credentialsPlace
        case .makerFee, .takerFee: fees?.place ?? place
        case .delay: delay?.place ?? place
        case .rateLimit: rateLimit?.place ?? place
        case .exchange, .market: exchange.place
        case .network: network?.place ?? place
        case .contract: account.contract?.place ?? place
        case .positionMode: account.positionMode?.place ?? place
        case .marginMode: account.marginMode?.place ?? place
        case .label, .id, .name: place
        }
    }
}
