import Cryptography
import Files
import Foundation
import Locking
import TestSupport
import Testing

/// A target that is a mount point, and one that is not, change together.
@Suite("a target that is written in place")
struct OverwritingTests {
    private static let (old, new) = ("the old content\n", "new\n")

    private func workspace() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("state/other", "")
        try folder.write("bot/mounted", Self.old, mode: 0o640)
        try folder.write("bot/ordinary", Self.old)
        return folder
    }

    private func commit(_ folder: TemporaryFolder, _ system: FileSystem) throws -> Transaction.Outcome {
        let bot = folder.path + "/bot"
        let changes = try ["ordinary", "mounted"].map { name in
            FileChange(
                name,
                in: bot,
                file: name,
                before: try Folder(bot).read(name, limit: 1000),
                content: Secret(copying: Array(Self.new.utf8)),
                mustKeepOwner: true
            )
        }
        let state = try Folder(folder.path + "/state", system: system.mounted(["mounted"]))
        return try Transaction(changes, state: state).commit()
    }

    private func recover(_ folder: TemporaryFolder) throws -> Recovered? {
        try Folder(folder.path + "/state", system: FileSystem.live.mounted(["mounted"])).recover()
    }

    private func expect(_ folder: TemporaryFolder, mounted: String, ordinary: String) throws {
        #expect(try folder.text("bot/mounted") == mounted)
        #expect(try folder.text("bot/ordinary") == ordinary)
        #expect(try folder.names("bot") == ["mounted", "ordinary"])
        #expect(try folder.names("state") == ["other"])
    }

    /// Does something right before the first byte of the target is written over.
    private func system(
        cut: Bool = false,
        _ body: @escaping @Sendable () throws -> Void
    ) -> FileSystem {
        let own = FileSystem.live
        let (opened, isDead) = (Lock<Int32?>(nil), Lock(false))
        var system = own
        system.open = { (folder, name, opening) throws(SystemError) in
            if isDead.withLock({ $0 }) { throw SystemError(code: EIO) }
            let file = try own.open(folder, name, opening)
            if case .overwriting = opening { opened.withLock { $0 = file } }
            return file
        }
        system.close = { file in
            opened.withLock { if $0 == file { $0 = nil } }
            own.close(file)
        }
        system.write = { (file, bytes) throws(SystemError) in
            guard opened.withLock({ $0 == file }) else { return try own.write(file, bytes) }
            if cut {
                isDead.withLock { $0 = true }
                _ = try own.write(file, UnsafeRawBufferPointer(rebasing: bytes[..<2]))
                throw SystemError(code: EIO)
            }
            do { try body() } catch { Issue.record(error) }
            return try own.write(file, bytes)
        }
        return system
    }

    @Test("stays the same file, with its mode, and nothing is left beside it or in the state's folder")
    func written() throws {
        let folder = try workspace()
        let before = try Folder(folder.path + "/bot").read("mounted", limit: 1000)?.status
        #expect(try commit(folder, .live) == .done)
        let after = try Folder(folder.path + "/bot").read("mounted", limit: 1000)?.status
        #expect(after?.identity.inode == before?.identity.inode && after?.mode == 0o640)
        try expect(folder, mounted: Self.new, ordinary: Self.new)
    }

    @Test("shows a reader blank lines, and no rest of the old content, until it has its new end")
    func reader() throws {
        let folder = try workspace()
        let seen = Lock<[String]>([])
        var system = FileSystem.live
        system.holdAlone = { (_) throws(SystemError) in throw SystemError(code: EINVAL) }
        system.truncate = { (file, size) throws(SystemError) in
            seen.withLock { $0.append((try? folder.text("bot/mounted")) ?? "") }
            try FileSystem.live.truncate(file, size)
        }
        #expect(try commit(folder, system) == .done)
        #expect(seen.withLock { $0 } == [Self.new + String(repeating: "\n", count: 12)])
    }

    @Test("that is cut off in the middle is finished by the next recovery, and the other file with it")
    func cutOff() throws {
        let folder = try workspace()
        #expect(throws: FileError.self) { _ = try self.commit(folder, self.system(cut: true) {}) }
        #expect(try folder.text("bot/mounted") == "ne" + Self.old.dropFirst(2))
        #expect(try recover(folder)?.direction == .forward)
        try expect(folder, mounted: Self.new, ordinary: Self.new)
    }

    @Test("of which a power cut left blocks of both contents is finished, too", arguments: [0, 4, 10])
    func powerCut(_ start: Int) throws {
        let folder = try workspace()
        #expect(throws: FileError.self) { _ = try self.commit(folder, self.system(cut: true) {}) }
        var bytes = Array(Self.old.utf8)
        bytes.replaceSubrange(
            start..<start + 4,
            with: start == 0 ? Array("new\n".utf8) : Array("\n\n\n\n".utf8)
        )
        try folder.write("bot/mounted", Data(bytes))
        #expect(try recover(folder)?.direction == .forward)
        try expect(folder, mounted: Self.new, ordinary: Self.new)
    }

    @Test(
        "that somebody saves after it was cut off stays as they saved it, and the other file is as it was",
        arguments: ["the bot's own, and longer than both", "bot", "", "the bad content\n"]
    )
    func savedLater(_ text: String) throws {
        let folder = try workspace()
        #expect(throws: FileError.self) { _ = try self.commit(folder, self.system(cut: true) {}) }
        try folder.write("bot/mounted", text)
        #expect(try recover(folder)?.direction == .back)
        try expect(folder, mounted: text, ordinary: Self.old)
    }

    @Test(
        "that is gone, or another file, after it was cut off is no obstacle, and what it held is kept",
        arguments: ["", "pipe", "link", "file"]
    )
    func gone(_ kind: String) throws {
        let folder = try workspace()
        #expect(throws: FileError.self) { _ = try self.commit(folder, self.system(cut: true) {}) }
        let path = folder.path + "/bot/mounted"
        // It is another file than what takes its place, as the one below a mount is.
        #expect(rename(path, folder.path + "/unmounted") == 0)
        switch kind {
        case "pipe": mkfifo(path, 0o600)
        case "link": symlink("ordinary", path)
        // What lies below a mount that is not there.
        case "file":
            try folder.write("bot/another", "below")
            #expect(rename(folder.path + "/bot/another", path) == 0)
        default: break
        }
        let recovered = try #require(try recover(folder))
        #expect(recovered.direction == .back && !recovered.isWhole)
        #expect(try folder.text("bot/ordinary") == Self.old)
        try expectKept(folder, recovered)
    }

    /// The old content of the mounted file alone, told and left where it is.
    private func expectKept(_ folder: TemporaryFolder, _ recovered: Recovered) throws {
        let kept = try #require(recovered.kept.first)
        #expect(recovered.kept.count == 1 && kept.content == .former(of: folder.path + "/bot/mounted"))
        #expect(try String(contentsOfFile: kept.path, encoding: .utf8) == Self.old)
        #expect(
            try folder.names("state").sorted()
                == [(kept.path as NSString).lastPathComponent, "other"].sorted()
        )
        #expect(try recover(folder) == nil)
    }

    @Test("whose folder is gone after it was cut off leaves what it held, and nothing else")
    func folderGone() throws {
        let folder = try workspace()
        #expect(throws: FileError.self) { _ = try self.commit(folder, self.system(cut: true) {}) }
        #expect(rename(folder.path + "/bot", folder.path + "/elsewhere") == 0)
        try expectKept(folder, try #require(try recover(folder)))
    }

    @Test("that somebody saves while the recovery finishes it stays as they saved it")
    func savedDuringRecovery() throws {
        let folder = try workspace()
        #expect(throws: FileError.self) { _ = try self.commit(folder, self.system(cut: true) {}) }
        let own = FileSystem.live
        let count = Counter()
        var system = own
        system.holdAlone = { (file) throws(SystemError) in
            // The first look tells that it is ours; before the second, the bot saves.
            if count.next() == 2 { try? folder.write("bot/mounted", "the bot's own") }
            try own.holdAlone(file)
        }
        let state = try Folder(folder.path + "/state", system: system.mounted(["mounted"]))
        #expect(try state.recover()?.direction == .back)
        try expect(folder, mounted: "the bot's own", ordinary: Self.old)
    }

    @Test("that somebody saves before the first byte is written stays as they saved it")
    func savedBefore() throws {
        let folder = try workspace()
        let own = FileSystem.live
        let count = Counter()
        var system = own
        system.holdAlone = { (file) throws(SystemError) in
            if count.next() == 1 { try? folder.write("bot/mounted", "the bot's own") }
            try own.holdAlone(file)
        }
        #expect(try commit(folder, system) == .changed(name: "mounted"))
        try expect(folder, mounted: "the bot's own", ordinary: Self.old)
    }

    @Test("lets whoever opens it wait until it is written, where the system can hold it")
    func waits() throws {
        let folder = try workspace()
        let seen = Lock<String?>(nil)
        let (isOpening, isRead) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let system = system {
            Thread.detachNewThread {
                isOpening.signal()
                let text = try? Folder(folder.path + "/bot").read("mounted", limit: 1000)?.bytes
                seen.withLock { $0 = String(decoding: text ?? [], as: UTF8.self) }
                isRead.signal()
            }
            isOpening.wait()
            usleep(100_000)
        }
        #expect(try commit(folder, system) == .done)
        #expect(isRead.wait(timeout: .now() + 60) == .success)
        #expect(seen.withLock { $0 } == Self.new)
        try expect(folder, mounted: Self.new, ordinary: Self.new)
    }

    @Test("that may not be written is told before anything changes")
    func readOnly() throws {
        let folder = try workspace()
        let own = FileSystem.live
        var system = own
        system.open = { (folder, name, opening) throws(SystemError) in
            if case .overwriting = opening { throw SystemError(code: EROFS) }
            return try own.open(folder, name, opening)
        }
        #expect(throws: FileError.cannotWrite(path: "mounted", code: EROFS)) {
            _ = try self.commit(folder, system)
        }
        try expect(folder, mounted: Self.old, ordinary: Self.old)
    }

    @Test("gets its old content back when another file fails after it", arguments: [true, false])
    func takenBack(_ isSavedMeanwhile: Bool) throws {
        let folder = try workspace()
        // The journal of the mounted one comes first here; the exchange of the ordinary one fails.
        let own = FileSystem.live
        var system = own
        system.rename = { (descriptor, from, to, renaming) throws(SystemError) in
            guard case .exchanging = renaming else {
                return try own.rename(descriptor, from, to, renaming)
            }
            #expect((try? folder.text("bot/mounted")) == Self.new)
            if isSavedMeanwhile { try? folder.write("bot/mounted", "the bot's own") }
            throw SystemError(code: ENOSPC)
        }
        let bot = folder.path + "/bot"
        let changes = try ["mounted", "ordinary"].map { name in
            FileChange(
                name,
                in: bot,
                file: name,
                before: try Folder(bot).read(name, limit: 1000),
                content: Secret(copying: Array(Self.new.utf8))
            )
        }
        let state = try Folder(folder.path + "/state", system: system.mounted(["mounted"]))
        #expect(throws: FileError.cannotWrite(path: "ordinary", code: ENOSPC)) {
            _ = try Transaction(changes, state: state).commit()
        }
        try expect(folder, mounted: isSavedMeanwhile ? "the bot's own" : Self.old, ordinary: Self.old)
    }
}
