import Cryptography
import SlotModel

/// The largest text that is written.
private let maximumSize = 64 << 20

/// Renders a file that is ours as a whole.
///
/// A file that slots never wrote is overwritten with consent only, and so is one that somebody edited.
func renderText(
    _ source: BotTemplate.MustacheSource,
    _ input: MergeInput
) -> (outcome: MergeOutcome?, findings: [Finding]) {
    let (template, findings) = TemplateCheck.check(source)
    guard let template else { return (nil, findings) }
    let bytes: [UInt8]
    do throws(Finding) { bytes = try rendered(template, source, input) } catch { return (nil, [error]) }
    let fingerprint = bytes.withUnsafeBytes { input.fingerprinter.fingerprint($0) }
    let previous = input.owned.entries[""]
    var owned = OwnedMembers()
    owned.entries[""] = .init(
        slot: "",
        members: ["": fingerprint],
        isCreated: previous?.isCreated ?? (input.existing == nil)
    )
    var changes: [MemberChange] = []
    let content = Secret(copying: bytes)
    if input.existing?.content.isEqual(to: content) != true {
        let found = input.existing.map { $0.content.withBytes { input.fingerprinter.fingerprint($0) } }
        let wrote = previous?.members[""]
        changes.append(
            MemberChange(
                path: [],
                kind: found == nil ? .add : .update,
                old: found.map { .secret($0) },
                new: .secret(fingerprint),
                consent: found == nil || found == wrote ? nil : wrote == nil ? .overwriting : .drift
            )
        )
    }
    return (
        MergeOutcome(content: SecretText(content), changes: changes, findings: findings, owned: owned),
        findings
    )
}

private func rendered(
    _ template: MustacheTemplate,
    _ source: BotTemplate.MustacheSource,
    _ input: MergeInput
) throws(Finding) -> [UInt8] {
    // The library collects a line before it counts it, so the text that repeats is bounded beforehand.
    let repeated = template.tags.filter { $0.name == TextNames.slots && $0.kind == .section }
        .reduce(0) { $0 + $1.bodyCount }
    guard repeated * input.slots.count <= maximumSize else { throw tooLarge(source) }
    let slots = input.slots.enumerated().map { index, slot in
        let slot = TextSlot(slot: slot, isFirst: index == 0, isLast: index == input.slots.count - 1)
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
