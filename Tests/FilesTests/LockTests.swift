import Cryptography
import Files
import Foundation
import TestSupport
import Testing

@Suite("The workspace's lock")
struct LockTests {
    @Test("a second holder is refused and told who has it")
    func exclusive() async throws {
        let workspace = try TemporaryFolder()
        let folder = try Folder(workspace.path)
        var first: FileLock? = try await FileLock.take(
            in: folder,
            holder: "slots apply, process 4711"
        )
        // Being refused leaves the holder's name in place for the next one.
        for _ in 0..<2 {
            await #expect(throws: FileError.locked(by: "slots apply, process 4711")) {
                _ = try await FileLock.take(in: folder, holder: "another", wait: .milliseconds(120))
            }
        }
        _ = first
        first = nil
        // A process that another test is just starting has the descriptor until its program begins.
        _ = try await FileLock.take(in: folder, holder: "another", wait: .seconds(10))
    }

    @Test("who took the lock a moment ago is named once its line is written, and no former holder")
    func justTaken() async throws {
        let workspace = try TemporaryFolder()
        let folder = try Folder(workspace.path)
        try await FileLock.take(in: folder, holder: "former").release()
        let file = open(workspace.path + "/lock", O_RDWR)
        defer { close(file) }
        try #require(file >= 0 && flock(file, LOCK_EX) == 0)
        // A thread of its own: other tests may have all of the tasks' threads.
        Thread.detachNewThread {
            usleep(20_000)
            _ = pwrite(file, "present\n", 8, 0)
        }
        await #expect(throws: FileError.locked(by: "present")) {
            _ = try await FileLock.take(in: folder, holder: "another")
        }
    }

    @Test("who waits gets the lock when it is free")
    func waiting() async throws {
        let workspace = try TemporaryFolder()
        let folder = try Folder(workspace.path)
        let first = Holder(try await FileLock.take(in: folder, holder: "first"))
        async let second = FileLock.take(in: folder, holder: "second", wait: .seconds(10))
        try await Task.sleep(for: .milliseconds(100))
        await first.release()
        _ = try await second
    }

    private actor Holder {
        private var lock: FileLock?

        init(_ lock: FileLock) { self.lock = lock }

        func release() { lock = nil }
    }

    /// Takes the lock of a folder as anybody may who can open it.
    private func hold(_ folder: TemporaryFolder) throws -> Int32 {
        let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY)
        try #require(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        return descriptor
    }

    private func change(_ folder: TemporaryFolder) throws -> Transaction.Outcome {
        let content = Secret(copying: Array("new".utf8))
        let change = FileChange("a", in: folder.path, file: "a", before: nil, content: content)
        let state = try TemporaryFolder()
        return try Transaction([change], state: try Folder(state.path)).commit()
    }

    @Test("a change waits for another one in the same folder")
    func sameFolder() async throws {
        let folder = try TemporaryFolder()
        let held = try hold(folder)
        let release = Task.detached {
            try await Task.sleep(for: .milliseconds(200))
            close(held)
        }
        let start = ContinuousClock.now
        #expect(try change(folder) == .done)
        #expect(ContinuousClock.now - start > .milliseconds(150))
        try await release.value
    }

    @Test("whoever sits on a folder's lock stops nobody")
    func satOn() throws {
        let folder = try TemporaryFolder()
        let held = try hold(folder)
        defer { close(held) }
        #expect(try change(folder) == .done)
    }

    @Test("changes of one file from two workspaces are all made, and nothing of theirs is left")
    func twoWorkspaces() async throws {
        let folder = try TemporaryFolder()
        try folder.write("config.js", "")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in ["1", "2"] {
                group.addTask {
                    let (bot, state) = (try Folder(folder.path), try TemporaryFolder())
                    var made = 0
                    while made < 20 {
                        let before = try bot.read("config.js", limit: 1000)
                        let text = (before?.bytes ?? []) + Array(name.utf8)
                        let change = FileChange(
                            "config.js",
                            in: folder.path,
                            file: "config.js",
                            before: before,
                            content: Secret(copying: text)
                        )
                        let outcome = try Transaction([change], state: try Folder(state.path)).commit()
                        if outcome == .done { made += 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        let text = try folder.text("config.js")
        #expect(text.count { $0 == "1" } == 20 && text.count { $0 == "2" } == 20, "\(text)")
        #expect(try folder.names(".") == ["config.js"])
    }
}
