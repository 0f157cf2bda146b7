package import Checks
import Exchanges
import Processes
package import SlotModel

/// How the exchanges are asked.
package struct AskingOptions: Sendable {
    /// How many slots at once; `nil`: as many as the exchanges' limits allow.
    package var jobs: Int?
    /// The time that one slot's check may take.
    package var timeout = Duration.seconds(10)
    /// See ``CheckRunner/Settings/asksForAllFees``.
    package var asksForAllFees = false

    package init(jobs: Int? = nil, timeout: Duration = .seconds(10)) {
        self.jobs = jobs
        self.timeout = timeout
    }
}

extension Session {
    /// Asks the exchanges about slots; records nothing.
    ///
    /// - Parameters:
    ///   - slots: Disabled ones are not asked.
    ///   - pairs: How many pairs the bots trade on a slot, by its name, where that is known.
    /// - Returns: Findings of the run itself, such as a built-in exchange that does not start, among those of the slots.
    package func ask(
        _ slots: [Slot],
        pairs: [String: Int] = [:],
        _ options: AskingOptions,
        events: @escaping EventSink
    ) async -> CheckOutcome {
        guard !slots.isEmpty, let rules = workspace.workspace else { return CheckOutcome() }
        ResourceLimits.allowManyFiles()
        var builtIn: BuiltInExchange?
        var failure: Finding?
        if slots.contains(where: { $0.enabled && workspace.network(of: $0) == .sandbox }) {
            do throws(Finding) { builtIn = try BuiltInExchange() } catch { failure = error }
        }
        defer { builtIn?.stop() }
        var settings = CheckRunner.Settings()
        settings.jobs = options.jobs ?? 0
        settings.timeout = options.timeout
        settings.asksForAllFees = options.asksForAllFees
        let runner = CheckRunner(
            workspace: rules,
            settings: settings,
            outside: outside(builtIn, seen: SeenKeys(of: slots, self))
        )
        events(.asking(slots.filter(\.enabled).map(\.name)))
        var outcome = await runner.run(slots, among: workspace.slots, pairs: pairs) { event in
            switch event {
            case .slotStarted(let name): events(.slotStarted(name))
            case .slotFinished(let report): events(.slotFinished(report))
            }
        }
        events(.asked)
        if let failure { outcome.fail(failure) }
        return outcome
    }

    private func outside(_ builtIn: BuiltInExchange?, seen: SeenKeys) -> CheckRunner.Outside {
        let (credentials, workspace) = (credentials, workspace)
        return CheckRunner.Outside(
            connector: Connectors.connector(for:),
            resolve: { reference throws(Finding) in try credentials.resolve(reference) },
            http: surroundings.http,
            nonces: NonceFiles(
                folder: NonceFiles.defaultFolder(environment: surroundings.environment),
                now: surroundings.now
            ).source,
            now: surroundings.now,
            sleep: surroundings.sleep,
            sandbox: { builtIn?.origins(of: $0) },
            seen: { seen[$0] },
            botRules: { workspace.botRules(for: $0) }
        )
    }
}

extension CheckOutcome {
    /// The exit code for slots that have to be connected: what is wanted and not proven, whatever else is reported.
    ///
    /// - Parameter wanted: The slots that were to be asked; disabled ones need no proof here.
    package func exitCode(wanting wanted: [Slot]) -> ExitCode {
        var codes: [ExitCode] = []
        if isCancelled { codes.append(.interrupted) }
        if hasFailed { codes.append(.ourError) }
        let statuses = Dictionary(reports.map { ($0.slot, $0.status) }, uniquingKeysWith: max)
        for slot in wanted where slot.enabled {
            switch statuses[slot.name]?.consequence {
            case .go: continue
            case .stop: codes.append(.stopped)
            case .stopForNow: codes.append(.unreachable)
            case .asAsked: codes.append(slotsWithoutSecret.contains(slot.name) ? .noSecret : .stopped)
            case nil: codes.append(.ourError)
            }
        }
        return ExitCode.worst(of: codes)
    }
}

extension LoadedWorkspace {
    /// What the slot's bots ask of its key and account.
    package func botRules(for slot: Slot) -> [BotRule] {
        bots(of: slot).flatMap { templates[$0.template.value]?.rules(for: slot, of: $0) ?? [] }
    }
}
