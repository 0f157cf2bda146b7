import PlainJSON
import SlotModel

/// A member on its way from `template.yaml` to the model, with the place of its name.
struct MemberDraft: Sendable {
    var member: BotTemplate.Member
    var place: Place
}

/// What may stand below `members`.
private struct MemberFields: Sendable {
    var sources: [BotTemplate.Source]?
    var constant: ExtraValue?
    var unit: BotTemplate.Member.Unit?
    var values: [ExtraValue.Member] = []
    var condition: BotTemplate.Condition?
    var isOnce = false
    var isKept = false
    var isReadOnly = false
    var standard: ExtraValue?
}

private let memberRecord = Record<MemberFields>(
    "a map that describes a member",
    example: "{from: key}",
    needsOne: true,
    fields: [
        Field(
            "from",
            "Where the value comes from; of several, the first that the slot has",
            Shape<[BotTemplate.Source]>.sources
        ) { $0.sources = $1 },
        Field("value", "A value that is the same for every slot", Shape<ExtraValue>.constant) {
            $0.constant = $1
        },
        Field(
            "unit",
            "What the number is told in",
            .choice("a unit", example: BotTemplate.Member.Unit.seconds)
        ) { $0.unit = $1 },
        Field("values", "What the bot says for what a slot says", Shape<[ExtraValue.Member]>.values) {
            $0.values = $1
        },
        Field(
            "if",
            "Written only for slots that have this, or say one of these words",
            Shape<BotTemplate.Condition>.condition
        ) { $0.condition = $1 },
        Field("once", "Written with a new connection and then left to the bot", .boolean) { $0.isOnce = $1 },
        Field("kept", "Stays as it is when a slot stops naming it", .boolean) { $0.isKept = $1 },
        Field("read-only", "Read by an import, never written", .boolean) { $0.isReadOnly = $1 },
        Field(
            "new",
            "The value in a new connection whose slot names none",
            Shape<ExtraValue>.constant
        ) { $0.standard = $1 },
    ]
)

extension Shape where Value == [MemberDraft] {
    /// The table of members.
    static var members: Shape {
        let words = "a map from the bot's members to where their values come from"
        let example = "{key: {from: key}}"
        let names = NameRule(
            words: "name of a member",
            pattern: "^[^.]+(\\.[^.]+)*$",
            maximumLength: 255,
            isFirst: { $0 != UInt8(ascii: ".") },
            isRest: { _ in true },
            advice: "write the member's name, with dots between the names of a path",
            isKnown: { $0.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty } }
        )
        return Shape<[NamedEntry<Located<MemberFields>>]>
            .dictionary(
                of: names,
                to: memberRecord.shape(startingWith: MemberFields()).located,
                words: words,
                example: example
            )
            .map { entries in
                entries.map { entry in
                    let fields = entry.value.value
                    let value: BotTemplate.Member.Value =
                        fields.sources.map { .from($0) } ?? fields.constant.map { .constant($0) } ?? .unknown
                    var member = BotTemplate.Member(entry.name.value, value, unit: fields.unit)
                    member.values = fields.values
                    member.condition = fields.condition
                    member.isOnce = fields.isOnce
                    member.isKept = fields.isKept
                    member.isReadOnly = fields.isReadOnly
                    member.standard = fields.standard
                    return MemberDraft(member: member, place: entry.name.place)
                }
            }
    }
}

extension Shape where Value == BotTemplate.Source {
    /// The name of something that a slot can say.
    static var source: Shape {
        let names = BotTemplate.Source.named.map(\.name)
        return scalar(
            "something that a slot says",
            example: "delay",
            schema: [.init("type", "string"), .init("enum", .array(names.map { .string($0) }))]
        ) { text, node, reading in
            if let source = BotTemplate.Source(name: text) { return source }
            reading.complain(
                "wrong-value",
                "\(reading.key) takes something that a slot says, not \(reading.quoted(node))",
                at: node,
                help: nearestName(to: text, among: names).map { "did you mean '\($0)'?" }
                    ?? "one of \(names.joined(separator: ", "))"
            )
            return nil
        }
    }
}

extension Shape where Value == [BotTemplate.Source] {
    /// One name, or a list of names.
    static var sources: Shape {
        let one = Shape<BotTemplate.Source>.source
        let several = list(
            of: one,
            words: "a list of sources",
            example: "[key, api-wallet]",
            isEmptyAllowed: false
        )
        return Shape(
            words: one.words,
            example: "key",
            schema: { [.init("anyOf", [.object(one.schema()), .object(several.schema())])] }
        ) { node, reading in
            node.kind == .list ? several.read(node, &reading) : one.read(node, &reading).map { [$0] }
        }
    }
}

extension Shape where Value == ExtraValue {
    /// A text, a number, true, false or null.
    static var constant: Shape {
        let words = "a text, a number, true or false"
        return Shape(
            words: words,
            example: "spot",
            schema: { [.init("type", ["string", "number", "boolean", "null"])] }
        ) { node, reading in
            guard node.kind == .scalar else {
                reading.complain(
                    "wrong-type",
                    "\(reading.key) takes \(words)",
                    at: node,
                    help: "write one value"
                )
                return nil
            }
            return reading.extraValue(of: node)
        }
    }
}

extension Shape where Value == [ExtraValue.Member] {
    /// What the bot says for each thing that a slot says.
    static var values: Shape {
        let words = "a map from what a slot says to what the bot says"
        let example = "{futures: swap}"
        return Shape(words: words, example: example, schema: { [.init("type", "object")] }) { node, reading in
            guard reading.isMap(node, words: words, example: example),
                case .map(let members) = reading.extraValue(of: node)
            else { return nil }
            return members
        }
    }
}
