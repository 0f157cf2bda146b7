package import Ledger
import Locking
import SlotModel

extension Ledger {
    private struct Kept {
        /// In the order in which they were recorded.
        var checks: [RecordedReport] = []
        var applies: [RecordedApply] = []
        var ownership = Ownership()
    }

    /// Keeps everything in this process, and nothing when it is gone.
    package static func inMemory() -> Ledger {
        let kept = Lock(Kept())
        return Ledger(
            recordChecks: { reports in
                let told = reports.filter { $0.report.checkedAt != nil && $0.report.status != .unchecked }
                kept.withLock { $0.checks += told }
            },
            recordApply: { apply in kept.withLock { $0.applies.append(apply) } },
            pastApplies: { kept.withLock { $0.applies } },
            latestChecks: {
                let checks = kept.withLock { $0.checks }
                return Dictionary(checks.map { ($0.report.slot, $0) }, uniquingKeysWith: { _, new in new })
            },
            pastChecks: { slot, start in
                kept.withLock { $0.checks }
                    .filter { slot == nil || $0.report.slot == slot }
                    .filter { record in
                        (record.report.checkedAt?.microseconds ?? .min) >= (start?.microseconds ?? .min)
                    }
                    .map { record in
                        var record = record
                        record.report.checks = record.report.checks.map {
                            CheckResult($0.check, $0.outcome, "")
                        }
                        return record
                    }
                    .enumerated()
                    .sorted { ($0.element.report.slot, $0.offset) < ($1.element.report.slot, $1.offset) }
                    .map(\.element)
            },
            renameSlot: { slot, name in
                kept.withLock { kept in
                    kept.checks.removeAll { $0.report.slot == name }
                    for index in kept.checks.indices where kept.checks[index].report.slot == slot {
                        kept.checks[index].report.slot = name
                    }
                }
            },
            lastAccount: { slot, exchange, network in
                kept.withLock { $0.checks }.map(\.report).last { report in
                    report.slot == slot && report.network == network && report.account != nil
                        && exchange.ofSameExchange.contains(report.exchange)
                }?.account
            },
            setAsideDamaged: { nil },
            ownership: { kept.withLock { $0.ownership } },
            stage: { ownership, _ in
                kept.withLock { $0.ownership = ownership }
                return nil
            }
        )
    }
}
