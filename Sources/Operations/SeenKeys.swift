import Exchanges
import Ledger
import SlotModel

/// Keys that signed in when they were last asked about, in slots that did not change since.
struct SeenKeys: Sendable {
    private let known: [String: SeenKey]

    init(of slots: [Slot], _ session: Session) {
        guard let recorded = try? session.ledger.latestChecks(),
            !recorded.isEmpty, let inputs = InputDigest(session)
        else {
            known = [:]
            return
        }
        var known: [String: SeenKey] = [:]
        for slot in slots where slot.enabled {
            guard let record = recorded[slot.name], record.inputs == inputs.seal(on: record.report, of: slot),
                record.report.checks.contains(where: { $0.check == .signIn && $0.outcome == .pass })
            else { continue }
            known[slot.name] = SeenKey(accountMode: record.report.accountMode)
        }
        self.known = known
    }

    subscript(slot: Slot) -> SeenKey? { known[slot.name] }
}

extension SlotReport {
    /// The kind of account, where the exchange told it.
    fileprivate var accountMode: String? {
        let data = checks.first { $0.check == .account }?.data ?? []
        guard case .text(let mode) = data.first(where: { $0.name == "account_mode" })?.value else {
            return nil
        }
        return mode
    }
}
