package import PlainJSON

/// The JSON Schema (draft 2020-12) of a file, from the declaration that the reader uses.
package func jsonSchema(of kind: FileKind) -> JSONValue {
    let (title, description, members) =
        switch kind {
        case .slot:
            ("Slot", "One exchange connection of slots: slots/NAME.yaml", SlotDeclaration.record.schema)
        case .workspace:
            ("Workspace", "The workspace of slots: slots.yaml", WorkspaceDeclaration.record.schema)
        case .template:
            ("Template", "One kind of bot: templates/KIND/template.yaml", TemplateDeclaration.record.schema)
        }
    let head: [JSONValue.Member] = [
        .init("$schema", "https://json-schema.org/draft/2020-12/schema"), .init("title", .string(title)),
        .init("description", .string(description)),
    ]
    return .object(head + members)
}

/// One key of a file, as help texts and manuals tell it.
package struct KeyHelp: Sendable, Hashable {
    /// From the file's top: `account.position-mode`; list members as `files[].path`, names of the user as `bots.NAME`.
    package var path: String
    package var isRequired: Bool
    /// What it is for, in one sentence without a full stop.
    package var summary: String
    /// What may stand there: `a duration with its unit`.
    package var wanted: String
    /// The value as it would stand in the file.
    package var example: String?
}

/// The keys of a file in the order of its declaration.
package func keyHelp(for kind: FileKind) -> [KeyHelp] {
    switch kind {
    case .slot: SlotDeclaration.record.keyHelp
    case .workspace: WorkspaceDeclaration.record.keyHelp
    case .template: TemplateDeclaration.record.keyHelp
    }
}
