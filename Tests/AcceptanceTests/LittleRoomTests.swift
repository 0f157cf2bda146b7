import Foundation
import TestSupport
import Testing

/// A whole workspace on a small file system of its own.
@Suite(
    "an apply on a file system without room, or for reading only",
    .enabled(if: FullDisk.isPossible, FullDisk.reason)
)
struct LittleRoomTests {
    private static let path = "bots/gunbot/config.js"
    private static let apply = ["apply", "--offline", "--yes", "--quiet"]
    private static let old = "{\"exchanges\": {}, \"more\": \"\(String(repeating: "x", count: 5000))\"}\n"
    private static let page = 4096

    private func template() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        try workspace.addConnected(lines: ["delay: 5s"])
        try workspace.folder.write(Self.path, Self.old, mode: 0o640)
        return workspace
    }

    /// Runs the body in a copy of the workspace on a file system of this size.
    private func inSmall(_ size: String, _ body: (TestWorkspace) throws -> Void) throws {
        let (template, workspace) = (try template(), try TestWorkspace())
        let disk = try FullDisk(at: workspace.folder.url, size: size)
        defer { disk.unmount() }
        let copied = try Child(["cp", "-a", template.folder.path + "/.", "."], in: workspace.folder.url).end()
        try #require(copied.exit == 0, copied.told)
        try body(workspace)
    }

    @Test("with any number of free pages leaves the old file or the new one, and 0 only with the new one")
    func pages() throws {
        var (exits, tried) = (Set<Int32>(), 0)
        for free in 0..<24 {
            try inSmall("256k") { workspace in
                let folder = workspace.folder
                // All that is left, but for some pages.
                let line =
                    "head -c 300000 /dev/zero >filler 2>err; truncate -s -\(free * Self.page) filler; rm err"
                _ = try Child(["sh", "-c", line], in: folder.url).end()
                let ended = try workspace.start(Self.apply).end(within: .seconds(30))
                let comment: Comment = "\(free) pages: \(ended.told)"
                #expect(!ended.isOverdue && !SystemCallSweep.isCrash(ended), comment)
                exits.insert(ended.exit)
                tried += 1
                try FileManager.default.removeItem(atPath: folder.path + "/filler")
                try workspace.expectRecovery(by: ["plan", "--offline"], comment)
                let text = try folder.text(Self.path)
                #expect(text == Self.old || text.contains("asterdex"), comment)
                if ended.exit == 0 { #expect(text.contains("asterdex"), comment) }
                let again = try workspace.start(text == Self.old ? Self.apply : ["apply", "--offline"]).end()
                #expect(again.exit == 0, "\(comment): \(again.told)")
                #expect(try folder.text(Self.path).contains("asterdex"), comment)
                #expect(try folder.names("bots/gunbot") == ["config.js"], comment)
            }
        }
        // From too little for anything to enough for all.
        #expect(exits.isSuperset(of: [0, 73]))
        LongRun.tell("\(tried) amounts of room on a small file system")
    }

    @Test("of 64 KiB is done, or told and left alone")
    func small() throws {
        try inSmall("64k") { workspace in
            let ended = try workspace.start(Self.apply).end()
            let text = try workspace.folder.text(Self.path)
            #expect([0, 73].contains(ended.exit), ended.told)
            #expect((text == Self.old) == (ended.exit == 73), ended.told)
            #expect(try workspace.folder.names("bots/gunbot") == ["config.js"])
        }
    }

    @Test("for reading only is told, and changes nothing; once it can be written again, all goes on")
    func readOnly() throws {
        try inSmall("256k") { workspace in
            func remount(_ how: String) throws {
                let line = ["mount", "-o", "remount,\(how)", workspace.folder.path]
                let ended = try Child(line, in: URL(fileURLWithPath: "/")).end()
                try #require(ended.exit == 0, ended.told)
            }
            for hasState in [false, true] {
                try remount("ro")
                let before = try Snapshot(of: workspace.folder.url)
                let refused = try workspace.start(Self.apply).end()
                #expect(refused.exit == 73 && refused.stderr.contains("Read-only file system"), refused.told)
                #expect(try Snapshot(of: workspace.folder.url) == before, "\(hasState)")
                try remount("rw")
                let done = try workspace.start(Self.apply).end()
                #expect(done.exit == 0, done.told)
                try workspace.addConnected(lines: ["delay: 6s"])
            }
        }
    }
}
