import Exchanges
import SlotModel

/// When the key ends: as the exchange tells, else as the slot says.
func examineExpiry(_ evidence: Evidence) -> Examination {
    var examination = Examination(.expiry)
    let slot = evidence.slot
    switch evidence.facts.expiry {
    case .known(let end?):
        compare(end, day: CalendarDate(end), at: slot.credentialsPlace, evidence, &examination)
        if let said = slot.expires, said.value != CalendarDate(end) {
            examination.warn(
                "expiry.differs",
                "the exchange says that the key ends on \(CalendarDate(end)), the slot says \(said.value)",
                help: "remove 'expires' from the slot: the exchange tells",
                at: said.place
            )
        }
        compareRulesOfExpiry(evidence, &examination)
    case .known(nil): examination.summary = "the key never ends"
    case .notDisclosed(let reason), .notAsked(let reason): trustSlot(reason, evidence, &examination)
    case .failed(let failure):
        if !failure.kind.concernsKey, slot.expires != nil {
            trustSlot(failure.message, evidence, &examination)
        } else {
            examination.note(failure, of: slot)
        }
    }
    return examination
}

/// The slot's own date, where the exchange does not tell.
private func trustSlot(_ reason: String, _ evidence: Evidence, _ examination: inout Examination) {
    guard let said = evidence.slot.expires else {
        examination.skip(
            reason,
            advice:
                "write the key's last day in \(evidence.slot.place.file), such as 'expires: 2027-11-20', to be "
                + "reminded in time"
        )
        return
    }
    // The day itself still counts.
    let end = said.value.start + .seconds(86_400)
    compare(end, day: said.value, at: said.place, evidence, &examination)
    examination.summary += ", says the slot"
}

private func compare(
    _ end: Timestamp,
    day: CalendarDate,
    at place: Place,
    _ evidence: Evidence,
    _ examination: inout Examination
) {
    let left = end - evidence.checkedAt
    examination.tell("ends_at", .text(end.description))
    examination.tell("last_day", .text(day.description))
    examination.tell("days_left", .integer(left.wholeMicroseconds.flooredDays))
    let isSaidBySlot = place == evidence.slot.expires?.place
    let renew =
        "make a new key at \(evidence.profile.keyPage), and take it over with: slots replace-key \(evidence.slot.name)"
        + evidence.newerForm
        + (isSaidBySlot ? "; if the key was renewed already, change 'expires' in \(place.file)" : "")
    if left <= .zero {
        examination.fail(
            .expired,
            "expiry.expired",
            "ended \(days(from: day, to: CalendarDate(evidence.checkedAt), .zero - left)) ago, on \(day)",
            help: renew,
            at: place
        )
    } else if left <= evidence.policy.expiryWarning {
        examination.warn(
            "expiry.soon",
            "ends in \(days(from: CalendarDate(evidence.checkedAt), to: day, left)), on \(day)",
            help: renew,
            at: place,
            status: .expiring
        )
    } else {
        examination.summary =
            "ends in \(days(from: CalendarDate(evidence.checkedAt), to: day, left)), on \(day)"
    }
}

/// `12 days` as a calendar counts them, or hours and less where the day is one of the next.
private func days(from first: CalendarDate, to last: CalendarDate, _ duration: Duration) -> String {
    let days = (last.start - first.start).wholeMicroseconds / 86_400_000_000
    return days > 1 || duration >= .seconds(86_400) ? counted(Int(days), "day") : spoken(duration)
}

extension Int64 {
    fileprivate var flooredDays: Int64 {
        let day: Int64 = 86_400_000_000
        return self / day - (self % day < 0 ? 1 : 0)
    }
}

extension Evidence {
    /// ` --form V3` where the exchange makes no more keys of the kind that the slot has.
    fileprivate var newerForm: String {
        guard let newest = profile.forms.first, let own = profile.form(of: slot.credentials.keys),
            own.name != newest.name
        else { return "" }
        return " --form \(newest.name)"
    }
}
