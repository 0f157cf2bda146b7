package import SlotModel

/// What was read of one kind of bot.
package struct TemplateReading: Sendable {
    /// `nil` when a finding is an error.
    package var template: BotTemplate?
    package var findings: [Finding] = []
    package var sources = SourceTexts()
    /// The `template.yaml` that was read, as the user would name it; `nil`: there is none.
    package var file: String?

    package init() {}
}

/// Reads `templates/<kind>/template.yaml` and the Mustache files of text files that it names.
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

/// Reads the text of a `template.yaml` that is not written yet; it cannot name Mustache files.
///
/// - Parameter kind: The kind that it would be.
package func readTemplate(_ bytes: [UInt8], kind: String) -> TemplateReading {
    TemplateFolder(path: "/dev/null", shown: "templates/\(kind)").read(bytes, kind: kind)
}

private func refusal(_ finding: Finding) -> TemplateReading {
    var reading = TemplateReading()
    reading.findings = [finding]
    return reading
}

/// The kinds of bots that there are templates for, by name.
package func templateKinds(inWorkspace directory: String, fallbacks: [String] = []) -> [String] {
    templateKinds(in: ["\(directory)/templates"] + fallbacks)
}

/// - Parameter folders: Folders like `templates/`; what cannot be read has no kinds.
package func templateKinds(in folders: [String]) -> [String] {
    var names: Set<String> = []
    for folder in folders {
        do throws(FileTrouble) {
            names.formUnion(try Folder.entries(of: folder).map(\.text).filter(NameRule.template.allows))
        } catch {
            // A folder that cannot be listed has no kinds to offer; what was asked for is missing all the same.
            continue
        }
    }
    return names.sorted()
}

/// Says which kinds there are.
private func missing(_ kind: Located<String>, among folders: [String]) -> Finding {
    let list = templateKinds(in: folders)
    let near = nearestName(to: kind.value, among: list)
    let offer =
        list.isEmpty
        ? "lay it out as templates/\(kind.value)/template.yaml; slots looked in \(folders.joined(separator: ", "))"
        : "there is \(list.joined(separator: ", "))"
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
        reading.file = file
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
        for entry in draft.needs {
            let slots = BotTemplate.Applicability(.init(.exchange, [entry.name.value]))
            template.rules.append(.init(.rightsOn(entry.value), for: slots, isUnconfirmed: true))
        }
        template.rules += draft.rules.flatMap(\.value.rules)
        // What could not be read of a rule would be missed in it a second time.
        if !reading.findings.containErrors { reading.findings += emptyRules(draft.rules) }
        template.numberSeparator = draft.numberSeparator ?? template.numberSeparator
        template.start = draft.start
        template.notes = draft.notes
        template.isStandard = draft.isStandard
        template.isOnePerExchange = draft.isOnePerExchange
        template.refusals = draft.refusals.compactMap { draft in
            guard let condition = draft.condition, let reason = draft.reason else { return nil }
            return .init(
                condition,
                unless: draft.exception,
                because: reason,
                isUnconfirmed: draft.isUnconfirmed
            )
        }
        template.files = draft.files.compactMap { complete($0.value, &reading) }
        template.command = draft.command.flatMap { completeCommand($0, &reading) }
        template.interface = draft.interface.flatMap { completeInterface($0, template, &reading) }
        if draft.files.isEmpty, draft.command == nil, !reading.findings.containErrors {
            reading.findings.append(
                Finding(
                    .error,
                    "template.missing-key",
                    "'files' is missing",
                    at: template.place,
                    help:
                        "add files: such as [{path: config.js, format: json, members: {key: {from: key}}}]; or command:, "
                        + "where the bot has a program that takes connections"
                )
            )
        }
        reading.findings += repeatedPaths(in: template)
        reading.findings = reading.findings.sortedByPlace()
        if !reading.findings.containErrors { reading.template = template }
        return reading
    }

    private func complete(_ draft: TemplateDraft.File, _ reading: inout TemplateReading) -> BotTemplate.File?
    {
        guard let path = draft.path, let format = draft.format else { return nil }
        var file = BotTemplate.File(path: path, format: format)
        reading.findings += strayBraces(in: file, draft)
        if format == .text {
            if let place = draft.members?.place ?? draft.entriesPlace {
                reading.findings.append(
                    wrongTemplateValue(
                        "a text file is ours as a whole and has no members",
                        at: place,
                        help: "remove members: and entries:, or write format: json"
                    )
                )
            }
            file.text = draft.source.flatMap { text($0, &reading) }
            if let fields = draft.fields, !reading.findings.containErrors {
                reading.findings += contradictions(in: fields.value) + writtenFields(fields.value)
            }
            file.fields = draft.fields?.value.map(\.member) ?? []
        } else {
            if let fields = draft.fields {
                reading.findings.append(
                    wrongTemplateValue(
                        "only a text file has the fields of a form",
                        at: fields.place,
                        help: "name the members instead, or write format: text"
                    )
                )
            }
            if let source = draft.source {
                reading.findings.append(
                    wrongTemplateValue(
                        "only a text file has a Mustache file",
                        at: source.place,
                        help: "name the members instead, or write format: text"
                    )
                )
            }
            file.entries = draft.members.map { members in
                // What could not be read of a member would be missed in it a second time.
                if !reading.findings.containErrors { reading.findings += contradictions(in: members.value) }
                var entries = draft.entries
                entries.members = members.value.map(\.member)
                if format == .env { reading.findings += readVariables(members, draft, into: &entries) }
                return entries
            }
        }
        guard file.text == nil, file.entries == nil, !reading.findings.containErrors else { return file }
        let key = format == .text ? "source" : "members"
        reading.findings.append(
            Finding(
                .error,
                "template.missing-key",
                "'\(key)' is missing for the file \(SlotFiles.shown(path.value))",
                at: path.place,
                help: format == .text
                    ? "add source: with the name of a Mustache file beside template.yaml"
                    : "add members: such as {key: {from: key}}"
            )
        )
        return nil
    }

    /// The Mustache text beside `template.yaml`.
    private func text(
        _ source: Located<String>,
        _ reading: inout TemplateReading
    ) -> BotTemplate.MustacheSource? {
        let name = "\(shown)/\(source.value)"
        do throws(FileTrouble) {
            let bytes = try BoundedFile.read(Array("\(path)/\(source.value)".utf8CString))
            reading.sources[name] = bytes
            let offences = TextCheck.offences(in: bytes, file: name, isYAML: false)
            reading.findings += offences
            return offences.isEmpty ? .init(String(decoding: bytes, as: UTF8.self), name: name) : nil
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
