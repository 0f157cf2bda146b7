package import Operations
import SlotFiles
package import SlotModel
package import Terminal

/// One slot whole: what is known of it, where its secrets are, its entry in each bot, then its checks.
///
/// - Parameters:
///   - now: For how long ago it was checked.
///   - width: Columns of the terminal; `nil` for a pipe.
/// - Returns: Lines with their ends.
package func slotPage(_ shown: ShownSlot, now: Timestamp, width: Int?, style: TextStyle) -> String {
    let (slot, report) = (shown.slot, shown.report)
    var facts: [(name: String, text: String)] = [
        (
            "exchange",
            report.exchange.rawValue + report.network.mark
        ),
        ("file", slot.place.file),
        ("checked", report.checkedAt.map { moment($0, isPiped: width == nil, now) } ?? report.message),
    ]
    func add(_ name: String, _ text: String?) {
        if let text, !text.isEmpty { facts.append((name, text)) }
    }
    add("label", slot.label)
    add("free", shownBalances(report.balances, limit: nil))
    add("rights", shownRights(report.permissions))
    add("expires", slot.expires?.value.description ?? shownExpiry(report))
    for (field, reference) in slot.credentials.sorted(by: { $0.key < $1.key }) {
        add(field.rawValue, text(of: reference.value))
    }
    if case .reference(let reference)? = slot.proxy?.value { add("proxy", text(of: reference)) }
    for entry in shown.entries { add("bot \(entry.bot)", text(of: entry)) }
    if shown.entries.isEmpty { add("bots", "none uses the slot") }
    let longest = facts.reduce(0) { max($0, $1.name.utf8.count) }
    let lines = facts.map { name, text in
        let shown = wrapped(escapedForeignText(text), to: width.map { max($0 - longest - 4, 20) })
        let margin = "\n" + String(repeating: " ", count: longest + 4)
        return "  \(style.bold(padded(name, to: longest)))  \(shown.joined(separator: margin))\n"
    }
    return lines.joined() + "\n" + wholeSlot(report, width: width, style: style)
}

private func moment(_ moment: Timestamp, isPiped: Bool, _ now: Timestamp) -> String {
    isPiped ? moment.description : spokenAge(of: moment, at: now)
}

private func text(of reference: SecretReference) -> String {
    reference.shownName ?? "in the slot's file, in plain"
}

private func text(of entry: ShownSlot.Entry) -> String {
    let place = entry.path.isEmpty ? entry.file : "\(entry.file): \(entry.path.joined(separator: "."))"
    return switch entry.state {
    case .written: "\(place), managed by slots"
    case .changed: "\(place), managed by slots, but changed by somebody else since: slots plan"
    case .foreign: "\(place), not managed by slots yet"
    case .missing: "\(place), not there yet"
    }
}
