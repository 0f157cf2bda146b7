import SlotModel

/// A bot's program on its way from `template.yaml` to the model.
struct CommandDraft: Sendable {
    var words: Located<[String]>?
    var environment: [String] = []
    var timeLimit = BotTemplate.Command.standardTimeLimit
    var members: Located<[MemberDraft]>?
}

extension TemplateDeclaration {
    /// What may stand below `command`.
    static let command = Record<CommandDraft>(
        "a map that describes a program",
        example: "{run: [hbot, connect, \"{id}\"], members: {api_key: {from: key}}}",
        fields: [
            Field(
                "run",
                "The program and its arguments, as a list of words; {id} is the connection's id, {name} the slot's name",
                Shape.list(
                    of: Shape.line("a word", example: nil, maximumLength: 500),
                    words: "a command as a list of words",
                    example: "[hbot, connect, \"{id}\"]",
                    isEmptyAllowed: false
                ).located,
                isRequired: true
            ) { $0.words = $1 },
            Field(
                "environment",
                "Names of variables that it gets from the environment of slots, besides PATH, HOME and the language",
                .list(
                    of: Shape.name(.variable, "the name of a variable", example: "HBOT_PASSWORD"),
                    words: "a list of names",
                    example: "[HBOT_PASSWORD]",
                    isSet: true
                )
            ) { $0.environment = $1 },
            Field(
                "timeout",
                "After which time it is ended",
                Shape.duration(upTo: .seconds(600), shownAs: "10m", example: "60s"),
                standard: "60s"
            ) { $0.timeLimit = $1 },
            Field(
                "members",
                "What it reads of a connection: a JSON object on its standard input",
                Shape<[MemberDraft]>.members.located,
                isRequired: true
            ) { $0.members = $1 },
        ]
    )
}

/// - Returns: `nil` where something of it could not be read, which was told.
func completeCommand(_ draft: Located<CommandDraft>, _ reading: inout TemplateReading) -> BotTemplate.Command?
{
    guard let words = draft.value.words, let members = draft.value.members else { return nil }
    if !reading.findings.containErrors { reading.findings += contradictions(in: members.value) }
    var entries = BotTemplate.Entries()
    entries.naming = .id
    entries.members = members.value.map(\.member)
    let command = BotTemplate.Command(
        words: words,
        environment: draft.value.environment,
        timeLimit: draft.value.timeLimit,
        entries: entries
    )
    let filled = command.words(for: "", of: "")
    if filled.first?.isEmpty != false || filled.joined().contains(where: { "{}".contains($0) }) {
        reading.findings.append(
            wrongTemplateValue(
                "'run' has braces that stand for nothing",
                at: words.place,
                help: "write {id} for the connection's id, or {name} for the slot's name, behind the program"
            )
        )
    }
    // It has no file that could be left as it is, or be read.
    let wrong = members.value.first { $0.member.isOnce || $0.member.isKept || $0.member.isReadOnly }
    if let wrong {
        reading.findings.append(
            wrongTemplateValue(
                "\(SlotFiles.shown(wrong.member.name)) is given each time, and is never read",
                at: wrong.place,
                help: "remove once:, kept: and read-only: below command:"
            )
        )
    }
    return command
}
