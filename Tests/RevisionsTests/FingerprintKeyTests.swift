import Files
import Revisions
import SlotModel
import TestSupport
import Testing

@Suite("The key of a workspace's fingerprints")
struct FingerprintKeyTests {
    @Test("and its folder are private")
    func modes() throws {
        let workspace = try TemporaryFolder()
        let folder = StateFolder(workspace: workspace.path)
        try folder.create()
        _ = try FingerprintKey.fingerprinter(in: folder)
        #expect(try workspace.mode(".slots") == 0o700)
        #expect(try workspace.mode(".slots/fingerprint.key") == 0o600)
        #expect(try workspace.text(".slots/.gitignore") == "*\n")
    }

    @Test("that is not whole is refused")
    func broken() throws {
        let workspace = try TemporaryFolder()
        let folder = StateFolder(workspace: workspace.path)
        try folder.create()
        try workspace.write(".slots/fingerprint.key", "short")
        let error = #expect(throws: RevisionError.self) { try FingerprintKey.fingerprinter(in: folder) }
        #expect(error?.finding().code == "state.broken")
    }
}
