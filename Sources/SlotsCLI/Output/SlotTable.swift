package import Terminal
import Locking
package import SlotModel

/// The slots as a table: one row each.
///
/// - Parameters:
///   - unread: Names of slots whose files have errors.
///   - now: For results of an earlier run, which then say how old they are, or in a pipe when they were had; `nil`: those
///     of this run.
///   - width: Columns of the terminal; `nil` for a pipe: everything in full, without symbols.
/// - Returns: Lines with their ends; empty without slots.
package func slotTable(
    _ slots: [SlotReport],
    unread: [String] = [],
    recordedBefore now: Timestamp? = nil,
    width: Int?,
    style: TextStyle
)
    -> String
{
    let columns = [
        Table.Column(title: "SLOT"),
        Table.Column(title: "EXCHANGE", rank: 3),
        Table.Column(title: "STATUS", isKept: true),
        Table.Column(title: "FREE", rank: 2),
        Table.Column(title: "RIGHTS", rank: 5),
        now != nil ? Table.Column(title: "CHECKED", rank: 1) : Table.Column(title: "EXPIRES", rank: 4),
        Table.Column(title: "MESSAGE", wraps: true),
    ]
    let isPiped = width == nil
    let rows = sideBySide(slots.count) { range in
        range.map { number in
            let slot = slots[number]
            return [
                Table.Cell(escapedForeignText(slot.slot), .heading),
                Table.Cell(slot.exchange.rawValue),
                // Beside the verdict, because that column never goes: no fake account passes for a real one.
                Table.Cell(
                    slot.status.rawValue + slot.network.mark,
                    slot.status.tone,
                    symbol: isPiped ? nil : slot.status.tone.symbol(style)
                ),
                Table.Cell(shownBalances(slot.balances, limit: width.map { $0 < 120 ? 1 : 2 })),
                Table.Cell(shownRights(slot.permissions)),
                Table.Cell(now.map { shownMoment(slot.checkedAt, isPiped ? nil : $0) } ?? shownExpiry(slot)),
                Table.Cell(shownMessage(slot)),
            ]
        }
    }
    let others = unread.map { name in
        let bad = Tone.bad
        return [
            Table.Cell(escapedForeignText(name), .heading), Table.Cell(""),
            Table.Cell("not read", bad, symbol: isPiped ? nil : bad.symbol(style)),
            Table.Cell(""), Table.Cell(""), Table.Cell(""), Table.Cell("its file has errors"),
        ]
    }
    return Table(columns: columns, rows: rows.flatMap(\.self) + others).rendered(width: width, style: style)
}

/// What the other columns do not tell: of a slot that is well only how many warnings stand below the table.
private func shownMessage(_ slot: SlotReport) -> String {
    guard slot.status == .connected else { return escapedForeignText(slot.message) }
    let warnings = slot.checks.count { $0.outcome == .warn }
    return warnings == 0 ? "" : counted(warnings, "warning")
}

/// `12.5 USDT, 0.1 BTC, +3`: what is free, the money that people count in first.
func shownBalances(_ balances: [Balance], limit: Int?) -> String {
    let sorted = balances.inOrderOfInterest.map { "\($0.free) \(escapedForeignText($0.asset))" }
    guard let limit, sorted.count > limit else { return sorted.joined(separator: ", ") }
    return (sorted.prefix(limit) + ["+\(sorted.count - limit)"]).joined(separator: ", ")
}

/// `read, futures, withdraw?`: what is granted, and with a question mark what the exchange does not tell.
func shownRights(_ permissions: [Permission: Grant]) -> String {
    Permission.allCases.compactMap { permission in
        switch permissions[permission] {
        case .yes: permission.rawValue
        case .unknown: permission.rawValue + "?"
        case .no, nil: nil
        }
    }
    .joined(separator: ", ")
}

/// The key's last day, as the check of the expiry tells it.
func shownExpiry(_ slot: SlotReport) -> String {
    let items = slot.checks.first { $0.check == .expiry }?.data ?? []
    for item in items {
        guard item.name == "last_day", case .text(let day) = item.value else { continue }
        return escapedForeignText(day)
    }
    return ""
}

/// `5 min ago`, or without a now `2026-11-20 10:00Z`.
private func shownMoment(_ moment: Timestamp?, _ now: Timestamp?) -> String {
    guard let moment else { return "" }
    if let now { return spokenAge(of: moment, at: now) }
    let text = moment.description
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))Z"
}

extension Network {
    /// ` (sandbox)`, nothing for live.
    var mark: String { self == .live ? "" : " (\(rawValue))" }
}

/// `4 slots: 2 connected, 1 underfunded, 1 with errors in its file`, and how many of them are on the built-in exchange.
package func slotSummary(_ slots: [SlotReport], unread: Int = 0) -> String {
    var parts = Status.allCases.reversed().compactMap { status -> String? in
        let number = slots.count { $0.status == status }
        return number == 0 ? nil : "\(number) \(status.rawValue)"
    }
    if unread > 0 { parts.append("\(unread) with errors in \(unread == 1 ? "its file" : "their files")") }
    let fakes = slots.count { $0.network == .sandbox }
    let place =
        fakes == 0
        ? ""
        : fakes == slots.count + unread
            ? " (on the built-in exchange)" : " (\(fakes) on the built-in exchange)"
    return "\(counted(slots.count + unread, "slot")): \(parts.joined(separator: ", "))\(place)"
}
