import Cryptography
import SlotModel

/// What a slot says, as a member's value.
enum SaidValue {
    case secret(Secret)
    case text(String)
    /// In percent or in seconds.
    case number(ExactDecimal)
}

extension BotSlot {
    /// What the slot says for a source; `nil` where it says nothing.
    func said(_ source: BotTemplate.Source) -> SaidValue? {
        switch source {
        case .credential(let field): credentials[field].map { .secret($0) }
        // A bot that knows one rate asks for the taker's.
        case .makerFee: (slot.fees?.value.maker.percent).map { .number($0) }
        case .takerFee: (slot.fees?.value.taker.percent).map { .number($0) }
        case .delay: (slot.delay?.value.decimalSeconds).map { .number($0) }
        case .rateLimit: (slot.rateLimit?.value.decimalSeconds).map { .number($0) }
        case .exchange: .text(slot.exchange.value.rawValue)
        case .label: slot.label.map { .text($0) }
        case .market: .text(slot.exchange.value.market.rawValue)
        case .network: (network?.rawValue).map { .text($0) }
        case .contract: (slot.account.contract?.value.rawValue).map { .text($0) }
        case .positionMode: (slot.account.positionMode?.value.rawValue).map { .text($0) }
        case .marginMode: (slot.account.marginMode?.value.rawValue).map { .text($0) }
        case .id: .text(id)
        case .name: .text(slot.name)
        }
    }
}

extension Slot {
    /// Whether the slot can hardly mean what it says for a source: most likely a slip in the unit.
    func isImplausible(_ source: BotTemplate.Source) -> Bool {
        switch source {
        case .makerFee: fees.map { isImplausible($0.value.maker) } ?? false
        case .takerFee: fees.map { isImplausible($0.value.taker) } ?? false
        case .delay: delay.map { $0.value > .seconds(120) || $0.value < .milliseconds(50) } ?? false
        case .rateLimit: rateLimit.map { $0.value > .seconds(60) || $0.value < .milliseconds(1) } ?? false
        default: false
        }
    }

    /// Above 1 %, or more than ten times what the exchange usually takes; a rebate is measured alike.
    private func isImplausible(_ fee: Percentage) -> Bool {
        let size = fee.percent.magnitude
        let tenfold = ExactDecimal(exchange.value.descriptor.usualFee.dropLast())?.shifted(by: 1)
        return size > ExactDecimal(1) || tenfold.map { size > $0 } ?? false
    }
}

extension BotTemplate.Member.Unit {
    /// Places by which the decimal point of a number moves: from percent or seconds to this unit.
    var shift: Int {
        switch self {
        case .percent, .seconds: 0
        case .ratio: -2
        case .milliseconds: 3
        }
    }
}

extension Duration {
    /// Exactly, to the attosecond; `nil` when it does not fit.
    var decimalSeconds: ExactDecimal? {
        if components.attoseconds == 0 { return ExactDecimal(Int(components.seconds)) }
        let whole = Int128(components.seconds) * 1_000_000_000_000_000_000
        return ExactDecimal(coefficient: whole + Int128(components.attoseconds), scale: 18)
    }
}
