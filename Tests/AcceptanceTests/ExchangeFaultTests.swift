import Foundation
import Glibc
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("an exchange that misbehaves")
struct ExchangeFaultTests {
    struct Fault: CustomTestStringConvertible, Sendable {
        var name: String
        var script: FaultScript
        var status = "unavailable"
        /// What the message about the slot has to say, among other things.
        var says: String
        var testDescription: String { name }
    }

    static let faults = [
        Fault(name: "never answering", script: .neverAnswering, says: "did not answer"),
        Fault(name: "resetting at once", script: .resettingAtOnce, says: "connection"),
        Fault(name: "hanging up", script: .hangingUp, says: "connection"),
        Fault(name: "resetting in the headers", script: .resettingInHeaders, says: "connection"),
        Fault(name: "resetting in the body", script: .resettingInBody, says: "connection"),
        Fault(name: "stalling in the body", script: .stallingInBody, says: "did not answer"),
        Fault(name: "ending early", script: .endingEarly, says: "connection"),
        Fault(name: "HTML with 200", script: .html(200), says: "not JSON"),
        Fault(name: "HTML with 500", script: .html(500), says: "500"),
        Fault(name: "HTML with 403", script: .html(403), says: "403"),
        Fault(
            name: "500 with JSON",
            script: .json(#"{"code":-1000,"msg":"x"}"#, status: 500),
            says: "trouble of its own"
        ),
        Fault(name: "503", script: .answer(503), says: "503"),
        Fault(name: "429", script: .tooManyRequests(retryAfter: 30), status: "rate-limited", says: "30 s"),
        Fault(
            name: "418",
            script: .answer(418, headers: ["Retry-After: 120"]),
            status: "rate-limited",
            says: "120 s"
        ),
        Fault(name: "truncated JSON", script: .truncatedJSON, says: "not"),
        Fault(name: "an empty body", script: .answer(200), says: "not"),
        Fault(name: "an endless body", script: .endlessBody, says: "longer than"),
        Fault(name: "endless headers", script: .endlessHeaders, says: "longer than"),
        Fault(name: "a number like 1e400", script: .json(#"{"serverTime":1e400}"#), says: "serverTime"),
        Fault(
            name: "a text where a number belongs",
            script: .json(#"{"serverTime":"soon"}"#),
            says: "serverTime"
        ),
        Fault(name: "a list where an object belongs", script: .json("[[]]"), says: "not"),
        Fault(name: "null", script: .json("null"), says: "not"),
        Fault(name: "deep nesting", script: .json(String(repeating: "[", count: 200_000)), says: "not"),
        Fault(name: "a redirect", script: .redirect(to: "http://127.0.0.1:9/"), says: "redirect"),
        Fault(
            name: "control characters in a message",
            script: .json(#"{"code":-1000,"msg":"\u001b[2J\u001b]52;c;eA==\u0007"}"#, status: 400),
            says: ""
        ),
    ]

    /// A workspace with a slot of a V1 key at the port, and a config.js that must stay as it is.
    private func workspace(port: Int) throws -> TestWorkspace {
        let workspace = try TestWorkspace(network: "live")
        try workspace.add(
            Account.connected(.aster, .v1),
            named: "aster",
            lines: ["endpoint: \"http://127.0.0.1:\(port)\""]
        )
        try workspace.folder.write(
            "bots/gunbot/config.js",
            "{\"exchanges\": {}, \"pairs\": {}}\n",
            mode: 0o640
        )
        return workspace
    }

    /// Applies, and expects that nothing was written.
    private func expectStop(
        _ workspace: TestWorkspace,
        _ fault: Fault,
        location: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let before = try workspace.snapshot()
        let ended = try workspace.start(
            ["apply", "--yes", "-o", "json", "--timeout", "2s"],
            measuresMemory: true
        ).end(within: .seconds(30))
        #expect(!ended.isOverdue, sourceLocation: location)
        #expect(ended.exit == 69, ended.told, sourceLocation: location)
        let slot = try #require(try ended.json()["slots"]?.array?.first)
        #expect(slot["status"]?.string == fault.status, ended.told, sourceLocation: location)
        let message = slot["message"]?.string ?? ""
        #expect(fault.says.isEmpty || message.contains(fault.says), ended.told, sourceLocation: location)
        #expect(slot["help"]?.string?.isEmpty == false, ended.told, sourceLocation: location)
        #expect(
            !ended.stdout.contains("\u{1B}") && !ended.stderr.contains("\u{1B}"),
            sourceLocation: location
        )
        #expect(ended.duration < .seconds(8), "the time budget holds", sourceLocation: location)
        #expect(try #require(ended.memory) < 100_000, "KiB", sourceLocation: location)
        #expect(try workspace.snapshot().differences(to: before) == [], sourceLocation: location)
        let table = try workspace.run("check", "--timeout", "2s", within: .seconds(30))
        #expect(table.exit == 69, table.told, sourceLocation: location)
        #expect(
            !table.stdout.contains("\u{1B}") && !table.stderr.contains("\u{1B}"),
            sourceLocation: location
        )
    }

    @Test("is told as what it is, in time, and nothing is written", arguments: faults)
    func always(_ fault: Fault) throws {
        let server = try FaultServer { _ in fault.script }
        try expectStop(workspace(port: server.port), fault)
        #expect(server.requests.allSatisfy { $0.method == "GET" })
    }

    @Test("is told also when the first answer was good", arguments: faults)
    func afterTime(_ fault: Fault) throws {
        // Whatever comes after the clock.
        let server = try FaultServer { request in
            guard request.target.hasPrefix("/api/v1/time") else { return fault.script }
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            return .json("{\"serverTime\":\(now.tv_sec * 1000 + now.tv_nsec / 1_000_000)}")
        }
        var fault = fault
        fault.says = ""
        try expectStop(workspace(port: server.port), fault)
    }

    @Test("a port that refuses, and one that never accepts")
    func down() throws {
        let refusing = try RefusingPort()
        try expectStop(
            workspace(port: refusing.port),
            Fault(name: "", script: .answer(), says: "no connection")
        )
        let unanswering = try UnansweringPort()
        try expectStop(
            workspace(port: unanswering.port),
            Fault(name: "", script: .answer(), says: "did not answer")
        )
    }

    @Test("the target of a redirect gets nothing", arguments: [301, 302, 303, 307, 308])
    func redirect(_ status: Int) throws {
        let other = try FaultServer { _ in .json("{}") }
        let url = other.url("/api/v1/time")
        let server = try FaultServer { _ in .redirect(to: url, status: status) }
        let workspace = try workspace(port: server.port)
        #expect(try workspace.run("check", "--timeout", "2s").exit == 69)
        #expect(!server.requests.isEmpty)
        #expect(other.record.connections == 0)
    }

    @Test(
        "an answer that repeats the request shows no credential and no signature, then or later",
        arguments: SlotModel.Selector.allCases
    )
    func echo(_ selector: SlotModel.Selector) throws {
        let account = try #require(
            SandboxAccounts.all.first { $0.selector == selector && $0.expected == .connected }
        )
        let hidden = account.credentials.filter { $0.key != .apiWallet && $0.key != .mainWallet }.map(\.value)
        let server = try FaultServer { request in
            let sent = (request.lines + hidden).joined(separator: " ").replacingOccurrences(
                of: "\"",
                with: "'"
            )
            let lies = [sent, String(sent.reversed()), Data(sent.utf8).base64EncodedString()]
            let text = lies.joined(separator: " ")
            return .json(
                "{\"code\":\"\(text)\",\"msg\":\"\(text)\",\"error\":{\"code\":\"\(text)\",\"message\":\"\(text)\"}}",
                status: 400
            )
        }
        let workspace = try TestWorkspace(network: "live")
        try workspace.add(account, named: "main", lines: ["endpoint: \"http://127.0.0.1:\(server.port)\""])
        for arguments in [
            ["check"], ["check", "-v"], ["check", "-o", "json"], ["apply", "-o", "ndjson"], ["list"],
            ["list", "-o", "json"],
        ] {
            let isAsking = arguments[0] != "list"
            let ended = try workspace.start(arguments + (isAsking ? ["--timeout", "2s"] : [])).end()
            for secret in hidden {
                #expect(Canary(secret).found(in: ended.stdout + ended.stderr) == [], ended.told)
            }
            #expect(
                !ended.stdout.contains(/signature=[0-9a-f]{32}/)
                    && !ended.stderr.contains(/signature=[0-9a-f]{32}/)
            )
        }
        #expect(!server.requests.isEmpty)
        let history = try #require(
            FileManager.default.contents(atPath: workspace.folder.path + "/.slots/history.sqlite")
        )
        for secret in hidden { #expect(Canary(secret).found(in: history) == []) }
    }

    @Test("a name that is not known, without a network")
    func noName() throws {
        let workspace = try TestWorkspace(
            network: "live",
            lines: "trusted-endpoints: [\"https://api.example.invalid\"]"
        )
        try workspace.add(
            Account.connected(.aster, .v1),
            named: "aster",
            lines: ["endpoint: \"https://api.example.invalid\""]
        )
        let ended = try workspace.run("check", "-o", "json", "--timeout", "3s")
        #expect(ended.exit == 69, ended.told)
        let slot = try #require(try ended.json()["slots"]?.array?.first)
        #expect(slot["status"]?.string == "unavailable", ended.told)
    }

    @Test("an endpoint that is neither known, trusted nor loopback gets no packet; exit 65")
    func strangerEndpoint() throws {
        for endpoint in [
            "https://evil.example", "http://sapi.asterdex.com", "https://sapi.asterdex.com@evil.example",
        ] {
            let workspace = try TestWorkspace(network: "live")
            try workspace.add(
                Account.connected(.aster, .v1),
                named: "aster",
                lines: ["endpoint: \"\(endpoint)\""]
            )
            let ended = try workspace.run("check", "--timeout", "2s")
            #expect(ended.exit == 65, ended.told)
            #expect(ended.stderr.contains("slots/aster.yaml:"), ended.told)
        }
    }

    @Test("proxies and certificates of the environment are not used")
    func environment() throws {
        let proxy = try FaultServer { _ in .html(200) }
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        var environment = ["CURL_CA_BUNDLE": "/nonexistent", "SSL_CERT_FILE": "/nonexistent"]
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            environment[name] = proxy.url("")
        }
        try workspace.folder.write(".netrc", "default login someone password somewhat\n", mode: 0o600)
        let ended = try workspace.run("check", environment: environment)
        #expect(ended.exit == 0, ended.told)
        #expect(proxy.record.connections == 0)
    }

    // MARK: - The clock

    @Test(
        "a clock ten minutes off stops the bot, though we could make up for it",
        arguments: ["-10m", "10m"]
    )
    func clock(_ offset: String) throws {
        let workspace = try TestWorkspace(network: "live")
        let sandbox = try SandboxProcess(["--clock-offset=\(offset)"])
        for generation in SandboxAccount.Generation.allCases {
            for selector in [Selector.aster, .asterFutures] {
                let account = try Account.connected(selector, generation)
                try workspace.add(account, lines: [sandbox.endpoint(for: selector)])
            }
        }
        let ended = try workspace.run("check", "-o", "json")
        let report = try ended.json()
        for slot in report["slots"]?.array ?? [] {
            let check = slot["checks"]?.array?.first { $0["check"]?.string == "clock" }
            #expect(check?["outcome"]?.string == "fail", "\(slot)")
            #expect(check?["message"]?.string?.contains(/10 min|9 min 59 s/) == true, "\(slot)")
            #expect(slot["status"]?.string == "clock-skew", "\(slot)")
        }
        #expect(report["slots"]?.array?.count == 4)
        #expect(ended.exit == 1, ended.told)
        #expect(sandbox.end().stderr == "", "no write was refused")
    }
}

/// `slots sandbox` as a process of its own.
final class SandboxProcess {
    /// The origin of each host, by ``SandboxHost``'s name.
    private let hosts: [String: String]
    private let child: Child

    var spot: String { hosts["aster"] ?? "" }
    var futures: String { hosts["aster-futures"] ?? "" }

    init(_ arguments: [String] = []) throws {
        let folder = try TemporaryFolder()
        let child = try Child(
            [BuiltProgram.path, "sandbox", "-o", "json"] + arguments,
            in: folder.url
        )
        self.child = child
        #expect(child.waits { $0.stdout.hasSuffix("\n") })
        let hosts = try #require(try JSONValue.read(Array(child.stdout.utf8))["hosts"])
        self.hosts = Dictionary(
            (hosts.object ?? []).map { ($0.name, $0.value.string ?? "") },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// A slot's line that leads to it.
    func endpoint(for selector: Selector) -> String {
        switch selector {
        case .aster: "endpoint: {spot: \"\(spot)\", futures: \"\(futures)\"}"
        case .asterFutures: "endpoint: \"\(futures)\""
        case .bitget, .bitgetFutures: "endpoint: \"\(hosts["bitget"] ?? "")\""
        default: "endpoint: \"\(hosts[selector.rawValue] ?? "")\""
        }
    }

    func signal(_ number: Int32) { child.signal(number) }

    func end() -> Child.Ended {
        child.signal(SIGINT)
        return child.end(within: .seconds(10))
    }
}
