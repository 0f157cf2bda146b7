import PlainJSON
import SlotModel

/// A template on its way from `template.yaml` to the model.
struct TemplateDraft: Sendable {
    struct File: Sendable {
        var path: Located<String>?
        var format: BotTemplate.Format?
        /// The Mustache file's name.
        var source: Located<String>?
        var entries = BotTemplate.Entries()
        /// Where the file's entries are named.
        var entriesPlace: Place?
        var members: Located<[MemberDraft]>?
        var fields: Located<[MemberDraft]>?
    }

    var ids: [NamedEntry<Located<String>>] = []
    var numberSeparator: String?
    var files: [Located<File>] = []
    var command: Located<CommandDraft>?
    var interface: Located<InterfaceDraft>?
    var needs: [NamedEntry<[Permission]>] = []
    var start: Located<[String]>?
    var notes = BotTemplate.Notes()
    var refusals: [RefusalDraft] = []
    var rules: [Located<RuleDraft>] = []
    var isStandard = false
    var isOnePerExchange = false
}

/// A refusal on its way from `template.yaml` to the model.
struct RefusalDraft: Sendable {
    var condition: BotTemplate.Condition?
    var exception: BotTemplate.Condition?
    var reason: String?
    var isUnconfirmed = false
}

/// What may stand in `templates/<kind>/template.yaml`.
enum TemplateDeclaration {
    static let record = Record<TemplateDraft>(
        "a template",
        example: "ids: {aster: asterdex}",
        fields: [
            Field(
                "ids",
                "The bot's own id for each selector; a selector that is absent is not supported by the bot",
                .dictionary(
                    of: selectors,
                    to: Shape.line("the bot's id", example: "asterdex", maximumLength: 64).located,
                    words: "a map from selectors to ids",
                    example: "{aster: asterdex}"
                ),
                isRequired: true
            ) {
                $0.ids = $1
            },
            Field(
                "number-separator",
                "What stands between an id and the number of a further connection",
                .line("a few characters", example: "\"#\"", maximumLength: 8),
                standard: "\"#\""
            ) {
                $0.numberSeparator = $1
            },
            Field(
                "files",
                "The bot's files",
                .list(
                    of: file.shape(startingWith: TemplateDraft.File()).located,
                    words: "a list of files",
                    example: "[{path: config.js, format: json, members: {key: {from: key}}}]",
                    isEmptyAllowed: false
                )
            ) { $0.files = $1 },
            Field(
                "command",
                "A program of the bot's own that takes its connections one at a time, where no file of it can be written",
                command.shape(startingWith: CommandDraft()).located
            ) { $0.command = $1 },
            Field(
                "register",
                "The interface of a bot that runs, to which 'slots register' makes keys known",
                interface.shape(startingWith: InterfaceDraft()).located
            ) { $0.interface = $1 },
            Field(
                "refuses",
                "Slots that this kind of bot cannot use, and why",
                .list(
                    of: refusal.shape(startingWith: RefusalDraft()),
                    words: "a list of refusals",
                    example:
                        "[{if: {account.margin-mode: cross}, because: it trades with isolated margin only}]"
                )
            ) { $0.refusals = $1 },
            Field(
                "rules",
                "What this kind of bot asks of a slot's key and account; a slot's allow: does not waive it",
                .list(
                    of: Shape<RuleDraft>.rule.located,
                    words: "a list of rules",
                    example: "[{rights-off: [withdraw], because: it takes no key that can withdraw}]"
                )
            ) { $0.rules = $1 },
            Field(
                "needs",
                "Rights that this kind of bot may want of a key beyond those of its selector: warned about",
                .dictionary(
                    of: selectors,
                    to: .list(
                        of: Shape.choice("a right", example: Permission.spot),
                        words: "a list of rights",
                        example: "[spot]",
                        isSet: true
                    ),
                    words: "a map from selectors to rights",
                    example: "{bitget-futures: [spot]}"
                )
            ) { $0.needs = $1 },
            Field(
                "start",
                "The command that starts the bot, run in its directory",
                Shape.command(example: "[./gunthy-linux]").located
            ) { $0.start = $1 },
            Field(
                "notes",
                "What the bot's owner has to do after an apply",
                notes.shape(startingWith: BotTemplate.Notes())
            ) { $0.notes = $1 },
            Field(
                "one-per-exchange",
                "Whether an installation has one account for each id, and no numbers",
                .boolean
            ) {
                $0.isOnePerExchange = $1
            },
            Field("standard", "Whether 'slots init' lays out a workspace for this kind of bot", .boolean) {
                $0.isStandard = $1
            },
        ]
    )

    private static let refusal = Record<RefusalDraft>(
        "a map that describes a refusal",
        example: "{if: api-wallet, because: it signs with the main wallet's own key only}",
        fields: [
            Field(
                "if",
                "What such a slot has, or says in one of a few words",
                Shape<BotTemplate.Condition>.condition,
                isRequired: true
            ) { $0.condition = $1 },
            Field(
                "unless",
                "What such a slot has, or says, where the bot can use it all the same",
                Shape<BotTemplate.Condition>.condition
            ) { $0.exception = $1 },
            Field(
                "because",
                "Why the bot cannot use it",
                .line("a line of text", example: "it trades with isolated margin only", maximumLength: 300),
                isRequired: true
            ) { $0.reason = $1 },
            Field("unconfirmed", "Nobody is sure: such slots are warned of, and written", .boolean) {
                $0.isUnconfirmed = $1
            },
        ]
    )

    private static func lines(example: String) -> Shape<[String]> {
        .list(
            of: Shape.line("a line of text", example: nil, maximumLength: 500),
            words: "a list of texts",
            example: example
        )
    }

    private static let notes = Record<BotTemplate.Notes>(
        "a map of notes",
        example: "{entry-added: [restart the bot's core]}",
        fields: [
            Field(
                "entry-added",
                "Told after an apply that added a connection",
                lines(example: "[restart the bot's core]")
            ) { $0.entryAdded = $1 },
            Field(
                "entry-removed",
                "Told after an apply that removed a connection",
                lines(example: "[restart the bot's core]")
            ) { $0.entryRemoved = $1 },
        ]
    )

    private static let selectors = NameRule(
        words: "exchange that slots knows",
        pattern: "^(\(Selector.allCases.map(\.rawValue).joined(separator: "|")))$",
        maximumLength: 63,
        isFirst: { _ in true },
        isRest: { _ in true },
        advice: "the exchanges are \(Selector.allCases.map(\.rawValue).joined(separator: ", "))",
        isKnown: { Selector(rawValue: $0) != nil }
    )

    private static let mustache = NameRule(
        words: "name of a Mustache file",
        pattern: "^[A-Za-z0-9_][A-Za-z0-9._-]*\\.mustache$",
        maximumLength: 128,
        isFirst: { byte in byte == 0x5F || NameRule.secret.isFirst(byte) },
        isRest: NameRule.secret.isRest,
        advice: "write a file name such as settings.txt.mustache, without folders",
        isKnown: { $0.hasSuffix(".mustache") && $0 != ".mustache" }
    )

    private static let file = Record<TemplateDraft.File>(
        "a map that describes a file",
        example: "{path: config.js, format: json, members: {key: {from: key}}}",
        fields: [
            Field(
                "path",
                "The file, relative to the bot's directory; with {name} in it, every slot has one of its own",
                Shape.innerPath.located,
                isRequired: true
            ) {
                $0.path = $1
            },
            Field(
                "format",
                "How the file is written: json and env are merged, text is written as a whole",
                .choice("a format", example: BotTemplate.Format.json),
                isRequired: true
            ) { $0.format = $1 },
            Field(
                "source",
                "Of a text file: the Mustache file beside template.yaml",
                Shape.name(mustache, "the name of a Mustache file", example: "settings.txt.mustache").located
            ) { $0.source = $1 },
            Field(
                "entries",
                "The object with one member for each connection, as names joined by dots; {name} at the end: it is "
                    + "called as the slot is; absent: the members stand at the top",
                Shape.memberPath(example: "exchanges").located
            ) {
                let naming = $1.value.last.flatMap(BotTemplate.Entries.Naming.init(mark:))
                $0.entries.path = naming == nil ? $1.value : $1.value.dropLast()
                $0.entries.naming = naming
                $0.entriesPlace = $1.place
            },
            Field(
                "others",
                "Members beside the connections that are none; * at the end stands for anything",
                lines(example: "[referrals, \"_comment*\"]")
            ) { $0.entries.others = $1 },
            Field(
                "members",
                "What slots writes into a connection, in this order",
                Shape<[MemberDraft]>.members.located
            ) { $0.members = $1 },
            Field(
                "fields",
                "Of a text file: what the form asks for into which somebody types the connection, in its order",
                Shape<[MemberDraft]>.members.located
            ) { $0.fields = $1 },
            Field(
                "encrypted",
                "How the bot shows that it encrypted the credentials",
                encrypted.shape(startingWith: BotTemplate.Entries())
            ) {
                $0.entries.encryptedFlag = $1.encryptedFlag
                $0.entries.encryptedPrefix = $1.encryptedPrefix
            },
            Field(
                "empty-before-removal",
                "What must be empty before an entry goes; {id} stands for its id",
                Shape.memberPath(example: "pairs.{id}")
            ) { $0.entries.emptyBeforeRemoval = $1 },
            Field(
                "pairs",
                "The object with the pairs that the bot trades on a connection",
                Shape.memberPath(example: "pairs.{id}")
            ) { $0.entries.pairs = $1 },
        ]
    )

    private static let encrypted = Record<BotTemplate.Entries>(
        "a map that describes encrypted credentials",
        example: "{flag: isEncrypted, prefix: \"ENC:\"}",
        needsOne: true,
        fields: [
            Field(
                "flag",
                "The member that is true when the bot encrypted the credentials",
                .line("the name of a member", example: "isEncrypted")
            ) { $0.encryptedFlag = $1 },
            Field(
                "prefix",
                "What an encrypted credential begins with",
                .line("a few characters", example: "\"ENC:\"", maximumLength: 32)
            ) { $0.encryptedPrefix = $1 },
        ]
    )
}
