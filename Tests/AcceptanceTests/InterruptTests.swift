import Foundation
import TestSupport
import Testing

@Suite("Ctrl-C on a terminal", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
struct InterruptTests {
    /// The sandbox's documented account that never gets an answer.
    private static let slot = """
        exchange: aster
        credentials:
          api-wallet: "0xAB239f04385EeF67b54d92bC1A9947F2936b89bF"
          private-key: "0xdd727f13dc30757fecd01fd5e6543f1a41c41d9ab03f38388d1d0bace3f79ed2"
          main-wallet: "0xBe0e5Dd210EEbcF600F56E51E950d9674CF77C4E"
        """

    @Test("ends the check with 130 and takes the progress lines away")
    func check() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "slots-\(UUID().uuidString)"
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        let slots = folder.appendingPathComponent("slots")
        try FileManager.default.createDirectory(at: slots, withIntermediateDirectories: true)
        try Data("network: sandbox\n".utf8).write(to: folder.appendingPathComponent("slots.yaml"))
        try Data(Self.slot.utf8).write(to: slots.appendingPathComponent("silent.yaml"))
        let outcome = try Typist.type(
            [["asking", "\u{3}"]],
            environment: ["TERM": "xterm"],
            in: folder,
            ["check", "--timeout", "15s"]
        )
        #expect(outcome.contains("END exit=130 echo=1"), "\(outcome)")
        let afterKey = outcome.components(separatedBy: "^C").last ?? ""
        #expect(afterKey.hasPrefix("\r\u{1B}[1A\u{1B}[J"), "\(afterKey)")
        #expect(afterKey.contains("unchecked"))
    }
}
