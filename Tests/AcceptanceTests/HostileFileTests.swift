import Foundation
import Glibc
import PlainJSON
import SlotModel
import TestSupport
import Testing

@Suite("hostile slot files and workspaces")
struct HostileFileTests {
    // The promise is a second, a debug build gets more; of the processor's time, for the machine may be busy.
    private static let limit: Duration =
        ProcessInfo.processInfo.environment["SLOTS_PROGRAM"] == nil ? .seconds(5) : .seconds(1)

    struct Hostile: CustomTestStringConvertible, Sendable {
        var name: String
        var make: @Sendable () -> Data
        var testDescription: String { name }

        init(_ name: String, _ text: @escaping @autoclosure @Sendable () -> String) {
            self.name = name
            make = { Data(text().utf8) }
        }

        init(_ name: String, bytes: @escaping @Sendable () -> Data) {
            self.name = name
            make = bytes
        }
    }

    private static func bomb() -> String {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<12 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        return text
    }

    static let texts = [
        Hostile("[ without end", String(repeating: "[", count: 1_000_000)),
        Hostile("{ without end", String(repeating: "{a: ", count: 200_000)),
        Hostile("- - - without end", String(repeating: "- ", count: 400_000)),
        Hostile("? ? ? without end", String(repeating: "? ", count: 400_000)),
        Hostile("deep by indentation", (0..<900).map { String(repeating: " ", count: $0) + "a:\n" }.joined()),
        Hostile("aliases that multiply", bomb()),
        Hostile("an alias of itself", "a: &a [*a]\n"),
        Hostile("many keys", (0..<60_000).map { "k\($0): v\n" }.joined()),
        Hostile("one key many times", String(repeating: "fees: 0.1%\n", count: 60_000)),
        Hostile("duplicate keys", "exchange: aster\nexchange: aster\ncredentials: {key: a, secret: b}\n"),
        Hostile("a tag that runs code", "exchange: !!python/object/apply:os.system [\"touch hacked\"]\n"),
        Hostile("binary", "exchange: !!binary YXN0ZXI=\n"),
        Hostile("two documents", "exchange: aster\n---\nexchange: aster\n"),
        Hostile("a directive", "%YAML 9.9\n---\nexchange: aster\n"),
        Hostile("a merge key", "x: &x {exchange: aster}\n<<: *x\n"),
        Hostile("NUL", "exchange: as\u{0}ter\n"),
        Hostile("an escaped NUL", "exchange: \"as\\0ter\"\n"),
        Hostile("control characters", "exchange: \"\\e[2J\\e]52;c;eA==\\a\"\n"),
        Hostile("bidirectional text", "exchange: \"\u{202E}retsa\"\n"),
        Hostile("an unclosed quote", "exchange: \"aster\n"),
        Hostile("tabs for indentation", "credentials:\n\tkey: a\n"),
        Hostile("nothing", ""),
        Hostile("a list", "- aster\n"),
        Hostile("a very long line", "exchange: " + String(repeating: "x", count: 900_000) + "\n"),
        Hostile("a very long key", String(repeating: "k", count: 900_000) + ": 1\n"),
        Hostile("JSON with a comment", "{\"exchange\": \"aster\", // no\n}"),
        Hostile("bytes that are not UTF-8") { Data(Array("exchange: ".utf8) + [0xFF, 0xC0, 0x80]) },
        Hostile("UTF-16") {
            "exchange: aster\n".data(using: .utf16LittleEndian).map { [0xFF, 0xFE] + $0 } ?? Data()
        },
        Hostile("a hundred megabytes") { Data(count: 100 << 20) },
        Hostile("just more than allowed") { Data(repeating: 0x20, count: (1 << 20) + 1) },
    ]

    private func expectComplaint(
        _ workspace: TestWorkspace,
        about file: String,
        location: Testing.SourceLocation = #_sourceLocation
    ) throws {
        for arguments in [["validate"], ["validate", "-o", "json"], ["apply", "--offline", "--yes"]] {
            let ended = try workspace.start(arguments, measuresMemory: true).end(within: .seconds(20))
            #expect(ended.exit == 65, "exit \(ended.exit) of \(arguments)", sourceLocation: location)
            #expect(ended.work < Self.limit, "\(arguments)", sourceLocation: location)
            #expect(try #require(ended.memory) < 100_000, "KiB of \(arguments)", sourceLocation: location)
            #expect(ended.stdout.utf8.count + ended.stderr.utf8.count < 200_000, sourceLocation: location)
            #expect(!(ended.stdout + ended.stderr).contains("\u{1B}"), sourceLocation: location)
            if arguments.count == 3, arguments[1] == "-o" {
                let findings = try ended.json(location: location)["findings"]?.array ?? []
                let errors = findings.filter { $0["severity"]?.string == "error" }
                #expect(!errors.isEmpty, sourceLocation: location)
                for error in errors {
                    #expect(error["place"]?["file"]?.string == file, "\(error)", sourceLocation: location)
                    #expect(error["help"]?.string?.isEmpty == false, "\(error)", sourceLocation: location)
                }
            } else {
                #expect((ended.stdout + ended.stderr).contains(file), sourceLocation: location)
            }
        }
        #expect(try workspace.folder.names("bots/gunbot") == [], sourceLocation: location)
        #expect(!workspace.folder.exists("hacked"), sourceLocation: location)
    }

    @Test("a slot file ends in a finding and exit 65, in time and memory", arguments: texts)
    func slot(_ hostile: Hostile) throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        try workspace.folder.write("slots/bad.yaml", hostile.make())
        try expectComplaint(workspace, about: "slots/bad.yaml")
    }

    @Test("slots.yaml ends in a finding and exit 65, too", arguments: texts.filter { $0.name != "nothing" })
    func workspace(_ hostile: Hostile) throws {
        let workspace = try TestWorkspace()
        try workspace.folder.write("slots.yaml", hostile.make())
        try expectComplaint(workspace, about: "slots.yaml")
    }

    @Test("what is not a file ends in a finding")
    func notFiles() throws {
        let workspace = try TestWorkspace()
        let path = workspace.folder.path + "/slots/bad.yaml"
        #expect(mkfifo(path, 0o600) == 0)
        try expectComplaint(workspace, about: "slots/bad.yaml")
        try FileManager.default.removeItem(atPath: path)

        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try expectComplaint(workspace, about: "slots/bad.yaml")
        try FileManager.default.removeItem(atPath: path)

        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "bad.yaml")
        try expectComplaint(workspace, about: "slots/bad.yaml")
        try FileManager.default.removeItem(atPath: path)

        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/zero")
        try expectComplaint(workspace, about: "slots/bad.yaml")
    }

    @Test(
        "a file that may not be read ends in a finding",
        .enabled(if: getuid() != 0, "root may read everything")
    )
    func unreadable() throws {
        let workspace = try TestWorkspace()
        try workspace.folder.write("slots/bad.yaml", "exchange: aster\n", mode: 0o000)
        try expectComplaint(workspace, about: "slots/bad.yaml")
    }

    @Test("harmless surprises stay harmless: BOM, CRLF, no last line end")
    func harmless() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        let text = try workspace.folder.text("slots/aster.yaml")
        let changed = "\u{FEFF}" + text.replacingOccurrences(of: "\n", with: "\r\n").dropLast()
        try workspace.folder.write("slots/aster.yaml", String(changed))
        let ended = try workspace.run("validate")
        #expect(ended.exit == 0, ended.told)
    }

    @Test("all complaints of all files come in one run, sorted by place")
    func allAtOnce() throws {
        let workspace = try TestWorkspace()
        let text = "exchange: astre\ndealy: 10\nfees: 0.1\ncredentials: {key: env:A}\n"
        for name in ["b", "a", "c"] { try workspace.folder.write("slots/\(name).yaml", text) }
        let ended = try workspace.run("validate", "-o", "json")
        #expect(ended.exit == 65)
        let places = (try ended.json()["findings"]?.array ?? []).compactMap { finding -> String? in
            guard let file = finding["place"]?["file"]?.string,
                let line = finding["place"]?["line"]?.numericText
            else { return nil }
            return "\(file):\(line)"
        }
        #expect(places == places.sorted())
        for name in ["a", "b", "c"] {
            for line in 1...3 { #expect(places.contains("slots/\(name).yaml:\(line)"), ended.told) }
        }
        let told = try workspace.run("validate").stderr
        #expect(told.contains("did you mean 'delay'?") && told.contains("did you mean 'aster'?"), "\(told)")
    }
}
