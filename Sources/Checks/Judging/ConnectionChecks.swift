import Exchanges
import HTTPTransport
import SlotModel

/// Name lookup, TCP, TLS, first byte: how long each took.
func examineReach(_ evidence: Evidence) -> Examination {
    var examination = Examination(.reach)
    switch evidence.facts.reach {
    case .known(let timings):
        let steps = [
            ("dns_ms", "name", timings.nameLookup),
            ("connect_ms", "connect", timings.connect - timings.nameLookup),
            ("tls_ms", "TLS", timings.tls - max(timings.connect, timings.nameLookup)),
            ("first_byte_ms", "first byte", timings.firstByte - timings.sent),
        ]
        for (name, _, duration) in steps {
            examination.tell(name, .integer(max(0, duration.wholeMilliseconds)))
        }
        examination.tell("total_ms", .integer(timings.total.wholeMilliseconds))
        let shown = steps.filter { $0.2 >= .milliseconds(1) }.map { "\($0.1) \(spoken($0.2))" }
        examination.summary =
            (timings.total < .milliseconds(1)
                ? "answered in under 1 ms" : "answered in \(spoken(timings.total))")
            + (shown.isEmpty ? "" : " (\(shown.joined(separator: ", ")))")
    case .notDisclosed(let reason), .notAsked(let reason): examination.skip(reason)
    case .failed(let failure): examination.weigh(failure, of: evidence)
    }
    return examination
}

/// The exchange's clock against ours.
///
/// `skew_ms` is ours minus theirs: negative when our clock is behind.
func examineClock(_ evidence: Evidence) -> Examination {
    var examination = Examination(.clock)
    var refusal: ExchangeFailure?
    if let failure = evidence.facts.signIn.failure, failure.kind == .clockSkew { refusal = failure }
    switch evidence.facts.clock {
    case .known(let reading):
        examination.tell("skew_ms", .integer(-reading.skew.wholeMilliseconds))
        examination.tell("uncertainty_ms", .integer(reading.uncertainty.wholeMilliseconds))
        let size = reading.skew < .zero ? .zero - reading.skew : reading.skew
        // Some exchanges tell whole seconds only: what the reading may be wrong by is no difference.
        let isCoarse = reading.uncertainty >= .milliseconds(250) && size <= reading.uncertainty
        let isInStep = size < .milliseconds(1) || isCoarse
        let difference =
            isInStep
            ? "in step with the exchange" + (isCoarse ? ", to \(spoken(reading.uncertainty))" : "")
            : "\(spoken(size)) \(reading.skew > .zero ? "behind" : "ahead")"
        if let refusal {
            let isOff = size > min(evidence.policy.clockSkew, .seconds(1))
            examination.fail(
                .clockSkew,
                refusal.kind.code,
                "our clock is \(difference)\(isOff ? ": " : ", yet ")\(limited(refusal.message))",
                help: isOff ? clockHelp : refusal.help.map { limited($0) },
                at: evidence.slot.credentialsPlace
            )
        } else if size - reading.uncertainty > evidence.profile.clockTolerance {
            // We make up for it, the bot does not.
            examination.fail(
                .clockSkew,
                "clock.skew",
                "our clock is \(difference); compensated here, but the bot's own requests will be refused",
                help: clockHelp,
                at: evidence.slot.exchange.place
            )
        } else if size - reading.uncertainty > evidence.policy.clockSkew {
            examination.warn(
                "clock.skew",
                "our clock is \(difference); compensated here, but the bot may be refused",
                help: clockHelp,
                at: evidence.slot.exchange.place
            )
        } else {
            examination.summary = isInStep ? difference : "\(difference), compensated"
        }
    case .notDisclosed(let reason), .notAsked(let reason): examination.skip(reason)
    case .failed(let failure): examination.weigh(failure, of: evidence)
    }
    return examination
}

extension Examination {
    /// A failure before the sign-in decides, because nothing was asked after it.
    ///
    /// Where a signed answer came through all the same, the exchange can be reached, whatever this one request met.
    fileprivate mutating func weigh(_ failure: ExchangeFailure, of evidence: Evidence) {
        if evidence.facts.signIn.value == nil {
            fail(failure, of: evidence.slot)
        } else {
            note(failure, of: evidence.slot)
        }
    }
}

/// Whether a signed request works.
func examineSignIn(_ evidence: Evidence) -> Examination {
    var examination = Examination(.signIn)
    switch evidence.facts.signIn {
    case .known(let request):
        examination.summary = "signed in with \(limited(request))"
    case .notDisclosed(let reason), .notAsked(let reason): examination.leaveUnanswered(reason)
    case .failed(let failure):
        if let status = failure.httpStatus { examination.tell("http_status", .integer(Int64(status))) }
        if let code = failure.code { examination.tell("exchange_code", .text(limited(code, to: 40))) }
        examination.tell("request", .text(limited(failure.request)))
        examination.fail(failure, of: evidence.slot)
    }
    return examination
}
