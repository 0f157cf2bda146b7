package import Revisions
package import SlotModel

/// What a watching service knows at one moment: what its page, its metrics and its notices show.
///
/// Holds no secret, and no text of a bot's file.
package struct WatchedState: Sendable {
    /// A slot as its file declares it, with what its last check came to.
    package struct WatchedSlot: Sendable {
        package var slot: Slot
        package var network: Network
        /// `nil`: it was never checked, or what was recorded is of another declaration.
        package var report: SlotReport?
        /// When it is asked next; `nil`: it is disabled.
        package var nextLook: Timestamp?

        package init(slot: Slot, network: Network, report: SlotReport?, nextLook: Timestamp?) {
            (self.slot, self.network, self.report, self.nextLook) = (slot, network, report, nextLook)
        }
    }

    /// A round of checks that is under way.
    package struct Progress: Sendable, Hashable {
        package var finished: Int
        package var of: Int

        package init(finished: Int, of: Int) { (self.finished, self.of) = (finished, of) }
    }

    /// When it was so.
    package var at: Timestamp
    /// By name, in the workspace's order.
    package var slots: [WatchedSlot]
    /// Names of slots whose files cannot be read.
    package var unread: [String]
    /// What is wrong or noteworthy in the workspace, the bots' files and the service itself.
    package var findings: [Finding]
    /// The plan that waits for an apply; empty: nothing waits.
    package var waiting: [FileChanges]
    /// `nil`: nobody is being asked.
    package var progress: Progress?
    /// How many notices wait to be delivered.
    package var undelivered: Int
    /// Whether the exchanges are the built-in one.
    package var isSandbox: Bool

    package init(at moment: Timestamp) {
        at = moment
        (slots, unread, findings, waiting) = ([], [], [], [])
        progress = nil
        undelivered = 0
        isSandbox = false
    }
}
