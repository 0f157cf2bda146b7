import BotConfigs
import Checks
package import Files
import Ledger
package import Revisions
package import SlotModel

package struct PlanOptions: Sendable {
    /// The exchanges are not asked.
    package var isOffline = false
    package var asking = AskingOptions()
    /// Names of the slots whose entries may change; `nil`: all.
    package var only: Set<String>?
    /// Entries that were there before slots go with their slots, too.
    package var prunes = false

    package init(isOffline: Bool = false, asking: AskingOptions = AskingOptions()) {
        self.isOffline = isOffline
        self.asking = asking
    }
}

/// How far a plan came; without one the exit code says why.
package struct Planned: Sendable {
    package var exit = ExitCode.done
    package var reports: [SlotReport] = []
    /// Names of the slots that were asked.
    package var fresh: Set<String> = []
    package var findings: [Finding] = []
    package var plan: Plan?
    /// What the plan was made from.
    var inputs: [BotInput] = []
    var owned = Ownership()

    /// Whether it can be applied.
    package var isGood: Bool { exit == .done && plan?.findings.containErrors == false }
}

extension Session {
    /// Read, check, render, plan: everything before somebody is asked; only the history is written.
    ///
    /// - Parameter names: Of the bots; none: all.
    package func plan(
        _ names: [String] = [],
        _ options: PlanOptions = PlanOptions(),
        events: @escaping EventSink = { _ in }
    ) async throws(UnknownName) -> Planned {
        await plan(for: try workspace.bots(named: names), options, events: events)
    }

    func plan(for bots: [Bot], _ options: PlanOptions, events: @escaping EventSink) async -> Planned {
        var planned = Planned(findings: workspace.findings)
        guard workspace.workspace != nil, !workspace.findings.containErrors else {
            planned.exit = .wrongFiles
            return planned
        }
        planned.findings = unique(planned.findings + policies() + workspace.noBots)
        guard !planned.findings.containErrors else {
            planned.exit = .wrongFiles
            return planned
        }
        let slots = workspace.slots.filter { slot in
            slot.enabled
                && workspace.bots(of: slot).contains { bot in bots.contains { $0.name == bot.name } }
        }
        if options.isOffline {
            planned.reports = slots.map { slot in
                SlotReport(
                    slot: slot.name,
                    exchange: slot.exchange.value,
                    network: workspace.network(of: slot),
                    status: .unchecked,
                    message: "not asked (--offline)"
                )
            }
        } else {
            let pairs = BotReading(self).pairs()
            let outcome = await ask(slots, pairs: pairs, options.asking, events: events)
            planned.reports = outcome.reports
            planned.fresh = Set(outcome.reports.map(\.slot))
            planned.findings = unique(planned.findings + outcome.findings + record(outcome))
            planned.exit = outcome.exitCode(wanting: slots)
        }
        add(planFor: bots, options, to: &planned)
        return planned
    }

    /// The plan is made also when a slot is not connected, so that one run shows everything.
    private func add(planFor bots: [Bot], _ options: PlanOptions, to planned: inout Planned) {
        var inputs = BotInputs(bots, of: self)
        for index in inputs.inputs.indices {
            inputs.inputs[index].only = options.only
            inputs.inputs[index].prunes = options.prunes
        }
        guard inputs.missing.isEmpty else {
            planned.findings = unique(planned.findings + inputs.missing)
            planned.exit = .worst(of: [planned.exit, .noSecret])
            return
        }
        do throws(RevisionError) {
            planned.owned = try ownership()
            planned.inputs = inputs.inputs
            let plan = try plan(of: planned.inputs, owned: planned.owned)
            planned.findings = unique(planned.findings + plan.findings)
            planned.plan = plan
            if plan.findings.containErrors {
                planned.exit = .worst(of: [planned.exit, plan.isRefusal ? .stopped : .wrongFiles])
            }
        } catch {
            planned.findings.append(error.finding())
            planned.exit = .worst(of: [planned.exit, error.exitCode])
        }
    }

    /// Works the plan out from what it is made from, and from the bots' files as they are now.
    func plan(of inputs: [BotInput], owned: Ownership) throws(RevisionError) -> Plan {
        Planner(
            workspace: workspace.folder,
            owned: owned,
            fingerprinter: try FingerprintKey.fingerprinter(in: workspace.state)
        ).plan(inputs)
    }
}

extension Plan {
    /// Whether every error is a change that is refused, rather than a file that is wrong.
    var isRefusal: Bool {
        // The entry of a slot that went, while the bot still trades on it.
        findings.allSatisfy { $0.severity != .error || $0.code == "bot.not-empty" }
    }
}

extension RevisionError {
    /// The exit code of a command that ends with the error.
    package var exitCode: ExitCode {
        switch self {
        case .file(let error): error.exitCode
        case .readOnly: .cannotWrite
        case .keepsChanging, .refusedOnNewContent: .stopped
        }
    }
}

extension FileError {
    /// The exit code of a command that ends with the error.
    package var exitCode: ExitCode {
        switch self {
        case .cannotRead, .notAFile, .tooLarge, .noFolder, .brokenJournal, .brokenState: .wrongFiles
        case .cannotWrite, .notAsWritten, .unfinished: .cannotWrite
        case .locked: .locked
        }
    }
}
