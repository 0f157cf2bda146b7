import Foundation
import TestSupport
import Testing

/// On a terminal of its own: Python opens it, presses Ctrl-C after the first output, and tells how the program ended.
@Suite("Ctrl-C on a terminal", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
struct InterruptTests {
    private static let driver = """
        import os, pty, select, sys, time
        process, terminal = pty.fork()
        if process == 0:
            os.environ["TERM"] = "xterm"
            os.execv(sys.argv[1], sys.argv[1:])
        shown, start, pressed = b"", time.time(), False
        while time.time() - start < 20:
            if select.select([terminal], [], [], 0.05)[0]:
                try:
                    part = os.read(terminal, 65536)
                except OSError:
                    break
                if not part:
                    break
                shown += part
            if not pressed and b"asking" in shown:
                pressed = True
                os.write(terminal, b"\\x03")
        ended = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        sys.stdout.write(str(ended) + "\\n" + shown.decode("utf-8", "replace"))
        """

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
        let outcome = try Tool.run(
            ["/usr/bin/python3", "-c", Self.driver, BuiltProgram.path, "check", "--timeout", "15s"],
            in: folder
        )
        #expect(outcome.hasPrefix("130\n"), "\(outcome)")
        let afterKey = outcome.components(separatedBy: "^C").last ?? ""
        #expect(afterKey.hasPrefix("\r\u{1B}[1A\u{1B}[J"), "\(afterKey)")
        #expect(afterKey.contains("unchecked"))
    }

    private enum Tool {
        static func run(_ words: [String], in folder: URL) throws -> String {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: words[0])
            process.arguments = Array(words.dropFirst())
            process.currentDirectoryURL = folder
            process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder.path, "LC_ALL": "C.UTF-8"]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let data = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self)
        }
    }
}
