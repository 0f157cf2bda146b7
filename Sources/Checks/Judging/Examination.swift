import Exchanges
import SlotModel

/// One check while it is judged: remarks are collected, the worst decides the outcome.
struct Examination {
    /// Something that is not as it should be.
    struct Remark {
        var outcome: CheckResult.Outcome
        var code: String
        var message: String
        /// What it is about, equal for one failure that several questions met.
        var topic: String
        var help: String?
        var place: Place
        /// The status that follows, if it does.
        var status: Status?
    }

    let check: Check
    /// What is told when there is no remark.
    var summary = ""
    /// What could be done better although all is well, or how to make a skipped question answerable.
    var advice: String?
    var data: [CheckResult.DataItem] = []
    var remarks: [Remark] = []
    /// Why a question that decides has no answer; the slot cannot be `connected` then.
    private(set) var unanswered: String?
    private var isSkipped = false

    init(_ check: Check) { self.check = check }

    mutating func skip(_ reason: String, advice: String? = nil) {
        isSkipped = true
        summary = limited(reason)
        self.advice = advice
    }

    /// Like ``skip(_:advice:)``, for a question without whose answer a slot is never `connected`.
    mutating func leaveUnanswered(_ reason: String) {
        skip(reason)
        unanswered = "\(check.rawValue) could not be checked: \(limited(reason))"
    }

    mutating func warn(
        _ code: String,
        _ message: String,
        topic: String? = nil,
        help: String? = nil,
        at place: Place,
        status: Status? = nil
    ) {
        remarks.append(
            Remark(
                outcome: .warn,
                code: code,
                message: message,
                topic: topic ?? message,
                help: help,
                place: place,
                status: status
            )
        )
    }

    mutating func fail(
        _ status: Status,
        _ code: String,
        _ message: String,
        help: String? = nil,
        at place: Place
    ) {
        remarks.append(
            Remark(
                outcome: .fail,
                code: code,
                message: message,
                topic: message,
                help: help,
                place: place,
                status: status
            )
        )
    }

    /// Leaves out refusals that follow from a right that another check told to be missing.
    mutating func leaveToPermissions() {
        let isOwn = { (remark: Remark) in remark.code != "exchange.missing-permission" }
        guard check != .permissions, remarks.contains(where: { !isOwn($0) }) else { return }
        remarks = remarks.filter(isOwn)
        if remarks.isEmpty { leaveUnanswered("the key lacks the right for it") }
    }

    /// Tells refusals for the time as the check of the clock does, which knows whether ours is right.
    mutating func agree(withClock clock: Examination) {
        guard let told = clock.remarks.first(where: { $0.code == ExchangeFailure.Kind.clockSkew.code }) else {
            return
        }
        for index in remarks.indices where remarks[index].code == told.code {
            (remarks[index].help, remarks[index].topic) = (told.help, told.topic)
        }
    }

    /// Completes the commands of an exchange's helps, which know no slot.
    mutating func name(_ slot: Slot) {
        for index in remarks.indices {
            for end in ["'", " --"] {
                remarks[index].help?.replace(
                    "'slots replace-key\(end)",
                    with: "'slots replace-key \(slot.name)\(end)"
                )
            }
        }
    }

    mutating func tell(_ name: String, _ value: CheckResult.DataItem.Value) {
        data.append(CheckResult.DataItem(name, value))
    }

    var result: CheckResult {
        guard let worst = remarks.first(where: { $0.outcome == .fail })?.outcome ?? remarks.first?.outcome
        else { return CheckResult(check, isSkipped ? .skip : .pass, summary, help: advice, data: data) }
        let told = remarks.filter { $0.outcome == worst }
        let helps = told.compactMap(\.help)
        return CheckResult(
            check,
            worst,
            told.map(\.message).joined(separator: "; "),
            help: helps.isEmpty ? advice : helps.uniqued().joined(separator: "; "),
            data: data
        )
    }
}

extension [String] {
    fileprivate func uniqued() -> [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
