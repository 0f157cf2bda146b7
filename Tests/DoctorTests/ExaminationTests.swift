import HTTPTransport
import Secrets
import SlotModel
import Doctor
import Testing

@Suite("Doctor")
struct ExaminationTests {
    /// A machine, and what one line says about it.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var check: MachineCheck
        var outcome: CheckResult.Outcome
        var message: String
        var help: String?
        var machine: @Sendable (inout Machine) -> Void
        var needs: @Sendable (inout MachineNeeds) -> Void

        init(
            _ description: String,
            _ check: MachineCheck,
            _ outcome: CheckResult.Outcome,
            _ message: String,
            help: String? = nil,
            machine: @escaping @Sendable (inout Machine) -> Void = { _ in },
            needs: @escaping @Sendable (inout MachineNeeds) -> Void = { _ in }
        ) {
            testDescription = description
            self.check = check
            self.outcome = outcome
            self.message = message
            self.help = help
            self.machine = machine
            self.needs = needs
        }
    }

    @Test("finds nothing wrong on a machine that is well")
    func healthy() async {
        let results = await examine(.healthy(), for: .usual())
        #expect(results.map(\.check) == MachineCheck.allCases)
        #expect(results.filter { $0.outcome == .warn || $0.outcome == .fail } == [])
        #expect(!results.contains { $0.outcome == .fail })
    }

    @Test(
        "tells what is wrong, and what to do",
        arguments: clockCases + networkCases + addressCases + fileCases + memoryCases + otherCases
    )
    func told(_ testCase: Case) async throws {
        let machine = Machine.healthy().with(testCase.machine)
        let results = await examine(machine, for: MachineNeeds.usual().with(testCase.needs))
        let result = try #require(results.first { $0.check == testCase.check })
        #expect(result.outcome == testCase.outcome)
        #expect(result.message == testCase.message)
        if let help = testCase.help { #expect(result.help == help) }
        // Whoever is told of trouble is told what to do.
        if [.warn, .fail].contains(result.outcome) { #expect(result.help != nil) }
        #expect(!result.message.hasSuffix("."))
        // One trouble does not become another's.
        let others = results.filter { $0.check != testCase.check && $0.outcome == .fail }.map(\.check)
        #expect(others.allSatisfy { [.names, .reach].contains($0) }, "\(others)")
    }

    @Test("asks nothing of the network when it is offline")
    func offline() async {
        let machine = Machine.healthy().with { machine in
            machine.http = HTTPClient { _ async throws(HTTPError) in
                Issue.record("a request was sent")
                throw .cancelled
            }
            machine.lookUp = { _, _ in
                Issue.record("a name was looked up")
                return .timedOut
            }
        }
        let results = await examine(machine, for: MachineNeeds.usual().with { $0.isOffline = true })
        let skipped = results.filter { $0.outcome == .skip }.map(\.check)
        #expect(Set(skipped).isSuperset(of: [.names, .reach, .exchangeClock]))
    }

    @Test("sends one GET without a header to each host, through the slot's proxy")
    func requests() async {
        let sent = Sent()
        let machine = Machine.healthy().with { machine in
            machine.http = HTTPClient { request async throws(HTTPError) in
                await sent.add(request)
                throw .cancelled
            }
        }
        let needs = MachineNeeds.usual().with { needs in
            needs.hosts.append(
                .init(origin: "https://api.hitbtc.com", path: "/x", proxy: "http://user:pass@10.0.0.1:1")
            )
            needs.hosts.append(.init(origin: "https://unknown.example", path: nil))
        }
        let results = await examine(machine, for: needs)
        let requests = await sent.requests.sorted { $0.url < $1.url }
        #expect(
            requests.map(\.url) == ["https://api.hitbtc.com/x", "https://fapi.asterdex.com/fapi/v3/time"]
        )
        #expect(requests.map(\.proxy) == ["http://user:pass@10.0.0.1:1", nil])
        #expect(requests.allSatisfy { $0.headers.isEmpty })
        #expect(!results.contains { "\($0)".contains("pass@") })
    }

    private actor Sent {
        var requests: [HTTPRequest] = []

        func add(_ request: HTTPRequest) { requests.append(request) }
    }
}
