import BotConfigs
package import Revisions
package import SlotModel
package import Terminal

/// The revisions, the newest first: what each changed, by entry.
///
/// - Parameters:
///   - now: For how long ago that was; a pipe gets the moments.
///   - width: Columns of the terminal; `nil` for a pipe.
/// - Returns: Lines with their ends; empty without rows.
package func revisionTable(_ revisions: [Revision], now: Timestamp, width: Int?, style: TextStyle) -> String {
    let columns = [
        Table.Column(title: "REV", isKept: true),
        Table.Column(title: "WHEN", isKept: true),
        Table.Column(title: "WHO", rank: 1),
        Table.Column(title: "COMMAND", rank: 2),
        Table.Column(title: "CHANGES", wraps: true),
    ]
    let rows = revisions.map { revision in
        [
            Table.Cell(String(revision.number)),
            Table.Cell(width == nil ? revision.time.description : spokenAge(of: revision.time, at: now)),
            Table.Cell(escapedForeignText("\(revision.user)@\(revision.host)")),
            Table.Cell(escapedForeignText(revision.command)),
            Table.Cell(revision.files.map(changedEntries).joined(separator: "; ")),
        ]
    }
    return Table(columns: columns, rows: rows).rendered(width: width, style: style)
}

/// `main: + exchanges.bitget, ~ exchanges.hitbtc`.
private func changedEntries(_ file: Revision.File) -> String {
    var kinds: [[String]: Set<MemberChange.Kind>] = [:]
    var order: [[String]] = []
    let isSingle = [file.ownedBefore, file.ownedAfter].contains { $0.entries[""] != nil }
    for change in file.changes {
        // What has no connections in it is told as the file.
        let entry = isSingle ? [file.path] : Array(change.path.prefix(max(1, min(2, change.path.count - 1))))
        if kinds[entry] == nil { order.append(entry) }
        kinds[entry, default: []].insert(change.kind)
    }
    // 'slots diff' has the rest.
    let entries = order.prefix(5).map { entry in
        let mark =
            switch kinds[entry] ?? [] {
            case [.add]: "+"
            case [.remove]: "-"
            default: "~"
            }
        return "\(mark) \(escapedForeignText(isSingle ? file.path : memberPath(entry)))"
    }
    let more = order.count > 5 ? ["and \(order.count - 5) more"] : []
    return "\(escapedForeignText(file.bot)): \((entries + more).joined(separator: ", "))"
}
