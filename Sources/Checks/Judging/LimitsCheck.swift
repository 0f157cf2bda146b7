import Exchanges
import SlotModel

/// Used weight against the limit, and the shortest delay that the limit allows.
func examineLimits(_ evidence: Evidence) -> Examination {
    var examination = Examination(.limits)
    switch evidence.facts.limits {
    case .known(let facts): compare(facts, evidence, &examination)
    case .notDisclosed(let reason), .notAsked(let reason): examination.skip(reason)
    case .failed(let failure):
        examination.warn(failure, of: evidence.slot, at: evidence.slot.place(of: failure.kind))
    }
    return examination
}

private func compare(_ facts: LimitFacts, _ evidence: Evidence, _ examination: inout Examination) {
    if let used = facts.used { examination.tell("used", .integer(Int64(used))) }
    if let limit = facts.limit { examination.tell("limit", .integer(Int64(limit))) }
    if let interval = facts.interval { examination.tell("interval_ms", .integer(interval.wholeMilliseconds)) }
    examination.summary =
        switch (facts.used, facts.limit) {
        case (let used?, let limit?): "\(used) of \(limit) points used"
        case (let used?, nil): "\(used) points used, the limit is not told"
        case (nil, let limit?): "at most \(counted(limit, "point"))"
        case (nil, nil): "the exchange tells no limit"
        }
    if let used = facts.used, let limit = facts.limit, limit > 0, used > limit - limit / 5 {
        examination.warn(
            "limits.near",
            "\(used) of \(limit) points used\(facts.interval.map { " in \(spoken($0))" } ?? "")",
            help: "other programs on this address use the exchange too; ask less often",
            at: evidence.slot.exchange.place
        )
    }
    guard let advice = shortestDelay(facts, evidence.load) else { return }
    examination.tell("advised_delay_ms", .integer(advice.delay.wholeMilliseconds))
    examination.summary =
        facts.used == nil ? advice.arithmetic : "\(examination.summary); \(advice.arithmetic)"
    if let delay = evidence.slot.delay, delay.value < advice.delay {
        examination.warn(
            "limits.delay",
            "the delay of \(exactSeconds(delay.value)) is too short: \(advice.arithmetic)",
            // Below a second the delay itself is told as unusual.
            help: "write 'delay: \(wholeUnits(advice.delay < .seconds(1) ? .seconds(10) : advice.delay))' in "
                + evidence.slot.place.file
                + (evidence.load.slots > 1 ? ", or spread the slots over more addresses" : ""),
            at: delay.place
        )
    }
}

/// The delay between two pairs at which all slots of the address together stay within the limit.
///
/// Each slot looks at one pair, waits for the delay, and goes on, so a round over n pairs costs n looks and takes n
/// delays: more pairs make the round longer, not the load higher. Rounded up to a whole millisecond.
///
/// - Returns: `nil` where the exchange does not tell enough.
func shortestDelay(_ facts: LimitFacts, _ load: AddressLoad) -> (delay: Duration, arithmetic: String)? {
    guard let limit = facts.limit, limit > 0, let interval = facts.interval, interval > .zero,
        facts.costPerPair > 0
    else { return nil }
    let (slotsCost, overflow1) = load.slots.multipliedReportingOverflow(by: facts.costPerPair)
    let (product, overflow2) = Int64(slotsCost).multipliedReportingOverflow(by: interval.wholeMilliseconds)
    guard !overflow1, !overflow2 else { return nil }
    let milliseconds = product / Int64(limit) + (product % Int64(limit) == 0 ? 0 : 1)
    let delay = Duration.milliseconds(milliseconds)
    let pairs = load.pairs.map { " with \(counted(max(1, $0), "pair"))" } ?? ""
    let arithmetic =
        "\(counted(load.slots, "slot"))\(pairs) at \(counted(facts.costPerPair, "point")) a pair "
        + "\(load.slots == 1 ? "needs" : "need") a delay of at least \(exactSeconds(delay)) "
        + "(\(counted(limit, "point")) allowed in \(spoken(interval)))"
    return (delay, arithmetic)
}

/// As a slot file spells it.
private func wholeUnits(_ delay: Duration) -> String {
    let milliseconds = delay.wholeMilliseconds
    return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
}
