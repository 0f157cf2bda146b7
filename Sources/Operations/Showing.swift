import BotConfigs
import Revisions
package import SlotModel

/// One slot whole, as far as it is known without asking an exchange or opening a secret.
package struct ShownSlot: Sendable {
    /// Where the slot stands in a bot's file.
    package struct Entry: Sendable, Hashable {
        package enum State: String, CaseIterable, Sendable {
            /// Slots wrote it, or took it in with an import.
            case written
            /// Somebody else changed it since.
            case changed
            /// It is there, and slots neither wrote it nor took it in.
            case foreign
            case missing
        }

        package var bot: String
        /// As the user would name it: `bots/gunbot/config.js`.
        package var file: String
        /// Member names from the root: `exchanges.bitget`; empty where the whole file is the entry.
        package var path: [String]
        package var state: State

        package init(bot: String, file: String, path: [String], state: State) {
            self.bot = bot
            self.file = file
            self.path = path
            self.state = state
        }
    }

    package var slot: Slot
    /// What was recorded last; `unchecked` without checks where nothing was.
    package var report: SlotReport
    package var entries: [Entry]
    /// The sheets that its bots have of it; `nil`: nobody asked.
    package var sheets: [ShownSheet]?

    package init(slot: Slot, report: SlotReport, entries: [Entry]) {
        self.slot = slot
        self.report = report
        self.entries = entries
    }
}

extension Session {
    /// - Parameter recorded: The slot's recorded result, as ``recordedReports()`` gives it.
    package func show(_ slot: Slot, _ recorded: SlotReport?) -> ShownSlot {
        ShownSlot(
            slot: slot,
            report: workspace.lastReport(of: slot, recorded),
            entries: BotReading(self).entries(of: slot, FingerprintKey.existing(in: workspace.state))
        )
    }
}

extension LoadedWorkspace {
    /// The recorded result, unless the slot is disabled, or speaks to another exchange or network by now.
    package func lastReport(of slot: Slot, _ recorded: SlotReport?) -> SlotReport {
        let network = network(of: slot)
        if slot.enabled, let report = recorded, report.exchange == slot.exchange.value,
            report.network == network
        {
            return report
        }
        return SlotReport(
            slot: slot.name,
            exchange: slot.exchange.value,
            network: network,
            status: .unchecked,
            message: slot.enabled ? "never checked" : "disabled by 'enabled: false'"
        )
    }
}
