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
/// - Parameters:
///   - directory: The workspace's folder, absolute or relative to the current one. It is not part of the names in
///     places: these are relative to the workspace.
///   - home: What `~/` in the folder of a bot stands for.
package func readWorkspace(at directory: String, home: String? = nil) async -> WorkspaceReading {
    var reading = WorkspaceReading()
    var sources = SourceBudget(bytes: 32 << 20)
    let workspace = readWorkspaceFile(in: directory, &sources)
    reading.findings = workspace.findings
    if workspace.isGood { reading.workspace = workspace.model }
    for index in reading.workspace?.bots.indices ?? 0..<0 {
        guard let written = reading.workspace?.bots[index].directory else { continue }
        reading.workspace?.bots[index].directory.value = expandedHome(written.value, home: home)
    }

    let (files, complaints) = slotFiles(in: directory)
    // Where there is no workspace at all, the missing folder is no news.
    let isNowhere = workspace.findings.contains { $0.code == "workspace.missing" } && files.isEmpty
    reading.findings += isNowhere ? complaints.filter { $0.code != "workspace.no-slots" } : complaints
    if !isNowhere { reading.findings += UnseenFiles.besideWorkspace(directory) }
    for outcome in await readSlotFiles(files, in: directory, of: reading.workspace, &sources) {
        reading.slotNames.append(outcome.name)
        reading.findings += outcome.findings
        if let slot = outcome.slot { reading.slots.append(slot) }
    }
    reading.findings = reading.findings.sortedByPlace()
    sources.prepare(for: reading.findings)
    reading.sources = sources.texts
    return reading
}

private func readWorkspaceFile(in directory: String, _ sources: inout SourceBudget) -> FileOutcome<Workspace>
{
    let file = "slots.yaml"
    do throws(FileTrouble) {
        let bytes = try BoundedFile.read(Array("\(directory)/\(file)".utf8CString))
        sources.keep(bytes, as: file)
        let (workspace, findings) = readWorkspaceText(bytes)
        return FileOutcome(model: workspace, findings: findings)
    } catch .missing {
        let finding = Finding(
            .error,
            "workspace.missing",
            "there is no slots.yaml here",
            at: Place(file: file),
            help: "name the workspace's folder with -C; or lay out a new one with: slots init"
        )
        return FileOutcome(model: nil, findings: [finding])
    } catch {
        return FileOutcome(model: nil, findings: [error.finding(file: file)])
    }
}
