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
    /// Slots outside are not asked either.
    package var scope = SlotScope.all
    /// Slots that do not check out are left out, instead of stopping the others.
    package var skipsFailed = false
    /// Entries that were there before slots go with their slots, too.
    package var prunes = false
    /// See ``Alongside/reown``.
    var reown: @Sendable (inout Ownership) -> Void = { _ in }

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
    /// Names of the slots that did not check out and were left out.
    package var skipped: Set<String> = []
    /// What the plan was made from.
    var inputs: [BotInput] = []
    var owned = Ownership()
    /// The revision that is taken back, with all later ones; `nil`: the slots are written.
    package internal(set) var takesBack: Int?

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
        await plan(for: try bots(named: names, options.scope), options, events: events)
    }

    /// The bots of these names; for none all that use a slot of the scope.
    func bots(named names: [String], _ scope: SlotScope) throws(UnknownName) -> [Bot] {
        let bots = try workspace.bots(named: names)
        guard case .only(let slots) = scope else { return bots }
        let using = try workspace.slots(named: slots.sorted()).flatMap(workspace.bots(of:)).map(\.name)
        return bots.filter { using.contains($0.name) || names.contains($0.name) }
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
            slot.enabled && options.scope.includes(slot.name)
                && workspace.bots(of: slot).contains { bot in bots.contains { $0.name == bot.name } }
        }
        var seen = SeenFiles()
        if options.isOffline {
            planned.reports = slots.map { slot in
                SlotReport(
                    slot: slot.name,
                    exchange: slot.exchange.value,
                    network: workspace.network(of: slot),
                    status: .unchecked,
                    message: "not asked"
                )
            }
        } else {
            let pairs = BotReading(self).pairs(&seen)
            let outcome = await ask(slots, pairs: pairs, options.asking, events: events)
            planned.reports = outcome.reports
            planned.fresh = Set(outcome.reports.map(\.slot))
            planned.findings = unique(planned.findings + outcome.findings + record(outcome))
            planned.exit = outcome.exitCode(wanting: slots)
            if options.skipsFailed { leaveOut(slots, outcome, of: &planned) }
        }
        add(planFor: bots, options, seen, to: &planned)
        return planned
    }

    /// Goes on without the slots that did not check out, as long as there are others.
    private func leaveOut(_ slots: [Slot], _ outcome: CheckOutcome, of planned: inout Planned) {
        let failed = slots.filter { outcome.exitCode(wanting: [$0]) != .done }
        guard [.stopped, .unreachable, .noSecret].contains(planned.exit), failed.count < slots.count else {
            return
        }
        planned.exit = .done
        planned.skipped = Set(failed.map(\.name))
        planned.findings += failed.map { slot in
            let status = planned.reports.first { $0.slot == slot.name }?.status ?? .unchecked
            return Finding(
                .warning,
                "apply.skipped",
                "the slot is '\(status.rawValue)' and was left out; what the bots have of it stays as it is",
                slot: slot.name,
                help: "when it checks out: slots apply --only \(slot.name)"
            )
        }
    }

    /// What bots hold that slots.yaml does not name any more.
    private func left(_ owned: Ownership) -> [Finding] {
        owned.left(besides: workspace.workspace?.bots ?? [], in: workspace.folder).map { file in
            Finding(
                .warning,
                "bot.left",
                "\(file.path) still holds what slots wrote for '\(file.bot)', which slots.yaml does not name any more: "
                    + file.ids.joined(separator: ", "),
                help:
                    "name the bot again to go on; or turn these connections off in the bot, and the next apply lets go of "
                    + "them"
            )
        }
    }

    /// The plan is made also when a slot is not connected, so that one run shows everything.
    private func add(
        planFor bots: [Bot],
        _ options: PlanOptions,
        _ seen: SeenFiles,
        to planned: inout Planned
    ) {
        var inputs = BotInputs(bots, of: self, reports: planned.reports)
        for index in inputs.inputs.indices {
            inputs.inputs[index].scope = options.scope.leavingOut(planned.skipped)
            inputs.inputs[index].prunes = options.prunes
        }
        let missing = inputs.missing.filter { finding in
            finding.slot.map { options.scope.includes($0) && !planned.skipped.contains($0) } ?? true
        }
        guard missing.isEmpty else {
            planned.findings = unique(planned.findings + missing)
            planned.exit = .worst(of: [planned.exit, .noSecret])
            return
        }
        do throws(RevisionError) {
            planned.owned = try ownership()
            planned.inputs = inputs.inputs
            var owned = planned.owned
            options.reown(&owned)
            let plan = try plan(of: planned.inputs, owned: owned, seen)
            planned.findings = unique(planned.findings + plan.findings + left(owned))
            planned.plan = plan
            planned.exit = .worst(of: [planned.exit, plan.exit])
        } catch {
            planned.findings.append(error.finding())
            planned.exit = .worst(of: [planned.exit, error.exitCode])
        }
    }

    /// Works the plan out from what it is made from, and from the bots' files as they are now.
    ///
    /// - Parameter seen: Files that are not read again as long as they are the same.
    func plan(of inputs: [BotInput], owned: Ownership, _ seen: SeenFiles = SeenFiles())
        throws(RevisionError) -> Plan
    {
        Planner(
            workspace: workspace.folder,
            owned: owned,
            fingerprinter: try FingerprintKey.fingerprinter(in: workspace.state),
            seen: seen
        ).plan(inputs)
    }
}

extension Plan {
    /// What errors among the findings end a command with: a change that is refused, or a file that is wrong.
    var exit: ExitCode {
        let errors = findings.filter { $0.severity == .error }
        // The entry of a slot that went, while the bot still trades on it.
        let isRefusal = errors.allSatisfy { $0.code == "bot.not-empty" }
        return errors.isEmpty ? .done : isRefusal ? .stopped : .wrongFiles
    }
}

extension RevisionError {
    /// The exit code of a command that ends with the error.
    package var exitCode: ExitCode {
        switch self {
        case .file(let error): error.exitCode
        case .readOnly: .cannotWrite
        case .notKept(let finding): finding.code.hasPrefix("secret.") ? .noSecret : .wrongFiles
        case .keepsChanging, .refusedOnNewContent: .stopped
        }
    }
}

extension FileError {
    /// The exit code of a command that ends with the error.
    package var exitCode: ExitCode {
        switch self {
        case .cannotRead, .notAFile, .tooLarge, .noFolder, .brokenJournal, .foreignJournal,
            .strangersJournal, .brokenState:
            .wrongFiles
        case .cannotWrite, .notAsWritten, .unfinished: .cannotWrite
        case .locked: .locked
        }
    }
}
