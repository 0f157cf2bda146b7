extension BotTemplate {
    /// Something that a kind of bot asks of a slot's key or account, whatever the slot says.
    ///
    /// A rule is the bot's own: no `allow:` of a slot and no policy of the workspace waives it.
    package struct Rule: Sendable, Hashable {
        package enum Demand: Sendable, Hashable {
            /// These must be on.
            case rightsOn([Permission])
            /// These must be off.
            case rightsOff([Permission])
            /// The key must not live longer than so many days from now; at least 1.
            case validAtMost(days: Int)
            /// One of these amounts must be there, free and locked together: asset to amount.
            case total([String: ExactDecimal])
            /// The exchange must tell these.
            case told([AccountTrait])
            /// Addresses or ranges from which the bot signs in.
            case addresses([String])
        }

        package var demand: Demand
        package var slots: Applicability
        /// Why, in the words of the template's author; `nil`: the demand says it.
        package var reason: String?
        /// Nobody confirmed it, so that a slot that breaks it is warned of and not stopped.
        package var isUnconfirmed: Bool

        package init(
            _ demand: Demand,
            for slots: Applicability = Applicability(),
            because reason: String? = nil,
            isUnconfirmed: Bool = false
        ) {
            (self.demand, self.slots, self.reason) = (demand, slots, reason)
            self.isUnconfirmed = isUnconfirmed
        }

        /// Whether the account's modes have to be asked for it, also where the slot names none.
        package var wantsModes: Bool {
            if case .told(let traits) = demand { traits.contains { $0 != .contract } } else { false }
        }
    }

    /// Which slots something is about.
    package struct Applicability: Sendable, Hashable {
        /// `nil`: all.
        package var condition: Condition?
        /// Those of which this is true are left out.
        package var exception: Condition?

        package init(_ condition: Condition? = nil, unless exception: Condition? = nil) {
            (self.condition, self.exception) = (condition, exception)
        }

        /// Whether it is about a slot.
        ///
        /// - Parameter network: As ``Condition/holds(for:on:)`` takes it.
        package func includes(_ slot: Slot, on network: Network? = nil) -> Bool {
            (condition?.holds(for: slot, on: network) ?? true)
                && !(exception?.holds(for: slot, on: network) ?? false)
        }
    }

    /// What the exchange tells of an account.
    package enum AccountTrait: String, CaseIterable, Sendable {
        case contract
        case positionMode = "position-mode"
        case marginMode = "margin-mode"

        package var words: String {
            switch self {
            case .contract: "contract"
            case .positionMode: "position mode"
            case .marginMode: "margin mode"
            }
        }
    }
}

/// A rule of one of a slot's bots.
package struct BotRule: Sendable, Hashable {
    /// As `slots.yaml` calls the bot.
    package var bot: String
    package var kind: String
    package var rule: BotTemplate.Rule

    package init(bot: String, kind: String, rule: BotTemplate.Rule) {
        (self.bot, self.kind, self.rule) = (bot, kind, rule)
    }
}

extension BotTemplate {
    /// The rules for a slot of one installation: the template's, and the addresses that `slots.yaml` names for it.
    package func rules(for slot: Slot, of bot: Bot) -> [BotRule] {
        var applying = rules.filter { $0.slots.includes(slot) }
        if !bot.addresses.isEmpty { applying.append(Rule(.addresses(bot.addresses.map(\.value)))) }
        return applying.map { BotRule(bot: bot.name, kind: kind, rule: $0) }
    }
}
