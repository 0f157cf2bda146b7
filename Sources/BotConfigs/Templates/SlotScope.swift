import SlotModel

/// Answers the names that a template asks for inside of `{{#slots}}`.
struct SlotScope: Sendable {
    var slot: BotSlot
    /// Among the slots of this rendering.
    var index: Int
    var isLast: Bool
    /// Whether the bot's file has no such entry yet.
    var isNew: Bool
    var placeholders: Placeholders

    /// `nil` for a name that is not a slot's; `false` for what the slot does not name.
    func value(of name: String) -> MustacheValue? { SlotNames.all[name]?.value(self) }

    fileprivate func has(_ first: CredentialField, _ second: CredentialField) -> Bool {
        slot.credentials[first] != nil && slot.credentials[second] != nil
    }
}

/// The names that a template may ask for inside of `{{#slots}}`, each with what it stands for.
enum SlotNames {
    struct Entry: Sendable {
        var kind: TemplateNames.Kind
        var value: @Sendable (SlotScope) -> MustacheValue
    }

    static let all: [String: Entry] = {
        var entries: [String: Entry] = [:]
        for (name, text) in always { entries[name] = Entry(kind: .always) { .text(text($0)) } }
        for (name, text) in optional {
            entries[name] = Entry(kind: .optional) { scope in text(scope).map { .text($0) } ?? .boolean(false)
            }
        }
        for field in CredentialField.allCases {
            entries[field.rawValue] = Entry(kind: .optional) { scope in
                scope.placeholders.text(slot: scope.index, field: field).map { .text($0) } ?? .boolean(false)
            }
        }
        for (name, flag) in flags { entries[name] = Entry(kind: .flag) { .boolean(flag($0)) } }
        return entries
    }()

    private static let always: [String: @Sendable (SlotScope) -> String] = [
        "name": { $0.slot.slot.name },
        "id": { $0.slot.id },
        "exchange": { $0.slot.slot.exchange.value.rawValue },
        "market": { $0.slot.slot.exchange.value.market.rawValue },
    ]

    private static let optional: [String: @Sendable (SlotScope) -> String?] = [
        "label": { $0.slot.slot.label },
        "network": { $0.slot.network?.rawValue },
        // A bot that knows one rate gets the taker's.
        "fee.percent": { $0.slot.slot.fees?.value.taker.percent.description },
        "fee.ratio": { $0.slot.slot.fees?.value.taker.fraction?.description },
        "fee.taker.percent": { $0.slot.slot.fees?.value.taker.percent.description },
        "fee.taker.ratio": { $0.slot.slot.fees?.value.taker.fraction?.description },
        "fee.maker.percent": { $0.slot.slot.fees?.value.maker.percent.description },
        "fee.maker.ratio": { $0.slot.slot.fees?.value.maker.fraction?.description },
        "delay.seconds": { $0.slot.slot.delay?.value.decimalSeconds?.description },
        "delay.milliseconds": { $0.slot.slot.delay?.value.decimalSeconds?.shifted(by: 3)?.description },
        "rate-limit.seconds": { $0.slot.slot.rateLimit?.value.decimalSeconds?.description },
        "rate-limit.milliseconds": {
            $0.slot.slot.rateLimit?.value.decimalSeconds?.shifted(by: 3)?.description
        },
        "account.contract": { $0.slot.slot.account.contract?.value.rawValue },
        "account.position-mode": { $0.slot.slot.account.positionMode?.value.rawValue },
        "account.margin-mode": { $0.slot.slot.account.marginMode?.value.rawValue },
    ]

    private static let flags: [String: @Sendable (SlotScope) -> Bool] = [
        "first": { $0.index == 0 },
        "last": { $0.isLast },
        "new": { $0.isNew },
        "v1": { $0.has(.key, .secret) },
        "v3": { $0.has(.apiWallet, .privateKey) },
        "spot": { $0.slot.slot.exchange.value.market == .spot },
        "futures": { $0.slot.slot.exchange.value.market == .futures },
        "live": { $0.slot.network == .live },
        "testnet": { $0.slot.network == .testnet },
        "sandbox": { $0.slot.network == .sandbox },
        "fee": { $0.slot.slot.fees != nil },
        "delay": { $0.slot.slot.delay != nil },
        "rate-limit": { $0.slot.slot.rateLimit != nil },
    ]
}

extension Duration {
    /// Exactly, to the attosecond; `nil` when it does not fit.
    var decimalSeconds: ExactDecimal? {
        if components.attoseconds == 0 { return ExactDecimal(Int(components.seconds)) }
        let whole = Int128(components.seconds) * 1_000_000_000_000_000_000
        return ExactDecimal(coefficient: whole + Int128(components.attoseconds), scale: 18)
    }
}
