package import SlotModel

/// One question about the machine that slots runs on, in the order in which they are asked and shown.
package enum MachineCheck: String, CaseIterable, Sendable {
    case version, libraries, workspace, clock
    case exchangeClock = "exchange-clock"
    case authorities, names, reach, address, age, modes, swap
    case coreDumps = "core-dumps"
    case lockedMemory = "locked-memory"
    case openFiles = "open-files"
    case disk
}

/// The answer to one question about the machine.
package struct MachineResult: Sendable, Hashable {
    package var check: MachineCheck
    /// `skip` where the question was not asked.
    package var outcome: CheckResult.Outcome
    /// What was found, in the user's words; no capital, no full stop; never a secret.
    package var message: String
    /// What to do, where there is something to do.
    package var help: String?
    /// For programs: name (with its unit, such as `free_bytes`) to value.
    package var data: [CheckResult.DataItem]

    package init(
        _ check: MachineCheck,
        _ outcome: CheckResult.Outcome,
        _ message: String,
        help: String? = nil,
        data: [CheckResult.DataItem] = []
    ) {
        self.check = check
        self.outcome = outcome
        self.message = message
        self.help = help
        self.data = data
    }
}

/// What one examination found in several places; the worst decides, and everything bad is told.
struct Remarks {
    private var remarks: [(outcome: CheckResult.Outcome, message: String, help: String?)] = []

    mutating func add(_ outcome: CheckResult.Outcome, _ message: String, help: String? = nil) {
        remarks.append((outcome, message, help))
    }

    /// The examination's result; `summary` where nothing was remarked.
    ///
    /// At most five remarks are told in full.
    func result(
        _ check: MachineCheck,
        else summary: String,
        help: String? = nil,
        data: [CheckResult.DataItem] = []
    ) -> MachineResult {
        let failures = remarks.filter { $0.outcome == .fail }
        let told = failures + remarks.filter { $0.outcome == .warn }
        guard !told.isEmpty else { return MachineResult(check, .pass, summary, help: help, data: data) }
        var messages = told.prefix(5).map(\.message)
        if told.count > 5 { messages.append("and \(told.count - 5) more") }
        var helps: [String] = []
        for help in told.prefix(5).compactMap(\.help) where !helps.contains(help) { helps.append(help) }
        return MachineResult(
            check,
            failures.isEmpty ? .warn : .fail,
            messages.joined(separator: "; "),
            help: helps.isEmpty ? nil : helps.joined(separator: "; "),
            data: data
        )
    }
}
