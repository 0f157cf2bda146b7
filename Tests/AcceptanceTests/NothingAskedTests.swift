import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// The gate, and everything else that wants connected slots, when the built-in exchange cannot start.
@Suite("what was not asked is not proven")
struct NothingAskedTests {
    /// Ways to keep the built-in exchange from starting.
    private static let obstacles = [
        "no descriptor for a socket": [
            "strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=socket:error=EMFILE",
        ],
        "no loopback port": ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=bind:error=EADDRINUSE"],
    ]

    @Test(
        "verify, check, plan and apply fail with 70, and nothing is written",
        arguments: obstacles.keys.sorted()
    )
    func sandboxDoesNotStart(_ obstacle: String) throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        let before = try workspace.snapshot()
        let wrapper = try #require(Self.obstacles[obstacle])
        for command in [["verify"], ["check"], ["plan"], ["apply", "--yes"], ["verify", "aster"]] {
            let child = try workspace.start(command + ["-o", "json"], wrapper: wrapper)
            let ended = child.end(within: .seconds(60))
            #expect(ended.exit == 70, ended.told)
            let report = try ended.json()
            #expect(report.exit == 70)
            #expect(report.statuses == ["aster": "unchecked"], "\(command)")
            #expect(report.codes.contains("sandbox.not-started"), ended.told)
        }
        #expect(try workspace.snapshot() == before)
    }

    @Test("the real exchange is not asked about the built-in one's keys")
    func publicCredentials() throws {
        let workspace = try TestWorkspace(network: "live")
        try workspace.addConnected()
        let ended = try workspace.start(["check", "-o", "json", "--timeout", "1s"]).end()
        #expect(ended.exit == 65, ended.told)
        #expect(try ended.json().codes == ["slot.public-credentials"], ended.told)
    }

    @Test("the command is known where /proc cannot be read, so that no help page passes for a gate")
    func noProc() throws {
        let workspace = try TestWorkspace()
        try workspace.add(Account.named("aster-underfunded"))
        let trace = try TemporaryFolder()
        _ = try workspace.run(
            "verify",
            wrapper: ["strace", "-qq", "-o", trace.path + "/trace", "-e", "trace=openat"]
        )
        let calls = try trace.text("trace").split(separator: "\n").filter { $0.hasPrefix("openat(") }
        // A program that never opens it cannot miss it either.
        let number = calls.firstIndex { $0.contains("/proc/self/") }.map { $0 + 1 } ?? calls.count
        let strike = "inject=openat:error=ENOENT:when=\(number)"
        let wrapper = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=openat", "-e", strike]
        let ended = try workspace.run("verify", "-o", "json", wrapper: wrapper)
        #expect(ended.exit == 1, ended.told)
    }

    @Test("live slots are asked all the same, and cannot make up for the others")
    func liveSlotsAreAsked() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        let lines = ["network: live", "endpoint: http://127.0.0.1:1"]
        try workspace.addConnected(.asterFutures, lines: lines)
        let wrapper = try #require(Self.obstacles["no loopback port"])
        let ended = try workspace.run("verify", "-o", "json", wrapper: wrapper)
        #expect(ended.exit == 70, ended.told)
        #expect(
            try ended.json().statuses == ["aster": "unchecked", "aster-futures": "unavailable"],
            ended.told
        )
    }
}
