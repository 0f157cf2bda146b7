package import Operations
package import SlotModel
package import Terminal

/// A slot's statuses over time, the oldest first: one row for as long as nothing changed.
///
/// - Parameters:
///   - isVerbose: Whether it is shown how long the latest check took.
///   - now: For how long ago that was; a pipe gets the moments.
///   - width: Columns of the terminal; `nil` for a pipe.
/// - Returns: Lines with their ends; empty without rows.
package func historyTable(
    _ spans: [StatusSpan],
    isVerbose: Bool = false,
    now: Timestamp,
    width: Int?,
    style: TextStyle
) -> String {
    let columns =
        [
            Table.Column(title: "FROM", rank: 2),
            Table.Column(title: "TO", isKept: true),
            Table.Column(title: "STATUS", isKept: true),
            Table.Column(title: "CHECKS", rank: 1),
        ] + (isVerbose ? [Table.Column(title: "TOOK", rank: 3)] : []) + [
            Table.Column(title: "MESSAGE", wraps: true)
        ]
    let isPiped = width == nil
    func moment(_ moment: Timestamp) -> String {
        isPiped ? moment.description : spokenAge(of: moment, at: now)
    }
    let rows = spans.map { span in
        [
            Table.Cell(moment(span.from)),
            Table.Cell(moment(span.to)),
            Table.Cell(
                span.status.rawValue + span.network.mark,
                span.status.tone,
                symbol: isPiped ? nil : span.status.tone.symbol(style)
            ),
            Table.Cell(String(span.checks)),
        ] + (isVerbose ? [Table.Cell(span.duration.map { spoken($0) } ?? "")] : []) + [
            Table.Cell(escapedForeignText(span.message))
        ]
    }
    return Table(columns: columns, rows: rows).rendered(width: width, style: style)
}
