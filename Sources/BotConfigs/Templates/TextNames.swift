import SlotModel

/// The names that the template of a text file may ask for; none of them leads to a credential.
enum TextNames {
    enum Kind: Sendable {
        /// Always prints something.
        case always
        /// Prints something only where the slot names it, so that a section must stand around it.
        case optional
        /// Decides about a section; prints nothing.
        case flag
        case list
    }

    struct Name: Sendable {
        var kind: Kind
        var value: @Sendable (TextSlot) -> MustacheValue
    }

    /// The list of slots.
    static let slots = "slots"

    /// Known everywhere.
    static let root: [String: Kind] = [slots: .list, "bot": .always]

    /// Known inside of `{{#slots}}` only: the sources of members, those of numbers with their units, and what the sheet of
    /// a connection tells.
    static let slot: [String: Name] = {
        var names: [String: Name] = [
            "first": Name(kind: .flag) { .boolean($0.isFirst) },
            "last": Name(kind: .flag) { .boolean($0.isLast) },
            "exchange-name": Name(kind: .always) { .text($0.slot.slot.exchange.value.displayName) },
            "bot-exchange": Name(kind: .always) { .text($0.exchangeInBot) },
            "key-page": Name(kind: .always) { .text($0.sheet.keyPage) },
            "status": Name(kind: .always) { .text($0.sheet.status) },
            "checked": Name(kind: .optional) { $0.sheet.checked.map { .text($0) } ?? .boolean(false) },
            "steps": Name(kind: .list) { .list($0.sheet.steps) },
            "fields": Name(kind: .list) { .list($0.sheet.fields) },
            "rights-on": Name(kind: .list) { .list($0.sheet.rightsOn) },
            "rights-off": Name(kind: .list) { .list($0.sheet.rightsOff) },
            "addresses": Name(kind: .list) { .list($0.sheet.addresses) },
            "conditions": Name(kind: .list) { .list($0.sheet.conditions) },
        ]
        for (name, source) in BotTemplate.Source.named {
            switch source {
            case .credential: continue
            case .id, .name, .market, .exchange: names[name] = Name(kind: .always) { $0.text(source, nil) }
            case .makerFee, .takerFee, .delay, .rateLimit:
                names[name] = Name(kind: .flag) { .boolean($0.slot.said(source) != nil) }
                for unit in source.units {
                    names["\(name).\(unit.rawValue)"] = Name(kind: .optional) { $0.text(source, unit) }
                }
            case .label, .network, .contract, .positionMode, .marginMode:
                names[name] = Name(kind: .optional) { $0.text(source, nil) }
            }
        }
        return names
    }()

    /// Known inside of a list's section only, besides the slot's.
    static let inLists: [String: [String: Kind]] = [
        "steps": ["number": .always, "text": .always],
        "fields": ["title": .always, "value": .optional, "credential": .flag].merging(marked) { $1 },
        "rights-on": rights, "rights-off": rights,
        "addresses": ["address": .always, "bot-address": .flag].merging(marked) { $1 },
        "conditions": ["text": .always, "because": .optional, "unconfirmed": .flag].merging(marked) { $1 },
    ]

    private static let marked: [String: Kind] = ["mark": .always, "when": .optional]
    private static let rights: [String: Kind] = [
        "text": .always, "right": .always, "because": .optional, "unconfirmed": .flag,
    ]
    .merging(marked) { $1 }

    /// What a name is inside of these sections, the innermost last; `nil`: nothing has it there.
    static func kind(of name: String, in sections: [String]) -> Kind? {
        for section in sections.reversed() {
            if let kind = inLists[section]?[name] { return kind }
        }
        if let kind = root[name] { return kind }
        return sections.contains(slots) ? slot[name]?.kind : nil
    }

    /// The names that are known inside of these sections.
    static func known(in sections: [String]) -> [String] {
        Array(root.keys) + (sections.contains(slots) ? Array(slot.keys) : [])
            + sections.flatMap { Array((inLists[$0] ?? [:]).keys) }
    }

    /// Whether a section of one name makes sure that another name prints something.
    static func section(_ section: String, covers name: String) -> Bool {
        section == name || (slot[section]?.kind == .flag && name.hasPrefix(section + "."))
    }
}

/// One slot as the template of a text file sees it.
struct TextSlot: Sendable {
    var slot: BotSlot
    var isFirst: Bool
    var isLast: Bool
    var sheet: SheetData

    /// `nil` for a name that is not a slot's; `false` for what the slot does not name.
    func value(of name: String) -> MustacheValue? { TextNames.slot[name]?.value(self) }

    /// The bot's own word for the exchange.
    fileprivate var exchangeInBot: String {
        let selector = slot.slot.exchange.value
        return sheet.template.ids[selector]?.value ?? selector.displayName
    }

    fileprivate func text(_ source: BotTemplate.Source, _ unit: BotTemplate.Member.Unit?) -> MustacheValue {
        switch slot.said(source) {
        case .text(let text): .text(text)
        case .number(let number):
            (number.shifted(by: unit?.shift ?? 0)?.description).map { .text($0) } ?? .boolean(false)
        case .secret, nil: .boolean(false)
        }
    }
}
