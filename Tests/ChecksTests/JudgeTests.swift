import Checks
import Exchanges
import HTTPTransport
import SlotModel
import Testing

/// One change to good evidence, and what it makes of one check.
struct JudgeCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var check: Check
    var outcome: CheckResult.Outcome
    var message: String
    var help: String?
    var status: Status
    var code: String?
    /// The line of the finding.
    var line: Int?
    var change: @Sendable (inout Evidence) -> Void

    init(
        _ name: String,
        _ check: Check,
        _ outcome: CheckResult.Outcome,
        _ message: String,
        help: String? = nil,
        _ status: Status = .connected,
        _ code: String? = nil,
        line: Int? = nil,
        change: @escaping @Sendable (inout Evidence) -> Void
    ) {
        testDescription = "\(check.rawValue): \(name)"
        self.check = check
        self.outcome = outcome
        self.message = message
        self.help = help
        self.status = status
        self.code = code
        self.line = line
        self.change = change
    }

    func verify() throws {
        var evidence = Evidence.good
        change(&evidence)
        let judgement = judge(evidence)
        let result = try #require(judgement.result(check))
        #expect(result.outcome == outcome)
        #expect(result.message == message)
        if let help { #expect(result.help == help) }
        #expect(judgement.report.status == status)
        #expect(judgement.report.checks.map(\.check) == Check.ofExchange)
        if let code {
            let finding = try #require(judgement.findings.first { $0.code == code })
            #expect(finding.severity == (outcome == .fail ? .error : .warning))
            #expect(finding.slot == "main")
            if let line { #expect(finding.place?.line == line) }
        } else {
            #expect(!judgement.findings.contains { result.message.contains($0.message) })
        }
    }
}

@Suite("The judge")
struct JudgeTests {
    @Test("the built-in exchange speaks in its own name, and leads to the real one")
    func builtIn() throws {
        var evidence = Evidence.good
        evidence.slot.exchange.value = .bitget
        evidence.facts.signIn = .failed(
            failure(
                .invalidCredentials(.key),
                "Bitget knows no such key: it was deleted",
                help: "make a new key"
            )
        )
        #expect(judge(evidence).report.message == "Bitget knows no such key: it was deleted")
        evidence.network = .sandbox
        let judgement = judge(evidence)
        let help =
            "the built-in exchange knows only its own keys (slots sandbox --fakes bitget): copy one whole, each value in its place; for a key of "
            + "Bitget itself write 'network: live' in slots.yaml"
        #expect(judgement.report.message == "the built-in exchange knows no such key")
        #expect(judgement.report.help == help)
        let finding = try #require(judgement.findings.first { $0.code == "exchange.invalid-credentials" })
        #expect(finding.message == judgement.report.message && finding.help == help)
    }

    @Test("the built-in exchange sends nobody to the real one's pages")
    func noPageForFakes() throws {
        var evidence = Evidence.good
        evidence.network = .sandbox
        let name = evidence.slot.exchange.value.descriptor.exchange
        evidence.facts.permissions = .notDisclosed("\(name) does not tell the rights of a V1 key")
        evidence.facts.signIn = .failed(
            failure(.missingPermission(nil), "\(name) forbids it", help: "look at \(name)'s API page")
        )
        let refused = judge(evidence)
        #expect(
            refused.result(.permissions)?.outcome == .skip,
            "the rights of a refused key matter to nobody"
        )
        #expect(refused.report.help?.contains(" page") == false, "\(refused.report.help ?? "")")
        #expect(refused.report.help?.contains("slots sandbox --fakes") == true)
    }

    @Test("a command for the key names the slot")
    func namedCommand() throws {
        var evidence = Evidence.good
        evidence.facts.signIn = .failed(
            failure(.expired, help: "take it over with 'slots replace-key', or 'slots replace-key --form V3'")
        )
        let help = "take it over with 'slots replace-key main', or 'slots replace-key main --form V3'"
        #expect(judge(evidence).report.help == help)
    }

    @Test("a stored value that is wrong leads to where it is stored")
    func stored() throws {
        var evidence = Evidence.good
        evidence.credentials = [
            CredentialFinding(
                .error,
                "credentials.quotes",
                "'key' has quotes around it",
                help: "without them",
                field: .key
            )
        ]
        let place = try #require(evidence.slot.credentials.values.first).place
        evidence.slot.credentials[.key] = Located(.store(name: "main.key"), at: place)
        let finding = try #require(judge(evidence).findings.first { $0.code == "credentials.quotes" })
        #expect(finding.help == "without them; the value is stored: slots secret set main.key")
    }

    @Test("a key of another network than the slot's keeps its own help on the built-in exchange")
    func demoKey() {
        var evidence = Evidence.good
        evidence.network = .sandbox
        let help = "make a key outside of the demo mode, or set 'network: testnet'"
        evidence.facts.signIn = .failed(
            failure(.invalidCredentials(nil), "this is a key of demo trading", help: help)
        )
        #expect(judge(evidence).report.help == help)
    }

    @Test("finds nothing against a slot where all is well")
    func allWell() {
        let judgement = judge(.good)
        let report = judgement.report
        #expect(judgement.findings.isEmpty)
        #expect(report.status == .connected)
        #expect(report.message == "signed in, 512.5 USDT free")
        #expect(report.help == nil)
        #expect(report.checkedAt == now)
        #expect(report.duration == .milliseconds(212))
        #expect(report.weight == 11)
        #expect(
            report.permissions == [.read: .yes, .spot: .no, .futures: .yes, .withdraw: .no, .transfer: .no]
        )
        #expect(
            report.checks.map { "\($0.check.rawValue) \($0.outcome.rawValue): \($0.message)" } == [
                "credentials pass: V3: api-wallet, private-key and main-wallet well-formed",
                "reach pass: answered in 84 ms (name 3 ms, connect 20 ms, TLS 41 ms, first byte 18 ms)",
                "clock pass: 18 ms behind, compensated",
                "sign-in pass: signed in with GET futures.example/account",
                "permissions pass: allowed: reading and futures trading",
                "addresses pass: restricted to 203.0.113.7",
                "expiry pass: ends in 365 days, on 2027-11-20",
                "account pass: may trade",
                "balance pass: 512.5 USDT free",
                "market pass: BTCUSDT at 64000.5, traded 2 s ago",
                "fees skip: nobody asked",
                "limits pass: 40 of 2400 points used; 1 slot at 5 points a pair needs a delay of at least 0.125 s (2400 points allowed in 1 min)",
            ]
        )
    }

    @Test("passes on the account's name, whatever the status")
    func account() {
        var evidence = Evidence.good
        #expect(judge(evidence).report.account == nil)
        evidence.facts.accountName = "7482910"
        #expect(judge(evidence).report.account == "7482910")
        evidence.facts.balances = .known([])
        #expect(judge(evidence).report.status == .underfunded)
        #expect(judge(evidence).report.account == "7482910")
    }

    @Test("equal evidence gives equal judgement")
    func pure() { #expect(judge(.good) == judge(.good)) }

    @Test("says how many warnings remain on a connected slot")
    func warningsOfConnected() {
        var evidence = Evidence.good
        evidence.facts.permissions = .notDisclosed("the exchange never tells the rights of a V1 key")
        #expect(judge(evidence).report.message == "signed in, 512.5 USDT free (1 warning)")
        evidence.facts.clock = .known(ClockReading(skew: .seconds(2), uncertainty: .zero))
        #expect(judge(evidence).report.message == "signed in, 512.5 USDT free (2 warnings)")
    }

    @Test("sign-in tells a refused time as the clock does", arguments: [0, -300, 12_500])
    func refusedTime(skew: Int) throws {
        var evidence = Evidence.good
        evidence.facts.clock = .known(ClockReading(skew: .milliseconds(skew), uncertainty: .zero))
        evidence.facts.signIn = .failed(failure(.clockSkew, "too old", help: "try another proxy"))
        evidence.facts.permissions = evidence.facts.signIn.failure.map { .failed($0) } ?? .notAsked("")
        let judgement = judge(evidence)
        let helps = [Check.clock, .signIn, .permissions].map { judgement.result($0)?.help ?? "" }
        #expect(Set(helps).count == 1, "\(helps)")
        #expect(helps[0].contains("set this machine's clock") == (skew > 1000))
        #expect(helps[0].contains("try another proxy") == (skew < 1000))
        #expect(judgement.findings.count == 1, "\(judgement.findings)")
        #expect(judgement.report.help == helps[0])
    }

    @Test("a refused time leaves both possible where nobody knows the exchange's clock")
    func refusedTimeUnknownClock() throws {
        var evidence = Evidence.good
        evidence.facts.clock = .notDisclosed("no date")
        evidence.facts.signIn = .failed(failure(.clockSkew, "too old", help: "try another proxy"))
        let help = try #require(judge(evidence).result(.signIn)?.help)
        #expect(
            help.hasPrefix("set this machine's clock") && help.hasSuffix("if it is right: try another proxy")
        )
    }

    @Test("cuts foreign text to 300 characters")
    func foreignText() throws {
        var evidence = Evidence.good
        evidence.facts.signIn = .failed(
            failure(
                .unavailable,
                String(repeating: "é\u{1B}", count: 5000),
                help: String(repeating: "x", count: 5000)
            )
        )
        let judgement = judge(evidence)
        let result = try #require(judgement.result(.signIn))
        #expect(result.message.unicodeScalars.count == 300)
        #expect(result.message.hasSuffix("…"))
        #expect(result.help?.count == 300)
        #expect(judgement.report.message.unicodeScalars.count == 300)
    }

    @Test("shows balances by asset, without those of which nothing is there")
    func balances() {
        var evidence = Evidence.good
        evidence.facts.balances = .known([
            holding("USDT", free: "0", locked: "1"), holding("AAA", free: "0"), holding("BTC", free: "-0.5"),
            holding("ETH", free: "0.00"),
        ])
        #expect(judge(evidence).report.balances.map(\.asset) == ["BTC", "USDT"])
    }

    @Test("one failure that several questions met is told once")
    func oneFailureManyQuestions() {
        var evidence = Evidence.good
        evidence.facts.permissions = .failed(failure(.unavailable, "the agent list is down"))
        evidence.facts.addresses = .failed(failure(.unavailable, "the agent list is down"))
        evidence.facts.expiry = .failed(failure(.unavailable, "the agent list is down"))
        let judgement = judge(evidence)
        #expect(judgement.report.status == .unavailable)
        #expect(judgement.findings.map(\.message) == ["the agent list is down"])
        #expect(judgement.findings.map(\.severity) == [.error])
        #expect(judgement.result(.expiry)?.message == "could not be asked: the agent list is down")

        evidence.facts.reach = .failed(failure(.unavailable, "the agent list is down"))
        #expect(judge(evidence).findings == judgement.findings, "a warning does not hide the error after it")
    }

    @Test("credentials", arguments: credentialCases)
    func credentials(_ testCase: JudgeCase) throws { try testCase.verify() }

    @Test("reach, clock and sign-in", arguments: connectionCases)
    func connection(_ testCase: JudgeCase) throws { try testCase.verify() }

    @Test("permissions", arguments: permissionCases)
    func permissions(_ testCase: JudgeCase) throws { try testCase.verify() }

    @Test("addresses", arguments: addressCases)
    func addresses(_ testCase: JudgeCase) throws { try testCase.verify() }

    @Test("expiry", arguments: expiryCases)
    func expiry(_ testCase: JudgeCase) throws { try testCase.verify() }

    @Test("account", arguments: accountCases)
    func account(_ testCase: JudgeCase) throws { try testCase.verify() }

    @Test("balance", arguments: balanceCases)
    func balance(_ testCase: JudgeCase) throws { try testCase.verify() }

    @Test("market", arguments: marketCases)
    func market(_ testCase: JudgeCase) throws { try testCase.verify() }

    @Test("fees", arguments: feeCases)
    func fees(_ testCase: JudgeCase) throws { try testCase.verify() }

    @Test("limits", arguments: limitCases)
    func limits(_ testCase: JudgeCase) throws { try testCase.verify() }

    @Test("gives programs the numbers, with the unit in the name")
    func data() {
        var evidence = Evidence.good
        evidence.slot.fees = Located(FeeRates(both: percent("0.01")), at: row(9))
        evidence.facts.fees = .known(FeeRates(maker: percent("0.02"), taker: percent("0.07")))
        let judgement = judge(evidence)
        #expect(judgement.data(.reach, "dns_ms") == .integer(3))
        #expect(judgement.data(.reach, "connect_ms") == .integer(20))
        #expect(judgement.data(.reach, "tls_ms") == .integer(41))
        #expect(judgement.data(.reach, "first_byte_ms") == .integer(18))
        #expect(judgement.data(.reach, "total_ms") == .integer(84))
        #expect(judgement.data(.clock, "skew_ms") == .integer(-18))
        #expect(judgement.data(.permissions, "withdraw") == .text("no"))
        #expect(judgement.data(.addresses, "allowlist") == .list(["203.0.113.7"]))
        #expect(judgement.data(.expiry, "ends_at") == .text("2027-11-20T10:00:00.000Z"))
        #expect(judgement.data(.expiry, "last_day") == .text("2027-11-20"))
        #expect(judgement.data(.expiry, "days_left") == .integer(365))
        #expect(judgement.data(.account, "can_trade") == .boolean(true))
        #expect(judgement.data(.market, "price") == .text("64000.5"))
        #expect(judgement.data(.market, "age_ms") == .integer(2018))
        #expect(judgement.data(.fees, "account_taker_percent") == .text("0.07"))
        #expect(judgement.data(.fees, "configured_taker_percent") == .text("0.01"))
        #expect(judgement.data(.limits, "used") == .integer(40))
        #expect(judgement.data(.limits, "limit") == .integer(2400))
        #expect(judgement.data(.limits, "advised_delay_ms") == .integer(125))
    }
}
