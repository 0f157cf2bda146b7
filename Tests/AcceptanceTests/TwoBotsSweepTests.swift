import Foundation
import TestSupport
import Testing

/// Every system call of an apply to two bots that changes something, ended or failed in turn.
@Suite(
    "an apply to two bots that is killed, or whose system calls fail",
    .enabled(if: Tool.canTrace, "strace is missing or may not trace here")
)
struct TwoBotsSweepTests {
    private static let old = ["a": config("k"), "b": config("other")]
    private static let apply = ["apply", "--offline", "--yes", "--quiet"]
    private static let calls = ["fremovexattr"]

    private static func config(_ key: String) -> String {
        """
        {"exchanges": {"asterdex": {"key": "\(key)", "secret": "\(key)", "delay": 1}}, "bot": {}}

        """
    }

    private func workspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        let bots = ["a", "b"].map {
            "  \($0): {template: gunbot, directory: bots/\($0), on-apply: [sh, -c, \"echo \($0) >> runs\"]}"
        }
        let text = (["network: sandbox", "bots:"] + bots).joined(separator: "\n") + "\n"
        try workspace.folder.write("slots.yaml", text)
        for (bot, config) in Self.old {
            try workspace.folder.write("bots/\(bot)/config.js", config, mode: 0o640)
        }
        try workspace.addConnected(lines: ["delay: 5s"])
        return workspace
    }

    private func contents(_ workspace: TestWorkspace) throws -> [String: String] {
        var contents: [String: String] = [:]
        for bot in Self.old.keys { contents[bot] = try workspace.folder.text("bots/\(bot)/config.js") }
        return contents
    }

    private func newContents() throws -> [String: String] {
        let workspace = try workspace()
        let ended = try workspace.start(Self.apply).end()
        #expect(ended.exit == 0, ended.told)
        let new = try contents(workspace)
        #expect(new.allSatisfy { $0.value != Self.old[$0.key] && $0.value.contains("\"delay\": 5") })
        return new
    }

    /// Whichever command comes next leaves all old or all new; nobody has to agree twice, and no hook is forgotten.
    ///
    /// - Returns: Whether all was new.
    private func expectWhole(
        _ workspace: TestWorkspace,
        new: [String: String],
        _ comment: Comment
    ) throws -> Bool {
        let next = try workspace.start(["plan", "--offline"]).end()
        #expect(next.exit == 0, "\(comment): \(next.told)")
        let contents = try contents(workspace)
        #expect(contents == Self.old || contents == new, comment)
        for bot in Self.old.keys {
            #expect(try workspace.folder.names("bots/\(bot)") == ["config.js"], comment)
            #expect(try workspace.folder.mode("bots/\(bot)/config.js") == 0o640, comment)
        }
        #expect(!workspace.folder.exists(".slots/journal"), comment)
        let isNew = contents == new
        let again = try workspace.start(isNew ? ["apply", "--offline"] : Self.apply).end()
        #expect(again.exit == 0, "\(comment): \(again.told)")
        #expect(try self.contents(workspace) == new, comment)
        let runs = Set(try workspace.folder.text("runs").split(separator: "\n"))
        #expect(runs == ["a", "b"], comment)
        // What was written is known as ours.
        try workspace.addConnected(lines: ["delay: 6s"])
        let later = try workspace.start(["apply", "--offline"]).end()
        #expect(later.exit == 0, "\(comment): \(later.told)")
        return isNew
    }

    private func points() throws -> [SystemCallSweep.Point] {
        try SystemCallSweep.points(of: Self.apply, in: workspace(), calls: Self.calls)
    }

    @Test("a kill at any call leaves all files old or all new, whatever command comes next")
    func kill() async throws {
        let (points, new) = (try points(), try newContents())
        try await SystemCallSweep.forAll(points, kills: true) { point in
            let workspace = try self.workspace()
            let wrapper = SystemCallSweep.strike("signal=KILL", at: point)
            let ended = try workspace.start(Self.apply, wrapper: wrapper).end()
            #expect([0, 137].contains(ended.exit), "\(point): \(ended.told)")
            let isNew = try self.expectWhole(workspace, new: new, "killed at \(point), exit \(ended.exit)")
            if ended.exit == 0 { #expect(isNew, "\(point)") }
            return ended.exit
        }
    }

    @Test(
        "a call that fails leaves all files as they were, or all new",
        arguments: ["ENOSPC", "EIO", "EACCES"]
    )
    func fail(_ error: String) async throws {
        let (points, new) = (try points(), try newContents())
        try await SystemCallSweep.forAll(points) { point in
            let workspace = try self.workspace()
            let wrapper = SystemCallSweep.strike("error=\(error)", at: point)
            let ended = try workspace.start(Self.apply, wrapper: wrapper).end(within: .seconds(30))
            let comment: Comment = "\(error) at \(point): \(ended.told)"
            #expect(!ended.isOverdue && !SystemCallSweep.isCrash(ended, at: point), comment)
            let before = try self.contents(workspace)
            #expect(before == Self.old || before == new, comment)
            let isNew = try self.expectWhole(workspace, new: new, comment)
            // A hook that fails fails after all is written.
            if ended.exit == 0 { #expect(isNew, comment) }
            return ended.exit
        }
    }
}
