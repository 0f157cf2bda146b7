import Exchanges
import SlotModel

/// The configured fee against what the account pays.
func examineFees(_ evidence: Evidence) -> Examination {
    var examination = Examination(.fees)
    switch evidence.facts.fees {
    case .known(let real): compare(real, evidence, &examination)
    case .notDisclosed(let reason), .notAsked(let reason): examination.skip(reason)
    case .failed(let failure):
        examination.warn(
            failure,
            of: evidence.slot,
            at: evidence.slot.fees?.place ?? evidence.slot.exchange.place
        )
    }
    return examination
}

private func compare(_ real: FeeRates, _ evidence: Evidence, _ examination: inout Examination) {
    examination.tell("account_maker_percent", .text(real.maker.percent.description))
    examination.tell("account_taker_percent", .text(real.taker.percent.description))
    guard [real.maker, real.taker].allSatisfy(\.isPlausible) else {
        examination.warn(
            "exchange.not-understood",
            "the exchange tells fees that make no sense: \(real.maker) as maker, \(real.taker) as taker",
            help: "look up the account's fees on the exchange's own page; the slot's are not compared",
            at: evidence.slot.fees?.place ?? evidence.slot.exchange.place
        )
        return
    }
    let account = "the account pays \(real.maker) as maker, \(real.taker) as taker"
    examination.summary = account
    guard let configured = evidence.slot.fees else { return }
    examination.tell("configured_maker_percent", .text(configured.value.maker.percent.description))
    examination.tell("configured_taker_percent", .text(configured.value.taker.percent.description))
    let (wanted, file) = (configured.value, evidence.slot.place.file)
    // One rate for both is the taker's: a bot that knows one rate believes in that one.
    let isOne = wanted.maker == wanted.taker
    let help =
        isOne || real.maker == real.taker
        ? "write 'fees: \(real.taker)' in \(file); a bot with one rate gets the taker's"
        : "write 'fees: {maker: \(real.maker), taker: \(real.taker)}' in \(file)"
    for (side, configured, real) in [
        ("taker", wanted.taker, real.taker), ("maker", wanted.maker, real.maker),
    ]
    where side == "taker" || !isOne {
        compare(side, configured: configured, real: real, help, evidence, &examination)
    }
}

private func compare(
    _ side: String,
    configured: Percentage,
    real: Percentage,
    _ help: String,
    _ evidence: Evidence,
    _ examination: inout Examination
) {
    let place = evidence.slot.fees?.place ?? evidence.slot.exchange.place
    // Rates with more digits than fit are no rates.
    guard let difference = real.percent.subtracting(configured.percent),
        let roundTrip = difference.multiplied(by: ExactDecimal(2))
    else {
        examination.warn("fees.differ", "\(configured) configured, \(real) real as \(side)", at: place)
        return
    }
    guard difference.magnitude > evidence.policy.feeTolerance.percent else { return }
    examination.warn(
        "fees.differ",
        "\(configured) configured, \(real) real as \(side): each round trip costs "
            + "\(Percentage(percent: roundTrip.magnitude)) \(roundTrip.isNegative ? "less" : "more") than the bot believes",
        help: help,
        at: place
    )
}

extension Percentage {
    /// From -1% (a rebate) to 2%: what a slot file takes.
    fileprivate var isPlausible: Bool { percent >= ExactDecimal(-1) && percent <= ExactDecimal(2) }
}
