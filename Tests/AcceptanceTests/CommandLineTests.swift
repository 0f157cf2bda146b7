import PlainJSON
import Foundation
import SlotModel
import TestSupport
import Testing

@Suite("the command line")
struct CommandLineTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func slots(_ arguments: [String]) throws -> Child.Ended {
        try Child([BuiltProgram.path] + arguments, in: folder.url).end()
    }

    static let commands = [
        "init", "validate", "list", "check", "plan", "apply", "verify", "sandbox", "explain", "schema",
        "completions",
        "help",
    ]

    @Test("a file behind -C is told as one")
    func fileAsFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write("config.js", "{}")
        let ended = try Child([BuiltProgram.path, "-C", "config.js", "list"], in: folder.url).end()
        #expect(ended.exit == 65 && ended.stderr.contains("config.js is a file, and no folder"), ended.told)
    }

    @Test(
        "help and explanations are JSON where that is wanted",
        arguments: [
            ["help", "apply"], ["help"], ["apply", "--help"], ["explain", "underfunded"], ["explain"],
        ]
    )
    func pagesAsJSON(_ arguments: [String]) throws {
        let folder = try TemporaryFolder()
        let page = try Child([BuiltProgram.path] + arguments, in: folder.url).end().stdout
        let ended = try Child([BuiltProgram.path] + arguments + ["-o", "json"], in: folder.url).end()
        #expect(ended.exit == 0, ended.told)
        #expect(try ended.json()["text"]?.string == page)
    }

    @Test("--version is one line on stdout")
    func version() throws {
        let ended = try slots(["--version"])
        #expect(ended.exit == 0 && ended.stderr == "")
        #expect(ended.stdout.wholeMatch(of: /slots [0-9]+\.[0-9]+\.[0-9]+\n/) != nil, ended.told)
    }

    @Test(
        "a wrong command line is told as JSON on stdout where that was asked for, wherever",
        arguments: [
            ["check", "-o", "json", "--nope"], ["--nope", "check", "-ojson"], ["-o", "json", "chekc"],
            ["apply", "--output=json", "--wait"], ["secret", "set", "-o", "ndjson"],
        ]
    )
    func wrongAsJSON(_ arguments: [String]) throws {
        let ended = try slots(arguments)
        #expect(ended.exit == 64 && ended.stderr == "", ended.told)
        #expect(ended.stdout.contains("\"usage.refused\"") && ended.stdout.contains("64"), ended.told)
    }

    @Test("a wrong command line has the colours that were asked for")
    func wrongInColor() throws {
        #expect(try slots(["check", "--nope", "--color", "always"]).stderr.contains("\u{1B}["))
        #expect(try !slots(["check", "--nope", "--color=never"]).stderr.contains("\u{1B}["))
    }

    @Test("without arguments it is help")
    func bare() throws {
        let ended = try slots([])
        #expect(ended.exit == 0 && ended.stderr == "", ended.told)
        #expect(try ended.stdout == slots(["help"]).stdout)
    }

    @Test("a program without its templates says where it looked, and looks nowhere else")
    func copied() throws {
        let copy = folder.url.appendingPathComponent("a/b/c/d/slots")
        try folder.write("a/b/c/d/other", "")
        // By another process: a child that is forked meanwhile would hold ours open for writing, and it could not be run.
        #expect(try Child(["cp", BuiltProgram.path, copy.path], in: folder.url).end().exit == 0)
        // Three to five folders up, where another user may have laid one.
        for planted in ["a/b", "a", ""] {
            try folder.write(planted + "/templates/gunbot/template.yaml", "ids: {}")
        }
        let ended = try Child([copy.path, "init", "w"], in: folder.url).end()
        #expect(ended.exit == 73 && !folder.exists("w/templates"), ended.told)
        let said = ended.stderr.replacing("\n", with: " ")
        for place in ["a/b/c/d/templates", "a/b/c/share/slots/templates"] {
            #expect(said.contains(place), ended.told)
        }
        let own = Shared.repository.appendingPathComponent("templates/gunbot/template.yaml")
        try folder.write("a/b/c/d/templates/gunbot/template.yaml", try Data(contentsOf: own))
        #expect(try Child([copy.path, "init", "w"], in: folder.url).end().exit == 0)
    }

    @Test(
        "a mask of file modes takes nothing from us, and opens nothing to others",
        arguments: ["0777", "0000"]
    )
    func masks(_ mask: String) throws {
        func run(_ words: String, in name: String, mask: String) throws -> Child.Ended {
            let line = "umask \(mask); exec '\(BuiltProgram.path)' \(words)"
            return try Child(["sh", "-c", line], in: folder.url.appendingPathComponent(name)).end()
        }
        for (name, mask) in [("usual", "0022"), ("odd", mask)] {
            try folder.write("\(name)/x", "")
            let ended = try run("init w", in: name, mask: mask)
            #expect(ended.exit == 0, ended.told)
            let applied = try run("-C w apply", in: name, mask: mask)
            #expect(applied.exit == 0, applied.told)
        }
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/usual/w")
        #expect(files.contains("bots/gunbot/config.js"))
        for file in files {
            let (usual, odd) = (try folder.mode("usual/w/" + file), try folder.mode("odd/w/" + file))
            #expect(odd == (mask == "0777" ? usual & 0o700 : usual), "\(file): \(usual), \(odd)")
        }
    }

    @Test("a port that is taken is a matter of the command line")
    func busyPort() throws {
        let port = try RefusingPort()
        let ended = try slots(["sandbox", "--port", "\(port.port)"])
        #expect(ended.exit == 64 && ended.stderr.contains("port \(port.port) is in use"), ended.told)
    }

    @Test("every command has a help page, the same behind help and --help", arguments: commands)
    func help(_ command: String) throws {
        let page = try slots(["help", command])
        #expect(page.exit == 0 && page.stderr == "", page.told)
        #expect(page.stdout.hasPrefix("slots \(command):"))
        #expect(page.stdout.contains("\nexit codes:"))
        for option in ["--help", "-h"] { #expect(try slots([command, option]).stdout == page.stdout) }
        #expect(page.stdout.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(try slots(["help"]).stdout.contains("\n  \(command) "))
    }

    @Test(
        "topics have a page",
        arguments: ["exit-codes", "statuses", "checks", "secrets", "output", "workspace"]
    )
    func topics(_ topic: String) throws {
        let page = try slots(["help", topic])
        #expect(page.exit == 0 && page.stdout.hasPrefix(topic), page.told)
    }

    @Test("every status, check and exit code is explained")
    func explain() throws {
        let codes = ["0", "1", "2", "64", "65", "69", "70", "73", "75", "78", "130", "143"]
        let names = Status.allCases.map(\.rawValue) + Check.allCases.map(\.rawValue) + codes
        let overview = try slots(["explain"]).stdout
        for name in names {
            let page = try slots(["explain", name])
            #expect(page.exit == 0 && page.stderr == "", page.told)
            #expect(page.stdout.count > 40, page.told)
            #expect(overview.contains("\n  \(name) "), "'slots explain' lists \(name)")
        }
    }

    @Test("every code that the overview lists is explained")
    func explainCodes() throws {
        let overview = try slots(["explain"]).stdout
        let codes = overview.matches(of: #/(?m)^  ([a-z]+\.[a-z0-9-]+) /#).map { String($0.1) }
        #expect(codes.count > 20)
        for code in codes {
            let page = try slots(["explain", code])
            #expect(page.exit == 0 && page.stdout.contains(code), page.told)
        }
    }

    struct Mistake: CustomTestStringConvertible, Sendable {
        var arguments: [String]
        var says: [String]
        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let mistakes = [
        Mistake(arguments: ["chek"], says: ["unknown command 'chek'", "did you mean 'check'?"]),
        Mistake(arguments: ["xyzzy"], says: ["unknown command 'xyzzy'", "slots help"]),
        Mistake(
            arguments: ["check", "--jbos", "3"],
            says: ["unknown option '--jbos'", "did you mean '--jobs'?"]
        ),
        Mistake(arguments: ["check", "-X"], says: ["-X"]),
        Mistake(arguments: ["check", "--jobs"], says: ["--jobs"]),
        Mistake(arguments: ["check", "--jobs", "0"], says: ["--jobs"]),
        Mistake(arguments: ["check", "--jobs", "many"], says: ["--jobs", "many"]),
        Mistake(arguments: ["check", "--timeout", "10"], says: ["--timeout", "10s"]),
        Mistake(arguments: ["check", "-o", "xml"], says: ["xml", "json"]),
        Mistake(arguments: ["check", "--color", "blue"], says: ["blue", "auto"]),
        Mistake(arguments: ["verify", "--max-age", "soon"], says: ["--max-age", "soon"]),
        Mistake(arguments: ["sandbox", "--port", "70000"], says: ["--port"]),
        Mistake(arguments: ["schema", "slott"], says: ["slott", "slot"]),
        Mistake(arguments: ["schema"], says: ["report or doctor is missing"]),
        Mistake(arguments: ["completions", "tcsh"], says: ["tcsh", "bash"]),
        Mistake(arguments: ["explain", "conected"], says: ["conected", "connected"]),
        Mistake(arguments: ["explain", "slot.unknwon-key"], says: ["slot.unknown-key"]),
        Mistake(arguments: ["help", "aply"], says: ["aply", "apply"]),
        Mistake(arguments: ["validate", "more"], says: ["more"]),
    ]

    @Test("a wrong command line says what is wrong and what to write; exit 64", arguments: mistakes)
    func wrong(_ mistake: Mistake) throws {
        let ended = try slots(mistake.arguments)
        #expect(ended.exit == 64 && ended.stdout == "", ended.told)
        #expect(ended.stderr.hasPrefix("error: "))
        for text in mistake.says { #expect(ended.stderr.contains(text), ended.told) }
    }

    @Test("a slot or a bot that is not there comes with the nearest name; exit 64")
    func unknownNames() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected(.asterFutures)
        for command in ["check", "verify"] {
            let ended = try workspace.run(command, "aster-futurs")
            #expect(ended.exit == 64 && ended.stdout == "", ended.told)
            #expect(ended.stderr.contains("there is no slot 'aster-futurs'"), ended.told)
            #expect(ended.stderr.contains("did you mean 'aster-futures'?"), ended.told)
        }
        for command in ["plan", "apply"] {
            let ended = try workspace.run(command, "mian")
            #expect(ended.exit == 64 && ended.stdout == "", ended.told)
            #expect(ended.stderr.contains("there is no bot 'mian'"), ended.told)
            #expect(ended.stderr.contains("main"), ended.told)
        }
        let strange = try workspace.run("check", "\u{1B}[2Jx")
        #expect(strange.exit == 64 && !strange.stderr.contains("\u{1B}"))
    }

    // MARK: - Generated pages

    private static let shells = ["bash", "zsh", "fish"].filter(Tool.isThere)

    @Test("completions are what the shell can read", arguments: shells)
    func completions(_ shell: String) throws {
        let ended = try slots(["completions", shell])
        #expect(ended.exit == 0 && ended.stderr == "" && ended.stdout.contains("apply"))
        try folder.write("completions", ended.stdout)
        let parsed = try Child([shell, "-n", "completions"], in: folder.url).end()
        #expect(parsed.exit == 0 && parsed.stderr == "", parsed.told)
    }

    @Test("bash completes commands, options and values", .enabled(if: Tool.isThere("bash"), "no bash"))
    func bashCompletes() throws {
        try folder.write("completions", try slots(["completions", "bash"]).stdout)
        let script = """
            source ./completions
            try() {
                COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMPREPLY=()
                local name
                name=$(complete -p slots | sed 's/.*-F \\([^ ]*\\).*/\\1/')
                "$name" slots "${@: -1}" "${@: -2:1}"
                printf '%s\\n' "${COMPREPLY[@]}"
            }
            try slots ap; echo --; try slots apply --off; echo --; try slots check -o js
            """
        try folder.write("try.sh", script)
        let ended = try Child(["bash", "try.sh"], in: folder.url).end()
        let parts = ended.stdout.components(separatedBy: "--\n")
        #expect(parts.first?.contains("apply") == true, ended.told)
        #expect(ended.stdout.contains("--offline"), ended.told)
        #expect(ended.stdout.contains("json"), ended.told)
    }

    @Test("the manual page formats without a warning", .enabled(if: Tool.isThere("groff"), "no groff"))
    func manual() throws {
        let page = try slots(["help", "--man"])
        #expect(page.exit == 0 && page.stderr == "")
        try folder.write("slots.1", page.stdout)
        let groff = ["groff", "-man", "-Kutf8", "-Tutf8", "-P-cbou", "-ww", "-b", "slots.1"]
        let formatted = try Child(groff, in: folder.url).end()
        #expect(formatted.exit == 0 && formatted.stderr == "", formatted.told)
        for word in ["SYNOPSIS", "EXIT STATUS", "apply", "clock-skew"] {
            #expect(formatted.stdout.contains(word))
        }
    }

    @Test(
        "man shows the manual page without a warning",
        .enabled(if: Tool.isThere("man") && Tool.isThere("groff"), "no man or groff")
    )
    func man() throws {
        try folder.write("slots.1", try slots(["help", "--man"]).stdout)
        let shown = try Child(
            ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", "./slots.1"],
            in: folder.url,
            environment: ["MANROFFSEQ": "", "MANWIDTH": "80"]
        ).end()
        #expect(shown.exit == 0 && shown.stderr == "", "\(shown.stderr)")
        #expect(!shown.stdout.isEmpty)
    }
}
