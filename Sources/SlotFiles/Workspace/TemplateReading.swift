package import SlotModel

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
    guard NameRule.template.allows(kind.value) else {
        return refusal(
            Finding(
                .error,
                "template.missing",
                "\(shown(kind.value)) is no kind of bot",
                at: kind.place,
                help: NameRule.template.help(for: kind.value)
            )
        )
    }
    let folders =
        [TemplateFolder(path: "\(directory)/templates/\(kind.value)", shown: "templates/\(kind.value)")]
        + fallbacks.map { TemplateFolder(path: "\($0)/\(kind.value)", shown: "\($0)/\(kind.value)") }
    for folder in folders {
        do throws(FileTrouble) {
            let bytes = try BoundedFile.read(Array("\(folder.path)/template.yaml".utf8CString))
            return folder.read(bytes, kind: kind.value)
        } catch .missing {
            continue
        } catch {
            return refusal(error.finding(file: "\(folder.shown)/template.yaml"))
        }
    }
    return refusal(missing(kind, among: ["\(directory)/templates"] + fallbacks))
}

private func refusal(_ finding: Finding) -> TemplateReading {
    var reading = TemplateReading()
    reading.findings = [finding]
    return reading
}

/// Says which kinds there are.
private func missing(_ kind: Located<String>, among folders: [String]) -> Finding {
    var names: Set<String> = []
    for folder in folders {
        do throws(FileTrouble) {
            names.formUnion(try Folder.entries(of: folder).map(\.text).filter(NameRule.template.allows))
        } catch {
            // A folder that cannot be listed has no kinds to offer; what was asked for is missing all the same.
            continue
        }
    }
    let list = names.sorted()
    let near = nearestName(to: kind.value, among: list)
    let offer =
        list.isEmpty
        ? "lay it out as templates/\(kind.value)/template.yaml" : "there is \(list.joined(separator: ", "))"
    return Finding(
        .error,
        "template.missing",
        "there is no template '\(kind.value)'",
        at: kind.place,
        help: near.map { "did you mean '\($0)'?" } ?? offer
    )
}

/// The folder of one kind.
private struct TemplateFolder {
    var path: String
    /// As the user would name it.
    var shown: String

    func read(_ bytes: [UInt8], kind: String) -> TemplateReading {
        let file = "\(shown)/template.yaml"
        var reading = TemplateReading()
        reading.sources[file] = bytes
        let outcome = readFile(
            bytes,
            as: TemplateDeclaration.record,
            startingWith: TemplateDraft(),
            file: file,
            kind: .template
        )
        reading.findings = outcome.findings
        guard let draft = outcome.model else { return reading }
        var template = BotTemplate(kind: kind, place: Place(file: file))
        for entry in draft.ids {
            if let selector = Selector(rawValue: entry.name.value) { template.ids[selector] = entry.value }
        }
        template.numberSeparator = draft.numberSeparator ?? template.numberSeparator
        template.notes = draft.notes
        template.files = draft.files.compactMap { complete($0.value, &reading) }
        reading.findings += repeatedPaths(in: template)
        reading.findings = reading.findings.sortedByPlace()
        if !reading.findings.containErrors { reading.template = template }
        return reading
    }

    private func complete(_ draft: TemplateDraft.File, _ reading: inout TemplateReading) -> BotTemplate.File?
    {
        guard let path = draft.path, let format = draft.format, let source = draft.source else { return nil }
        if let entries = draft.entries, format != .json {
            reading.findings.append(
                Finding(
                    .error,
                    "template.wrong-value",
                    "only a json file has entries",
                    at: entries.place,
                    help: "remove entries:, or write format: json"
                )
            )
        }
        let name = "\(shown)/\(source.value)"
        do throws(FileTrouble) {
            let bytes = try BoundedFile.read(Array("\(self.path)/\(source.value)".utf8CString))
            reading.sources[name] = bytes
            let offences = TextCheck.offences(in: bytes, file: name, isYAML: false)
            reading.findings += offences
            guard offences.isEmpty else { return nil }
            return BotTemplate.File(
                path: path,
                format: format,
                source: String(decoding: bytes, as: UTF8.self),
                sourceName: name,
                entries: draft.entries?.value
            )
        } catch .missing {
            reading.findings.append(
                Finding(
                    .error,
                    "template.missing-source",
                    "there is no \(name)",
                    at: source.place,
                    help: "put the Mustache file beside template.yaml"
                )
            )
        } catch {
            reading.findings.append(error.finding(file: name))
        }
        return nil
    }

    private func repeatedPaths(in template: BotTemplate) -> [Finding] {
        var seen: Set<String> = []
        return template.files.compactMap { file in
            guard !seen.insert(file.path.value).inserted else { return nil }
            return Finding(
                .error,
                "template.wrong-value",
                "\(SlotFiles.shown(file.path.value)) stands twice under files",
                at: file.path.place,
                help: "keep one of the two"
            )
        }
    }
}
