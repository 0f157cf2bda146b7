import Cryptography
import SlotModel

/// What a template rendered: the entry of every slot, and what stands around them in a new file.
struct RenderedEntries {
    /// Members by the entry's id; `extra:` is not in it yet.
    var members: [String: [JSONTree.Member]]
    /// The whole rendered file; its entries are those above.
    var root: JSONTree

    /// Above the rendered length of 10,000 slots.
    static let maximumSize = 64 << 20

    /// Renders a template that was checked and reads the result back.
    ///
    /// - Parameter isNew: Whether the bot's file has no entry of this id yet.
    static func render(
        _ template: MustacheTemplate,
        of file: BotTemplate.File,
        entries: BotTemplate.Entries,
        slots: [BotSlot],
        bot: Bot,
        isNew: (String) -> Bool
    ) throws(Finding) -> RenderedEntries {
        let placeholders = Placeholders(for: slots)
        // The library collects a line before it counts it, so the text that repeats is bounded beforehand.
        let repeated = template.tags.filter { $0.name == TemplateNames.slots && $0.kind == .section }
            .reduce(0) { $0 + $1.bodyCount }
        guard repeated * slots.count <= maximumSize else { throw tooLarge(file) }
        let values = slots.enumerated().map { index, slot in
            let scope = SlotScope(
                slot: slot,
                index: index,
                isLast: index == slots.count - 1,
                isNew: isNew(slot.id),
                placeholders: placeholders
            )
            return MustacheValue.scope { scope.value(of: $0) }
        }
        let root = MustacheValue.object([TemplateNames.slots: .list(values), "bot": .text(bot.name)])
        let text: [UInt8]
        do throws(MustacheTemplate.RenderingError) {
            text = try template.render(root, escape: .json, isStrict: true, limit: maximumSize)
        } catch {
            throw finding(error, file)
        }
        return try RenderedText(text: text, file: file, placeholders: placeholders)
            .read(entries: entries, slots: slots)
    }

    private static func tooLarge(_ file: BotTemplate.File) -> Finding {
        Finding(
            .error,
            "template.too-large",
            "the rendered file would be larger than \(maximumSize >> 20) MiB",
            at: Place(file: file.sourceName)
        )
    }

    private static func finding(_ error: MustacheTemplate.RenderingError, _ file: BotTemplate.File) -> Finding
    {
        switch error {
        case .missing(let name):
            Finding(
                .error,
                "template.unknown-name",
                "unknown name '\(name)'",
                at: Place(file: file.sourceName),
                help: "docs/templates.md lists the names that templates know"
            )
        case .tooLarge: tooLarge(file)
        case .failed(let message):
            Finding(
                .error,
                "template.syntax",
                "the template cannot be rendered: \(message)",
                at: Place(file: file.sourceName)
            )
        }
    }
}

/// Rendered text on its way back into values.
private struct RenderedText {
    var text: [UInt8]
    var file: BotTemplate.File
    var placeholders: Placeholders

    func read(entries: BotTemplate.Entries, slots: [BotSlot]) throws(Finding) -> RenderedEntries {
        let document: JSONDocument
        do throws(JSONFault) {
            document = try JSONDocument(text)
        } catch {
            let place = JSONDocument.place(of: error.offset..<error.offset, in: text, file: "")
            throw failure(
                "template.not-json",
                "the template renders text that is not JSON: \(error.message) "
                    + "(line \(place.line), column \(place.column) of what it renders)",
                help: "check its quotes and commas; {{^last}},{{/last}} puts a comma between slots"
            )
        }
        let root = try tree(document.root, in: document)
        guard let members = try members(of: root, at: entries.path) else {
            throw failure(
                "template.no-entries",
                "the template renders no object \(entries.path.joined(separator: "."))",
                help: "its entries must stand where template.yaml says: entries, path"
            )
        }
        return RenderedEntries(members: try byID(members, slots), root: root)
    }

    private func members(of tree: JSONTree, at path: [String]) throws(Finding) -> [JSONTree.Member]? {
        guard case .object(let members) = tree else { return nil }
        guard let name = path.first else { return members }
        guard let member = members.first(where: { $0.name == name }) else { return nil }
        return try self.members(of: member.value, at: Array(path.dropFirst()))
    }

    /// Every slot's entry, and no others.
    private func byID(
        _ members: [JSONTree.Member],
        _ slots: [BotSlot]
    ) throws(Finding) -> [String: [JSONTree.Member]] {
        var result: [String: [JSONTree.Member]] = [:]
        let ids = Set(slots.map(\.id))
        for member in members {
            guard case .object(let inner) = member.value, ids.contains(member.name) else {
                throw failure(
                    "template.wrong-entry",
                    "the template renders '\(member.name)', which is no slot's entry",
                    help: "render one object for each slot, named \"{{id}}\""
                )
            }
            result[member.name] = inner
        }
        for slot in slots {
            guard let inner = result[slot.id] else {
                throw failure(
                    "template.wrong-entry",
                    "the template renders no entry for '\(slot.id)'",
                    help: "render one object for each slot, named \"{{id}}\""
                )
            }
            guard inner.contains(where: \.value.holdsSecret) else {
                throw failure(
                    "template.no-credentials",
                    "the template writes no credentials of the slot '\(slot.slot.name)'",
                    help: "this kind of key needs its own lines in the template, such as {{#v3}}…{{/v3}}"
                )
            }
        }
        return result
    }

    /// A rendered value with the secrets in the place of their placeholders.
    private func tree(_ value: JSONSpan, in document: JSONDocument) throws(Finding) -> JSONTree {
        switch value.kind {
        case .null, .boolean, .number: return .literal(Array(document.raw(value.range)))
        case .string:
            var decoded: [UInt8] = []
            document.decode(value) { decoded.append($0) }
            return .string(placeholders.parts(of: decoded))
        case .list:
            var elements: [JSONTree] = []
            for element in document.elements(of: value) {
                elements.append(try tree(element, in: document))
            }
            return .list(elements)
        case .object:
            var members: [JSONTree.Member] = []
            var names: Set<String> = []
            for member in document.members(of: value) {
                guard !placeholders.isPart(of: member.name) else {
                    throw failure(
                        "template.secret-as-name",
                        "the template puts a credential into the name of a member",
                        help: "credentials stand in values only"
                    )
                }
                guard names.insert(member.name).inserted else {
                    throw failure(
                        "template.duplicate-member",
                        "the template renders the member '\(member.name)' twice",
                        help: "render every member once"
                    )
                }
                members.append(.init(name: member.name, value: try tree(member.value, in: document)))
            }
            return .object(members)
        }
    }

    private func failure(_ code: String, _ message: String, help: String) -> Finding {
        Finding(.error, code, message, at: Place(file: file.sourceName), help: help)
    }
}
