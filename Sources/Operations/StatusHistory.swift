import Ledger
package import SlotModel

/// How long a slot had one status: checks in a row that came to the same.
package struct StatusSpan: Sendable, Hashable {
    package var status: Status
    package var exchange: Selector
    package var network: Network
    /// As ``SlotReport/account``; checks that tell none go with those around them.
    package var account: String?
    /// Of its latest check.
    package var message: String
    package var from: Timestamp
    package var to: Timestamp
    package var checks: Int
    /// How long its latest check took, retries included; `nil` where it was not measured.
    package var duration: Duration?
    /// Of its latest check, without messages; empty where an earlier version of slots recorded it.
    package var outcomes: [CheckResult]
}

extension StatusSpan {
    fileprivate init?(_ recorded: RecordedReport) {
        let report = recorded.report
        guard let moment = report.checkedAt else { return nil }
        self.init(
            status: report.status,
            exchange: report.exchange,
            network: report.network,
            account: report.account,
            message: report.message,
            from: moment,
            to: moment,
            checks: recorded.times,
            duration: report.duration,
            outcomes: report.checks
        )
    }

    /// Takes in a later one that says the same.
    fileprivate mutating func extend(to later: StatusSpan) {
        let (from, checks, account) = (from, checks, account)
        self = later
        self.from = from
        self.checks += checks
        self.account = later.account ?? account
    }

    /// Whether nothing changed with a later one: the same status of the same account.
    fileprivate func goes(on later: StatusSpan) -> Bool {
        status == later.status && exchange == later.exchange && network == later.network
            && (account == nil || later.account == nil || account == later.account)
    }
}

extension Session {
    /// A slot's statuses as they were recorded, the oldest first.
    ///
    /// - Parameters:
    ///   - slot: Its name; one that is gone may have a history, too.
    ///   - age: How far back; `nil`: as far as is kept.
    ///   - isFolded: Whether results in a row that say the same are one.
    /// - Throws: a ``Finding`` where the history cannot be read.
    package func history(
        of slot: String,
        since age: Duration?,
        isFolded: Bool = true
    ) throws(Finding) -> [StatusSpan] {
        var spans: [StatusSpan] = []
        for span in try past(of: slot, since: age).compactMap(StatusSpan.init) {
            if isFolded, spans.last?.goes(on: span) == true {
                spans[spans.count - 1].extend(to: span)
            } else {
                spans.append(span)
            }
        }
        return spans
    }
}

extension Session {
    /// Recorded results by slot, the oldest first.
    func past(of slot: String?, since age: Duration?) throws(Finding) -> [RecordedReport] {
        do throws(Finding) {
            return try reading { () throws(HistoryError) in
                try ledger.pastChecks(slot, age.map { surroundings.now() - $0 })
            }
        } catch {
            var finding = error
            // A new history is empty, and that is an answer.
            if error.code != "history.set-aside" { finding.severity = .error }
            throw finding
        }
    }
}
