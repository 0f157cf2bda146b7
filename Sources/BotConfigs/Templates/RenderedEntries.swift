import Locking
import SlotModel

/// What a template rendered: the entry of every slot, and what stands around them in a new file.
struct RenderedEntries: Sendable {
    /// Each slot's members, in the order of the slots; `extra:` is not in it yet.
    var members: [[JSONTree.Member]]
    /// The rendered file; what stands in the place of its entries is not to be used.
    var root: JSONTree

    /// Above the rendered length of 10,000 slots.
    static let maximumSize = 64 << 20
    /// Slots that are rendered together where they can be rendered apart.
    private static let chunkSize = 512

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
        // The library collects a line before it counts it, so the text that repeats is bounded beforehand.
        let repeated = template.tags.filter { $0.name == TemplateNames.slots && $0.kind == .section }
            .reduce(0) { $0 + $1.bodyCount }
        guard repeated * slots.count <= maximumSize else { throw tooLarge(file) }
        let rendering = Rendering(
            file: file,
            entries: entries,
            slots: slots,
            areNew: slots.map { isNew($0.id) },
            bot: bot,
            placeholders: Placeholders(for: slots)
        )
        if slots.count > chunkSize, template.rendersApart(file.source) {
            let chunks = sideBySide(slots.count, inChunksOf: chunkSize) { range in
                try? rendering.rendered(range, by: MustacheTemplate(file.source))
            }
            let good = chunks.compactMap(\.self)
            // If something is wrong, the rendering in one piece below says what.
            if let first = good.first, good.count == chunks.count {
                return RenderedEntries(members: good.flatMap(\.members), root: first.root)
            }
        }
        return try rendering.rendered(slots.indices, by: template)
    }

    fileprivate static func tooLarge(_ file: BotTemplate.File) -> Finding {
        Finding(
            .error,
            "template.too-large",
            "the rendered file would be larger than \(maximumSize >> 20) MiB",
            at: Place(file: file.sourceName)
        )
    }

    fileprivate static func finding(_ error: MustacheTemplate.RenderingError, _ file: BotTemplate.File)
        -> Finding
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

/// Everything that one rendering goes by.
private struct Rendering: Sendable {
    var file: BotTemplate.File
    var entries: BotTemplate.Entries
    var slots: [BotSlot]
    /// Whether the bot's file has no entry of the slot yet, for each.
    var areNew: [Bool]
    var bot: Bot
    var placeholders: Placeholders

    /// Renders some of the slots as if they were all.
    func rendered(_ range: Range<Int>, by template: MustacheTemplate) throws(Finding) -> RenderedEntries {
        let values = range.map { index in
            let scope = SlotScope(
                slot: slots[index],
                index: index,
                isLast: index == range.upperBound - 1,
                isNew: areNew[index],
                placeholders: placeholders
            )
            return MustacheValue.scope { scope.value(of: $0) }
        }
        let root = MustacheValue.object([TemplateNames.slots: .list(values), "bot": .text(bot.name)])
        let text: [UInt8]
        do throws(MustacheTemplate.RenderingError) {
            text = try template.render(
                root,
                escape: .json,
                isStrict: true,
                limit: RenderedEntries.maximumSize
            )
        } catch {
            throw RenderedEntries.finding(error, file)
        }
        return try RenderedText(text: text, file: file, placeholders: placeholders)
            .read(entries: entries, slots: slots[range])
    }
}

extension MustacheTemplate {
    /// Whether some of the slots can be rendered without the others: nothing but a comma between them depends on
    /// which ones there are.
    fileprivate func rendersApart(_ source: String) -> Bool {
        let places = tags.filter { ["first", "last", TemplateNames.slots].contains($0.name) }
        guard places.map(\.name) == [TemplateNames.slots, "last"], let comma = places.last else {
            return false
        }
        let rest = source.utf8.dropFirst(comma.position)
        let separator = "{{^last}},{{/last}}"
        return rest.starts(with: separator.utf8)
            && rest.dropFirst(separator.utf8.count).drop(while: isJSONBlank).starts(with: "{{/slots}}".utf8)
    }
}

/// Rendered text on its way back into values.
private struct RenderedText {
    var text: [UInt8]
    var file: BotTemplate.File
    var placeholders: Placeholders

    func read(entries: BotTemplate.Entries, slots: ArraySlice<BotSlot>) throws(Finding) -> RenderedEntries {
        if let error = JSONValidator.firstError(in: text, maximumDepth: JSONDocument.maximumDepth) {
            let place = JSONDocument.place(of: error.offset..<error.offset, in: text, file: "")
            throw failure(
                "template.not-json",
                "the template renders text that is not JSON: \(error.message) "
                    + "(line \(place.line), column \(place.column) of what it renders)",
                help: "check its quotes and commas; {{^last}},{{/last}} puts a comma between slots"
            )
        }
        var position = JSONDocument.firstNonBlank(text, from: 0)
        let root = try tree(at: &position)
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
        _ slots: ArraySlice<BotSlot>
    ) throws(Finding) -> [[JSONTree.Member]] {
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
        var ordered: [[JSONTree.Member]] = []
        ordered.reserveCapacity(slots.count)
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
            ordered.append(inner)
        }
        return ordered
    }

    /// The value at a position, with the secrets in the place of their placeholders; goes behind it.
    ///
    /// The text was judged to be JSON.
    private func tree(at position: inout Int) throws(Finding) -> JSONTree {
        switch JSONSpan.Kind(firstByte: text[position]) {
        case .null, .boolean, .number:
            let start = position
            position = JSONDocument.endOfValue(text, at: start)
            return .literal(Array(text[start..<position]))
        case .string: return .string(placeholders.parts(of: string(at: &position)))
        case .list:
            var elements: [JSONTree] = []
            position = JSONDocument.firstNonBlank(text, from: position + 1)
            while text[position] != UInt8(ascii: "]") {
                elements.append(try tree(at: &position))
                stepToNext(&position)
            }
            position += 1
            return .list(elements)
        case .object: return .object(try object(at: &position))
        }
    }

    private func object(at position: inout Int) throws(Finding) -> [JSONTree.Member] {
        var members: [JSONTree.Member] = []
        // Few names are compared one by one: that is quicker than a table.
        var names: Set<String> = []
        position = JSONDocument.firstNonBlank(text, from: position + 1)
        while text[position] != UInt8(ascii: "}") {
            let name = String(decoding: string(at: &position), as: UTF8.self)
            guard !placeholders.isPart(of: name) else {
                throw failure(
                    "template.secret-as-name",
                    "the template puts a credential into the name of a member",
                    help: "credentials stand in values only"
                )
            }
            if members.count == 16 { names = Set(members.map(\.name)) }
            let isRepeated =
                members.count < 16
                ? members.contains { $0.name == name } : !names.insert(name).inserted
            guard !isRepeated else {
                throw failure(
                    "template.duplicate-member",
                    "the template renders the member '\(name)' twice",
                    help: "render every member once"
                )
            }
            // Over the colon.
            position = JSONDocument.firstNonBlank(text, from: position)
            position = JSONDocument.firstNonBlank(text, from: position + 1)
            members.append(.init(name: name, value: try tree(at: &position)))
            stepToNext(&position)
        }
        position += 1
        return members
    }

    /// Over blanks and a comma.
    private func stepToNext(_ position: inout Int) {
        position = JSONDocument.firstNonBlank(text, from: position)
        if text[position] == UInt8(ascii: ",") {
            position = JSONDocument.firstNonBlank(text, from: position + 1)
        }
    }

    /// The bytes that a string stands for.
    private func string(at position: inout Int) -> [UInt8] {
        let start = position
        position = JSONDocument.endOfString(text, at: start)
        let inner = text[(start + 1)..<(position - 1)]
        guard inner.contains(UInt8(ascii: "\\")) else { return Array(inner) }
        var decoded: [UInt8] = []
        JSONString.decode(inner) { decoded.append($0) }
        return decoded
    }

    private func failure(_ code: String, _ message: String, help: String) -> Finding {
        Finding(.error, code, message, at: Place(file: file.sourceName), help: help)
    }
}
