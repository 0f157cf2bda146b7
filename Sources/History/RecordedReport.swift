package import SlotModel

/// A result as it was recorded; only a slot's latest one has its `checks`.
package struct RecordedReport: Sendable, Hashable {
    package var report: SlotReport
    /// What was checked: equal only while slot, policy and credentials are the same.
    package var inputs: String

    package init(report: SlotReport, inputs: String) {
        self.report = report
        self.inputs = inputs
    }

    /// Whether the result may stand in for a new check.
    ///
    /// A result of the future (a clock that was set back) is not fresh.
    package func isFresh(at now: Timestamp, maximumAge: Duration, inputs: String) -> Bool {
        guard self.inputs == inputs, let checkedAt = report.checkedAt else { return false }
        let age = now - checkedAt
        return age >= .zero && age <= maximumAge
    }
}

/// A plan that was applied.
package struct RecordedApply: Sendable, Hashable {
    package var time: Timestamp
    /// Names of the bots, in the workspace's order.
    package var bots: [String]
    package var changes: Int

    package init(time: Timestamp, bots: [String], changes: Int) {
        self.time = time
        self.bots = bots
        self.changes = changes
    }
}
