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
}

extension StatusSpan {
    /// Whether nothing changed with a later check: the same status of the same account.
    fileprivate func goes(on report: SlotReport) -> Bool {
        status == report.status && exchange == report.exchange && network == report.network
            && (account == nil || report.account == nil || account == report.account)
    }
}

extension Session {
    /// A slot's statuses as they were recorded, the oldest first, folded where nothing changed.
    ///
    /// - Parameters:
    ///   - slot: Its name; one that is gone may have a history, too.
    ///   - age: How far back; `nil`: as far as is kept.
    /// - Throws: a ``Finding`` where the history cannot be read.
    package func history(of slot: String, since age: Duration?) throws(Finding) -> [StatusSpan] {
        var spans: [StatusSpan] = []
        for report in try pastReports(of: slot, since: age) {
            guard let moment = report.checkedAt else { continue }
            if let last = spans.last, last.goes(on: report) {
                spans[spans.count - 1].to = moment
                spans[spans.count - 1].account = report.account ?? last.account
                spans[spans.count - 1].checks += 1
                spans[spans.count - 1].message = report.message
            } else {
                spans.append(
                    StatusSpan(
                        status: report.status,
                        exchange: report.exchange,
                        network: report.network,
                        account: report.account,
                        message: report.message,
                        from: moment,
                        to: moment,
                        checks: 1
                    )
                )
            }
        }
        return spans
    }
}

extension Session {
    /// Recorded results by slot, the oldest first.
    func pastReports(of slot: String?, since age: Duration?) throws(Finding) -> [SlotReport] {
        do throws(Finding) {
            return try reading { () throws(HistoryError) in
                try ledger.pastChecks(slot, age.map { surroundings.now() - $0 }).map(\.report)
            }
        } catch {
            var finding = error
            // A new history is empty, and that is an answer.
            if error.code != "history.set-aside" { finding.severity = .error }
            throw finding
        }
    }
}
