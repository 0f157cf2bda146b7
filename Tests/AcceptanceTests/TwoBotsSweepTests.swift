import Foundation
import Glibc
import TestSupport
import Testing

/// Every system call of an apply to two bots that changes something, ended or failed in turn.
@Suite(
    "an apply to two bots that is killed, or whose system calls fail",
    .enabled(if: SystemCallSweep.isPossible, SystemCallSweep.reason)
)
struct TwoBotsSweepTests {
    /// How large the bots' files are.
    private enum Size: Sendable {
        case small
        /// So large that they are worked on side by side.
        case large

        var old: [String: String] { ["a": config("k"), "b": config("other")] }

        private func config(_ key: String) -> String {
            let filling = self == .small ? "" : "\"x\": \"\(String(repeating: "x", count: 600_000))\""
            return """
                {"exchanges": {"asterdex": {"key": "\(key)", "secret": "\(key)", "delay": 1}}, "bot": {\(filling)}}

                """
        }
    }

    private static let apply = ["apply", "--offline", "--yes", "--quiet"]

    private func workspace(_ size: Size = .small) throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        let bots = ["a", "b"].map {
            "  \($0): {template: gunbot, directory: bots/\($0), on-apply: [sh, -c, \"echo \($0) >> runs\"]}"
        }
        let text = (["network: sandbox", "bots:"] + bots).joined(separator: "\n") + "\n"
        try workspace.folder.write("slots.yaml", text)
        for (bot, config) in size.old {
            try workspace.folder.write("bots/\(bot)/config.js", config, mode: 0o640)
        }
        try workspace.addConnected(lines: ["delay: 5s"])
        return workspace
    }

    private func contents(_ workspace: TestWorkspace) throws -> [String: String] {
        var contents: [String: String] = [:]
        for bot in ["a", "b"] { contents[bot] = try workspace.folder.text("bots/\(bot)/config.js") }
        return contents
    }

    private func newContents(_ size: Size = .small) throws -> [String: String] {
        let workspace = try workspace(size)
        let ended = try workspace.start(Self.apply).end()
        #expect(ended.exit == 0, ended.told)
        let new = try contents(workspace)
        #expect(new.allSatisfy { $0.value != size.old[$0.key] && $0.value.contains("\"delay\": 5") })
        return new
    }

    /// Whichever command comes next leaves all old or all new; nobody has to agree twice, and no hook is forgotten.
    ///
    /// - Returns: Whether all was new.
    private func expectWhole(
        _ workspace: TestWorkspace,
        new: [String: String],
        _ size: Size = .small,
        _ comment: Comment
    ) throws -> Bool {
        try workspace.expectRecovery(by: ["plan", "--offline"], comment)
        let contents = try contents(workspace)
        let isWhole = contents == size.old || contents == new
        #expect(isWhole, comment)
        for bot in ["a", "b"] {
            #expect(try workspace.folder.names("bots/\(bot)") == ["config.js"], comment)
            #expect(try workspace.folder.mode("bots/\(bot)/config.js") == 0o640, comment)
        }
        let isNew = contents == new
        let again = try workspace.start(isNew ? ["apply", "--offline"] : Self.apply).end()
        #expect(again.exit == 0, "\(comment): \(again.told)")
        let isNewNow = try self.contents(workspace) == new
        #expect(isNewNow, comment)
        let runs = Set(try workspace.folder.text("runs").split(separator: "\n"))
        #expect(runs == ["a", "b"], comment)
        // What was written is known as ours.
        try workspace.addConnected(lines: ["delay: 6s"])
        let later = try workspace.start(["apply", "--offline"]).end()
        #expect(later.exit == 0, "\(comment): \(later.told)")
        return isNew
    }

    private func strike(
        _ blow: SystemCallSweep.Blow,
        _ size: Size = .small,
        _ judge:
            @escaping @Sendable (Child.Ended, TestWorkspace, _ new: [String: String], Comment) throws -> Void
    ) async throws {
        let (template, new) = (try workspace(size), try newContents(size))
        let points = try SystemCallSweep.points(of: Self.apply, in: template.copy(), blow: blow)
        try await SystemCallSweep.forAll(points, "\(blow), two bots\(size == .large ? ", large" : "")") {
            point in
            let workspace = try template.copy()
            let wrapper = SystemCallSweep.strike(blow, at: point)
            let ended = try workspace.start(Self.apply, wrapper: wrapper).end(within: .seconds(30))
            let comment: Comment = "\(blow) at \(point): \(ended.told)"
            #expect(!ended.isOverdue, comment)
            try judge(ended, workspace, new, comment)
            let isNew = try self.expectWhole(workspace, new: new, size, comment)
            // A hook that fails fails after all is written.
            if ended.exit == 0 { #expect(isNew, comment) }
        }
    }

    @Test("a kill at any call leaves all files old or all new, whatever command comes next")
    func kill() async throws {
        try await strike(.kill) { ended, _, _, comment in #expect(ended.exit == 137, comment) }
    }

    @Test("so does one among files that are worked on side by side")
    func killSideBySide() async throws {
        try await strike(.kill, .large) { ended, _, _, comment in #expect(ended.exit == 137, comment) }
    }

    @Test(
        "a call that fails leaves all files as they were, or all new",
        arguments: [SystemCallSweep.usualError]
            + (LongRun.isWanted ? [.error(ENOSPC), .error(EDQUOT), .errorOfAny(EACCES)] : [])
    )
    func fail(_ blow: SystemCallSweep.Blow) async throws {
        try await strike(blow) { ended, workspace, new, comment in
            #expect(!SystemCallSweep.isCrash(ended), comment)
            let before = try self.contents(workspace)
            #expect(before == Size.small.old || before == new, comment)
        }
    }

    @Test(
        "a stop, a signal or a short write at any call leaves all files as they were, or all new",
        .enabled(if: LongRun.isWanted, "only scripts/test --long does it"),
        arguments: [.stop, .signal(SIGTERM), .shortWrite] as [SystemCallSweep.Blow]
    )
    func interrupt(_ blow: SystemCallSweep.Blow) async throws {
        try await strike(blow) { ended, _, _, comment in
            #expect([0, 128 + SIGTERM].contains(ended.exit), comment)
        }
    }

    @Test(
        "a recovery that is killed at any call itself leaves all files old or all new all the same",
        .enabled(if: LongRun.isWanted, "only scripts/test --long does it")
    )
    func killTwice() async throws {
        let (template, new) = (try workspace(), try newContents())
        let points = try SystemCallSweep.points(of: Self.apply, in: template.copy())
        try await SystemCallSweep.forAll(points, "SIGKILL, two bots") { point in
            let cutOff = { () throws -> TestWorkspace in
                let workspace = try template.copy()
                let wrapper = SystemCallSweep.strike(.kill, at: point)
                #expect(try workspace.start(Self.apply, wrapper: wrapper).end().exit == 137)
                return workspace
            }
            for (second, workspace) in try SystemCallSweep.killedAgain(["plan", "--offline"], after: cutOff) {
                _ = try self.expectWhole(workspace, new: new, .small, "killed at \(point), then at \(second)")
            }
        }
    }
}
