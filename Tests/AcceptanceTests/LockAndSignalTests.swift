import Foundation
import Glibc
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("two at once, and interruptions")
struct LockAndSignalTests {
    private static let path = "bots/gunbot/config.js"

    /// A workspace whose only slot waits for an exchange that never answers.
    private func hanging() throws -> (TestWorkspace, FaultServer) {
        let server = try FaultServer { _ in .neverAnswering }
        let workspace = try TestWorkspace(network: "live")
        try workspace.add(
            Account.connected(.aster, .v1),
            named: "aster",
            lines: ["endpoint: \"\(server.url(""))\""]
        )
        try workspace.folder.write(Self.path, "{\"exchanges\": {}}\n", mode: 0o640)
        return (workspace, server)
    }

    /// Holds a workspace's lock as an apply does while it writes.
    private func holdLock(of workspace: TestWorkspace) throws -> CInt {
        #expect(try workspace.run("plan", "--offline").exit == 0)
        let path = workspace.folder.url.appendingPathComponent(".slots/lock").path
        let lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        try #require(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
        let line = "slots apply, process \(getpid())\n"
        try #require(pwrite(lock, line, line.utf8.count, 0) == line.utf8.count)
        return lock
    }

    @Test("a second apply exits 75 and names the holder")
    func locked() throws {
        let (workspace, _) = try hanging()
        let lock = try holdLock(of: workspace)
        defer { close(lock) }
        let before = try workspace.snapshot()
        let second = try workspace.run("apply", "--offline", "--yes")
        #expect(second.exit == 75, second.told)
        #expect(second.stderr.contains("process \(getpid())"), second.told)
        #expect(second.stderr.contains("--wait"), second.told)
        let json = try workspace.run("apply", "--offline", "-o", "json")
        #expect(try json.json().exit == 75)
        #expect(try workspace.snapshot().differences(to: before) == [])
        // Reading needs no lock.
        #expect(try workspace.run("plan", "--offline").exit == 0)
    }

    @Test("an apply that waits for an exchange keeps nobody waiting")
    func asksWithoutLock() throws {
        let (workspace, server) = try hanging()
        let first = try workspace.start(["apply", "--yes", "--timeout", "30s"])
        #expect(first.waits { _ in !server.requests.isEmpty })
        #expect(try workspace.run("apply", "--offline", "--yes").exit == 0)
        #expect(try workspace.folder.text(Self.path).contains("asterdex"))
        first.signal(SIGTERM)
        #expect(first.end().exit == 143)
    }

    @Test("with --wait the second one succeeds when the first has ended")
    func waits() throws {
        let (workspace, _) = try hanging()
        let lock = try holdLock(of: workspace)
        let second = try workspace.start(["apply", "--offline", "--yes", "--wait", "30s"])
        usleep(300_000)
        #expect(try workspace.folder.text(Self.path) == "{\"exchanges\": {}}\n")
        close(lock)
        let ended = second.end()
        #expect(ended.exit == 0, ended.told)
        #expect(ended.duration < .seconds(10))
        #expect(try workspace.folder.text(Self.path).contains("asterdex"))
    }

    @Test("a wait that is over exits 75, and one that is interrupted exits 130")
    func waitEnds() throws {
        let (workspace, _) = try hanging()
        let lock = try holdLock(of: workspace)
        defer { close(lock) }
        let second = try workspace.run("apply", "--offline", "--yes", "--wait", "300ms")
        #expect(second.exit == 75, second.told)
        let third = try workspace.start(["apply", "--offline", "--yes", "--wait", "1m"])
        usleep(500_000)
        third.signal(SIGINT)
        let ended = third.end(within: .seconds(10))
        #expect(ended.exit == 130, ended.told)
        #expect(ended.duration < .seconds(4))
    }

    @Test("the lock of a process that was killed is free")
    func killed() throws {
        let (workspace, server) = try hanging()
        let first = try workspace.start(["apply", "--yes", "--timeout", "30s"])
        #expect(first.waits { _ in !server.requests.isEmpty })
        first.signal(SIGKILL)
        #expect(first.end().exit == 137)
        #expect(try workspace.run("apply", "--offline", "--yes").exit == 0)
    }

    @Test("many applies at once: each writes whole, one after the other")
    func many() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected(lines: ["delay: 5s"])
        try workspace.folder.write(Self.path, "{}\n", mode: 0o640)
        let children = try (0..<6).map { _ in
            try workspace.start(["apply", "--offline", "--yes", "--wait", "30s"])
        }
        for child in children {
            let ended = child.end()
            #expect(ended.exit == 0, ended.told)
        }
        #expect(try workspace.folder.names("bots/gunbot") == ["config.js"])
        #expect(try workspace.folder.mode(Self.path) == 0o640)
        #expect(try workspace.run("plan", "--offline", "--detailed-exitcode").exit == 0)
    }

    @Test("of fifty applies at once each one writes or exits 75 with the holder's name, in one order")
    func fifty() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected(lines: ["delay: 5s"])
        try workspace.folder.write(Self.path, "{}\n", mode: 0o640)
        let applies = try (0..<50).map { number in
            let wait = number.isMultiple(of: 2) ? ["--wait", "2m"] : []
            return (wait, try workspace.start(["apply", "--offline", "--yes"] + wait))
        }
        var writers = 0
        for (wait, child) in applies {
            let ended = child.end(within: .seconds(120))
            // Only who did not wait may be sent away, and nobody is sent away without a name.
            let isSentAway = ended.exit == 75 && wait.isEmpty && ended.stderr.contains(" on ")
            #expect(ended.exit == 0 || isSentAway, ended.told)
            if ended.exit == 0, !(ended.stdout + ended.stderr).contains("nothing to change") { writers += 1 }
        }
        // Everybody else found what the first one wrote.
        #expect(writers == 1)
        #expect(try workspace.folder.names("bots/gunbot") == ["config.js"])
        #expect(try workspace.run("plan", "--offline", "--detailed-exitcode").exit == 0)
    }

    struct Case: CustomTestStringConvertible, Sendable {
        var command: [String]
        var signal: Int32
        var testDescription: String { "\(command.joined(separator: " ")), signal \(signal)" }
    }

    static let cases = [
        ["check"], ["check", "-o", "json"], ["check", "-o", "ndjson"], ["plan"], ["apply", "--yes"],
        ["verify"], ["run", "main", "--", "true"],
    ]
    .flatMap { command in [SIGINT, SIGTERM].map { Case(command: command, signal: $0) } }

    @Test("a signal during a check ends the program at once, and nothing is written", arguments: cases)
    func interrupted(_ testCase: Case) throws {
        let (workspace, server) = try hanging()
        let before = try workspace.snapshot()
        let child = try workspace.start(testCase.command + ["--timeout", "30s"])
        #expect(child.waits { _ in !server.requests.isEmpty })
        let start = ContinuousClock.now
        child.signal(testCase.signal)
        let ended = child.end(within: .seconds(20))
        #expect(ended.exit == 128 + testCase.signal, ended.told)
        #expect(ContinuousClock.now - start < .seconds(2))
        #expect(try workspace.snapshot().differences(to: before) == [])
        if testCase.command.contains("json") {
            let report = try ended.json()
            #expect(report.exit == Int(ended.exit))
            #expect(report.statuses == ["aster": "unchecked"])
        }
        if testCase.command.contains("ndjson") {
            let lines = try ended.lines()
            #expect(lines.last?.exit == Int(ended.exit))
            #expect(lines.count { $0["type"]?.string == "slot" } == 1, ended.told)
        }
        // The transfer was really stopped, and the next run is not disturbed.
        #expect(try workspace.run("apply", "--offline", "--yes").exit == 0)
    }

    @Test("the served sandbox ends with 130 or 143", arguments: [SIGINT, SIGTERM])
    func sandbox(_ signal: Int32) throws {
        let workspace = try TestWorkspace()
        let child = try workspace.start(["sandbox"])
        #expect(child.waits { $0.stdout.contains("fapi.asterdex.com") })
        child.signal(signal)
        let ended = child.end(within: .seconds(10))
        #expect(ended.exit == 128 + signal, ended.told)
        #expect(ended.duration < .seconds(5))
    }

    @Test("a port that is taken is told")
    func portTaken() throws {
        let taken = try FaultServer { _ in .neverAnswering }
        let workspace = try TestWorkspace()
        let ended = try workspace.run("sandbox", "--port", "\(taken.port)")
        #expect(ended.exit != 0 && ended.stdout == "", ended.told)
        #expect(ended.stderr.contains("\(taken.port)"), ended.told)
    }
}
