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
    func value(of name: String) -> MustacheValue? {
        guard TemplateNames.slot[name] != nil else { return nil }
        if let field = CredentialField(rawValue: name) {
            return optional(placeholders.text(slot: index, field: field))
        }
        if let flag = flag(name) { return .boolean(flag) }
        return optional(text(name))
    }

    private func optional(_ text: String?) -> MustacheValue { text.map { .text($0) } ?? .boolean(false) }

    private func flag(_ name: String) -> Bool? {
        let slot = self.slot.slot
        let has = { (fields: [CredentialField]) in fields.allSatisfy { self.slot.credentials[$0] != nil } }
        return switch name {
        case "first": index == 0
        case "last": isLast
        case "new": isNew
        case "v1": has([.key, .secret])
        case "v3": has([.apiWallet, .privateKey])
        case "spot": slot.exchange.value.market == .spot
        case "futures": slot.exchange.value.market == .futures
        case "live": self.slot.network == .live
        case "testnet": self.slot.network == .testnet
        case "sandbox": self.slot.network == .sandbox
        case "fee": slot.fees != nil
        case "delay": slot.delay != nil
        case "rate-limit": slot.rateLimit != nil
        default: nil
        }
    }

    private func text(_ name: String) -> String? {
        let slot = self.slot.slot
        return switch name {
        case "name": slot.name
        case "id": self.slot.id
        case "exchange": slot.exchange.value.rawValue
        case "market": slot.exchange.value.market.rawValue
        case "label": slot.label
        case "network": self.slot.network?.rawValue
        // A bot that knows one rate gets the taker's.
        case "fee.percent", "fee.taker.percent": slot.fees?.value.taker.percent.description
        case "fee.ratio", "fee.taker.ratio": slot.fees?.value.taker.fraction?.description
        case "fee.maker.percent": slot.fees?.value.maker.percent.description
        case "fee.maker.ratio": slot.fees?.value.maker.fraction?.description
        case "delay.seconds": slot.delay?.value.decimalSeconds?.description
        case "delay.milliseconds": slot.delay?.value.decimalSeconds?.shifted(by: 3)?.description
        case "rate-limit.seconds": slot.rateLimit?.value.decimalSeconds?.description
        case "rate-limit.milliseconds": slot.rateLimit?.value.decimalSeconds?.shifted(by: 3)?.description
        case "account.contract": slot.account.contract?.value.rawValue
        case "account.position-mode": slot.account.positionMode?.value.rawValue
        case "account.margin-mode": slot.account.marginMode?.value.rawValue
        default: nil
        }
    }
}

extension Duration {
    /// Exactly, to the attosecond; `nil` when it does not fit.
    var decimalSeconds: ExactDecimal? {
        let whole = Int128(components.seconds) * 1_000_000_000_000_000_000
        return ExactDecimal(coefficient: whole + Int128(components.attoseconds), scale: 18)
    }
}
