package import Operations
package import Terminal
import SlotModel

/// What a running bot shows of the slots: one row each.
///
/// - Parameter width: Columns of the terminal; `nil` for a pipe.
/// - Returns: Lines with their ends; empty without a slot.
package func registrationTable(_ registrations: [Registration], width: Int?, style: TextStyle) -> String {
    let columns = [
        Table.Column(title: "SLOT", isKept: true),
        Table.Column(title: "CONNECTION", rank: 3),
        Table.Column(title: "KEY", rank: 1),
        Table.Column(title: "IN THE BOT", isKept: true),
        Table.Column(title: "BALANCE", wraps: true),
    ]
    let rows = registrations.map { registration in
        [
            Table.Cell(escapedForeignText(registration.slot), .heading),
            Table.Cell(escapedForeignText(registration.id)),
            Table.Cell(escapedForeignText(registration.key)),
            Table.Cell(registration.state.words, registration.state == .seen ? .good : .caution),
            Table.Cell(registration.assets.map(\.words).joined(separator: ", ")),
        ]
    }
    return Table(columns: columns, rows: rows).rendered(width: width, style: style)
}

extension Registration.State {
    fileprivate var words: String {
        switch self {
        case .seen: "shows its balance"
        case .unseen: "no balance"
        case .otherKey: "another key"
        case .missing: "not there"
        }
    }
}

extension Registration.Asset {
    /// `12.5 USDT`; where they differ: `12 of 12.5 USDT`.
    fileprivate var words: String {
        let name = escapedForeignText(self.name)
        let (here, there) = (bot?.description ?? "0", exchange?.description ?? "0")
        return agrees ? "\(here) \(name)" : "\(here) of \(there) \(name)"
    }
}
