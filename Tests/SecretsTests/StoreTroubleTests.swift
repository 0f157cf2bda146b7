import Secrets
import SlotModel
import Testing

@Suite("what is said of the store")
struct StoreTroubleTests {
    @Test("a command to copy has its path quoted", arguments: zip(["/a/b", "/a; b"], ["/a/b", "'/a; b'"]))
    func command(path: String, quoted: String) {
        let finding = StoreTrouble.identity(path: path, .mode("0644")).finding()
        #expect(finding.message == "the identity \(path) is open to other users: its mode is 0644")
        #expect(
            finding.help == "chmod 600 \(quoted); if others could read it for long, make a new one and rekey"
        )
    }
}
