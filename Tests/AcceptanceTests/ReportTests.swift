import Foundation
import PlainJSON
import SlotModel
import TestSupport
import Testing

@Suite("reports for programs")
struct ReportTests {
    /// A workspace with something of everything: connected, not connected, disabled, with findings, with changes.
    private func workspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        try workspace.addConnected(.aster, lines: ["fees: 0.07%", "delay: 5s"])
        try workspace.addConnected(.asterFutures, lines: ["enabled: false"])
        try workspace.add(
            Account.named("aster-underfunded"),
            lines: ["as: {main: \"asterdex#2\"}", "fees: 0.01%"]
        )
        try workspace.folder.write(
            "bots/gunbot/config.js",
            #"{"exchanges":{"asterdex":{"key":"k","delay":1}}}"#
        )
        return workspace
    }

    private static let commands = [
        ["validate"], ["list"], ["show", "aster"], ["check"], ["plan"], ["plan", "--offline"], ["apply"],
        ["verify"],
    ]

    @Test("every command's JSON follows the schema and has the exit code in it", arguments: commands)
    func json(_ command: [String]) throws {
        let workspace = try workspace()
        let schema = try JSONValue.read(Array(workspace.run("schema", "report").stdout.utf8))
        let ended = try workspace.start(command + ["-o", "json"]).end()
        let report = try ended.json()
        #expect(SchemaCheck(schema).problems(in: report) == [])
        #expect(report["version"]?.numericText == "1")
        #expect(report["command"]?.string == command[0])
        #expect(report.exit == Int(ended.exit), ended.told)
        #expect(!ended.stdout.contains("\u{1B}"))
    }

    @Test(
        "a slot whose file has errors stands among the others, and counts",
        arguments: ["check", "list", "verify"]
    )
    func unread(command: String) throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        try workspace.folder.write("slots/broken.yaml", "exchange: bitget\ncredentials: {key: a\n")
        let ended = try workspace.run(command)
        #expect(ended.exit == 65, ended.told)
        #expect(ended.stdout.contains("\nbroken  –         not read "), ended.told)
        #expect(
            ended.stderr.contains("2 slots: 1 ") && ended.stderr.contains("1 with errors in its file"),
            ended.told
        )
        let report = try workspace.start([command, "-o", "json"]).end().json()
        #expect(report["unread"]?.array?.compactMap(\.string) == ["broken"])
        #expect(
            try workspace.start([command, "aster", "-o", "json"]).end().json()["unread"] == nil
                || command == "list"
        )
    }

    @Test("every command's lines follow the schema, and the last one sums up", arguments: commands)
    func lines(_ command: [String]) throws {
        let workspace = try workspace()
        let schema = try JSONValue.read(Array(workspace.run("schema", "report").stdout.utf8))
        let ended = try workspace.start(command + ["-o", "ndjson"]).end()
        let lines = try ended.lines()
        for line in lines {
            #expect(SchemaCheck(schema).problems(in: line, definition: "line") == [], "\(line)")
        }
        let last = try #require(lines.last)
        #expect(last["type"]?.string == "summary")
        #expect(last.exit == Int(ended.exit))
        // The sum is that of the lines.
        for (type, member) in [("slot", "slots"), ("finding", "findings"), ("change", "changes")] {
            let counted = lines.count { $0["type"]?.string == type }
            let summed = (last[member]?.object ?? []).compactMap { $0.value.numericText.flatMap { Int($0) } }
            #expect(summed.reduce(0, +) == counted, "\(member)")
        }
    }

    @Test("what a command cannot do, and what it wrote, is in its JSON, too")
    func failuresAndFiles() throws {
        let workspace = try workspace()
        let refused = try workspace.run("check", "nobody", "-o", "json")
        #expect(refused.exit == 64 && refused.stderr == "", refused.told)
        #expect(try refused.json().exit == 64)
        #expect(try refused.json().codes == ["usage.refused"], refused.told)
        let laidOut = try workspace.run("init", "new", "-o", "json")
        #expect(laidOut.exit == 0 && laidOut.stderr == "", laidOut.told)
        let written = try laidOut.json()["written"]?.array?.compactMap(\.string) ?? []
        #expect(written.contains("slots.yaml") && written.contains("slots/bitget.yaml"), laidOut.told)
        let applied = try workspace.start(["-C", "new", "apply", "-o", "json"]).end()
        #expect(applied.exit == 0, applied.told)
        let files = try applied.json()["written"]?.array?.compactMap(\.string)
        #expect(files == ["bots/gunbot/config.js"], applied.told)
        try workspace.folder.write("file", "")
        let nowhere = try workspace.run("init", "file/below", "-o", "json")
        #expect(nowhere.exit == 73, nowhere.told)
        #expect(try nowhere.json().codes == ["init.cannot-write"], nowhere.told)
    }

    @Test(
        "show tells a slot whole: its checks as they were, the places of its secrets, its entry in each bot"
    )
    func show() throws {
        let workspace = try workspace()
        let before = try workspace.run("show", "aster")
        #expect(before.exit == 0 && before.stderr == "", before.told)
        #expect(before.stdout.contains("never checked") && before.stdout.contains("not there yet") == false)
        #expect(before.stdout.contains("bots/gunbot/config.js: exchanges.asterdex, not managed by slots yet"))
        #expect(try workspace.run("check", "aster").exit == 0)
        let shown = try workspace.run("show", "aster", "-o", "json")
        #expect(shown.exit == 0, shown.told)
        let report = try shown.json()
        let checks = report["slots"]?.array?.first?["checks"]?.array ?? []
        let names = checks.compactMap { $0["check"]?.string }
        #expect(names.contains("clock") && names.contains("sign-in") && names.contains("fees"), shown.told)
        let entry = try #require(report["entries"]?.array?.first)
        #expect(entry["path"]?.string == "exchanges.asterdex" && entry["state"]?.string == "foreign")
        for secret in Account.secrets(of: try Account.connected(.aster)) {
            #expect(!(before.stdout + shown.stdout).contains(secret))
        }
        let unknown = try workspace.run("show", "astr")
        #expect(unknown.exit == 64 && unknown.stderr.contains("did you mean 'aster'?"), unknown.told)
    }

    @Test("the schema refuses a report that is not one")
    func schemaCanFail() throws {
        let workspace = try workspace()
        let schema = try JSONValue.read(Array(workspace.run("schema", "report").stdout.utf8))
        #expect(!SchemaCheck(schema).problems(in: ["version": 2]).isEmpty)
        let wrong: JSONValue = [
            "version": 1, "command": "check", "exit": "0", "slots": [["slot": "a"]], "findings": [],
            "changes": [],
        ]
        #expect(SchemaCheck(schema).problems(in: wrong).count > 3)
    }

    /// A Python with the package jsonschema, where one is.
    private static let python: String? = {
        let found = try? FileManager.default.contentsOfDirectory(
            at: Shared.repository.appendingPathComponent(".venv"),
            includingPropertiesForKeys: nil
        )
        let pythons = (found ?? []).map { $0.path + "/bin/python" } + ["python3"]
        return pythons.first { python in
            guard let folder = try? TemporaryFolder() else { return false }
            return (try? Child([python, "-c", "import jsonschema"], in: folder.url).end().exit) == 0
        }
    }()

    @Test(
        "the schemas are valid, and jsonschema agrees that reports and files follow them",
        .enabled(
            if: python != nil,
            "no Python with the package jsonschema (scripts/bench makes one in .venv)"
        )
    )
    func pythonValidator() throws {
        let workspace = try workspace()
        for kind in ["slot", "workspace", "template", "report"] {
            try workspace.folder.write("\(kind).json", workspace.run("schema", kind).stdout)
        }
        try workspace.folder.write("check.json", workspace.run("check", "-o", "json").stdout)
        try workspace.folder.write("plan.json", workspace.run("plan", "-o", "json").stdout)
        try workspace.folder.write("lines.ndjson", workspace.run("plan", "-o", "ndjson").stdout)
        let program = """
            import json
            from jsonschema import Draft202012Validator as Validator
            for kind in ("slot", "workspace", "template", "report"):
                Validator.check_schema(json.load(open(kind + ".json")))
            report = json.load(open("report.json"))
            for name in ("check", "plan"):
                Validator(report).validate(json.load(open(name + ".json")))
            line = dict(report["$defs"]["line"], **{"$defs": report["$defs"]})
            for text in open("lines.ndjson"):
                Validator(line).validate(json.loads(text))
            slot = Validator(json.load(open("slot.json")))
            slot.validate({"exchange": "aster", "credentials": {"key": "env:A", "secret": "env:B"}, "fees": "0.1%"})
            assert not slot.is_valid({"exchange": "aster", "credentials": {"key": "env:A"}, "dealy": "1s"})
            """
        try workspace.folder.write("validate.py", program)
        let ended = try Child([try #require(Self.python), "validate.py"], in: workspace.folder.url).end()
        #expect(ended.exit == 0, ended.told)
    }

    @Test("results go to stdout, everything else to stderr; --quiet leaves only what is wrong")
    func streams() throws {
        let workspace = try workspace()
        let json = try workspace.run("check", "-o", "json")
        #expect(json.stderr == "", json.told)
        let quiet = try workspace.run("check", "aster", "--quiet")
        #expect(quiet.exit == 0)
        #expect(quiet.stdout == "" && quiet.stderr == "", quiet.told)
        let table = try workspace.run("check")
        #expect(table.exit == 1)
        #expect(table.stdout.contains("underfunded"), table.told)
        #expect(!(table.stdout + table.stderr).contains("\u{1B}"), "a pipe gets no escape sequences")
        let colored = try workspace.run("check", "--color", "always")
        #expect(colored.stdout.contains("\u{1B}["))
        let plain = try workspace.run("check", environment: ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"])
        #expect(!plain.stdout.contains("\u{1B}"))
    }
}
