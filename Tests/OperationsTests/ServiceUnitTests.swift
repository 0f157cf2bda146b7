import Operations
import Testing

@Suite("A unit of systemd")
struct ServiceUnitTests {
    private func lines(_ folder: String, _ word: String = "run") -> [String] {
        let unit = ServiceUnit(
            bot: "main",
            program: "/usr/bin/slots",
            arguments: ["-C", folder, word],
            user: "trader",
            directory: folder,
            writable: [folder, "-\(folder)/x"],
            credentials: [.init(name: "key", path: folder)],
            searchPath: folder,
            needsNoHome: true
        )
        return unit.text.split(separator: "\n").map(String.init)
    }

    struct Case: CustomTestStringConvertible, Sendable {
        var folder: String
        /// In a command, in a list, as a whole value.
        var command: String
        var list: String
        var whole: String
        var testDescription: String { folder }
    }

    static let cases = [
        Case(folder: "/srv/a", command: "/srv/a", list: "/srv/a", whole: "/srv/a"),
        Case(folder: "/a b", command: #""/a b""#, list: #""/a b""#, whole: "/a b"),
        Case(folder: "/50%h", command: "/50%%h", list: "/50%%h", whole: "/50%%h"),
        Case(folder: "/$HOME", command: "/$$HOME", list: "/$HOME", whole: "/$HOME"),
        Case(folder: #"/a"b"#, command: #""/a\"b""#, list: #""/a\"b""#, whole: #"/a"b"#),
        // A combining accent makes one character of it in Swift, and none in systemd.
        Case(
            folder: "/a\"\u{301} ; b",
            command: "\"/a\\\"\u{301} ; b\"",
            list: "\"/a\\\"\u{301} ; b\"",
            whole: "/a\"\u{301} ; b"
        ),
        Case(folder: #"/a\"#, command: #""/a\\""#, list: #""/a\\""#, whole: #"/a\/"#),
        Case(folder: "/a ", command: #""/a ""#, list: #""/a ""#, whole: "/a /"),
        Case(folder: "/a;", command: #""/a;""#, list: #""/a;""#, whole: "/a;"),
        Case(folder: "/ü", command: #""/ü""#, list: #""/ü""#, whole: "/ü"),
    ]

    @Test("writes a path by the rules of each setting", arguments: cases)
    func paths(_ testCase: Case) {
        let lines = lines(testCase.folder)
        #expect(lines.contains("ExecStart=/usr/bin/slots -C \(testCase.command) run"))
        #expect(lines.contains { $0.hasPrefix("ReadWritePaths=\(testCase.list) ") })
        #expect(lines.contains("WorkingDirectory=\(testCase.whole)"))
        #expect(lines.contains("LoadCredential=key:\(testCase.whole)"))
    }

    @Test("keeps an empty word, and one that separates commands")
    func words() {
        #expect(lines("/a", "").contains(#"ExecStart=/usr/bin/slots -C /a """#))
        #expect(lines("/a", ";").contains(#"ExecStart=/usr/bin/slots -C /a ";""#))
    }
}
