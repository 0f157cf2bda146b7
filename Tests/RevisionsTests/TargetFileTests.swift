import BotConfigs
import Files
import Foundation
import Locking
import Revisions
import SlotFiles
import SlotModel
import TestSupport
import Testing

@Suite("Looking at a bot's file")
struct TargetFileTests {
    @Test("a file behind links is found where it really lies")
    func links() throws {
        let folder = try TemporaryFolder()
        try folder.write("real/config.js", "{}", mode: 0o640)
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder.path + "/second", withDestinationPath: "real/config.js")
        try manager.createSymbolicLink(
            atPath: folder.path + "/first",
            withDestinationPath: folder.path + "/second"
        )
        let target = try TargetFile.look(at: folder.path + "/first", name: "first")
        #expect(target.path == folder.path + "/real/config.js")
        #expect(target.existing?.bytes == Array("{}".utf8))
        #expect(target.existing?.status.mode == 0o640)
    }

    @Test("a link to a file that is not there yet names the place where it will be")
    func dangling() throws {
        let folder = try TemporaryFolder()
        try folder.write("real/other", "")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/config.js",
            withDestinationPath: "real/config.js"
        )
        let target = try TargetFile.look(at: folder.path + "/config.js", name: "config.js")
        #expect(target.path == folder.path + "/real/config.js")
        #expect(target.existing == nil)
    }

    @Test("a loop of links, a folder, a named pipe and a missing folder are refused at once")
    func refused() throws {
        let folder = try TemporaryFolder()
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder.path + "/a", withDestinationPath: "b")
        try manager.createSymbolicLink(atPath: folder.path + "/b", withDestinationPath: "a")
        #expect(throws: FileError.cannotRead(path: folder.path + "/a", code: ELOOP)) {
            _ = try TargetFile.look(at: folder.path + "/a", name: "a")
        }
        try folder.write("folder/x", "")
        #expect(throws: FileError.notAFile(path: "folder", kind: "a folder")) {
            _ = try TargetFile.look(at: folder.path + "/folder", name: "folder")
        }
        mkfifo(folder.path + "/pipe", 0o600)
        #expect(throws: FileError.notAFile(path: "pipe", kind: "a named pipe")) {
            _ = try TargetFile.look(at: folder.path + "/pipe", name: "pipe")
        }
        #expect(throws: FileError.noFolder(path: folder.path + "/nowhere")) {
            _ = try TargetFile.look(at: folder.path + "/nowhere/config.js", name: "config.js")
        }
    }

    @Test("a file with a second name, or of an owner whom nobody expects, is odd")
    func odd() throws {
        let folder = try TemporaryFolder()
        try folder.write("config.js", "{}")
        let path = folder.path + "/config.js"
        #expect(try TargetFile.look(at: path, name: "config.js").oddity == nil)
        try FileManager.default.linkItem(atPath: path, toPath: folder.path + "/other")
        #expect(try TargetFile.look(at: path, name: "config.js").oddity == .otherNames(2))
        // Only root can give files away.
        guard geteuid() == 0 else { return }
        try #require(chown(path, 4711, 4711) == 0)
        #expect(try TargetFile.look(at: path, name: "config.js").oddity == .foreignOwner(4711))
        try #require(chown(folder.path, 4711, 4711) == 0)
        #expect(try TargetFile.look(at: path, name: "config.js").oddity == .otherNames(2))
    }

    /// A bot's file as the bot leaves it at each look, and the looks that it takes.
    private func looks(_ texts: [String], modified: Int64) throws -> (text: String, pauses: Int) {
        let template = readTemplate(
            Located("gunbot", at: Place(file: "slots.yaml")),
            inWorkspace: Shared.repository.path
        ).template
        let file = try #require(template?.files.first)
        let folder = try TemporaryFolder()
        try folder.write("config.js", texts[0])
        let found = try TargetFile.look(at: folder.path + "/config.js", name: "config.js")
        let changed = try #require(found.existing?.status.identity.modified)
        let pauses = Lock(0)
        let wait = SaveWait(now: { changed + modified }) { pause in
            #expect(pause <= .milliseconds(50))
            let number = pauses.withLock { count in
                count += 1
                return count
            }
            if number < texts.count {
                // Into the same file, as a bot that cuts it to nothing first.
                #expect(throws: Never.self) { try folder.write("config.js", texts[number]) }
            }
        }
        let (target, _) = try TargetFile.look(
            at: folder.path + "/config.js",
            name: "config.js",
            as: file,
            wait
        )
        return (String(decoding: target.existing?.bytes ?? [], as: UTF8.self), pauses.withLock { $0 })
    }

    @Test(
        "one that is half written is read again until it is whole",
        arguments: ["", "{\"pairs\": {", "{}}"]
    )
    func halfWritten(_ text: String) throws {
        let read = try looks([text, "{\"pairs\": ", "{\"pairs\": {}}"], modified: 1_000_000)
        #expect(read == ("{\"pairs\": {}}", 2))
    }

    @Test("one that stays broken is waited for a second at most, and one that was broken before not at all")
    func staysBroken() throws {
        let fresh = try looks(["{"], modified: 0)
        #expect(fresh.text == "{" && fresh.pauses == 50)
        #expect(try looks(["{"], modified: 1_000_000_000).pauses == 0)
        #expect(try looks(["{}"], modified: 0).pauses == 0)
    }

    @Test("a clock that jumped, or a time beyond all clocks, keeps nobody waiting")
    func clocks() throws {
        for time in [-3_600_000_000_000, 3_600_000_000_000] as [Int64] {
            #expect(try looks(["{"], modified: time).pauses == 0)
        }
    }
}
