import Foundation
import SlotModel
import TestSupport
import Testing

/// Limits of the system below what the program can work with.
@Suite("too few descriptors, threads or addresses")
struct ScarceMeansTests {
    struct Limit: CustomTestStringConvertible, Sendable {
        var command: String
        var says: String
        var testDescription: String { command }
    }

    static let limits =
        [4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 30, 40, 63].map {
            Limit(command: "ulimit -n \($0)", says: "too few files open")
        }
        + [64, 512].map { Limit(command: "ulimit -s \($0)", says: "too small a stack") }
        + [120, 200, 400, 900].map { Limit(command: "ulimit -v \($0 << 10)", says: "too little memory") }

    @Test("is 70 with a sentence, never a crash or a hang, and nothing is written", arguments: limits)
    func refused(_ limit: Limit) throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        let before = try workspace.snapshot()
        for command in ["check", "verify", "apply --yes", "validate", "doctor --offline"] {
            let ended = try Self.run(limit.command, command, workspace)
            #expect(ended.exit == 70 && !ended.isOverdue, ended.told)
            #expect(ended.stderr.contains("error: ") && ended.stderr.contains(limit.says), ended.told)
        }
        #expect(try workspace.snapshot() == before)
    }

    @Test("what is just enough does the work", arguments: ["ulimit -n 64", "ulimit -v \(1400 << 10)"])
    func enough(_ limit: String) throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        let ended = try Self.run(limit, "apply --yes", workspace)
        #expect(ended.exit == 0, ended.told)
    }

    // The limit counts threads of a user, and does not bind root.
    @Test(
        "a user without threads is told so",
        .enabled(if: geteuid() == 0 && Tool.isThere("setpriv"), "needs root and setpriv"),
        arguments: [1, 2, 4, 8]
    )
    func threads(_ count: Int) throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        // A user of the test's own, whom nobody else's processes are counted for.
        let user = 61_000 + count
        _ = try Child(["chown", "-R", "\(user)", workspace.folder.path], in: workspace.folder.url).end()
        let drop = "ulimit -u \(count); setpriv --reuid=\(user) --regid=\(user) --clear-groups"
        let ended = try Self.run(drop, "check", workspace, joint: " ")
        #expect(ended.exit == 70 && !ended.isOverdue, ended.told)
        #expect(ended.stderr.contains("too few threads"), ended.told)
    }

    private static func run(
        _ limit: String,
        _ command: String,
        _ workspace: TestWorkspace,
        joint: String = "; exec "
    ) throws -> Child.Ended {
        let line = "ulimit -c 0; \(limit)\(joint)'\(BuiltProgram.path)' \(command)"
        return try Child(["bash", "-c", line], in: workspace.folder.url).end(within: .seconds(20))
    }
}
