import SlotModel

/// Judges the template of a text file before it is rendered, so that its author hears of everything at once and with places.
struct TemplateCheck {
    private let source: [UInt8]
    private let sourceName: String
    private(set) var findings: [Finding] = []
    /// The names of the sections that the current tag stands in; empty text for inverted ones.
    private var sections: [String] = []

    /// - Returns: The template, unless one of the findings is an error.
    static func check(
        _ source: BotTemplate.MustacheSource
    ) -> (template: MustacheTemplate?, findings: [Finding]) {
        var check = TemplateCheck(source: Array(source.text.utf8), sourceName: source.name)
        let template: MustacheTemplate
        do throws(MustacheTemplate.SyntaxError) {
            template = try MustacheTemplate(source.text)
        } catch {
            return (nil, [check.finding(error)])
        }
        for tag in template.tags { check.check(tag) }
        return (check.findings.containErrors ? nil : template, check.findings)
    }

    private init(source: [UInt8], sourceName: String) {
        self.source = source
        self.sourceName = sourceName
    }

    private mutating func check(_ tag: MustacheTemplate.Tag) {
        sections.removeLast(max(0, sections.count - tag.depth))
        defer {
            if tag.kind == .section { sections.append(tag.name) }
            if tag.kind == .invertedSection { sections.append("") }
        }
        if tag.kind == .partial {
            return complain(
                "template.partial",
                "templates cannot bring in other files",
                tag,
                help: "put the text of '\(tag.name)' here"
            )
        }
        guard let kind = TextNames.kind(of: tag.name, in: sections) else { return complainAboutName(tag) }
        switch (kind, tag.kind) {
        case (.list, .section) where sections.contains(tag.name):
            complain(
                "template.misused-name",
                "{{#\(tag.name)}} stands inside itself",
                tag,
                help: "close it with {{/\(tag.name)}} first"
            )
        case (.flag, .variable), (.flag, .rawVariable), (.list, .variable), (.list, .rawVariable):
            complain(
                "template.misused-name",
                "'\(tag.name)' prints nothing by itself",
                tag,
                help: "write {{#\(tag.name)}} before and {{/\(tag.name)}} after what depends on it"
            )
        case (.optional, .variable), (.optional, .rawVariable):
            guard !sections.contains(where: { TextNames.section($0, covers: tag.name) }) else { break }
            complain(
                "template.unguarded",
                "not every slot has a value for '\(tag.name)'",
                tag,
                help: "put it between {{#\(tag.name)}} and {{/\(tag.name)}}"
            )
        default: break
        }
    }

    private mutating func complainAboutName(_ tag: MustacheTemplate.Tag) {
        if !sections.contains(TextNames.slots), TextNames.slot[tag.name] != nil {
            return complain(
                "template.unknown-name",
                "'\(tag.name)' belongs to a slot",
                tag,
                help: "put it between {{#slots}} and {{/slots}}"
            )
        }
        if CredentialField(rawValue: tag.name) != nil {
            return complain(
                "template.credential",
                "a text file never sees a credential",
                tag,
                help: "take '\(tag.name)' out; credentials go into the members of a json file"
            )
        }
        let lists = TextNames.inLists.filter { $0.value[tag.name] != nil }.keys.sorted()
        if !lists.isEmpty {
            return complain(
                "template.unknown-name",
                "'\(tag.name)' belongs to a line of a list",
                tag,
                help: "put it inside of \(lists.map { "{{#\($0)}}" }.joined(separator: " or "))"
            )
        }
        let names = TextNames.known(in: sections)
        complain(
            "template.unknown-name",
            "unknown name '\(tag.name)'",
            tag,
            help: nearestName(to: tag.name, among: names.sorted()).map { "did you mean '\($0)'?" }
                ?? "templates.md in slots' documentation lists the names that templates know"
        )
    }

    private mutating func complain(
        _ code: String,
        _ message: String,
        _ tag: MustacheTemplate.Tag,
        help: String
    ) {
        // The tag up to its closing braces, for the caret.
        let end = source[tag.position...].firstIndex(of: UInt8(ascii: "}")).map { $0 + 2 } ?? source.count
        let place = JSONDocument.place(
            of: tag.position..<max(end, tag.position),
            in: source,
            file: sourceName
        )
        findings.append(Finding(.error, code, message, at: place, help: help))
    }

    private func finding(_ error: MustacheTemplate.SyntaxError) -> Finding {
        let position = error.position ?? 0
        let first = error.message.prefix(1).lowercased()
        return Finding(
            .error,
            "template.syntax",
            first + error.message.dropFirst(),
            at: JSONDocument.place(of: position..<(position + 2), in: source, file: sourceName),
            help: "sections begin with {{#name}} and end with {{/name}}, names stand between {{ and }}"
        )
    }
}
