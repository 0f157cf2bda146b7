import Revisions
import TestSupport
import Testing

@Suite("The workspace's lock")
struct LockTests {
    @Test("a second holder is refused and told who has it")
    func exclusive() async throws {
        let workspace = try TemporaryFolder()
        let folder = StateFolder(workspace: workspace.path)
        try folder.create()
        var first: WorkspaceLock? = try await WorkspaceLock.take(
            in: folder,
            holder: "slots apply, process 4711"
        )
        await #expect(throws: RevisionError.locked(by: "slots apply, process 4711")) {
            _ = try await WorkspaceLock.take(in: folder, holder: "another", wait: .milliseconds(120))
        }
        _ = first
        first = nil
        // A process that another test is just starting has the descriptor until its program begins.
        _ = try await WorkspaceLock.take(in: folder, holder: "another", wait: .seconds(10))
    }

    @Test("who waits gets the lock when it is free")
    func waiting() async throws {
        let workspace = try TemporaryFolder()
        let folder = StateFolder(workspace: workspace.path)
        try folder.create()
        let first = Holder(try await WorkspaceLock.take(in: folder, holder: "first"))
        async let second = WorkspaceLock.take(in: folder, holder: "second", wait: .seconds(10))
        try await Task.sleep(for: .milliseconds(100))
        await first.release()
        _ = try await second
    }

    @Test("the state's folder and files are private")
    func modes() async throws {
        let workspace = try TemporaryFolder()
        let folder = StateFolder(workspace: workspace.path)
        try folder.create()
        _ = try FingerprintKey.fingerprinter(in: folder)
        #expect(try workspace.mode(".slots") == 0o700)
        #expect(try workspace.mode(".slots/fingerprint.key") == 0o600)
        #expect(try workspace.text(".slots/.gitignore") == "*\n")
    }

    private actor Holder {
        private var lock: WorkspaceLock?

        init(_ lock: WorkspaceLock) { self.lock = lock }

        func release() { lock = nil }
    }
}
