import Files
import Foundation
import Revisions
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
}
