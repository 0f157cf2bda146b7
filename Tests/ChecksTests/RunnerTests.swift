import Checks
import Cryptography
import Exchanges
import HTTPTransport
import Locking
import SlotModel
import Testing

/// An exchange that does what a test tells it.
private struct FakeConnector: Connector {
    let profile = ConnectorProfile.sample
    var findings: [CredentialFinding] = []
    var answer: @Sendable (Inquiry, ExchangeLine) async -> Facts = { _, _ in .good }

    func inspect(_ credentials: Credentials, on network: Network) -> [CredentialFinding] { findings }
    func gather(_ inquiry: Inquiry, over line: ExchangeLine) async -> Facts { await answer(inquiry, line) }
    func advice(for status: Status) -> String { "" }
}

/// How many are inside at once, and the most there ever were.
private final class Crowd: Sendable {
    private let state = Lock((inside: 0, most: 0, total: 0))

    func enter() {
        state.withLock {
            $0.inside += 1
            $0.total += 1
            $0.most = max($0.most, $0.inside)
        }
    }

    func leave() { state.withLock { $0.inside -= 1 } }
    var most: Int { state.withLock { $0.most } }
    var total: Int { state.withLock { $0.total } }
}

private func runner(
    _ connector: FakeConnector,
    jobs: Int = 0,
    timeout: Duration = .seconds(10),
    network: Network = .live,
    clock: Timestamp = now,
    resolve: @escaping @Sendable (Located<SecretReference>) throws(Finding) -> Secret = { _ throws(Finding) in
        Secret(copying: [1, 2, 3])
    }
) -> CheckRunner {
    var settings = CheckRunner.Settings()
    settings.jobs = jobs
    settings.timeout = timeout
    settings.grace = .milliseconds(20)
    return CheckRunner(
        workspace: Workspace(network: Located(network, at: Place(file: "slots.yaml", line: 1))),
        settings: settings,
        outside: CheckRunner.Outside(
            connector: { _ in connector },
            resolve: resolve,
            http: HTTPClient { _ async throws(HTTPError) in throw .cancelled },
            nonces: NonceSource { _, _ in 0 },
            now: { clock },
            sleep: { _ in },
            sandbox: { _ in nil }
        )
    )
}

private func slots(_ count: Int) -> [Slot] { (0..<count).map { .sample("s\($0)") } }

@Suite("The runner", .timeLimit(.minutes(1)))
struct RunnerTests {
    @Test("gives the results in the slots' order, whatever order the answers come in")
    func order() async {
        let slots = slots(40)
        let connector = FakeConnector { inquiry, _ in
            let delay = Int.random(in: 0...20)
            try? await Task.sleep(for: .milliseconds(delay))
            var facts = Facts.good
            facts.balances = .known([])
            return facts
        }
        let outcome = await runner(connector).run(slots)
        #expect(outcome.reports.map(\.slot) == slots.map(\.name))
        #expect(outcome.findings.map(\.slot) == slots.map(\.name))
        #expect(outcome.reports.allSatisfy { $0.status == .underfunded })
        #expect(!outcome.isCancelled)
    }

    @Test("asks no more slots at once than it was told", arguments: [1, 3])
    func width(_ jobs: Int) async {
        let crowd = Crowd()
        let connector = FakeConnector { _, _ in
            crowd.enter()
            try? await Task.sleep(for: .milliseconds(3))
            crowd.leave()
            return .good
        }
        let outcome = await runner(connector, jobs: jobs).run(slots(20))
        #expect(crowd.most == jobs)
        #expect(crowd.total == 20)
        #expect(outcome.reports.allSatisfy { $0.status == .connected })
    }

    @Test("a thousand slots wait together")
    func thousand() async {
        let crowd = Crowd()
        let connector = FakeConnector { _, _ in
            crowd.enter()
            // Cancelled it must not go round without a pause, and keep the others from coming.
            while crowd.total < 1000, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
            crowd.leave()
            return .good
        }
        let outcome = await runner(connector, timeout: .seconds(30)).run(slots(1000))
        #expect(crowd.most == 1000)
        #expect(outcome.reports.count == 1000)
        #expect(outcome.reports.allSatisfy { $0.status == .connected })
    }

    @Test("fast answers keep few slots under way")
    func slowStart() async {
        let crowd = Crowd()
        let connector = FakeConnector { _, _ in
            crowd.enter()
            try? await Task.sleep(for: .milliseconds(1))
            crowd.leave()
            return .good
        }
        var runner = runner(connector)
        runner.settings.start = 16
        runner.settings.patience = .seconds(600)
        let started = ContinuousClock.now
        let outcome = await runner.run(slots(200))
        #expect(crowd.most == 16)
        #expect(outcome.reports.allSatisfy { $0.status == .connected })
        #expect(ContinuousClock.now - started < .seconds(60), "nobody waits for the patience at the end")
    }

    @Test("tells when a slot starts and when it is finished")
    func events() async {
        let events = Lock<[CheckEvent]>([])
        var slots = slots(5)
        slots[4].enabled = false
        let outcome = await runner(FakeConnector(), jobs: 1).run(slots) { event in
            events.withLock { $0.append(event) }
        }
        let expected = outcome.reports.flatMap { report -> [CheckEvent] in
            let finished = CheckEvent.slotFinished(report)
            return report.slot == "s4" ? [finished] : [.slotStarted(report.slot), finished]
        }
        #expect(events.withLock { $0 } == expected)
    }

    @Test("cancelling stops what is under way and starts nothing more")
    func cancellation() async {
        let crowd = Crowd()
        let connector = FakeConnector { _, _ in
            crowd.enter()
            try? await Task.sleep(for: .seconds(600))
            return .good
        }
        let started = ContinuousClock.now
        let task = Task { await runner(connector, jobs: 4, timeout: .seconds(600)).run(slots(50)) }
        while crowd.total < 4 { await Task.yield() }
        task.cancel()
        let outcome = await task.value
        #expect(ContinuousClock.now - started < .seconds(10))
        #expect(crowd.total == 4)
        #expect(outcome.isCancelled)
        #expect(outcome.reports.count == 50)
        #expect(outcome.reports.allSatisfy { $0.status == .unchecked && $0.message == "interrupted" })
        #expect(outcome.findings.isEmpty)
    }

    @Test("a connector that does not keep its time is stopped, and what it learned still counts")
    func timeout() async {
        let connector = FakeConnector { _, _ in
            try? await Task.sleep(for: .seconds(600))
            var facts = Facts.good
            facts.balances = .failed(failure(.unavailable, "interrupted"))
            return facts
        }
        let report = await runner(connector, timeout: .milliseconds(30)).run(slots(1)).reports.first
        #expect(report?.status == .unavailable)
        #expect(report?.message == "no complete answer within 30 ms")
        #expect(report?.help == "check again later, or give more time with --timeout")
        #expect(report?.checks.first { $0.check == .signIn }?.outcome == .pass)

        let refusing = FakeConnector { _, _ in
            try? await Task.sleep(for: .seconds(600))
            var facts = Facts.good
            facts.signIn = .failed(failure(.invalidCredentials(nil), "unknown key"))
            return facts
        }
        let refused = await runner(refusing, timeout: .milliseconds(30)).run(slots(1)).reports.first
        #expect(refused?.status == .invalidCredentials)
        #expect(refused?.message == "unknown key")
    }

    @Test("asks what the slot wants to know, where it may, until its time is over")
    func inquiry() async {
        let asked = Lock<(Inquiry, ExchangeLine)?>(nil)
        let connector = FakeConnector { inquiry, line in
            asked.withLock { $0 = (inquiry, line) }
            return .good
        }
        var slot = Slot.sample()
        slot.require.market = Located("ETH/USDT", at: row(20))
        slot.fees = Located(FeeRates(both: percent("0.07")), at: row(9))
        slot.account.marginMode = Located(.cross, at: row(12))
        slot.proxy = Located(.url("socks5h://127.0.0.1:1080"), at: row(13))
        slot.endpoint = EndpointOverride(futures: Located("http://127.0.0.1:9", at: row(7)))
        _ = await runner(connector).run([slot])
        asked.withLock {
            #expect($0?.0.market == "ETH/USDT")
            #expect($0?.0.wantsFees == true)
            #expect($0?.0.network == .live)
            #expect($0?.0.account == slot.account)
            #expect($0?.0.credentials.fields.count == 3)
            #expect($0?.1.proxy == "socks5h://127.0.0.1:1080")
            #expect($0?.1.deadline == now + .seconds(10))
            #expect($0?.1.origins.futures == "http://127.0.0.1:9")
            #expect($0?.1.origins.spot == "https://spot.example")
        }
        _ = await runner(connector).run([.sample()])
        asked.withLock {
            #expect($0?.0.market == "BTC/USDT")
            #expect($0?.0.wantsFees == false)
        }
        var asking = runner(connector)
        asking.settings.asksForAllFees = true
        _ = await asking.run([.sample()])
        asked.withLock { #expect($0?.0.wantsFees == true) }
    }

    @Test("a proxy is fetched from where the slot refers to, and a slot without it is not asked")
    func proxyByReference() async {
        let used = Lock<String?>(nil)
        let connector = FakeConnector { _, line in
            used.withLock { $0 = line.proxy }
            return .good
        }
        var slot = Slot.sample()
        slot.proxy = Located(.reference(.environment(name: "PROXY")), at: row(13))
        func run(_ value: String) async -> CheckOutcome {
            await runner(
                connector,
                resolve: { reference throws(Finding) in
                    reference.value == .environment(name: "PROXY")
                        ? Secret(copying: Array(value.utf8)) : Secret(copying: [1, 2, 3])
                }
            )
            .run([slot])
        }
        let good = await run("socks5h://me:c4nary@127.0.0.1:1080")
        #expect(good.reports.map(\.status) == [.connected])
        #expect(used.withLock { $0 } == "socks5h://me:c4nary@127.0.0.1:1080")
        used.withLock { $0 = nil }
        let bad = await run("me:c4nary@127.0.0.1")
        #expect(bad.reports.map(\.status) == [.unchecked] && bad.slotsWithoutSecret == [slot.name])
        #expect(bad.findings.map(\.code) == ["slot.proxy-unusable"] && bad.findings.first?.place == row(13))
        #expect(used.withLock { $0 } == nil)
        #expect(!"\(bad.findings) \(bad.reports)".contains("c4nary"))
    }

    @Test("credentials that cannot be right are not shown to anybody")
    func badCredentials() async {
        let crowd = Crowd()
        let connector = FakeConnector(
            findings: [
                CredentialFinding(
                    .error,
                    "credentials.swapped",
                    "key and secret are swapped",
                    field: .privateKey
                )
            ]
        ) { _, _ in
            crowd.enter()
            return .good
        }
        let outcome = await runner(connector).run([.sample()])
        #expect(crowd.total == 0)
        #expect(outcome.reports.map(\.status) == [.invalidCredentials])
        #expect(outcome.reports.map(\.message) == ["key and secret are swapped"])
        #expect(outcome.findings.map(\.place) == [row(5)])
    }

    @Test("a secret that is not available leaves the slot unchecked, with every finding")
    func missingSecrets() async {
        let crowd = Crowd()
        let connector = FakeConnector { _, _ in
            crowd.enter()
            return .good
        }
        let outcome = await runner(
            connector,
            resolve: { reference throws(Finding) in
                if case .environment(let name) = reference.value, name.hasPrefix("s1_"),
                    !name.hasSuffix("MAIN")
                {
                    throw Finding(.error, "secret.absent", "\(name) is not set", help: "export \(name)")
                }
                return Secret(copying: [1])
            }
        )
        .run(slots(3))
        #expect(crowd.total == 2)
        #expect(outcome.slotsWithoutSecret == ["s1"])
        #expect(outcome.reports.map(\.status) == [.connected, .unchecked, .connected])
        #expect(outcome.reports[1].message == "s1_WALLET is not set")
        #expect(outcome.reports[1].help == "export s1_WALLET")
        #expect(outcome.findings.map(\.message) == ["s1_WALLET is not set", "s1_PRIVATE is not set"])
        #expect(outcome.findings.map(\.place) == [row(4), row(5)])
        #expect(outcome.findings.allSatisfy { $0.slot == "s1" })
    }

    @Test("a clock of another age is told as that, and nobody is asked")
    func impossibleClock() async throws {
        let crowd = Crowd()
        let connector = FakeConnector { _, _ in
            crowd.enter()
            return .good
        }
        let outcome = await runner(connector, clock: Timestamp(milliseconds: -104_235_330_078)).run(slots(1))
        #expect(crowd.total == 0)
        #expect(outcome.reports.map(\.status) == [.clockSkew])
        #expect(outcome.findings.map(\.message) == ["this machine's clock says 1966-09-12"])
    }

    @Test("disabled slots, strange hosts and an absent sandbox are not asked")
    func notAsked() async {
        let crowd = Crowd()
        let connector = FakeConnector { _, _ in
            crowd.enter()
            return .good
        }
        var slots = slots(3)
        slots[0].enabled = false
        slots[1].endpoint = EndpointOverride(futures: Located("https://evil.example", at: row(7)))
        slots[2].network = Located(.sandbox, at: row(8))
        let outcome = await runner(connector).run(slots)
        #expect(crowd.total == 0)
        #expect(outcome.reports.allSatisfy { $0.status == .unchecked && $0.checks.isEmpty })
        #expect(
            outcome.reports.map(\.message) == [
                "disabled by 'enabled: false'",
                "https://evil.example is not a host of Aster Futures that slots knows, so no key is sent there",
                "the built-in exchange does not run",
            ]
        )
        #expect(outcome.findings.map(\.code) == ["endpoint.not-trusted", "network.unknown"])
        #expect(outcome.findings.last?.place == row(8))
    }

    @Test("slots that share host and address count together, other proxies and networks apart")
    func neighbours() async {
        var all = slots(6)
        all[2].proxy = Located(.url("http://127.0.0.1:3128"), at: row(13))
        all[3].enabled = false
        all[4].network = Located(.sandbox, at: row(8))
        all[5].endpoint = EndpointOverride(futures: Located("http://127.0.0.1:9", at: row(7)))
        let outcome = await runner(FakeConnector()).run([all[0]], among: all, pairs: ["s0": 3, "s1": 9])
        let limits = outcome.reports.first?.checks.first { $0.check == .limits }?.message
        #expect(
            limits
                == "40 of 2400 points used; 2 slots with 3 pairs at 5 points a pair need a delay of at least 0.25 s (2400 points allowed in 1 min)"
        )
    }
}
