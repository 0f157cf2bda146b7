import Revisions
import SlotModel
import Testing

@Suite("what is said of a bot's file")
struct RevisionErrorTests {
    @Test("a command to copy has its path quoted")
    func command() {
        let finding = RevisionError.readOnly(path: "My Bots/config.js", mode: 0o440).finding()
        #expect(finding.message == "My Bots/config.js is write-protected (mode 0440)")
        #expect(finding.help == "allow writing with: chmod u+w 'My Bots/config.js'")
    }
}
