package import SlotModel

/// A result as it was recorded; only a slot's latest one has its `checks` whole.
package struct RecordedReport: Sendable, Hashable {
    package var report: SlotReport
    /// Made by whoever recorded it, of ``sealedBytes`` and of what was checked: equal only while slot, policy and
    /// credentials are the same, and nobody else wrote the row.
    package var inputs: String
    /// How many results it stands for, at least 1: with itself those after it that were thinned out.
    package var times = 1

    package init(report: SlotReport, inputs: String) {
        self.report = report
        self.inputs = inputs
    }

    /// Everything that is kept of a result, each text with its length; the same when it is read back.
    package static func sealedBytes(_ report: SlotReport) -> [UInt8] {
        let texts: [String?] = [
            report.slot, report.exchange.rawValue, report.network.rawValue, report.status.rawValue,
            report.message, report.help, (report.checkedAt?.microseconds).map(String.init),
            (report.duration?.wholeMicroseconds).map(String.init), String(report.weight),
            ReportCoding.text(of: report.permissions), ReportCoding.text(of: report.balances), report.account,
            ReportCoding.text(of: report.checks),
        ]
        return texts.flatMap { text in Array((text.map { "\($0.utf8.count):\($0)" } ?? "-").utf8) }
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
