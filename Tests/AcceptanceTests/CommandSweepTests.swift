import Foundation
import Glibc
import PlainJSON
import SlotModel
import TestSupport
import Testing

/// Every system call of an apply whose last step is a bot's own program, ended or failed in turn.
@Suite(
    "an apply to a file and to a bot's own program that is killed, or whose system calls fail",
    .enabled(if: SystemCallSweep.isPossible, SystemCallSweep.reason)
)
struct CommandSweepTests {
    private static let apply = ["apply", "--offline", "--yes", "--quiet"]
    private static let files = "other/.env"
    private static let stored = "bot/bitget.stored"

    /// Keeps nothing of which it got a part only.
    private static let script = """
        #!/bin/sh
        cat > given.$$
        if tail -c 2 given.$$ | grep -q '}'; then mv given.$$ "$2.stored"; else exit 1; fi

        """

    private func workspace() throws -> TestWorkspace {
        let bot = try HummingbotWorkspace()
        try bot.install(Self.script)
        try bot.folder.write(
            "slots.yaml",
            """
            network: sandbox
            policy: {plaintext-secret: allow}
            bots:
              main: {template: hummingbot, directory: bot}
              other: {template: dotenv, directory: other}

            """
        )
        try FileManager.default.createDirectory(
            atPath: bot.folder.path + "/other",
            withIntermediateDirectories: true
        )
        try bot.bot.add(.bitget)
        return bot.bot.workspace
    }

    private func environment(_ workspace: TestWorkspace) -> [String: String] {
        ["PATH": workspace.folder.path + "/bin:/usr/local/bin:/usr/bin:/bin", "HBOT_PASSWORD": "sesame"]
    }

    private func run(_ workspace: TestWorkspace, _ arguments: [String]) throws -> Child.Ended {
        try workspace.start(arguments, environment: environment(workspace)).end(within: .seconds(30))
    }

    @Test(
        "is finished by the next one, which asks nothing a second time once the file is written",
        arguments: [.kill, SystemCallSweep.usualError] as [SystemCallSweep.Blow]
    )
    func strike(_ blow: SystemCallSweep.Blow) async throws {
        let template = try workspace()
        let copy = try template.copy()
        let points = try SystemCallSweep.points(
            of: Self.apply,
            in: copy,
            environment: environment(copy),
            blow: blow
        )
        try await SystemCallSweep.forAll(points, "\(blow), a bot's own program") { point in
            let workspace = try template.copy()
            let ended = try workspace.start(
                Self.apply,
                environment: self.environment(workspace),
                wrapper: SystemCallSweep.strike(blow, at: point)
            ).end(within: .seconds(30))
            let comment: Comment = "\(blow) at \(point): \(ended.told)"
            #expect(!ended.isOverdue, comment)
            let plan = try self.run(workspace, ["plan", "--offline", "-o", "json"])
            #expect(plan.exit == 0, "\(comment): \(plan.told)")
            let isWritten = workspace.folder.exists(Self.files)
            let changes = try plan.json()["changes"]?.array ?? []
            // What was taken and could not be written down is given once more, and said.
            if ended.exit == 0 {
                #expect(isWritten && (changes.isEmpty || ended.stderr.contains("warning: ")), comment)
            }
            if isWritten { #expect(changes.allSatisfy { $0["consent"] == nil }, "\(comment): \(plan.told)") }
            let again = try self.run(workspace, isWritten ? ["apply", "--offline"] : Self.apply)
            #expect(again.exit == 0, "\(comment): \(again.told)")
            #expect(workspace.folder.exists(Self.files) && workspace.folder.exists(Self.stored), comment)
            let settled = try self.run(workspace, ["plan", "--offline", "--detailed-exitcode"])
            #expect(settled.exit == 0, "\(comment): \(settled.told)")
            let listed = try self.run(workspace, ["list", "-o", "json"])
            #expect(try listed.json().codes == [], "\(comment): \(listed.told)")
        }
    }
}
