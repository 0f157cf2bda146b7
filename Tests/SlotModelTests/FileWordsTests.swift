import Foundation
import SlotModel
import Testing

@Suite("how messages name files")
struct FileWordsTests {
    @Test("a path for a command line is quoted where it has to be")
    func shell() {
        let paths = ["a/b-c_D.9", "it's", "", "a b", "$(id)", "-rf", "-a b", "ä"]
        #expect(
            paths.map(quotedForShell) == [
                "a/b-c_D.9", #"'it'\''s'"#, "''", "'a b'", "'$(id)'", "./-rf", "'./-a b'", "'ä'",
            ]
        )
    }

    @Test(
        "a shell reads a quoted path as it is",
        arguments: ["'", "''a'", "a\\'b", "\"$HOME\" `id`;\n*", "!x"]
    )
    func read(path: String) throws {
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", "printf %s " + quotedForShell(path)]
        let output = Pipe()
        shell.standardOutput = output
        try shell.run()
        #expect(String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == path)
    }

    @Test(
        "a mode has four digits",
        arguments: zip([0, 0o7, 0o640, 0o100_644, 0o4755], ["0000", "0007", "0640", "0644", "4755"])
    )
    func mode(mode: UInt32, text: String) {
        #expect(octal(mode) == text)
    }
}
