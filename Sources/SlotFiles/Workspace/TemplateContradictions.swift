import SlotModel

/// What stands in braces and means nothing there.
func strayBraces(in file: BotTemplate.File, _ draft: TemplateDraft.File) -> [Finding] {
    var findings: [Finding] = []
    let name = file.file(of: "").path.value
    if name.contains(where: { "{}".contains($0) }) {
        findings.append(
            wrongTemplateValue(
                "\(SlotFiles.shown(file.path.value)) has braces that stand for nothing",
                at: file.path.place,
                help: "write {name} once, where the slot's name is to stand"
            )
        )
    }
    guard let place = draft.entriesPlace else { return findings }
    if file.isPerSlot {
        findings.append(
            wrongTemplateValue(
                "a file that every slot has for itself holds one connection",
                at: place,
                help: "remove entries:, or {name} from path:"
            )
        )
    }
    if draft.entries.path.contains(where: { $0.hasPrefix("{") }) {
        findings.append(
            wrongTemplateValue(
                "'entries' takes {id} or {name} at its end only",
                at: place,
                help: "write it like this: exchanges, or accounts.{name}"
            )
        )
    }
    return findings
}

/// What of a table of members contradicts itself.
func contradictions(in members: [MemberDraft]) -> [Finding] {
    var findings: [Finding] = []
    let names = Set(members.map(\.member.name))
    for draft in members {
        let member = draft.member
        let name = SlotFiles.shown(member.name)
        let units = Set(member.sources.flatMap(\.units))
        let isMixed = member.sources.count > 1 && !member.sources.allSatisfy { $0.credential != nil }
        let outer = names.first { member.name.hasPrefix($0 + ".") }
        let tellsExchange = member.sources.contains(.exchange) && !member.values.isEmpty
        let complaint: (message: String, help: String)? =
            if case .unknown = member.value, !member.isReadOnly {
                ("\(name) does not say where its value comes from", "add from: or value:")
            } else if isMixed {
                ("\(name) comes from several places that are no credentials", "name one source")
            } else if tellsExchange {
                (
                    "\(name) tells the exchange in the words of 'ids'",
                    "remove values:, and write them there"
                )
            } else if units.isEmpty, member.unit != nil {
                ("\(name) is no number, and has no unit", "remove unit:")
            } else if !units.isEmpty, member.unit.map({ !units.contains($0) }) ?? true {
                (
                    "\(name) does not say in which unit the bot reads it",
                    "add unit: "
                        + (member.sources.first?.units ?? []).map(\.rawValue).joined(
                            separator: " or unit: "
                        )
                )
            } else if member.isReadOnly, member.isOnce || member.isKept || member.standard != nil {
                (
                    "\(name) is read only, and cannot be written in some way",
                    "remove read-only:, or the rest"
                )
            } else if let outer {
                ("\(name) stands inside of \(SlotFiles.shown(outer))", "name one of the two")
            } else {
                nil
            }
        guard let complaint else { continue }
        findings.append(wrongTemplateValue(complaint.message, at: draft.place, help: complaint.help))
    }
    return findings
}

/// What stands in the table of a form's fields and means something only where a bot reads and writes a file.
func writtenFields(_ fields: [MemberDraft]) -> [Finding] {
    fields.compactMap { draft in
        let member = draft.member
        guard member.isOnce || member.isKept || member.isReadOnly || member.standard != nil else {
            return nil
        }
        return wrongTemplateValue(
            "\(SlotFiles.shown(member.name)) is the field of a form, which nothing reads back",
            at: draft.place,
            help: "leave it at from:, value:, unit:, values: and if:"
        )
    }
}

/// A value that a template cannot have.
func wrongTemplateValue(_ message: String, at place: Place, help: String) -> Finding {
    Finding(.error, "template.wrong-value", message, at: place, help: help)
}
