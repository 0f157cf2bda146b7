import Files
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
        await #expect(throws: FileError.locked(by: "slots apply, process 4711")) {
            _ = try await FileLock.take(in: folder, holder: "another", wait: .milliseconds(120))
        }
        _ = first
        first = nil
        // A process that another test is just starting has the descriptor until its program begins.
        _ = try await FileLock.take(in: folder, holder: "another", wait: .seconds(10))
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
}
