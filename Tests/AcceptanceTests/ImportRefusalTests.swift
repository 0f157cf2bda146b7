import Foundation
import Glibc
import PlainJSON
import TestSupport
import Testing

@Suite("'slots import' refuses")
struct ImportRefusalTests {
    private static let path = "bots/gunbot/config.js"
    private static let small = """
        {"exchanges": {"hitbtc": {"key": "canary-key-1", "secret": "canary-secret-1", "delay": 15}}}

        """
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws { workspace = try TestWorkspace(network: "live") }

    private func codes(_ arguments: String..., exit: Int32 = 65) throws -> [String] {
        let ended = try workspace.start(["import"] + arguments + ["--secrets", "file", "-o", "json"]).end()
        #expect(ended.exit == exit, ended.told)
        #expect(!(ended.stdout + ended.stderr).contains("canary"), ended.told)
        return try ended.json().codes
    }

    @Test("what is not there, what is no bot's, and bots of other kinds, and writes nothing")
    func unknown() throws {
        try folder.write(
            "templates/other/template.yaml",
            "ids: {hitbtc: hitbtc}\nfiles:\n  - {path: config.js, format: json, members: {key: {from: key}}}\n"
        )
        try folder.write("bots/other/config.js", Self.small)
        let text = try folder.text("slots.yaml")
        try folder.write("slots.yaml", text + "  other: {template: other, directory: bots/other}\n")
        let before = try Snapshot(of: folder.url)
        #expect(try codes(Self.path) == ["import.no-file"])
        #expect(try codes("nowhere/config.js") == ["import.no-file"])
        #expect(try codes("bots/other/config.js") == ["import.unsupported-bot"])
        try folder.write("far/config.js", Self.small)
        #expect(try codes("far/config.js") == ["import.no-bot"])
        #expect(try codes("far/config.js", "--bot", "third") == ["import.no-bot"])
        try FileManager.default.removeItem(atPath: folder.path + "/far")
        #expect(try Snapshot(of: folder.url).differences(to: before).filter { !$0.contains(".slots") } == [])
    }

    @Test("of a file elsewhere asks whose it is, and prints the lines to add")
    func elsewhere() throws {
        try folder.write("old/config.js", Self.small)
        let unknown = try workspace.run("import", "old/config.js")
        #expect(unknown.exit == 65, unknown.told)
        #expect(unknown.stderr.contains("template: gunbot\n    directory: \"old\"\n"), unknown.told)
        let stranger = try workspace.run("import", "old/config.js", "--bot", "second")
        #expect(stranger.exit == 65, stranger.told)
        #expect(stranger.stderr.contains("\n  second:\n    template: gunbot\n"), stranger.told)
        let named = try workspace.run("import", "old/config.js", "--bot", "main", "--secrets", "file")
        #expect(named.exit == 0, named.told)
        #expect(!folder.exists(".slots/owned.json"), "the bot's own file is another one")
    }

    struct Broken: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var text: String
        var code: String
        var place: [Int]
    }

    static let broken = [
        Broken(
            testDescription: "no JSON",
            text: "{\"exchanges\": {\n  oops}}",
            code: "bot.syntax",
            place: [2, 3]
        ),
        Broken(testDescription: "empty", text: "", code: "bot.syntax", place: [1, 1]),
        Broken(testDescription: "blank", text: "\r\n", code: "bot.syntax", place: [2, 1]),
        Broken(
            testDescription: "a byte order mark",
            text: "\u{FEFF}" + small,
            code: "bot.syntax",
            place: [1, 1]
        ),
        Broken(
            testDescription: "a comment",
            text: "{\n// canary\n\"exchanges\": {}}",
            code: "bot.syntax",
            place: [2, 1]
        ),
        Broken(
            testDescription: "half of it, as while the bot saves",
            text: String(small.prefix(60)),
            code: "bot.syntax",
            place: [1, 60]
        ),
        Broken(
            testDescription: "empty entries",
            text: "{\"exchanges\": {}}",
            code: "import.nothing",
            place: [1, 1]
        ),
        Broken(testDescription: "no entries", text: "{}", code: "import.no-entries", place: [1, 1]),
        Broken(
            testDescription: "no object of entries",
            text: "{\n\"exchanges\": [\"canary\"]}",
            code: "bot.wrong-shape",
            place: [2, 14]
        ),
        Broken(
            testDescription: "no object at all",
            text: "[\"canary\"]",
            code: "bot.wrong-shape",
            place: [1, 1]
        ),
        Broken(
            testDescription: "the object of entries twice",
            text: "{\"exchanges\": {},\n\"exchanges\": {}}",
            code: "bot.duplicate-member",
            place: [2, 1]
        ),
    ]

    @Test("of a wrong file tells the place and writes nothing", arguments: broken)
    func wrong(_ file: Broken) throws {
        try folder.write(Self.path, file.text)
        let ended = try workspace.run("import", Self.path, "--secrets", "file", "-o", "json")
        #expect(ended.exit == 65, ended.told)
        let report = try ended.json()
        #expect(report.codes == [file.code], ended.told)
        let place = report["findings"]?.array?.first?["place"]
        let numbers = ["line", "column"].compactMap { place?[$0]?.numericText.flatMap { Int($0) } }
        #expect(numbers == file.place, ended.told)
        #expect(!(ended.stdout + ended.stderr).contains("canary"), ended.told)
        #expect(try folder.names("slots") == [] && !folder.exists("secrets"))
    }

    @Test("leaves entries of an odd shape alone, and takes the others")
    func oddShapes() throws {
        let text = """
            {"exchanges": {"bitget": [], "hitbtc": {"key": "K", "secret": "S"},
             "asterdex": {"key": "canary",
                "key": "canary", "secret": "canary"},
             "asterFutures": {"key": "canary", "secret": "canary"}, "binance": null,
             "asterFutures": {}}}

            """
        try folder.write(Self.path, text)
        let ended = try workspace.run("import", Self.path, "--secrets", "file", "-o", "json")
        #expect(ended.exit == 0, ended.told)
        let findings = try ended.json()["findings"]?.array ?? []
        let told = findings.map { finding in
            let numbers = ["line", "column"].compactMap { finding["place"]?[$0]?.numericText }
            return
                "\(numbers.joined(separator: ":")) \(finding["severity"]?.string ?? "") \(finding["code"]?.string ?? "")"
        }
        let wanted = [
            "1:26 warning bot.wrong-shape", "3:5 warning bot.duplicate-member",
            "4:57 note import.unknown-exchange",
            "5:2 warning bot.duplicate-member",
        ]
        #expect(told == wanted, ended.told)
        #expect(!(ended.stdout + ended.stderr).contains("canary"), ended.told)
        #expect(try folder.names("slots") == ["hitbtc.yaml"])
        let plan = try workspace.run("plan", "--offline", "--detailed-exitcode")
        #expect(plan.exit == 0, plan.told)
        #expect(try folder.text(Self.path) == text)
    }

    @Test("of bytes that are no UTF-8, of a folder and of nothing ends with a finding")
    func hostile() throws {
        let url = folder.url.appendingPathComponent(Self.path)
        try Data(
            Array("{\"exchanges\": {\"hitbtc\": {\"key\": \"".utf8) + [0xFF, 0xFE] + Array("\"}}}".utf8)
        )
        .write(to: url)
        #expect(try workspace.run("import", Self.path).exit == 65)
        #expect(try workspace.run("import", "bots/gunbot", "--bot", "main").exit == 65)
        #expect(try workspace.run("import", "absent.js").exit == 65)
        #expect(mkfifo(folder.path + "/pipe.js", 0o600) == 0)
        let pipe = try workspace.run("import", "pipe.js", "--bot", "main", within: .seconds(10))
        #expect(pipe.exit == 65, pipe.told)
        try folder.write("huge.js", "")
        #expect(truncate(folder.path + "/huge.js", 200 << 20) == 0)
        let huge = try workspace.run("import", "huge.js", "--bot", "main", within: .seconds(10))
        #expect(huge.exit == 65, huge.told)
        #expect(try workspace.run("import").exit == 64)
        try folder.write(Self.path, Self.small)
        #expect(try workspace.run("import", Self.path, "--selector", "bitget").exit == 64)
        #expect(try folder.names("slots") == [])
    }

    @Test("nothing where the workspace's own template writes more, but says so")
    func otherTemplate() throws {
        let name = "templates/gunbot/template.yaml"
        let text = try String(contentsOf: Shared.repository.appendingPathComponent(name), encoding: .utf8)
        try folder.write(
            name,
            text.replacing("      passphrase:", with: "      type: {from: id}\n      passphrase:")
        )
        try folder.write(Self.path, Self.small)
        #expect(try codes(Self.path, exit: 0) == ["import.would-change"])
        let plan = try workspace.run("plan", "--offline", "-o", "json")
        #expect(try plan.json().paths == ["exchanges.hitbtc.type"], plan.told)
    }

    @Test("with the place of what cannot be written, and everything is as it was")
    func cannotWrite() throws {
        try folder.write(Self.path, Self.small)
        try folder.write("secrets", "a file")
        let before = try workspace.snapshot()
        #expect(try codes(Self.path, exit: 73) == ["import.cannot-write"])
        #expect(try workspace.snapshot().differences(to: before) == [])
    }
}
