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

    /// Known inside of `{{#slots}}` only: the sources of members, those of numbers with their units.
    static let slot: [String: Name] = {
        var names: [String: Name] = [
            "first": Name(kind: .flag) { .boolean($0.isFirst) },
            "last": Name(kind: .flag) { .boolean($0.isLast) },
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

    /// `nil` for a name that is not a slot's; `false` for what the slot does not name.
    func value(of name: String) -> MustacheValue? { TextNames.slot[name]?.value(self) }

    fileprivate func text(_ source: BotTemplate.Source, _ unit: BotTemplate.Member.Unit?) -> MustacheValue {
        switch slot.said(source) {
        case .text(let text): .text(text)
        case .number(let number):
            (number.shifted(by: unit?.shift ?? 0)?.description).map { .text($0) } ?? .boolean(false)
        case .secret, nil: .boolean(false)
        }
    }
}
