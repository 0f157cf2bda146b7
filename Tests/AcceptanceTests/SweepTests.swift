import Foundation
import Glibc
import TestSupport
import Testing

/// Every system call of an apply that changes something, struck in turn: the small case, in full.
@Suite(
    "an apply that is killed, or whose system calls fail",
    .enabled(if: SystemCallSweep.isPossible, SystemCallSweep.reason)
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

    /// The next command finishes what was cut off, and says so in a line; then the file is old or new, nothing else.
    ///
    /// Nobody is asked about what is there already, and nothing is left behind.
    ///
    /// - Returns: Whether it was new before the next apply.
    private func expectWhole(
        _ workspace: TestWorkspace,
        _ start: Start,
        new: String,
        _ point: Comment
    ) throws -> Bool {
        try workspace.expectRecovery(by: ["plan", "--offline"], point)
        let text = workspace.folder.exists(Self.path) ? try workspace.folder.text(Self.path) : nil
        #expect(text == start.text || text == new, point)
        if text != nil { #expect(try workspace.folder.mode(Self.path) == start.mode, point) }
        let again = try workspace.start(text == new ? ["apply", "--offline"] : Self.apply).end()
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

    private func strike(
        _ blow: SystemCallSweep.Blow,
        _ start: Start,
        _ judge: @escaping @Sendable (Child.Ended, _ isNew: Bool, TestWorkspace, Comment) throws -> Void
    ) async throws {
        let template = try workspace(start)
        let new = try newContent(start)
        let points = try SystemCallSweep.points(of: Self.apply, in: template.copy(), blow: blow)
        try await SystemCallSweep.forAll(points, "\(blow), \(start)") { point in
            let workspace = try template.copy()
            let wrapper = SystemCallSweep.strike(blow, at: point)
            let ended = try workspace.start(Self.apply, wrapper: wrapper).end(within: .seconds(30))
            let comment: Comment = "\(blow) at \(point): \(ended.told)"
            #expect(!ended.isOverdue, comment)
            let isNew = try self.expectWhole(workspace, start, new: new, comment)
            if ended.exit == 0 { #expect(isNew, comment) }
            try judge(ended, isNew, workspace, comment)
        }
    }

    @Test(
        "a kill at any call leaves the old file or the new one, and the next command mends the rest",
        arguments: Start.allCases
    )
    func kill(_ start: Start) async throws {
        let changed = try newContent(start).replacingOccurrences(of: "\"delay\": 5", with: "\"delay\": 6")
        try await strike(.kill, start) { ended, _, workspace, comment in
            #expect(ended.exit == 137, comment)
            // What was written is known as ours, whenever the kill came.
            try workspace.addConnected(lines: ["delay: 6s", "fees: 0.07%"])
            let later = try workspace.start(["apply", "--offline"]).end()
            #expect(later.exit == 0, "\(comment): \(later.told)")
            #expect(try workspace.folder.text(Self.path) == changed, comment)
        }
    }

    @Test(
        "a signal at any call ends with its own exit code and the old file, or with 0 and the new one",
        arguments: [SIGINT, SIGTERM]
    )
    func interrupt(_ signal: Int32) async throws {
        try await strike(.signal(signal), .existingFile) { ended, isNew, _, comment in
            #expect([0, 128 + signal].contains(ended.exit), comment)
            #expect(isNew == (ended.exit == 0), comment)
        }
    }

    @Test("a stop at any call changes nothing but the time that it takes")
    func stop() async throws {
        try await strike(.stop, .existingFile) { ended, isNew, _, comment in
            #expect(ended.exit == 0 && isNew, comment)
        }
    }

    @Test("a write that is cut short at any place goes on")
    func shortWrite() async throws {
        try await strike(.shortWrite, .existingFile) { ended, isNew, _, comment in
            #expect(!SystemCallSweep.isCrash(ended), comment)
            #expect(ended.exit == 0 && isNew, comment)
        }
    }

    struct Failure: CustomTestStringConvertible, Sendable {
        var start: Start
        var blow: SystemCallSweep.Blow
        var testDescription: String { "\(blow), \(start)" }
    }

    /// No disk is full for who only reads.
    private static let blows: [SystemCallSweep.Blow] = [
        .error(ENOSPC), .error(EDQUOT), .errorOfAny(EIO), .errorOfAny(EACCES),
    ]

    static let failures =
        blows.map { Failure(start: .existingFile, blow: $0) }
        + (LongRun.isWanted ? blows + [.error(EROFS)] : []).map { Failure(start: .noFile, blow: $0) }

    @Test(
        "a call that fails never damages the file, and never ends in success without it",
        arguments: failures
    )
    func fail(_ failure: Failure) async throws {
        try await strike(failure.blow, failure.start) { ended, _, _, comment in
            #expect(!SystemCallSweep.isCrash(ended), comment)
        }
    }

    @Test(
        "a recovery that is killed at any call itself leaves the old file or the new one all the same",
        .enabled(if: LongRun.isWanted, "only scripts/test --long does it"),
        arguments: Start.allCases
    )
    func killTwice(_ start: Start) async throws {
        let template = try workspace(start)
        let new = try newContent(start)
        let points = try SystemCallSweep.points(of: Self.apply, in: template.copy())
        try await SystemCallSweep.forAll(points, "SIGKILL, \(start)") { point in
            let cutOff = { () throws -> TestWorkspace in
                let workspace = try template.copy()
                let wrapper = SystemCallSweep.strike(.kill, at: point)
                #expect(try workspace.start(Self.apply, wrapper: wrapper).end().exit == 137)
                return workspace
            }
            let recoveries = try SystemCallSweep.killedAgain(["plan", "--offline"], after: cutOff)
            for (second, workspace) in recoveries {
                _ = try self.expectWhole(workspace, start, new: new, "killed at \(point), then at \(second)")
            }
        }
    }

    @Test(
        "a call that fails every time never damages the file",
        .enabled(if: Tool.canTrace, "strace is missing or may not trace here"),
        arguments: ["ENOSPC", "EIO", "EACCES", "EDQUOT"]
    )
    func failAlways(_ error: String) throws {
        let new = try newContent(.existingFile)
        let calls = [
            "write", "pwrite64", "fsync", "fdatasync", "fchmod", "renameat2", "renameat", "unlink",
            "unlinkat", "mkdir", "mkdirat", "ftruncate",
        ]
        for call in calls {
            let workspace = try self.workspace(.existingFile)
            let wrapper = Tool.strace(call, "error=\(error)")
            let ended = try workspace.start(Self.apply, wrapper: wrapper).end(within: .seconds(30))
            let comment: Comment = "\(error) at every \(call): \(ended.told)"
            #expect(!ended.isOverdue && !SystemCallSweep.isCrash(ended), comment)
            let isNew = try self.expectWhole(workspace, .existingFile, new: new, comment)
            if ended.exit == 0 { #expect(isNew, comment) }
        }
    }
}
