import SlotModel

/// The stored secrets as a table: one row each, never a value.
///
/// - Parameter width: Columns of the terminal; `nil` for a pipe.
/// - Returns: Lines with their ends; empty without secrets.
func secretTable(_ secrets: [StoredSecret], width: Int?, style: TextStyle) -> String {
    let columns = [
        Table.Column(title: "SECRET", isKept: true),
        Table.Column(title: "SET", rank: 1),
        Table.Column(title: "USED BY", wraps: true),
    ]
    let rows = secrets.map { secret in
        [
            Table.Cell(escapedForeignText(secret.name), .heading),
            Table.Cell(secret.set.map { CalendarDate($0).description } ?? ""),
            Table.Cell(
                secret.isReplaced
                    ? "kept for --undo"
                    : secret.usedBy.isEmpty ? "no slot" : secret.usedBy.joined(separator: ", ")
            ),
        ]
    }
    return Table(columns: columns, rows: rows).rendered(width: width, style: style)
}
