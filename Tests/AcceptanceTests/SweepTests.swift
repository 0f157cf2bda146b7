import Foundation
import Glibc
import SlotModel
import TestSupport
import Testing

/// Every system call of an apply that changes something, ended or failed in turn.
@Suite(
    "an apply that is killed, or whose system calls fail",
    .enabled(if: Tool.canTrace, "strace is missing or may not trace here")
)
struct SweepTests {
    private static let path = "bots/gunbot/config.js"
    private static let old = """
        {
            "pairs": {"asterdex": {"USDT-BTC": {"override": {"GAIN": 0.50}}}},
            "exchanges": {
                "asterdex": {"masterkey": "m", "mastersecret": "m", "key": "k", "secret": "s", "delay": 1e1}
            },
            "bot": {"chat_id": -1001234567890123456}
        }

        """
    /// What is there before the apply.
    enum Start: CaseIterable, Sendable {
        case existingFile, noFile

        var text: String? { self == .existingFile ? SweepTests.old : nil }
        var mode: Int { self == .existingFile ? 0o640 : 0o600 }
    }

    typealias Point = SystemCallSweep.Point

    /// A workspace before the apply of the sweep: perhaps a file of the user's, nothing of ours.
    private func workspace(_ start: Start) throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        try workspace.addConnected(lines: ["delay: 5s", "fees: 0.07%"])
        if let text = start.text { try workspace.folder.write(Self.path, text, mode: start.mode) }
        return workspace
    }

    private static let apply = ["apply", "--offline", "--yes", "--quiet"]

    /// The content after an apply without trouble.
    private func newContent(_ start: Start) throws -> String {
        let workspace = try workspace(start)
        let ended = try workspace.start(Self.apply).end()
        #expect(ended.exit == 0, ended.told)
        return try workspace.folder.text(Self.path)
    }

    private func points(_ start: Start) throws -> [Point] {
        try SystemCallSweep.points(of: Self.apply, in: workspace(start))
    }

    /// The file is old or new, nothing else; the next apply ends in the new state and leaves nothing behind.
    ///
    /// - Returns: Whether it was new before that.
    private func expectWhole(
        _ workspace: TestWorkspace,
        _ start: Start,
        new: String,
        _ point: Comment
    ) throws -> Bool {
        let text = workspace.folder.exists(Self.path) ? try workspace.folder.text(Self.path) : nil
        #expect(text == start.text || text == new, point)
        if text != nil { #expect(try workspace.folder.mode(Self.path) == start.mode, point) }
        // Nobody is asked about what is there already.
        let arguments = text == new ? ["apply", "--offline"] : Self.apply
        let again = try workspace.start(arguments).end()
        #expect(again.exit == 0, "\(point): \(again.told)")
        #expect(try workspace.folder.text(Self.path) == new, point)
        #expect(try workspace.folder.mode(Self.path) == start.mode, point)
        #expect(try workspace.folder.names("bots/gunbot") == ["config.js"], point)
        // SQLite's own journal may stay until the history is written again.
        let state = try FileManager.default.subpathsOfDirectory(atPath: workspace.folder.path + "/.slots")
        #expect(
            state.filter { $0.hasSuffix(".new") || $0.contains("slots-") } == [],
            point
        )
        for name in state { #expect(try workspace.folder.mode(".slots/" + name) & 0o077 == 0, point) }
        return text == new
    }

    @Test(
        "a kill at any call leaves the old file or the new one, and the next apply mends the rest",
        arguments: Start.allCases
    )
    func kill(_ start: Start) async throws {
        let (points, new) = (try points(start), try newContent(start))
        let changed = new.replacingOccurrences(of: "\"delay\": 5", with: "\"delay\": 6")
        try await SystemCallSweep.forAll(points, kills: true) { point in
            let workspace = try self.workspace(start)
            let ended = try workspace.start(
                Self.apply,
                wrapper: SystemCallSweep.strike("signal=KILL", at: point)
            ).end()
            #expect([0, 137].contains(ended.exit), "\(point): \(ended.told)")
            let isNew = try self.expectWhole(
                workspace,
                start,
                new: new,
                "killed at \(point), exit \(ended.exit)"
            )
            if ended.exit == 0 { #expect(isNew, "\(point): exit 0 means that the new file is there") }
            // What was written is known as ours, whenever the kill came.
            try workspace.addConnected(lines: ["delay: 6s", "fees: 0.07%"])
            let later = try workspace.start(["apply", "--offline"]).end()
            #expect(later.exit == 0, "\(point): \(later.told)")
            #expect(try workspace.folder.text(Self.path) == changed, "\(point)")
            return ended.exit
        }
    }

    @Test("a signal at any call ends with 130 and the old file, or with 0 and the new one")
    func interrupt() async throws {
        let start = Start.existingFile
        let (points, new) = (try points(start), try newContent(start))
        try await SystemCallSweep.forAll(points) { point in
            let workspace = try self.workspace(start)
            let ended = try workspace.start(
                Self.apply,
                wrapper: SystemCallSweep.strike("signal=INT", at: point)
            ).end()
            #expect([0, 130].contains(ended.exit), "\(point): \(ended.told)")
            let isNew = try self.expectWhole(workspace, start, new: new, "signal at \(point): \(ended.told)")
            #expect(isNew == (ended.exit == 0), "\(point): \(ended.told)")
            return ended.exit
        }
    }

    struct Failure: CustomTestStringConvertible, Sendable {
        var start: Start
        var error: String
        var testDescription: String { "\(error), \(start)" }
    }

    static let failures = Start.allCases.flatMap { start in
        ["ENOSPC", "EIO"].map { Failure(start: start, error: $0) }
    }

    @Test(
        "a call that fails never damages the file, and never ends in success without it",
        arguments: failures
    )
    func fail(_ failure: Failure) async throws {
        let (start, error) = (failure.start, failure.error)
        let (points, new) = (try points(start), try newContent(start))
        try await SystemCallSweep.forAll(points) { point in
            let workspace = try self.workspace(start)
            let child = try workspace.start(
                Self.apply,
                wrapper: SystemCallSweep.strike("error=\(error)", at: point)
            )
            let ended = child.end(within: .seconds(30))
            #expect(
                !ended.isOverdue && !SystemCallSweep.isCrash(ended, at: point),
                "\(point): \(ended.told)"
            )
            let comment: Comment = "\(error) at \(point): \(ended.told)"
            let isNew = try self.expectWhole(workspace, start, new: new, comment)
            if ended.exit == 0 { #expect(isNew, comment) }
            return ended.exit
        }
    }

    @Test(
        "a call that fails every time never damages the file",
        arguments: ["ENOSPC", "EIO", "EACCES", "EDQUOT"]
    )
    func failAlways(_ error: String) async throws {
        let new = try newContent(.existingFile)
        let calls = [
            "write", "pwrite64", "fsync", "fdatasync", "fchmod", "renameat2", "renameat", "rename", "unlink",
            "unlinkat", "mkdir", "mkdirat", "ftruncate",
        ]
        try await SystemCallSweep.forAll(calls.map { Point(call: $0, number: 1) }) { point in
            let workspace = try self.workspace(.existingFile)
            let wrapper = [
                "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(point.call)", "-e",
                "inject=\(point.call):error=\(error)",
            ]
            let ended = try workspace.start(Self.apply, wrapper: wrapper).end(within: .seconds(30))
            #expect(
                !ended.isOverdue && !SystemCallSweep.isCrash(ended, at: point),
                "\(point): \(ended.told)"
            )
            let comment: Comment = "\(error) at every \(point.call): \(ended.told)"
            let isNew = try self.expectWhole(workspace, .existingFile, new: new, comment)
            if ended.exit == 0 { #expect(isNew, comment) }
            return ended.exit
        }
    }
}
