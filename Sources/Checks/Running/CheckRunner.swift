package import Cryptography
package import Exchanges
package import HTTPTransport
package import SlotModel

/// Checks many slots side by side.
///
/// One task for a slot; a thousand slots wait for their answers without a thousand threads. Some of them start at
/// once, then one for each that is done; while answers are slow, ever more at once up to ``Settings/width``. So fast
/// answers cost the memory of a few slots, and slow ones not the time of many. How fast one address may ask is kept by
/// the connectors' own gate, which the slots of a run share.
package struct CheckRunner: Sendable {
    /// What a run is allowed: time, width, what is asked.
    package struct Settings: Sendable {
        /// How many slots at once; 0 chooses.
        package var jobs = 0
        /// For one slot, retries included.
        package var timeout = Duration.seconds(10)
        /// How long a slot may go on after its time, for a connector that does not keep it.
        package var grace = Duration.seconds(1)
        /// How many slots start at once.
        package var start = 256
        /// After this time twice as many slots may be under way, and so on up to ``width``.
        package var patience = Duration.milliseconds(500)
        /// Also of slots that name no fee it is asked what the account pays: one request more for each.
        package var asksForAllFees = false

        package init() {}

        /// How many slots at once: 1 to 4096; 1024 unless told.
        package var width: Int { jobs <= 0 ? 1024 : min(jobs, 4096) }
    }

    /// What a run takes from outside; a test replaces it.
    package struct Outside: Sendable {
        package var connector: @Sendable (Selector) -> any Connector
        /// - Throws: a ``Finding`` of the code `secret.…` when the value is not available.
        package var resolve: @Sendable (Located<SecretReference>) throws(Finding) -> Secret
        package var http: HTTPClient
        package var nonces: NonceSource
        package var now: @Sendable () -> Timestamp
        package var sleep: @Sendable (Duration) async -> Void
        /// Where the built-in exchange listens; `nil` when it does not run.
        package var sandbox: @Sendable (Selector) -> ConnectorProfile.Origins?
        /// What a slot's key showed when it last worked; `nil`: it was not seen to work, or was refused since.
        package var seen: @Sendable (Slot) -> SeenKey?
        /// What the slot's bots ask of its key and account.
        package var botRules: @Sendable (Slot) -> [BotRule]

        package init(
            connector: @escaping @Sendable (Selector) -> any Connector,
            resolve: @escaping @Sendable (Located<SecretReference>) throws(Finding) -> Secret,
            http: HTTPClient,
            nonces: NonceSource,
            now: @escaping @Sendable () -> Timestamp,
            sleep: @escaping @Sendable (Duration) async -> Void,
            sandbox: @escaping @Sendable (Selector) -> ConnectorProfile.Origins?,
            seen: @escaping @Sendable (Slot) -> SeenKey? = { _ in nil },
            botRules: @escaping @Sendable (Slot) -> [BotRule] = { _ in [] }
        ) {
            self.connector = connector
            self.resolve = resolve
            self.http = http
            self.nonces = nonces
            self.now = now
            self.sleep = sleep
            self.sandbox = sandbox
            self.seen = seen
            self.botRules = botRules
        }
    }

    package var workspace: Workspace
    package var settings: Settings
    package var outside: Outside

    package init(workspace: Workspace, settings: Settings = Settings(), outside: Outside) {
        self.workspace = workspace
        self.settings = settings
        self.outside = outside
    }

    /// Checks the slots and gives their results in the slots' order, whatever order the answers come in.
    ///
    /// Cancelling the task stops all requests; what was not finished is `unchecked` then.
    ///
    /// - Parameters:
    ///   - slots: What is wanted; disabled ones are not asked.
    ///   - all: Every slot of the workspace, for those that share an address; absent: `slots`.
    ///   - pairs: Slot name to the number of pairs that its bots trade on it, where a bot's file told.
    ///   - onEvent: Called from several tasks at once.
    package func run(
        _ slots: [Slot],
        among all: [Slot]? = nil,
        pairs: [String: Int] = [:],
        onEvent: @escaping @Sendable (CheckEvent) -> Void = { _ in }
    ) async -> CheckOutcome {
        let neighbours = Neighbours(
            all ?? slots,
            network: workspace.network.value,
            profile: { outside.connector($0).profile }
        )
        let shared = SharedAnswers()
        let results = await withTaskGroup(of: Step.self) { group in
            var results: [SlotResult?] = Array(repeating: nil, count: slots.count)
            var waiting = slots.enumerated().makeIterator()
            var (width, underWay) = (0, 0)
            func start() {
                while underWay < width, !Task.isCancelled, let (index, slot) = waiting.next() {
                    let load = AddressLoad(slots: neighbours.count(of: slot), pairs: pairs[slot.name])
                    underWay += 1
                    group.addTask {
                        if slot.enabled { onEvent(.slotStarted(slot.name)) }
                        return .finished(index, await check(slot, load: load, shared: shared))
                    }
                }
            }
            func widen(to wanted: Int) {
                width = min(wanted, settings.width)
                start()
                guard width < settings.width else { return }
                group.addTask {
                    try? await Task.sleep(for: settings.patience)
                    return .waited
                }
            }
            widen(to: settings.start)
            while underWay > 0, let step = await group.next() {
                switch step {
                case .waited: widen(to: width * 2)
                case .finished(let index, let result):
                    underWay -= 1
                    results[index] = result
                    onEvent(.slotFinished(result.report))
                    start()
                }
            }
            group.cancelAll()
            return results
        }
        var outcome = CheckOutcome()
        outcome.isCancelled = Task.isCancelled
        for (slot, result) in zip(slots, results) {
            outcome.append(result ?? .unchecked(slot, network(of: slot), "interrupted"))
        }
        return outcome
    }

    /// What a run waits for.
    private enum Step: Sendable {
        case finished(Int, SlotResult)
        /// The patience with those under way is over.
        case waited
    }

    private func network(of slot: Slot) -> Network { (slot.network ?? workspace.network).value }
}

// MARK: - One slot

extension CheckRunner {
    /// What is known of a slot before anybody is asked.
    private enum Start {
        case ready(any Connector, Credentials, ConnectorProfile.Origins, proxy: String?)
        case settled(SlotResult)
    }

    private func check(_ slot: Slot, load: AddressLoad, shared: SharedAnswers) async -> SlotResult {
        switch start(slot, on: network(of: slot)) {
        case .settled(let result): return result
        case .ready(let connector, let credentials, let origins, let proxy):
            return await question(
                slot,
                over: connector,
                with: credentials,
                at: origins,
                proxy: proxy,
                load: load,
                shared: shared
            )
        }
    }

    // These two are functions of their own also where they run: what they work with then has no place in the memory
    // of the slot's task, of which there are a thousand.
    @inline(never)
    private func start(_ slot: Slot, on network: Network) -> Start {
        guard slot.enabled else { return .settled(.unchecked(slot, network, "disabled by 'enabled: false'")) }
        guard outside.now().isPossible else { return .settled(.wrongClock(slot, network, at: outside.now())) }
        let connector = outside.connector(slot.exchange.value)
        let chosen = connector.profile.origins(
            on: network,
            endpoint: slot.endpoint,
            trusted: workspace.trustedEndpoints.map(\.value),
            sandbox: network == .sandbox ? outside.sandbox(slot.exchange.value) : nil
        )
        guard let origins = chosen.origins else {
            let reason = chosen.findings.first { $0.severity == .error }
            return .settled(
                .unchecked(
                    slot,
                    network,
                    reason?.message ?? "nowhere to ask",
                    help: reason?.help,
                    findings: chosen.findings.map {
                        $0.about(slot, orAt: (slot.network ?? workspace.network).place)
                    }
                )
            )
        }
        var (credentials, missing) = resolve(slot)
        var proxy: String?
        do throws(Finding) { proxy = try self.proxy(of: slot) } catch { missing.append(error) }
        guard missing.isEmpty else {
            var result = SlotResult.unchecked(
                slot,
                network,
                missing.first?.message ?? "a secret is not available",
                help: missing.first?.help,
                findings: missing
            )
            result.lacksSecret = true
            return .settled(result)
        }
        return .ready(connector, credentials, origins, proxy: proxy)
    }

    @inline(never)
    private func judged(
        _ slot: Slot,
        _ profile: ConnectorProfile,
        inspection: [CredentialFinding],
        facts: Facts,
        load: AddressLoad,
        since started: ContinuousClock.Instant,
        isTimedOut: Bool
    ) -> SlotResult {
        var evidence = Evidence(
            slot: slot,
            network: network(of: slot),
            profile: profile,
            policy: workspace.policy,
            credentials: inspection,
            facts: facts,
            load: load,
            checkedAt: outside.now(),
            duration: ContinuousClock.now - started
        )
        evidence.botRules = outside.botRules(slot)
        var judgement = judge(evidence)
        if isTimedOut, judgement.report.status == .unavailable {
            judgement.report.message = "no complete answer within \(spoken(settings.timeout))"
            judgement.report.help = "check again later, or give more time with --timeout"
        }
        return SlotResult(report: judgement.report, findings: judgement.findings)
    }

    /// The slot's credentials, or everything that is not available.
    private func resolve(_ slot: Slot) -> (Credentials, missing: [Finding]) {
        var fields: [CredentialField: Secret] = [:]
        var missing: [Finding] = []
        for (field, reference) in slot.credentials.sorted(by: { $0.key < $1.key }) {
            do throws(Finding) {
                fields[field] = try outside.resolve(reference)
            } catch {
                missing.append(error.about(slot, orAt: reference.place))
            }
        }
        return (Credentials(fields), missing)
    }

    /// The URL of the slot's proxy, fetched where the slot refers to it.
    private func proxy(of slot: Slot) throws(Finding) -> String? {
        guard let proxy = slot.proxy else { return nil }
        guard case .reference(let reference) = proxy.value else { return proxy.value.url }
        let place = proxy.place
        let text: String
        do throws(Finding) {
            text = try outside.resolve(Located(reference, at: place)).withBytes {
                String(decoding: $0, as: UTF8.self)
            }
        } catch {
            throw error.about(slot, orAt: place)
        }
        guard isProxyURL(text) else {
            throw Finding(
                .error,
                "slot.proxy-unusable",
                "what the slot's proxy refers to is no URL of a proxy",
                at: place,
                slot: slot.name,
                help:
                    "store it like this: socks5h://user:password@127.0.0.1:1080; http, https and socks5 work too"
            )
        }
        return text
    }

    private func question(
        _ slot: Slot,
        over connector: any Connector,
        with credentials: Credentials,
        at origins: ConnectorProfile.Origins,
        proxy: String?,
        load: AddressLoad,
        shared: SharedAnswers
    ) async -> SlotResult {
        let started = ContinuousClock.now
        let network = network(of: slot)
        let inspection = connector.inspect(credentials, on: network)
        var facts = Facts(notAsked: "the credentials cannot be right")
        var isTimedOut = false
        if !inspection.contains(where: { $0.severity == .error }) {
            shared.traces.add(credentials)
            let line = ExchangeLine(
                origins: origins,
                http: outside.http,
                proxy: proxy,
                now: outside.now,
                nonces: outside.nonces,
                shared: shared,
                deadline: outside.now() + settings.timeout,
                sleep: outside.sleep
            )
            let inquiry = Inquiry(
                network: network,
                credentials: credentials,
                market: slot.require.market?.value ?? connector.profile.market(for: slot.account),
                wantsFees: slot.fees != nil || settings.asksForAllFees,
                signIn: slot.signIn?.value ?? .signature,
                seen: outside.seen(slot),
                account: slot.account,
                wantsModes: outside.botRules(slot).contains { $0.rule.wantsModes }
            )
            (facts, isTimedOut) = await inTime { await connector.gather(inquiry, over: line) }
            if Task.isCancelled { return .unchecked(slot, network, "interrupted") }
        }
        return judged(
            slot,
            connector.profile,
            inspection: inspection,
            facts: facts,
            load: load,
            since: started,
            isTimedOut: isTimedOut
        )
    }

    /// Cancels the work when its time and grace are over; what it learned until then still counts.
    private func inTime(_ work: @escaping @Sendable () async -> Facts) async -> (Facts, isTimedOut: Bool) {
        let limit = settings.timeout + settings.grace
        return await withTaskGroup(of: Facts?.self) { group in
            group.addTask { await work() }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            var facts: Facts?
            var isTimedOut = false
            while let result = await group.next() {
                if let result { facts = result } else if facts == nil { isTimedOut = true }
                group.cancelAll()
            }
            return (facts ?? Facts(notAsked: "there was no time"), isTimedOut)
        }
    }
}

extension Finding {
    fileprivate func about(_ slot: Slot, orAt place: Place) -> Finding {
        var finding = self
        finding.slot = slot.name
        if finding.place == nil { finding.place = place }
        return finding
    }
}
