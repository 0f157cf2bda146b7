import Operations
package import SlotFiles
package import SlotModel

/// A kind of bot that there is a template for, as `slots template list` tells it.
package struct ListedTemplate: Sendable {
    package var kind: String
    /// Whether it lies in the workspace, before the ones that come with the program.
    package var isOwn: Bool
    /// As the user would name it: `templates/gunbot/template.yaml`.
    package var file: String
    /// `nil` where something is wrong with it.
    package var template: BotTemplate?

    /// The exchanges that it knows, without those that it refuses whatever a slot says.
    package var selectors: [Selector] {
        guard let template else { return [] }
        let refused = template.refusals.flatMap { refusal in
            refusal.condition.source == .exchange ? refusal.condition.words : []
        }
        return template.ids.keys.filter { !refused.contains($0.rawValue) }.sorted()
    }
}

/// All kinds of bots, with what is wrong with their templates.
///
/// - Parameter workspace: The workspace's folder; `nil`: there is none, and only what comes with the program counts.
package func listTemplates(inWorkspace workspace: String?) -> (
    templates: [ListedTemplate], findings: [Finding], sources: SourceTexts
) {
    let fallbacks = SystemEnvironment.templateFolders()
    let folders = (workspace.map { ["\($0)/templates"] } ?? []) + fallbacks
    var listed: [ListedTemplate] = []
    var findings: [Finding] = []
    var sources = SourceTexts()
    for kind in templateKinds(in: folders) {
        let reading = readTemplate(
            Located(kind, at: Place(file: "templates/\(kind)")),
            // Where there is none, nothing is found in it.
            inWorkspace: workspace ?? "/dev/null",
            fallbacks: fallbacks
        )
        // A folder that is no kind of bot is nobody's fault here.
        if reading.findings.contains(where: { $0.code == "template.missing" }) { continue }
        findings += reading.findings
        sources.merge(reading.sources)
        let file = reading.file ?? "templates/\(kind)/template.yaml"
        listed.append(
            ListedTemplate(kind: kind, isOwn: !file.hasPrefix("/"), file: file, template: reading.template)
        )
    }
    return (listed, findings, sources)
}

/// One kind of bot: the workspace's own, or what comes with the program.
package func findTemplate(_ kind: String, inWorkspace workspace: String?) -> TemplateReading {
    readTemplate(
        Located(kind, at: Place(file: "templates/\(kind)")),
        inWorkspace: workspace ?? "/dev/null",
        fallbacks: SystemEnvironment.templateFolders()
    )
}
