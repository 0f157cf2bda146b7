import Cryptography
package import SlotModel

/// The largest text that is written.
private let maximumSize = 64 << 20

/// Renders a file that is ours as a whole.
///
/// A file that slots never wrote is overwritten with consent only, and so is one that somebody edited. Where nothing but
/// the moment of the last check differs, the file stays as it is. A slot's own file goes with the slot.
func renderText(
    _ source: BotTemplate.MustacheSource,
    _ input: MergeInput
) -> (outcome: MergeOutcome?, findings: [Finding]) {
    let previous = input.owned.entries[""]
    let found = input.existing.map { $0.content.withBytes { input.fingerprinter.fingerprint($0) } }
    if let name = input.file.slot {
        // A slot that got another name has another file.
        guard input.scope.includes(input.slots.first?.slot.name ?? previous?.slot ?? name) else {
            return (unchanged(input), [])
        }
        if input.slots.isEmpty { return (removed(name, found, input), []) }
    }
    let (template, findings) = TemplateCheck.check(source)
    guard let template else { return (nil, findings) }
    if let finding = credential(in: source, of: input.slots) { return (nil, findings + [finding]) }
    let (bytes, lasting): ([UInt8], [UInt8])
    do throws(Finding) {
        bytes = try rendered(template, source, input)
        lasting = try rendered(template, source, input, SheetData.Printing(showsMoments: false))
    } catch {
        return (nil, [error])
    }
    let owned = fingerprints(of: bytes, lasting, input)
    let wrote = previous?.members[whole]
    if let found, found == wrote, bytes != lasting, owned[withoutMoments] == previous?.members[withoutMoments]
    {
        var outcome = unchanged(input)
        outcome.lasting = SecretText(Secret(copying: lasting))
        return (outcome, findings)
    }
    var changes: [MemberChange] = []
    let content = Secret(copying: bytes)
    if input.existing?.content.isEqual(to: content) != true {
        changes.append(
            MemberChange(
                path: [],
                kind: found == nil ? .add : .update,
                old: found.map { .secret($0) },
                new: owned[whole].map { .secret($0) },
                consent: found == nil || found == wrote ? nil : wrote == nil ? .overwriting : .drift
            )
        )
    }
    var outcome = MergeOutcome(
        content: SecretText(content),
        changes: changes,
        findings: findings,
        owned: OwnedMembers(entries: [
            "": .init(
                slot: input.file.slot ?? "",
                members: owned,
                isCreated: previous?.isCreated ?? (input.existing == nil)
            )
        ])
    )
    if bytes != lasting { outcome.lasting = SecretText(Secret(copying: lasting)) }
    return (outcome, findings)
}

/// The sheet of one connection as it is shown, with something in the place of each credential.
///
/// - Parameter credential: What stands for a credential, such as a mark that somebody replaces by the value.
/// - Returns: `nil` where the file is no text, or cannot be rendered; an apply says why.
package func sheet(
    of slot: BotSlot,
    _ file: BotTemplate.File,
    of bot: Bot,
    _ template: BotTemplate,
    credential: (@Sendable (CredentialField) -> String)? = nil
) -> [UInt8]? {
    guard let source = file.text, let parsed = TemplateCheck.check(source).template else { return nil }
    var printing = SheetData.Printing()
    if let credential { printing.credential = credential }
    let input = MergeInput(
        template: template,
        file: file,
        bot: bot,
        slots: [slot],
        existing: nil,
        fileName: source.name,
        owned: OwnedMembers(),
        fingerprinter: Fingerprinter { _ in Fingerprint(text: "") }
    )
    return try? rendered(parsed, source, input, printing)
}

/// The file that somebody finds, as it is.
private func unchanged(_ input: MergeInput) -> MergeOutcome {
    MergeOutcome(
        content: input.existing.map { SecretText($0.content) } ?? SecretText(),
        changes: [],
        findings: [],
        owned: input.owned
    )
}

/// The file of a slot that is gone or disabled; one that slots did not make stays.
private func removed(_ slot: String, _ found: Fingerprint?, _ input: MergeInput) -> MergeOutcome {
    var outcome = unchanged(input)
    outcome.owned = OwnedMembers()
    guard let found, let entry = input.owned.entries[""], entry.isCreated || input.prunes else {
        return outcome
    }
    outcome.content = SecretText()
    outcome.removesFile = true
    outcome.changes = [
        MemberChange(
            path: [],
            kind: .remove,
            old: .secret(found),
            new: nil,
            consent: found == entry.members[whole] ? .removal : .drift
        )
    ]
    return outcome
}

/// What is kept of a text file: its own fingerprint, and that of the text without its moments.
private let (whole, withoutMoments) = ("", "without moments")

private func fingerprints(of bytes: [UInt8], _ lasting: [UInt8], _ input: MergeInput) -> [String: Fingerprint]
{
    var members = [whole: fingerprint(bytes, input)]
    if bytes != lasting { members[withoutMoments] = fingerprint(lasting, input) }
    return members
}

private func fingerprint(_ bytes: [UInt8], _ input: MergeInput) -> Fingerprint {
    bytes.withUnsafeBytes { input.fingerprinter.fingerprint($0) }
}

/// A credential that somebody wrote into the template itself, or into a label that it prints: the file is for everybody's eyes.
private func credential(in source: BotTemplate.MustacheSource, of slots: [BotSlot]) -> Finding? {
    let text = Array(source.text.utf8)
    for slot in slots {
        let label = Array((slot.slot.label ?? "").utf8)
        for (field, secret) in slot.credentials.sorted(by: { $0.key < $1.key })
        // A shorter text may stand anywhere.
        where !field.isPublic && secret.count >= 8 && (secret.isPart(of: text) || secret.isPart(of: label)) {
            return Finding(
                .error,
                "template.credential",
                "the '\(field.rawValue)' of the slot '\(slot.slot.name)' stands in plain in \(source.name), or in the slot's label",
                slot: slot.slot.name,
                help:
                    "take it out there, and make a new key if others could read it: a text file never sees a credential"
            )
        }
    }
    return nil
}

private func rendered(
    _ template: MustacheTemplate,
    _ source: BotTemplate.MustacheSource,
    _ input: MergeInput,
    _ printing: SheetData.Printing = SheetData.Printing()
) throws(Finding) -> [UInt8] {
    // The library collects a line before it counts it, so the text that repeats is bounded beforehand.
    let repeated = template.tags.filter { $0.name == TextNames.slots && $0.kind == .section }
        .reduce(0) { $0 + $1.bodyCount }
    guard repeated * input.slots.count <= maximumSize else { throw tooLarge(source) }
    let slots = input.slots.enumerated().map { index, slot in
        let sheet = SheetData(slot: slot, file: input.file, template: input.template, printing: printing)
        let last = input.slots.count - 1
        let slot = TextSlot(slot: slot, isFirst: index == 0, isLast: index == last, sheet: sheet)
        return MustacheValue.scope { slot.value(of: $0) }
    }
    let root = MustacheValue.object([TextNames.slots: .list(slots), "bot": .text(input.bot.name)])
    do throws(MustacheTemplate.RenderingError) {
        return try template.render(root, escapesHTML: false, isStrict: true, limit: maximumSize)
    } catch {
        throw finding(error, source)
    }
}

private func finding(
    _ error: MustacheTemplate.RenderingError,
    _ source: BotTemplate.MustacheSource
) -> Finding {
    switch error {
    case .missing(let name):
        Finding(
            .error,
            "template.unknown-name",
            "unknown name '\(name)'",
            at: Place(file: source.name),
            help: "templates.md in slots' documentation lists the names that templates know"
        )
    case .tooLarge: tooLarge(source)
    case .failed(let message):
        Finding(
            .error,
            "template.syntax",
            "the template cannot be rendered: \(message)",
            at: Place(file: source.name),
            help: "sections begin with {{#name}} and end with {{/name}}, names stand between {{ and }}"
        )
    }
}

private func tooLarge(_ source: BotTemplate.MustacheSource) -> Finding {
    Finding(
        .error,
        "template.too-large",
        "the rendered file would be larger than \(maximumSize >> 20) MiB",
        at: Place(file: source.name),
        help: "look for a section that repeats too much text"
    )
}
