import Exchanges
import SlotModel

/// Contract type, position mode, margin mode, and whether the account may trade at all.
func examineAccount(_ evidence: Evidence) -> Examination {
    var examination = Examination(.account)
    let wish = evidence.wish
    switch evidence.facts.account {
    case .known(let facts):
        compare(facts, evidence, &examination)
        compareRulesOfAccount(evidence, &examination)
    case .notDisclosed(let reason):
        if let place = wish.firstPlace {
            examination.warn("account.not-told", limited(reason), at: place)
        } else {
            examination.skip(reason)
        }
    case .notAsked(let reason):
        if wish.isEmpty { examination.skip(reason) } else { examination.leaveUnanswered(reason) }
    case .failed(let failure):
        if wish.isEmpty, failure.kind != .wrongAccount {
            examination.note(failure, of: evidence.slot)
        } else {
            examination.fail(failure, of: evidence.slot)
        }
    }
    return examination
}

extension Evidence {
    /// What the slot wants of the account; on a spot account the settings mean nothing, as the policies tell.
    fileprivate var wish: AccountWish {
        slot.exchange.value.market == .futures ? slot.account : AccountWish()
    }
}

private func compare(_ facts: AccountFacts, _ evidence: Evidence, _ examination: inout Examination) {
    tell(facts, &examination)
    if facts.canTrade == false {
        examination.fail(
            .missingPermission,
            "account.blocked",
            "the exchange has blocked trading on this account",
            help: "sign in on the exchange's site and see what it asks for, or write to its support",
            at: evidence.slot.exchange.place
        )
    }
    let wish = evidence.wish
    compare("contract", wish.contract, facts.contract, &examination)
    compare("position mode", wish.positionMode, facts.positionMode, &examination)
    if let wanted = wish.marginMode, facts.marginMode == nil, let reason = facts.marginModeNotTold {
        examination.warn(
            "account.not-told",
            "the slot wants margin mode \(wanted.value.rawValue): \(limited(reason))",
            help: "look at the margin mode on the exchange's trading page",
            at: wanted.place
        )
    } else {
        compare("margin mode", wish.marginMode, facts.marginMode, &examination)
    }
}

private func compare<Mode: RawRepresentable<String> & Sendable & Equatable>(
    _ name: String,
    _ wish: Located<Mode>?,
    _ fact: Mode?,
    _ examination: inout Examination
) {
    guard let wish else { return }
    guard let fact else {
        examination.fail(
            .unavailable,
            "account.not-told",
            "the slot wants \(name) \(wish.value.rawValue), but the exchange did not tell the \(name)",
            help: "check again; if it stays, remove the \(name) from the slot",
            at: wish.place
        )
        return
    }
    guard fact != wish.value else { return }
    examination.fail(
        .wrongAccount,
        "account.\(name.split(separator: " ").joined(separator: "-"))",
        "the \(name) is \(fact.rawValue), the slot wants \(wish.value.rawValue)",
        help: "change the \(name) to \(wish.value.rawValue) on the exchange, or change the slot",
        at: wish.place
    )
}

private func tell(_ facts: AccountFacts, _ examination: inout Examination) {
    var words: [String] = []
    if let canTrade = facts.canTrade {
        examination.tell("can_trade", .boolean(canTrade))
        if canTrade { words.append("may trade") }
    }
    for (name, value) in [
        ("contract", facts.contract?.rawValue), ("position_mode", facts.positionMode?.rawValue),
        ("margin_mode", facts.marginMode?.rawValue),
    ] {
        guard let value else { continue }
        examination.tell(name, .text(value))
        words.append(value)
    }
    for (name, value) in facts.traits.sorted(by: { $0.key < $1.key }).prefix(10) {
        examination.tell(
            limited(String(name.map { $0 == "-" ? "_" : $0 }), to: 40),
            .text(limited(value, to: 80))
        )
        // How the exchange's answer was read is for programs.
        if name != "free-is" { words.append("\(limited(name, to: 40)) \(limited(value, to: 80))") }
    }
    examination.summary =
        words.isEmpty ? "the exchange tells nothing about it" : words.joined(separator: ", ")
}

extension AccountWish {
    fileprivate var firstPlace: Place? { contract?.place ?? positionMode?.place ?? marginMode?.place }
}
