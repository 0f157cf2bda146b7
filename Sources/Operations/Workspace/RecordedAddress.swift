package import Ledger
package import SlotModel

extension LoadedWorkspace {
    /// Our outgoing address as an exchange told it with the newest recorded check of a slot without a proxy, and
    /// when.
    ///
    /// No public call tells it. A history that cannot be read tells nothing here.
    package func recordedAddress(_ ledger: Ledger) -> (address: String, time: Timestamp?)? {
        guard let recorded = try? ledger.latestChecks() else { return nil }
        let direct = Set(slots.filter { $0.proxy == nil }.map(\.name))
        let reports = recorded.values.map(\.report)
            .filter { $0.network != .sandbox && direct.contains($0.slot) }
        let told = reports.compactMap { report -> (String, Timestamp?)? in
            let items = report.checks.first { $0.check == .addresses }?.data ?? []
            for item in items where item.name == "ours" {
                if case .text(let address) = item.value { return (address, report.checkedAt) }
            }
            return nil
        }
        return told.max { ($0.1?.microseconds ?? .min) < ($1.1?.microseconds ?? .min) }
    }
}
