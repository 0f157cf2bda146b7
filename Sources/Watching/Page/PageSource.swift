package import Operations
package import Revisions
package import SlotModel

/// Where a page takes what it shows, and whom it tells of its one button.
///
/// Each may be called from any thread.
package struct PageSource: Sendable {
    package enum Asked: Sendable, Hashable {
        /// A round begins, or is under way already.
        case begun
        /// The last one was too short a while ago.
        case tooSoon(until: Timestamp)
    }

    /// As it is now.
    package var state: @Sendable () -> WatchedState
    /// Waits until the state is another one than at this count of its changes, or for so long; the count then.
    package var changes: @Sendable (_ after: Int, _ patience: Duration) async -> Int
    /// A slot's statuses, the oldest first; `since` as far back as wanted, `nil`: all.
    package var statuses: @Sendable (_ slot: String, _ since: Duration?) throws(Finding) -> [StatusSpan]
    /// A slot's balances over time.
    package var balances: @Sendable (_ slot: String, _ since: Duration?) throws(Finding) -> [BalanceSeries]
    /// What was applied, the newest first.
    package var revisions: @Sendable () throws(Finding) -> [Revision]
    /// The JSON that `slots list --output json` prints.
    package var report: @Sendable () -> String
    /// The text that `--metrics` writes.
    package var metrics: @Sendable () -> String
    /// *Check now*.
    package var check: @Sendable () -> Asked

    package init(
        state: @escaping @Sendable () -> WatchedState,
        changes: @escaping @Sendable (_ after: Int, _ patience: Duration) async -> Int,
        statuses: @escaping @Sendable (_ slot: String, _ since: Duration?) throws(Finding) -> [StatusSpan],
        balances: @escaping @Sendable (_ slot: String, _ since: Duration?) throws(Finding) -> [BalanceSeries],
        revisions: @escaping @Sendable () throws(Finding) -> [Revision],
        report: @escaping @Sendable () -> String,
        metrics: @escaping @Sendable () -> String,
        check: @escaping @Sendable () -> Asked
    ) {
        (self.state, self.changes, self.statuses, self.balances) = (state, changes, statuses, balances)
        (self.revisions, self.report, self.metrics, self.check) = (revisions, report, metrics, check)
    }
}
