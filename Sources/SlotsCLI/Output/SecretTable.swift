package import Terminal
package import SlotModel

/// The stored secrets as a table: one row each, never a value.
///
/// - Parameters:
///   - width: Columns of the terminal; `nil` for a pipe.
///   - now: For how old they are, in whole days.
/// - Returns: Lines with their ends; empty without secrets.
package func secretTable(_ secrets: [StoredSecret], width: Int?, style: TextStyle, now: Timestamp) -> String {
    let columns = [
        Table.Column(title: "SECRET", isKept: true),
        Table.Column(title: "SET", rank: 2),
        Table.Column(title: "AGE", rank: 1),
        Table.Column(title: "USED BY", wraps: true),
    ]
    let rows = secrets.map { secret in
        [
            Table.Cell(escapedForeignText(secret.name), .heading),
            Table.Cell(secret.set.map { CalendarDate($0).description } ?? ""),
            Table.Cell(
                secret.set.map { counted(max(0, Int((now - $0).components.seconds / 86_400)), "day") } ?? ""
            ),
            Table.Cell(
                secret.isReplaced
                    ? "kept for --undo"
                    : secret.usedBy.isEmpty ? "no slot" : secret.usedBy.joined(separator: ", ")
            ),
        ]
    }
    return Table(columns: columns, rows: rows).rendered(width: width, style: style)
}
