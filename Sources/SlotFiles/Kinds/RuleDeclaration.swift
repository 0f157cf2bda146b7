import PlainJSON
import SlotModel

/// A rule on its way from `template.yaml` to the model: what it demands stands under a key of its own.
struct RuleDraft: Sendable {
    var demands: [BotTemplate.Rule.Demand] = []
    var slots = BotTemplate.Applicability()
    var reason: String?
    var isUnconfirmed = false

    /// One for each thing that it demands.
    var rules: [BotTemplate.Rule] {
        demands.map { .init($0, for: slots, because: reason, isUnconfirmed: isUnconfirmed) }
    }
}

extension Shape where Value == RuleDraft {
    static var rule: Shape { record.shape(startingWith: RuleDraft()) }

    private static var record: Record<RuleDraft> {
        Record(
            "a map that describes a rule",
            example: "{rights-off: [withdraw], because: it takes no key that can withdraw}",
            fields: [
                Field("rights-on", "Rights that must be on", rights("[read, spot]")) {
                    $0.demands.append(.rightsOn($1))
                },
                Field("rights-off", "Rights that must be off", rights("[withdraw]")) {
                    $0.demands.append(.rightsOff($1))
                },
                Field(
                    "valid-at-most",
                    "How long the key may live from now on",
                    Shape<Duration>.duration(
                        upTo: .seconds(3650 * 86_400),
                        shownAs: "3650d",
                        example: "365d"
                    )
                ) {
                    $0.demands.append(.validAtMost(days: max(1, Int($1.components.seconds / 86_400))))
                },
                Field("total", "One of these amounts must be there, free and locked together", .balance) {
                    let amounts = $1.map { ($0.name.value, $0.value.value) }
                    $0.demands.append(.total(Dictionary(amounts) { first, _ in first }))
                },
                Field(
                    "told",
                    "What the exchange has to tell of the account",
                    .list(
                        of: Shape<BotTemplate.AccountTrait>
                            .choice("a trait of the account", example: .positionMode),
                        words: "a list of traits",
                        example: "[position-mode]",
                        isEmptyAllowed: false,
                        isSet: true
                    )
                ) { $0.demands.append(.told($1)) },
                Field(
                    "if",
                    "Which slots it is about: what they have, or say in one of a few words; absent: all",
                    Shape<BotTemplate.Condition>.condition
                ) { $0.slots.condition = $1 },
                Field("unless", "Which of them it is not about", Shape<BotTemplate.Condition>.condition) {
                    $0.slots.exception = $1
                },
                Field(
                    "because",
                    "Why",
                    .line("a line of text", example: "it takes no key that can withdraw", maximumLength: 300),
                    isRequired: true
                ) { $0.reason = $1 },
                Field(
                    "unconfirmed",
                    "Nobody is sure: a slot that breaks it is warned of, and not stopped",
                    .boolean
                ) {
                    $0.isUnconfirmed = $1
                },
            ]
        )
    }

    private static func rights(_ example: String) -> Shape<[Permission]> {
        .list(
            of: Shape<Permission>.choice("a right", example: .spot),
            words: "a list of rights",
            example: example,
            isEmptyAllowed: false,
            isSet: true
        )
    }
}

/// Rules that demand nothing.
func emptyRules(_ drafts: [Located<RuleDraft>]) -> [Finding] {
    drafts.filter(\.value.demands.isEmpty).map { draft in
        wrongTemplateValue(
            "a rule demands nothing",
            at: draft.place,
            help: "add rights-on:, rights-off:, valid-at-most:, total: or told:"
        )
    }
}
