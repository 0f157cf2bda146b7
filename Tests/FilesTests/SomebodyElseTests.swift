import Cryptography
import Files
import Foundation
import TestSupport
import Testing

/// A bot that saves its own file while it is being changed.
@Suite("somebody who writes while files are changed")
struct SomebodyElseTests {
    private static let names = ["a", "b"]

    private func workspace() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("state/other", "")
        for name in Self.names { try folder.write("bot/" + name, "old " + name) }
        return folder
    }

    private func commit(_ folder: TemporaryFolder, _ system: FileSystem) throws -> Transaction.Outcome {
        let bot = folder.path + "/bot"
        let changes = try Self.names.map { name in
            FileChange(
                name,
                in: bot,
                file: name,
                before: try Folder(bot).read(name, limit: 1000),
                content: Secret(copying: Array("new".utf8))
            )
        }
        return try Transaction(changes, state: try Folder(folder.path + "/state", system: system)).commit()
    }

    /// Lets the bot save its file right before the call of this number.
    private func system(_ folder: TemporaryFolder, savesBefore number: Int, _ file: String) -> FileSystem {
        let count = Counter()
        let own = FileSystem.live
        var system = own
        system.rename = { (descriptor, from, to, renaming) throws(SystemError) in
            if case .exchanging = renaming, count.next() == number {
                do {
                    try folder.write("bot/saved", "the bot's own")
                    guard Glibc.rename(folder.path + "/bot/saved", folder.path + "/bot/" + file) == 0 else {
                        throw SystemError(code: errno)
                    }
                } catch {
                    Issue.record(error)
                }
            }
            try own.rename(descriptor, from, to, renaming)
        }
        return system
    }

    @Test("what it saved stays, and no other file changes", arguments: [1, 2], ["a", "b"])
    func saves(_ number: Int, _ file: String) throws {
        let folder = try workspace()
        let outcome = try commit(folder, system(folder, savesBefore: number, file))
        if number == 2, file == "a" {
            // It saved what it has seen already of the new content.
            #expect(outcome == .done)
            #expect(try folder.text("bot/a") == "the bot's own")
            #expect(try folder.text("bot/b") == "new")
        } else {
            #expect(outcome == .changed(name: file))
            for name in Self.names {
                #expect(try folder.text("bot/" + name) == (name == file ? "the bot's own" : "old " + name))
            }
        }
        #expect(try folder.names("bot") == ["a", "b"])
        #expect(try folder.names("state") == ["other"])
    }

    @Test("what it saved right before a kill comes back at the recovery")
    func killedBeforePutBack() throws {
        let folder = try workspace()
        let faults = Faults(.kill, at: 0)
        let system = system(folder, savesBefore: 1, "a")
        var killed = faults.system
        let isDead = Counter()
        killed.rename = { (descriptor, from, to, renaming) throws(SystemError) in
            if case .exchanging = renaming {
                if isDead.next() > 1 { throw SystemError(code: EIO) }
            }
            try system.rename(descriptor, from, to, renaming)
        }
        #expect(throws: FileError.self) { _ = try self.commit(folder, killed) }
        #expect(try folder.text("bot/a") == "new")
        let recovered = try Folder(folder.path + "/state").recover()
        #expect(recovered?.direction == .back && recovered?.kept == [])
        #expect(try folder.text("bot/a") == "the bot's own")
        #expect(try folder.text("bot/b") == "old b")
        #expect(try folder.names("bot") == ["a", "b"])
    }

    @Test("what it saved between a kill and the recovery stays, and the change is taken back")
    func savedLater() throws {
        let folder = try workspace()
        var dying = FileSystem.live
        let own = dying
        let count = Counter()
        dying.rename = { (descriptor, from, to, renaming) throws(SystemError) in
            if case .exchanging = renaming, count.next() > 1 { throw SystemError(code: EIO) }
            try own.rename(descriptor, from, to, renaming)
        }
        #expect(throws: FileError.unfinished(path: "a", code: EIO)) { _ = try self.commit(folder, dying) }
        #expect(try folder.text("bot/a") == "new")
        try folder.write("bot/b", "the bot's own")
        #expect(try Folder(folder.path + "/state").recover()?.direction == .back)
        #expect(try folder.text("bot/a") == "old a")
        #expect(try folder.text("bot/b") == "the bot's own")
        #expect(try folder.names("bot") == ["a", "b"])
    }

    @Test("what is saved into the old file once all is done stays, and is told")
    func savedIntoTheOldFile() throws {
        let folder = try workspace()
        let own = FileSystem.live
        var system = own
        // The bot has the file open, and saves into it once the new one is in its place.
        let bot = try FileHandle(forUpdating: URL(fileURLWithPath: folder.path + "/bot/a"))
        system.flush = { (descriptor) throws(SystemError) in
            try own.flush(descriptor)
            if (try? folder.text("bot/a")) == "new" { bot.write(Data("the bot's own".utf8)) }
        }
        let before = try Folder(folder.path + "/bot").read("a", limit: 1000)
        let content = Secret(copying: Array("new".utf8))
        let change = FileChange("a", in: folder.path + "/bot", file: "a", before: before, content: content)
        let state = try Folder(folder.path + "/state", system: system)
        var kept: [KeptFile] = []
        #expect(try Transaction([change], state: state).commit { kept.append($0) } == .done)
        #expect(try folder.text("bot/a") == "new")
        #expect(kept.count == 1 && kept.first?.content == .somebodys)
        for path in kept.map(\.path) {
            #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("the bot's own"))
        }
        #expect(try folder.names("state") == ["other"])
    }

    @Test("files that only carry such a name are left alone")
    func namesakes() throws {
        let folder = try workspace()
        try folder.write("bot/.a.slots-1a2b3c", "mine")
        #expect(try commit(folder, .live) == .done)
        #expect(try folder.text("bot/.a.slots-1a2b3c") == "mine")
    }

    @Test(
        "a target that becomes a named pipe, a folder or a link is not opened",
        arguments: ["pipe", "folder", "link"]
    )
    func otherKinds(_ kind: String) throws {
        let folder = try workspace()
        let own = FileSystem.live
        var system = own
        let count = Counter()
        system.rename = { (descriptor, from, to, renaming) throws(SystemError) in
            if to == "journal", count.next() == 1 {
                let path = folder.path + "/bot/a"
                unlink(path)
                switch kind {
                case "pipe": mkfifo(path, 0o600)
                case "folder": mkdir(path, 0o700)
                default: symlink("b", path)
                }
            }
            try own.rename(descriptor, from, to, renaming)
        }
        #expect((try? commit(folder, system)) != .done)
        #expect(try folder.text("bot/b") == "old b")
        #expect(try folder.names("bot") == ["a", "b"])
        #expect(try folder.names("state") == ["other"])
    }

    @Test(
        "an access list that the folder hands down does not open a new file",
        .enabled(if: AccessList.isPossible, "this file system knows no access lists")
    )
    func inheritedAccessList() throws {
        let folder = try workspace()
        try #require(AccessList.handDown(from: folder.path + "/bot"))
        chmod(folder.path + "/bot/a", 0o664)
        #expect(try commit(folder, .live) == .done)
        #expect(!AccessList.isThere(folder.path + "/bot/a"))
        #expect(try folder.mode("bot/a") == 0o664)
    }
}

/// Access lists (acl(5)) in the kernel's own form, by way of python3: Glibc's overlay does not import the calls.
private enum AccessList {
    static let isPossible: Bool = {
        guard let folder = try? TemporaryFolder(), handDown(from: folder.path) else { return false }
        return (try? folder.write("x", "")) != nil && isThere(folder.path + "/x")
    }()

    /// Lets new files of a folder give user 1234 everything.
    static func handDown(from folder: String) -> Bool {
        // Version 2, then tag, permissions and id of each entry: owner, user, group, mask, others.
        python(
            """
            import os, struct, sys
            entries = [(1, 7, -1), (2, 6, 1234), (4, 0, -1), (16, 7, -1), (32, 0, -1)]
            text = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
            os.setxattr(sys.argv[1], "system.posix_acl_default", text)
            """,
            folder
        )
    }

    static func isThere(_ file: String) -> Bool {
        python("import os, sys; sys.exit('system.posix_acl_access' not in os.listxattr(sys.argv[1]))", file)
    }

    private static func python(_ text: String, _ argument: String) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", text, argument]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
