package import SlotModel

/// What is wrong with the slots and what to do, below the table.
///
/// - Parameters:
///   - limit: How many slots are told about; the rest is counted.
///   - includeWarnings: Whether slots that may go on are told about too, where a check warns.
/// - Returns: Lines with their ends; empty when all is well.
package func slotDetails(
    _ slots: [SlotReport],
    limit: Int,
    includeWarnings: Bool,
    width: Int?,
    style: TextStyle
) -> String {
    let troubled = slots.filter { slot in
        switch slot.status.consequence {
        case .stop, .stopForNow: true
        case .go, .asAsked:
            includeWarnings && slot.checks.contains { $0.outcome == .warn || $0.outcome == .fail }
        }
    }
    var text = troubled.prefix(limit).map { details(of: $0, width: width, style: style) }.joined(
        separator: "\n"
    )
    if troubled.count > limit {
        text += "\nand \(counted(troubled.count - limit, "more slot")); -o json has all of them\n"
    }
    return text
}

private func details(of slot: SlotReport, width: Int?, style: TextStyle) -> String {
    let name = escapedForeignText(slot.slot)
    let status = "\(slot.status.tone.symbol(style)) \(slot.status.rawValue)"
    let fits = width.map { displayWidth("\(name): \(status)") <= $0 } ?? true
    var text = "\(style.bold(name)):\(fits ? " " : "\n  ")\(style.toned(status, slot.status.tone))\n"
    let open = slot.checks.filter { $0.outcome == .fail || $0.outcome == .warn }
    // The slot's own message is usually that of the check that decides; a good one stands in the table.
    if slot.status.consequence != .go, !open.contains(where: { $0.message == slot.message }) {
        text += indented(escapedForeignText(slot.message), by: 2, width: width)
        text += help(slot.help, by: 2, width, style)
    }
    for result in open.sorted(by: { $0.outcome == .fail && $1.outcome != .fail }) {
        text += line(for: result, width: width, style: style)
        text += help(result.help, by: 4, width, style)
    }
    let skipped = slot.checks.filter { $0.outcome == .skip }.map(\.check.rawValue)
    if !skipped.isEmpty, slot.status.consequence != .go {
        let symbol = Tone.faint.symbol(style)
        let notAsked = indented(
            "\(symbol) not asked: \(skipped.joined(separator: ", "))",
            by: 2,
            width: width
        )
        text += style.dim(String(notAsked.dropLast())) + "\n"
    }
    return text
}

private func line(for result: CheckResult, width: Int?, style: TextStyle) -> String {
    let symbol = result.outcome.tone.symbol(style)
    let longest = Check.allCases.reduce(0) { max($0, $1.rawValue.utf8.count) }
    let margin = 4 + longest + 2
    let room = width.map { max($0 - margin, 20) }
    var lines = wrapped(escapedForeignText(result.message), to: room)[...]
    let head = style.toned("\(symbol) \(padded(result.check.rawValue, to: longest))", result.outcome.tone)
    var text = "  \(head)  \(lines.popFirst() ?? "")\n"
    for line in lines { text += String(repeating: " ", count: margin) + line + "\n" }
    return text
}

private func help(_ help: String?, by blanks: Int, _ width: Int?, _ style: TextStyle) -> String {
    guard let help else { return "" }
    let margin = String(repeating: " ", count: blanks)
    let lines = wrapped("help: \(escapedForeignText(help))", to: width.map { max($0 - blanks, 10) })
    // The word is set off after wrapping, because escape sequences have no width.
    return lines.enumerated().map { number, line in
        margin + (number == 0 ? style.bold("help:") + line.dropFirst(5) : line) + "\n"
    }
    .joined()
}
