import Exchanges
package import SlotModel

/// What happens during a run, for a display of its progress.
package enum CheckEvent: Sendable, Hashable {
    /// The slot's name.
    case slotStarted(String)
    /// Also for slots that were not asked.
    case slotFinished(SlotReport)
}

/// What came of a run.
package struct CheckOutcome: Sendable {
    /// In the order of the slots that were wanted.
    package var reports: [SlotReport] = []
    /// In the order of the slots, and of the checks inside a slot.
    package var findings: [Finding] = []
    /// Slots that are `unchecked` because a secret is not available: exit 78.
    package var slotsWithoutSecret: [String] = []
    /// Interrupted; unfinished slots are `unchecked`.
    package var isCancelled = false
    /// Something that the run itself needed was not to be had: nothing is proven of the slots that needed it.
    package private(set) var hasFailed = false

    package init() {}

    /// Notes that something was missing that the run itself needed.
    package mutating func fail(_ finding: Finding) {
        hasFailed = true
        findings.insert(finding, at: 0)
    }

    mutating func append(_ result: SlotResult) {
        reports.append(result.report)
        findings += result.findings
        if result.lacksSecret { slotsWithoutSecret.append(result.report.slot) }
    }
}

/// What came of one slot.
struct SlotResult: Sendable {
    var report: SlotReport
    var findings: [Finding]
    var lacksSecret = false

    static func unchecked(
        _ slot: Slot,
        _ network: Network,
        _ message: String,
        help: String? = nil,
        findings: [Finding] = []
    ) -> SlotResult {
        var report = SlotReport(
            slot: slot.name,
            exchange: slot.exchange.value,
            network: network,
            status: .unchecked,
            message: message
        )
        report.help = help
        return SlotResult(report: report, findings: findings)
    }

    /// Nothing can be signed, and no answer judged, at a time that cannot be.
    static func wrongClock(_ slot: Slot, _ network: Network, at now: Timestamp) -> SlotResult {
        let message = "this machine's clock says \(CalendarDate(now))"
        let finding = Finding(
            .error,
            "clock.skew",
            message,
            at: slot.exchange.place,
            slot: slot.name,
            help: clockHelp
        )
        var result = unchecked(slot, network, message, help: clockHelp, findings: [finding])
        result.report.status = .clockSkew
        return result
    }
}
