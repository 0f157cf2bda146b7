package import SlotModel

/// Reads the text of one slot file, for files that are about to be written.
///
/// - Parameters:
///   - bytes: The file.
///   - name: The slot's name.
/// - Returns: The slot, `nil` when a finding is an error; the findings by place, in the file `slots/NAME.yaml`.
package func readSlot(_ bytes: [UInt8], named name: String) -> (slot: Slot?, findings: [Finding]) {
    let file = "slots/\(name).yaml"
    let outcome = readFile(
        bytes,
        as: SlotDeclaration.record,
        startingWith: SlotDraft(name: name, file: file),
        file: file,
        kind: .slot,
        slot: name
    )
    return (outcome.isGood ? outcome.model?.slot : nil, outcome.findings.sortedByPlace())
}

/// What a slot's name has to look like, when the text is none; `nil` for a good name.
package func slotNameAdvice(for text: String) -> String? {
    NameRule.slot.allows(text) ? nil : NameRule.slot.help(for: text)
}

/// What the name of a kind of bot has to look like, when the text is none; `nil` for a good name.
package func templateKindAdvice(for text: String) -> String? {
    NameRule.template.allows(text) ? nil : NameRule.template.help(for: text)
}

/// Reads the text of `slots.yaml`.
///
/// - Returns: The workspace, `nil` when a finding is an error; the findings by place.
package func readWorkspaceText(_ bytes: [UInt8]) -> (workspace: Workspace?, findings: [Finding]) {
    let file = "slots.yaml"
    let outcome = readFile(
        bytes,
        as: WorkspaceDeclaration.record,
        startingWith: Workspace(network: Located(.sandbox, at: Place(file: file))),
        file: file,
        kind: .workspace
    )
    return (outcome.isGood ? outcome.model : nil, outcome.findings.sortedByPlace())
}
