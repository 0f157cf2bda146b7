import Exchanges
import SlotModel

/// Older than this, the last trade is no sign of a live market any more.
private let staleAfter = Duration.seconds(86_400)

/// Fresh data of the pair; decides only when the slot requires a market.
func examineMarket(_ evidence: Evidence) -> Examination {
    var examination = Examination(.market)
    let isRequired = evidence.slot.require.market != nil
    switch evidence.facts.market {
    case .known(let facts): compare(facts, evidence, &examination)
    case .notDisclosed(let reason), .notAsked(let reason):
        if isRequired { examination.leaveUnanswered(reason) } else { examination.skip(reason) }
    case .failed(let failure):
        if isRequired {
            examination.fail(failure, of: evidence.slot)
        } else {
            examination.warn(failure, of: evidence.slot, at: evidence.slot.place(of: failure.kind))
        }
    }
    return examination
}

private func compare(_ facts: MarketFacts, _ evidence: Evidence, _ examination: inout Examination) {
    let symbol = limited(facts.symbol, to: 40)
    examination.tell("symbol", .text(symbol))
    examination.tell("price", .text(facts.price.description))
    let skew = evidence.facts.clock.value?.skew ?? .zero
    let age = facts.time.map { max(.zero, evidence.checkedAt + skew - $0) }
    if let age { examination.tell("age_ms", .integer(age.wholeMilliseconds)) }
    examination.summary = "\(symbol) at \(facts.price)" + (age.map { ", traded \(spoken($0)) ago" } ?? "")

    let wish = evidence.slot.require.market
    func object(_ code: String, _ message: String, help: String) {
        if let wish {
            examination.fail(.unavailable, code, message, help: help, at: wish.place)
        } else {
            examination.warn(code, message, help: help, at: evidence.slot.exchange.place)
        }
    }
    let help =
        wish == nil ? "name the slot's own pair under 'require.market'" : "see whether the pair still trades"
    if !facts.isTrading {
        object("market.not-trading", "\(symbol) is not trading at present", help: help)
    } else if facts.price <= .zero {
        object("market.no-price", "\(symbol) has no price", help: help)
    } else if let age, age > staleAfter {
        object("market.stale", "the last trade of \(symbol) was \(spoken(age)) ago", help: help)
    }
}
