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
