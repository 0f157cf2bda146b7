/// A file whose form is declared here.
package enum FileKind: String, CaseIterable, Sendable {
    case slot, workspace, template
}
