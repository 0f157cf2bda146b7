package import SlotModel

/// One connection as the bot that runs has it.
package struct Registration: Sendable, Hashable {
    /// What the running bot shows of it.
    package enum State: String, CaseIterable, Sendable {
        /// It shows the account's balance, so the key is known to it and works.
        case seen
        /// It has the connection, and shows no balance.
        case unseen
        /// It has the connection with another key than the slot's.
        case otherKey = "other-key"
        /// It does not have the connection.
        case missing
    }

    /// An asset as both see it; `nil`: not among what is shown.
    package struct Asset: Sendable, Hashable {
        package var name: String
        /// Free and locked together.
        package var bot: ExactDecimal?
        package var exchange: ExactDecimal?

        /// Whether both say the same, as exactly as the bot says it.
        package var agrees: Bool {
            guard let bot, let exchange else { return (bot ?? exchange)?.isZero ?? true }
            guard let difference = bot.subtracting(exchange)?.magnitude else { return false }
            return difference.isZero || difference < bot.smallestStep
        }
    }

    package var slot: String
    /// The connection's id in the bot.
    package var id: String
    /// What may be shown of the key that is registered: the beginning of an API key, a wallet's address.
    package var key: String
    package var state: State
    /// Whether it was sent to the bot in this run.
    package var isSent = false
    /// By name; only where the bot shows something, or ought to.
    package var assets: [Asset] = []

    package init(slot: String, id: String, key: String, state: State) {
        (self.slot, self.id, self.key, self.state) = (slot, id, key, state)
    }
}

extension ExactDecimal {
    /// One of the last digit that it is spelled with: bots round or cut what they show.
    fileprivate var smallestStep: ExactDecimal {
        let text = description
        let places = text.firstIndex(of: ".").map { text[$0...].utf8.count - 1 } ?? 0
        return ExactDecimal(1).shifted(by: -places) ?? .zero
    }
}

package struct RegisterOptions: Sendable {
    package var asking = AskingOptions()
    package var agrees = false
    /// The id of a connection of the bot that works already; `nil`: one whose balance it shows.
    package var proof: String?
    /// How long the bot has until it shows the balances.
    package var limit = Duration.seconds(120)
    /// How long to wait for whoever holds the workspace's lock.
    package var wait = Duration.zero

    package init() {}
}

/// What a registration came to.
package struct Registered: Sendable {
    package var exit = ExitCode.done
    package var reports: [SlotReport] = []
    package var fresh: Set<String> = []
    package var findings: [Finding] = []
    /// `nil`: it did not come so far that the bot was asked.
    package var registrations: [Registration]?
    /// `nil`: nobody was asked.
    package var agreement: Agreement?
    /// The findings that were known when somebody was asked.
    package var shown: [Finding] = []
    /// Where the bot listens.
    package var origin: String?

    package init() {}
}

/// What happens while a bot is told of keys.
package enum RegisterStep: Sendable, Hashable {
    case sent(ids: [String])
    /// It has not shown all balances yet.
    case waiting(Duration)
}
