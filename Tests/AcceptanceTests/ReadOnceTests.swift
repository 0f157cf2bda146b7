import Foundation
import TestSupport
import Testing

/// How often a bot's file is opened and read, counted by strace.
@Suite("a plan reads each file once", .enabled(if: Tool.canTrace, "strace is missing or may not trace here"))
struct ReadOnceTests {
    /// Two bots whose files are as the slot wants them, written long ago.
    private func workspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace(lines: "  other: {template: gunbot, directory: bots/other}\n")
        try workspace.addConnected(lines: ["delay: 5s"])
        for bot in ["gunbot", "other"] {
            try workspace.folder.write(
                "bots/\(bot)/config.js",
                "{\"pairs\": {\"asterdex\": {\"USDT-BTC\": {}}}}\n"
            )
        }
        let applied = try workspace.run("apply", "--offline", "--yes")
        #expect(applied.exit == 0, applied.told)
        for bot in ["gunbot", "other"] { try age(workspace, bot) }
        return workspace
    }

    /// Whoever looks at a file that was written a moment ago looks again.
    private func age(_ workspace: TestWorkspace, _ bot: String) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -3600)],
            ofItemAtPath: workspace.folder.path + "/bots/\(bot)/config.js"
        )
    }

    /// Lines of the trace about each file: of the calls that open it, and of those that read something from it.
    private func calls(_ command: [String], in workspace: TestWorkspace) throws -> (
        opened: [Int], read: [Int]
    ) {
        let trace = try TemporaryFolder()
        let wrapper = [
            "strace", "-ff", "-y", "-qq", "-o", trace.path + "/trace", "-e", "trace=openat,read,pread64",
        ]
        let ended = try workspace.start(command, wrapper: wrapper).end(within: .seconds(60))
        #expect(ended.exit == 0, ended.told)
        // A file for each thread: in one for all, calls at the same time are told in halves.
        let lines = try trace.names(".").flatMap { try trace.text($0).split(separator: "\n") }
        let files = ["gunbot", "other"].map { "bots/\($0)/config.js>" }
        return (
            files.map { file in lines.count { $0.contains("openat(") && $0.contains(file) } },
            files.map { file in
                lines.count { $0.contains("read") && $0.contains(file) && !$0.hasSuffix("= 0") }
            }
        )
    }

    @Test(
        "also where the exchanges are asked",
        arguments: [
            ["plan"], ["plan", "--offline"], ["plan", "--offline", "--detailed-exitcode"], ["apply"],
        ]
    )
    func once(_ command: [String]) throws {
        let (opened, read) = try calls(command, in: workspace())
        #expect(opened == [1, 1])
        #expect(read == [1, 1])
    }

    @Test("one that changes meanwhile is read again")
    func changed() throws {
        let workspace = try workspace()
        let path = "bots/gunbot/config.js"
        let text = try workspace.folder.text(path)
        // As fresh as it is, it may change once more and look the same.
        try workspace.folder.write(path, text)
        let (opened, _) = try calls(["plan"], in: workspace)
        #expect(opened == [2, 1])
    }
}
