import Locking
package import SlotModel

/// What is wrong with a bot's template, files and slots, as far as it shows without a secret and without the network.
///
/// What this calls valid, a plan does not call wrong.
///
/// - Parameters:
///   - slots: The bot's enabled slots.
///   - owned: What slots wrote into a file earlier.
///   - existing: A file as it is; `nil` when it is missing or cannot be read.
package func judge(
    _ bot: Bot,
    _ template: BotTemplate,
    slots: [Slot],
    owned: (BotTemplate.File) -> OwnedMembers,
    existing: (BotTemplate.File) -> ExistingFile?
) -> [Finding] {
    var findings: [Finding] = []
    for file in template.files {
        if let text = file.text {
            findings += TemplateCheck.check(text).findings
            continue
        }
        guard documentType(of: file.format) != nil, let entries = file.entries else {
            findings.append(unsupported(file))
            continue
        }
        let found = existing(file)
        if let found {
            do throws(Finding) {
                _ = try found.reading().locate(entries.path)
            } catch {
                findings.append(error)
            }
        }
        let (ids, complaints) = assignIDs(
            to: slots,
            of: bot,
            template: template,
            existing: found,
            owned: owned(file)
        )
        findings += complaints
        let maker = MemberMaker(template, bot: bot.name, MemberRules(entries))
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
