package import Terminal
package import SlotModel

/// What is wrong with the slots and what to do, below the table; slots with the same troubles stand together.
///
/// - Parameters:
///   - findings: By the slot's name, those that a check tells too: they add the place and the code.
///   - limit: How many slots are told about; the rest is counted.
///   - isVerbose: Whether every slot is told about with every check.
/// - Returns: Lines with their ends; empty when all is well.
package func slotDetails(
    _ slots: [SlotReport],
    findings: [String: [Finding]] = [:],
    limit: Int,
    isVerbose: Bool = false,
    width: Int?,
    style: TextStyle
) -> String {
    let troubled = slots.filter {
        isVerbose ? !$0.checks.isEmpty : $0.isTroubled
    }
    let details = troubled.prefix(limit).map { slot in
        SlotDetails(
            slot: slot,
            findings: findings[slot.slot] ?? [],
            isVerbose: isVerbose,
            width: width,
            style: style
        )
    }
    let told = isVerbose ? details.map(\.text) : together(details)
    guard troubled.count > limit else { return told.joined(separator: "\n") }
    let rest = "\nand \(counted(troubled.count - limit, "more slot")); -o json has all of them\n"
    return told.joined(separator: "\n") + rest
}

/// The texts, one for slots that differ in name, account and place only.
private func together(_ details: [SlotDetails]) -> [String] {
    var groups: [(anonymous: SlotDetails, text: String, members: [SlotDetails])] = []
    for one in details {
        let anonymous = one.anonymous
        let text = anonymous.text
        if let equal = groups.firstIndex(where: { $0.text == text }) {
            groups[equal].members.append(one)
        } else {
            groups.append((anonymous, text, [one]))
        }
    }
    return groups.map { group in
        guard group.members.count > 1 else { return group.members.map(\.text).joined() }
        var all = group.anonymous
        all.slot.slot = group.members.map(\.slot.slot).joined(separator: ", ")
        return all.text
    }
}

/// A slot's status and account, and every check of it, good ones last.
///
/// - Returns: Lines with their ends.
func wholeSlot(_ slot: SlotReport, width: Int?, style: TextStyle) -> String {
    SlotDetails(slot: slot, findings: [], isVerbose: true, width: width, style: style).text
}

extension SlotReport {
    /// Whether there is something to do about the slot.
    var isTroubled: Bool {
        status.consequence.stops || checks.contains { $0.outcome == .warn || $0.outcome == .fail }
    }
}

extension Status.Consequence {
    fileprivate var stops: Bool {
        switch self {
        case .stop, .stopForNow: true
        case .go, .asAsked: false
        }
    }
}

extension CheckResult {
    /// Whether the question has no answer without any trouble: the exchange never tells, or the slot does not ask.
    fileprivate var isAsEver: Bool {
        ["does not tell", "does not let", "has no ", "names no "].contains { message.contains($0) }
    }

    /// Whether the check tells what the finding tells; a check with several findings joins their messages.
    func tells(_ finding: Finding) -> Bool {
        outcome != .pass && message.utf8.contains(finding.message.utf8)
    }
}

extension String.UTF8View {
    fileprivate func contains(_ part: String.UTF8View) -> Bool {
        guard let first = part.first else { return true }
        return indices.contains { self[$0] == first && self[$0...].starts(with: part) }
    }
}

/// One slot's troubles: a line for its status and one for its account, then what its checks found.
private struct SlotDetails {
    /// Checks that found the same.
    private struct Trouble {
        var checks: [Check]
        var result: CheckResult
    }

    var slot: SlotReport
    var findings: [Finding]
    let isVerbose: Bool
    let width: Int?
    let style: TextStyle

    /// Without what is this slot's alone.
    var anonymous: SlotDetails {
        var anonymous = self
        (anonymous.slot.slot, anonymous.slot.account) = ("", nil)
        for index in findings.indices { anonymous.findings[index].place = nil }
        return anonymous
    }

    var text: String {
        let open = slot.checks.filter { $0.outcome == .fail || $0.outcome == .warn }
        var text = head
        if let account = slot.account {
            text += indented("account: \(escapedForeignText(account))", by: 2, width: width)
        }
        // The slot's own message is usually that of the check that decides; a good one stands in the table.
        if slot.status.consequence.stops, !open.contains(where: { $0.message.hasPrefix(slot.message) }) {
            text += indented(escapedForeignText(slot.message), by: 2, width: width) + help(slot.help, by: 2)
        }
        let (troubles, echoes) = grouped(open)
        var helps: Set<String> = []
        for var trouble in troubles {
            // What cures several is told once, and first.
            if let help = trouble.result.help, !helps.insert(help).inserted { trouble.result.help = nil }
            text += self.text(of: trouble)
        }
        if isVerbose {
            for result in slot.checks where result.outcome == .pass || result.outcome == .skip {
                text += self.text(of: Trouble(checks: [result.check], result: result))
            }
        }
        let skipped =
            slot.status.consequence.stops && !isVerbose
            ? slot.checks.filter { $0.outcome == .skip && !$0.isAsEver }.map(\.check)
            : []
        let unasked = Check.allCases.filter { echoes.contains($0) || skipped.contains($0) }.map(\.rawValue)
        guard !unasked.isEmpty else { return text }
        let line = "\(Tone.faint.symbol(style)) not answered: \(unasked.joined(separator: ", "))"
        return text + indented(line, by: 2, width: width)
    }

    private var head: String {
        let name = folded(escapedForeignText(slot.slot), to: width)
        let status = "\(slot.status.tone.symbol(style)) \(slot.status.rawValue)\(slot.network.mark)"
        let fits = width.map { displayWidth("\(name): \(status)") <= $0 } ?? true
        return "\(style.bold(name)):\(fits ? " " : "\n  ")\(style.toned(status, slot.status.tone))\n"
    }

    /// Failures first, equal ones together; warnings that only repeat a failure are named, not told.
    private func grouped(_ open: [CheckResult]) -> (troubles: [Trouble], echoes: [Check]) {
        var troubles: [Trouble] = []
        var echoes: [Check] = []
        let failures = open.filter { $0.outcome == .fail }
        for result in failures + open.filter({ $0.outcome == .warn }) {
            let equal = troubles.firstIndex { trouble in
                trouble.result.outcome == result.outcome && trouble.result.message == result.message
                    && trouble.result.help == result.help
            }
            if let equal {
                troubles[equal].checks.append(result.check)
            } else if result.outcome == .warn,
                failures.contains(where: { result.message.hasSuffix($0.message) })
            {
                echoes.append(result.check)
            } else {
                troubles.append(Trouble(checks: [result.check], result: result))
            }
        }
        return (troubles, echoes)
    }

    private func text(of trouble: Trouble) -> String {
        let (result, tone) = (trouble.result, trouble.result.outcome.tone)
        let longest = Check.allCases.reduce(0) { max($0, $1.rawValue.utf8.count) }
        let margin = 4 + longest + 2
        let message = escapedForeignText(result.message)
        let names = trouble.checks.map(\.rawValue).joined(separator: ", ")
        var text = "  " + style.toned("\(tone.symbol(style)) \(padded(names, to: longest))", tone)
        if trouble.checks.count > 1 {
            text += "\n" + indented(message, by: 4, width: width)
        } else {
            let lines = wrapped(message, to: width.map { max($0 - margin, 20) })
            let blanks = String(repeating: " ", count: margin)
            text += "  " + lines.joined(separator: "\n" + blanks) + "\n"
        }
        for finding in findings where result.tells(finding) {
            let place = finding.place.map { "\(escapedForeignText($0.file)):\($0.line):\($0.column) " } ?? ""
            let source = indented("\(place)[\(finding.code)]", by: 4, width: width)
            // Equal findings of checks that found the same are told once.
            if !text.hasSuffix(source) { text += source }
        }
        return text + help(result.help, by: 4)
    }

    private func help(_ help: String?, by blanks: Int) -> String {
        guard let help else { return "" }
        let margin = String(repeating: " ", count: blanks)
        let lines = wrapped("help: \(escapedForeignText(help))", to: width.map { max($0 - blanks, 10) })
        // The word is set off after wrapping, because escape sequences have no width.
        return lines.enumerated().map { number, line in
            margin + (number == 0 ? style.bold("help:") + line.dropFirst(5) : line) + "\n"
        }
        .joined()
    }
}
