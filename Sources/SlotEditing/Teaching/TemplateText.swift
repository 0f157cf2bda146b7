package import BotConfigs
import SlotFiles
import SlotModel

/// A proposed `template.yaml`, with comments that say what to look at.
///
/// - Parameters:
///   - kind: The new kind's name.
///   - path: The bot's file, relative to its directory.
/// - Returns: A text that the reader of templates accepts as it is.
package func templateText(of proposal: TemplateProposal, kind: String, path: String) -> String {
    let isPlain = path.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "._-/".utf8.contains(byte)
    }
    let shown = isPlain && !path.hasPrefix("-") ? path : ScalarText.quoted(path)
    var text = TemplateText()
    text.add(
        "# \(kind), proposed by 'slots template new'. Look through it, and then: slots template check \(kind) FILE"
    )
    text.add("# What each key means: templates.md in slots' documentation (share/doc/slots).")
    for remark in proposal.remarks { text.add("# Look: \(remark).") }
    text.add("")
    text.ids(of: proposal)
    if proposal.naming == .id {
        text.add("")
        text.add("# Between an id and the number of a further connection to the same exchange: bitget#2.")
        let separator = proposal.numberSeparator
        text.add("\(separator == nil ? "# " : "")number-separator: \(ScalarText.quoted(separator ?? "#"))")
        text.add("# Where the bot has one connection for each exchange, and no more:")
        text.add("# one-per-exchange: true")
    }
    text.add("")
    text.add("files:")
    text.add("  # The bot's file, seen from the bot's folder.")
    text.add("  - path: \(shown)")
    if proposal.naming == nil, !path.contains("{") {
        text.add(
            "    # One connection for the whole file. Where the bot takes a file for each: \(separate(path))"
        )
    }
    text.add("    format: \(proposal.format.rawValue)")
    text.entries(of: proposal)
    text.add("    members:")
    for member in proposal.members { text.member(member, proposal) }
    if !proposal.left.isEmpty {
        text.add(
            "      # Left to the bot, and kept as they are. A new connection gets one of them by NAME: {value: …, once: true}"
        )
        text.add(wrapped: proposal.left, behind: "      # ")
    }
    return text.lines.joined(separator: "\n") + "\n"
}

/// `path: "config.{name}.json"`.
private func separate(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let folder = path.dropLast(name.count)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
        return ScalarText.quoted("\(path).{name}")
    }
    return ScalarText.quoted(folder + name[..<dot] + ".{name}" + name[dot...])
}

/// The lines of a template on their way.
private struct TemplateText {
    private(set) var lines: [String] = []

    mutating func add(_ line: String) { lines.append(line) }

    /// Words in lines of at most 120 columns.
    mutating func add(wrapped words: [String], behind margin: String) {
        var line = ""
        for word in words {
            if !line.isEmpty, margin.count + line.count + word.count + 3 > 120 {
                add(margin + line)
                line = ""
            }
            line += line.isEmpty ? word : ", " + word
        }
        if !line.isEmpty { add(margin + line) }
    }

    mutating func ids(of proposal: TemplateProposal) {
        add(
            "# What the bot calls each exchange. Correct the words, and take the # away where the bot has the exchange."
        )
        add("ids:")
        for id in proposal.ids {
            add("  \(id.isOn ? "" : "# ")\(id.selector.rawValue): \(ScalarText.plainWherePossible(id.word))")
        }
        add("")
        guard !proposal.refusals.isEmpty else {
            add("# Slots that the bot cannot use though it knows their exchange, each with the reason:")
            add("# refuses:")
            return add(
                "#   - {if: {account.margin-mode: cross}, because: it trades with isolated margin only}"
            )
        }
        add(
            "# Slots that the bot cannot use though it knows their exchange. Where it takes such a key after all, name that among"
        )
        add(
            "# the members, such as key: {from: [key, api-wallet]} and secret: {from: [secret, private-key]}."
        )
        add("refuses:")
        for refusal in proposal.refusals {
            add("  - {if: \(refusal.condition.source.name), because: \(ScalarText.quoted(refusal.reason))}")
        }
    }

    mutating func entries(of proposal: TemplateProposal) {
        let path = proposal.path.joined(separator: ".")
        switch proposal.naming {
        case .id:
            add("    # The object with one object for each connection, called as the ids above say.")
            add("    entries: \(path.isEmpty ? "\"{id}\"" : ScalarText.plainWherePossible(path))")
        case .name:
            add("    # The object with one object for each connection, called as the slots are.")
            add("    entries: \(ScalarText.quoted(path.isEmpty ? "{name}" : path + ".{name}"))")
        case .variable, nil: break
        }
        guard !proposal.others.isEmpty else { return }
        add("    # Beside the connections.")
        add("    others: [\(proposal.others.map(ScalarText.quoted).joined(separator: ", "))]")
    }

    mutating func member(_ proposed: TemplateProposal.Member, _ proposal: TemplateProposal) {
        let member = proposed.member
        if let remark = proposed.remark { add("      # Look: \(remark).") }
        let name = (proposal.naming == .variable ? "{NAME}_" : "") + member.name
        var parts: [String] = []
        switch member.value {
        case .from(let sources):
            let names = sources.map(\.name)
            parts.append("from: \(names.count == 1 ? names[0] : "[\(names.joined(separator: ", "))]")")
        case .constant(let value): parts.append("value: \(Self.text(value))")
        case .unknown: break
        }
        if let unit = member.unit { parts.append("unit: \(unit.rawValue)") }
        if !member.values.isEmpty {
            let values = member.values.map {
                "\(ScalarText.plainWherePossible($0.name)): \(Self.text($0.value))"
            }
            parts.append("values: {\(values.joined(separator: ", "))}")
        }
        if member.isOnce { parts.append("once: true") }
        if member.isKept { parts.append("kept: true") }
        add("      \(ScalarText.plainWherePossible(name)): {\(parts.joined(separator: ", "))}")
    }

    private static func text(_ value: ExtraValue) -> String {
        switch value {
        case .boolean(let flag): flag ? "true" : "false"
        case .text(let text): ScalarText.quoted(text)
        case .number(let text): text
        case .null, .list, .map: "null"
        }
    }
}
