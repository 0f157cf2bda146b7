package import Terminal
import BotConfigs
import Locking
package import Revisions
import SlotModel

/// The changes as a diff, a file at a time, with a summary line at the end; no secret in it.
///
/// - Parameters:
///   - isDone: Whether the changes were made, rather than planned.
///   - isVerbose: Whether an entry that comes or goes as a whole is told member by member.
///   - width: Columns of the terminal, to which values are cut; `nil`: in full.
/// - Returns: Lines with their ends.
package func planText(
    _ files: [FileChanges],
    isDone: Bool = false,
    isVerbose: Bool = false,
    width: Int?,
    style: TextStyle
) -> String {
    var text = ""
    for file in files where !file.changes.isEmpty {
        let state = file.isNew ? ", new file" : ""
        let name = escapedForeignText(file.fileName)
        text += "\(style.bold(name)) (\(escapedForeignText(file.bot))\(state))\n"
        let rows = isVerbose ? file.changes.indices.map { $0..<$0 + 1 } : entryRows(file.changes)
        let lines = sideBySide(rows.count, inChunksOf: 2048) { range in
            var text = ""
            for number in range { append(file.changes[rows[number]], to: &text, width: width, style: style) }
            return text
        }
        for chunk in lines { text += chunk }
        text += "\n"
    }
    return text + planSummary(files, isDone: isDone) + "\n"
}

/// `Plan: 2 members to add, 1 to change, 0 to remove`, or `Applied: 2 members added, 1 changed, 0 removed`.
package func planSummary(_ files: [FileChanges], isDone: Bool = false) -> String {
    guard files.contains(where: { !$0.changes.isEmpty }) else { return "Plan: nothing to change" }
    let kinds: [(MemberChange.Kind, String, String)] = [
        (.add, "to add", "added"), (.update, "to change", "changed"), (.remove, "to remove", "removed"),
    ]
    let counts = kinds.enumerated().map { number, words in
        // By index: a copy of each change would take longer than counting.
        let count = files.reduce(0) { sum, file in
            sum + file.changes.indices.count { file.changes[$0].kind == words.0 }
        }
        return (number == 0 ? counted(count, "member") : "\(count)") + " " + (isDone ? words.2 : words.1)
    }
    return "\(isDone ? "Applied" : "Plan"): \(counts.joined(separator: ", "))"
}

/// Which changes share a line: what comes or goes with one slot's entry, credentials among it.
///
/// - Returns: Ranges of neighbours, in order, without gaps.
private func entryRows(_ changes: [MemberChange]) -> [Range<Int>] {
    var rows: [Range<Int>] = []
    var start = 0
    while start < changes.count {
        let first = changes[start]
        var end = start + 1
        while first.kind != .update, end < changes.count, changes[end].kind == first.kind,
            belongTogether(first, changes[end])
        {
            end += 1
        }
        let isEntry = changes[start..<end].contains { $0.isOfCredential }
        rows += isEntry ? [start..<end] : (start..<end).map { $0..<$0 + 1 }
        start = end
    }
    return rows
}

/// Whether both stand in one object, or one slot wants both.
private func belongTogether(_ one: MemberChange, _ other: MemberChange) -> Bool {
    one.path.dropLast() == other.path.dropLast() || (one.slot != nil && one.slot == other.slot)
}

/// The names that all paths of a row begin with, the last one's own left out; empty where the members stand at the top.
private func commonPath(_ row: ArraySlice<MemberChange>) -> [String] {
    guard let first = row.first else { return [] }
    return row.dropFirst().reduce(into: Array(first.path.dropLast())) { path, change in
        path = zip(path, change.path.dropLast()).prefix { $0 == $1 }.map(\.0)
    }
}

/// One line for the changes of one row.
private func append(_ row: ArraySlice<MemberChange>, to text: inout String, width: Int?, style: TextStyle) {
    guard let change = row.first else { return }
    let (symbol, tone): (String, Tone) =
        switch change.kind {
        case .add: ("+", .good)
        case .update: ("~", .caution)
        case .remove: ("-", .bad)
        }
    let isEntry = row.count > 1
    let common = isEntry ? commonPath(row) : change.path
    let path = isEntry && common.isEmpty ? "" : escapedForeignText(memberPath(common))
    var value = isEntry ? "" : shownChange(change, style)
    if isEntry {
        value = (path.isEmpty ? "" : "   ") + counted(row.count, "member")
    } else if !value.isEmpty {
        value = ": " + value
    }
    if let width, !isEntry {
        value = truncated(value, to: max(width - displayWidth("  + \(path)"), 14), style)
    }
    for part in ["  ", style.toned(symbol, tone), " ", path, value] { text += part }
    if let consent = row.lazy.compactMap(\.consent).first {
        let reason = "! \(consent.reason)"
        let fits = width.map { displayWidth("  + \(path)\(value)  \(reason)") <= $0 } ?? true
        text += (fits ? "  " : "\n      ") + style.yellow(reason)
    }
    text += "\n"
}

private func shownChange(_ change: MemberChange, _ style: TextStyle) -> String {
    switch (change.old, change.new) {
    case (let old?, let new?): "\(shownValue(old, style)) \(style.arrow) \(shownValue(new, style))"
    case (nil, let value?), (let value?, nil): shownValue(value, style)
    case (nil, nil): ""
    }
}

private func shownValue(_ value: MemberChange.Value, _ style: TextStyle) -> String {
    switch value {
    case .json(let text): escapedForeignText(text)
    case .secret(let fingerprint): "\(style.hiddenValue) \(fingerprint)"
    }
}

/// `exchanges.asterdex.delay`; a name that would blur the path stands in brackets: `exchanges["a.b"]`.
func memberPath(_ names: some Sequence<String>) -> String {
    let path = names.reduce(into: "") { path, name in
        let isPlain = !name.isEmpty && !name.utf8.contains(where: isBlurring)
        if isPlain {
            path += path.isEmpty ? name : "." + name
        } else {
            let escaped = name.flatMap { "\"\\".contains($0) ? "\\\($0)" : "\($0)" }
            path += "[\"\(String(escaped))\"]"
        }
    }
    // A file that is ours as a whole.
    return path.isEmpty ? "(the whole file)" : path
}

private func isBlurring(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "\\"),
        UInt8(ascii: " "):
        true
    default: false
    }
}

extension MemberChange.Consent {
    /// Why somebody has to agree, in their words.
    var reason: String {
        switch self {
        case .takeOver: "takes over credentials that slots did not write"
        case .otherSlot: "holds the credentials of another slot"
        case .overwriting: "overwrites a file that slots did not write"
        case .drift: "edited since slots wrote it"
        case .removal: "removes what is there"
        case .implausible: "an implausible fee or delay"
        case .unseen: "replaces what the bot may have under that name"
        }
    }
}
