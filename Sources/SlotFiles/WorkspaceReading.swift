package import SlotModel

/// Everything that was read from a workspace.
package struct WorkspaceReading: Sendable {
    /// `nil` when `slots.yaml` is missing or has an error.
    package var workspace: Workspace?
    /// The slots whose files have no error, by file name.
    package var slots: [Slot] = []
    /// The names of all slot files, good or bad, by file name.
    package var slotNames: [String] = []
    /// The complaints of all files, sorted by place.
    package var findings: [Finding] = []
    /// The text of the files, for ``FindingRenderer``.
    package var sources = SourceTexts()

    package init() {}
}

/// Reads `slots.yaml` and every `slots/*.yaml` below a folder.
///
/// Never throws and never waits for a device: whatever is wrong with a file is a finding with its place.
///
/// - Parameter directory: The workspace's folder, absolute or relative to the current one. It is not part of the
///   names in places: these are relative to the workspace.
package func readWorkspace(at directory: String) async -> WorkspaceReading {
    WorkspaceReading()
}

/// What was read of one kind of bot.
package struct TemplateReading: Sendable {
    /// `nil` when a finding is an error.
    package var template: BotTemplate?
    package var findings: [Finding] = []
    package var sources = SourceTexts()

    package init() {}
}

/// Reads `templates/<kind>/template.yaml` and the Mustache files that it names.
///
/// - Parameters:
///   - kind: The folder's name, at the place that asks for it.
///   - directory: The workspace's folder.
///   - fallbacks: Folders like `templates/` that are searched, in order, when the workspace has no such kind.
package func readTemplate(
    _ kind: Located<String>,
    inWorkspace directory: String,
    fallbacks: [String] = []
) -> TemplateReading {
    TemplateReading()
}

/// A file whose form is declared here.
package enum FileKind: String, CaseIterable, Sendable {
    case slot, workspace, template
}
