import Checks
package import SlotModel

/// What a check of slots came to.
package struct Checked: Sendable {
    package var exit: ExitCode
    /// In the order of the slots that were wanted.
    package var reports: [SlotReport] = []
    /// Names of the slots that were asked now; the others' results stand in the history.
    package var fresh: Set<String> = []
    package var findings: [Finding] = []

    package init(
        exit: ExitCode,
        reports: [SlotReport] = [],
        fresh: Set<String> = [],
        findings: [Finding] = []
    ) {
        self.exit = exit
        self.reports = reports
        self.fresh = fresh
        self.findings = findings
    }
}

extension Session {
    /// Asks about slots and records what came of it.
    ///
    /// - Parameter names: None: all slots.
    package func check(
        _ names: [String] = [],
        _ options: AskingOptions = AskingOptions(),
        events: @escaping EventSink = { _ in }
    ) async throws(UnknownName) -> Checked {
        await check(try workspace.slots(named: names), named: names, options, events: events)
    }

    /// The gate: succeeds only when every slot is connected and funded.
    ///
    /// - Parameters:
    ///   - names: None: all enabled slots.
    ///   - maximumAge: How old a recorded result may be that stands in for a check; `nil`: none may.
    package func verify(
        _ names: [String] = [],
        accepting maximumAge: Duration? = nil,
        _ options: AskingOptions = AskingOptions(),
        events: @escaping EventSink = { _ in }
    ) async throws(UnknownName) -> Checked {
        let named = try workspace.slots(named: names)
        let slots = names.isEmpty ? named.filter(\.enabled) : named
        let known = maximumAge.map { RecordedResults(for: slots, self, maximumAge: $0) }
        return await check(
            slots,
            named: names,
            known: known,
            refusals: gateRefusals(slots, isAll: names.isEmpty),
            comparesBots: true,
            options,
            events: events
        )
    }

    /// The gate of one bot: its enabled slots, and what stands in its files.
    ///
    /// - Parameters:
    ///   - names: Of the slots that are asked about; `nil`: all.
    ///   - maximumAge: See ``verify(_:accepting:_:events:)``.
    package func verify(
        _ bot: Bot,
        only names: Set<String>? = nil,
        accepting maximumAge: Duration? = nil,
        _ options: AskingOptions = AskingOptions(),
        events: @escaping EventSink = { _ in }
    ) async -> Checked {
        let slots = workspace.slots(of: bot).filter { names?.contains($0.name) ?? true }
        return await check(
            slots,
            named: slots.map(\.name),
            of: bot,
            known: maximumAge.map { RecordedResults(for: slots, self, maximumAge: $0) },
            refusals: slots.isEmpty ? nothingProven(by: bot) : [],
            comparesBots: true,
            options,
            events: events
        )
    }

    /// - Parameters:
    ///   - bot: Whose files are compared, and whose findings count; `nil`: all of the slots' bots.
    ///   - known: Results that stand in for a check.
    ///   - refusals: What stands against success, whatever the exchanges say.
    ///   - comparesBots: What was proved is worth something only if the bots will use it.
    private func check(
        _ slots: [Slot],
        named names: [String],
        of bot: Bot? = nil,
        known: RecordedResults? = nil,
        refusals: [Finding] = [],
        comparesBots: Bool = false,
        _ options: AskingOptions,
        events: @escaping EventSink
    ) async -> Checked {
        guard workspace.workspace != nil else {
            return Checked(exit: .wrongFiles, findings: workspace.findings)
        }
        let all = workspace.findings + policies()
        let fileFindings = bot.map { relevant(all, to: $0) } ?? relevant(all, to: names)
        // Its exchange knows none of the built-in one's keys, and need not see them.
        let pointless = Set(
            fileFindings.filter {
                ["slot.public-credentials", "slot.credentials-incomplete"].contains($0.code)
            }
            .map(\.slot)
        )
        let asked = slots.filter { known?[$0] == nil && !pointless.contains($0.name) }
        let pairs = asked.isEmpty ? [:] : BotReading(self).pairs()
        let outcome = await ask(asked, pairs: pairs, options, events: events)
        let recorded = record(outcome)
        let fresh = Dictionary(outcome.reports.map { ($0.slot, $0) }, uniquingKeysWith: { first, _ in first })
        var codes = [outcome.exitCode(wanting: asked), refusals.isEmpty ? .done : .stopped]
        if fileFindings.containErrors { codes.append(.wrongFiles) }
        var reports = slots.compactMap { slot in
            known?[slot] ?? fresh[slot.name] ?? (pointless.contains(slot.name) ? notAsked(slot) : nil)
        }
        let compared: (findings: [Finding], exit: ExitCode) =
            comparesBots ? compareBots(&reports, isAll: names.isEmpty, only: bot) : ([], .done)
        codes.append(compared.exit)
        return Checked(
            exit: .worst(of: codes),
            reports: reports,
            fresh: Set(fresh.keys),
            findings: unique(
                fileFindings + refusals + outcome.findings + recorded
                    + compared.findings
            )
        )
    }

    /// Of a slot whose file says why asking would be in vain.
    private func notAsked(_ slot: Slot) -> SlotReport {
        SlotReport(
            slot: slot.name,
            exchange: slot.exchange.value,
            network: workspace.network(of: slot),
            status: .unchecked,
            message: "not asked, because of the error in its file"
        )
    }

    /// The findings of the workspace and of the slots that were named; all when none was.
    private func relevant(_ findings: [Finding], to names: [String]) -> [Finding] {
        guard !names.isEmpty else { return findings }
        let files = Set(names.map { "slots/\($0).yaml" })
        return findings.filter { finding in
            guard let file = finding.place?.file, file.hasPrefix("slots/") else { return true }
            return files.contains(file)
        }
    }

    /// What is wrong in the workspace's files as far as it concerns a bot.
    package func fileFindings(of bot: Bot) -> [Finding] { relevant(workspace.findings, to: bot) }

    /// The findings that concern a bot: not those of other bots' slots and templates.
    ///
    /// A slot whose file could not be read may be the bot's.
    private func relevant(_ findings: [Finding], to bot: Bot) -> [Finding] {
        let others = workspace.slots.filter { slot in
            !workspace.bots(of: slot).contains { $0.name == bot.name }
        }
        let files = Set(others.map(\.place.file))
        let templates = (workspace.workspace?.bots ?? []).map(\.template).filter {
            $0.value != bot.template.value
        }
        return findings.filter { finding in
            guard let place = finding.place else { return true }
            let isOfOtherKind = templates.contains {
                $0.place == place || "/\(place.file)".contains("/templates/\($0.value)/")
            }
            return !files.contains(place.file) && !isOfOtherKind
        }
    }

    private func nothingProven(by bot: Bot) -> [Finding] {
        // A slot that cannot be read is told as that, and is not missing.
        guard workspace.unreadSlots().isEmpty || !workspace.findings.containErrors else { return [] }
        return [
            Finding(
                .error,
                "verify.nothing",
                "there is no enabled slot for '\(bot.name)', so nothing is proven",
                at: bot.place,
                help: workspace.slotNames.isEmpty
                    ? "make one: slots add SELECTOR"
                    : "enable a slot whose 'bots:' names it, or that names none"
            )
        ]
    }

    /// A gate that nobody stands behind proves nothing.
    private func gateRefusals(_ slots: [Slot], isAll: Bool) -> [Finding] {
        // A slot that cannot be read is told as that, and is not missing.
        if isAll, slots.isEmpty, workspace.unreadSlots().isEmpty || !workspace.findings.containErrors {
            return [
                Finding(
                    .error,
                    "verify.nothing",
                    "there is no enabled slot, so nothing is proven",
                    help: workspace.slotNames.isEmpty
                        ? "make one: slots add SELECTOR"
                        : "remove 'enabled: false' from the files of the slots that the bot needs"
                )
            ]
        }
        return slots.filter { !$0.enabled }.map { slot in
            Finding(
                .error,
                "verify.disabled",
                "the slot '\(slot.name)' is disabled and cannot be verified",
                at: slot.place,
                slot: slot.name,
                help: "set 'enabled: true' in its file, or leave it out of the gate"
            )
        }
    }
}

/// Without repetitions, by place.
package func unique(_ findings: [Finding]) -> [Finding] {
    var seen: Set<Finding> = []
    return findings.filter { seen.insert($0).inserted }.sortedByPlace()
}
