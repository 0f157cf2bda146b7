import Locking
package import SlotModel

/// What is wrong with a bot's template, files and slots, as far as it shows without a secret and without the network.
///
/// What this calls valid, a plan does not call wrong.
///
/// - Parameters:
///   - slots: The bot's enabled slots.
///   - files: The bot's, those of slots that are gone among them.
///   - owned: What slots wrote into a file earlier.
///   - existing: A file as it is; `nil` when it is missing or cannot be read.
package func judge(
    _ bot: Bot,
    _ template: BotTemplate,
    slots: [Slot],
    files: [BotTemplate.File],
    owned: (BotTemplate.File) -> OwnedMembers,
    existing: (BotTemplate.File) -> ExistingFile?
) -> [Finding] {
    var findings: [Finding] = []
    for file in files {
        let slots = slots.filter { file.isFor($0.name) }
        if let text = file.text {
            findings += TemplateCheck.check(text).findings
            findings +=
                assignIDs(
                    to: slots,
                    of: bot,
                    template: template,
                    file: file,
                    existing: nil,
                    owned: owned(file)
                )
                .findings
            continue
        }
        guard documentType(of: file.format) != nil, let entries = file.entries else {
            findings.append(unsupported(file))
            continue
        }
        let found = existing(file)
        let (ids, complaints) = assignIDs(
            to: slots,
            of: bot,
            template: template,
            file: file,
            existing: found,
            owned: owned(file)
        )
        findings += complaints
        let rules = MemberRules(entries)
        if let found {
            do throws(Finding) {
                try read(found, rules, ids: Set(ids.values).union(owned(file).entries.keys))
            } catch {
                findings.append(error)
            }
        }
        let maker = MemberMaker(template, bot: bot.name, rules, file.format)
        findings += sideBySide(slots.count) { range in
            slots[range].flatMap { slot in
                ids[slot.name].map { maker.complaints(about: BotSlot(slot: slot, id: $0, credentials: [:])) }
                    ?? []
            }
        }
        .joined()
    }
    return findings
}

/// Reads the connections that slots would write; nothing in them may stand twice.
private func read(_ existing: ExistingFile, _ rules: MemberRules, ids: Set<String>) throws(Finding) {
    let file = try existing.reading()
    let object = try file.locate(rules.entries.path)
    guard object.missing.isEmpty, !rules.entries.isSingle else { return }
    let names = Set(rules.entries.members.map(\.name)).union(rules.entries.encryptedFlag.map { [$0] } ?? [])
    var seen: Set<String> = []
    for member in object.members where ids.contains(member.name) {
        guard seen.insert(member.name).inserted else { throw file.duplicate(member) }
        _ = try EntryObjects(file, member, rules, names: names)
    }
}
