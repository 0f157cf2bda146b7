import Exchanges
import HTTPTransport
import SlotModel

/// Whether a time service keeps our clock in step.
func examineClock(_ machine: Machine) -> MachineResult {
    let now = machine.now()
    guard now.isPossible else {
        return MachineResult(.clock, .fail, "this machine's clock says \(CalendarDate(now))", help: clockHelp)
    }
    switch machine.clock() {
    case .synchronized(let error):
        return MachineResult(
            .clock,
            .pass,
            "kept in step by a time service",
            data: [
                .init("synchronized", .boolean(true)),
                .init("maximum_error_ms", .integer(error.wholeMilliseconds)),
            ]
        )
    case .free:
        return MachineResult(
            .clock,
            .warn,
            "no time service keeps it in step; exchanges refuse requests when it drifts by seconds",
            help: clockHelp,
            data: [.init("synchronized", .boolean(false))]
        )
    case .unknown:
        // systemd-timesyncd leaves this file when it has set the clock; the kernel of a container may not tell.
        if machine.status("/run/systemd/timesync/synchronized") != nil {
            return MachineResult(
                .clock,
                .pass,
                "set by systemd-timesyncd",
                data: [.init("synchronized", .boolean(true))]
            )
        }
        return MachineResult(
            .clock,
            .warn,
            "the system does not tell whether a time service keeps it in step",
            help: "see that one runs: timedatectl status; for a container on its host"
        )
    }
}

/// Our clock against those of the exchanges that answered.
func examineExchangeClock(_ answers: [HostAnswer], _ needs: MachineNeeds) -> MachineResult {
    let skews = answers.compactMap { answer in answer.skew.map { (answer.host.shownName, $0) } }
    guard let worst = skews.max(by: { $0.1.size < $1.1.size }) else {
        return MachineResult(
            .exchangeClock,
            .skip,
            needs.isOffline ? leftOut : "no exchange told its time"
        )
    }
    let (name, skew) = worst
    let data: [CheckResult.DataItem] = [
        .init("host", .text(name)), .init("skew_ms", .integer(-skew.offset.wholeMilliseconds)),
        .init("uncertainty_ms", .integer(skew.uncertainty.wholeMilliseconds)),
    ]
    // What is not surely too much is taken as enough: the exchange tells whole seconds.
    guard skew.size - skew.uncertainty > needs.clockSkew else {
        return MachineResult(
            .exchangeClock,
            .pass,
            "in step with \(counted(skews.count, "exchange host")), as far as whole seconds tell",
            data: data
        )
    }
    let direction = skew.offset > .zero ? "behind" : "ahead of"
    let seconds = skew.size.wholeMilliseconds / 1000
    return MachineResult(
        .exchangeClock,
        .fail,
        "our clock is about \(counted(Int(clamping: seconds), "second")) \(direction) that of \(name)",
        help: clockHelp,
        data: data
    )
}

extension HostAnswer {
    /// Another clock against ours.
    struct Skew {
        /// Theirs minus ours.
        var offset: Duration
        var uncertainty: Duration

        var size: Duration { offset < .zero ? .zero - offset : offset }
    }

    /// By the answer's `Date`, which is cut to whole seconds, taken at the middle of the way there and back.
    var skew: Skew? {
        guard case .answered(let response) = outcome,
            let date = response.header("Date").flatMap(Timestamp.init(httpDate:))
        else { return nil }
        let timings = response.timings
        let way = timings.firstByte - timings.sent
        let ours = timings.started + timings.sent + way / 2
        return Skew(offset: date + .milliseconds(500) - ours, uncertainty: .milliseconds(500) + way / 2)
    }
}
