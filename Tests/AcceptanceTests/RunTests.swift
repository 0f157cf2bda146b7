import Foundation
import Glibc
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("run puts the bot in the place of slots")
struct RunTests {
    /// A slot that was applied.
    private func applied(lines: String = "") throws -> TestWorkspace {
        let workspace = try TestWorkspace(lines: lines)
        try workspace.add(try Account.named("hitbtc-connected"), named: "hitbtc")
        let ended = try workspace.run("apply")
        try #require(ended.exit == 0, ended.told)
        return workspace
    }

    @Test(
        "in the same process and in its own folder; it reads what slots was given, and its exit code counts"
    )
    func same() throws {
        let workspace = try applied(lines: #"    start: [sh, -c, "echo $$; pwd; echo $PWD; cat; exit 7"]"#)
        let child = try workspace.start(["run", "main"], environment: ["PWD": "/"], input: "typed\n")
        let ended = child.end()
        let folder = workspace.folder.path + "/bots/gunbot"
        #expect(ended.exit == 7, ended.told)
        #expect(ended.stdout == "\(child.process)\n\(folder)\n\(folder)\ntyped\n", ended.told)
        #expect(ended.stderr == "1 slot of 'main' verified; starting sh\n", ended.told)
        let quiet = try workspace.run("-q", "run", "main", "--", "./bot", "--flag", "", "~/x", "-o", "json")
        #expect(quiet.exit == 64 && quiet.stderr.contains("'./bot' in bots/gunbot"), quiet.told)
        let script = "#!/bin/sh\nfor word in \"$0\" \"$@\"; do echo \"<$word>\"; done\n"
        try workspace.folder.write("bots/gunbot/bot", script, mode: 0o700)
        let words = try workspace.run("-q", "run", "main", "--", "./bot", "--flag", "", "~/x", "-o", "json")
        #expect(words.exit == 0 && words.stderr == "", words.told)
        #expect(words.stdout == "<./bot>\n<--flag>\n<>\n<~/x>\n<-o>\n<json>\n", words.told)
    }

    @Test("with the descriptors that slots was given, and none of its own")
    func descriptors() throws {
        let workspace = try applied()
        let list = ["sh", "-c", "ls /proc/$$/fd"]
        // Whoever runs the tests may have opened more for them than the three, and others at the same moment.
        let wrapper = ["sh", "-c", "exec 9</dev/null; ls /proc/$$/fd; echo; exec \"$@\"", "sh"]
        let ended = try workspace.start(["run", "main", "--"] + list, wrapper: wrapper).end()
        let parts = ended.stdout.components(separatedBy: "\n\n")
        try #require(ended.exit == 0 && parts.count == 2, ended.told)
        #expect(parts.first.map { $0 + "\n" } == parts.last, ended.told)
        #expect(
            Set(["0", "1", "2", "9"]).isSubset(of: parts[0].split(separator: "\n").map(String.init)),
            ended.told
        )
    }

    @Test(
        "with the signals that slots was given",
        arguments: [
            [], ["--ignore-signal=INT", "--ignore-signal=PIPE", "--ignore-signal=HUP"],
            ["--block-signal=USR1", "--ignore-signal=TERM"],
        ]
    )
    func signals(_ options: [String]) throws {
        let workspace = try applied()
        let show = ["grep", "-E", "^Sig(Blk|Ign|Cgt)", "/proc/self/status"]
        let wrapper = ["env"] + options
        let direct = try Child(wrapper + show, in: workspace.folder.url).end()
        let behind = try workspace.start(["run", "main", "--"] + show, wrapper: wrapper).end()
        #expect(behind.exit == 0, behind.told)
        #expect(Self.signals(direct.stdout).count == 3, direct.told)
        #expect(Self.signals(behind.stdout) == Self.signals(direct.stdout), behind.told)
    }

    /// The sets of a process, without the two signals that the library of threads has for itself (32 and 33).
    private static func signals(_ text: String) -> [UInt64] {
        text.split(separator: "\n").compactMap { line in
            line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }.map { $0 & ~(3 << 31) }
        }
    }

    @Test("with the limits and the mask of file modes that slots was given, and in no way marked")
    func limits() throws {
        let workspace = try applied()
        let wrapper = ["sh", "-c", "umask 027; ulimit -Sc 8; ulimit -Sn 300; exec \"$@\"", "sh"]
        // Only of a process that may be dumped, such as any ordinary one, the files belong to its user.
        let show =
            "umask; ulimit -Sc; ulimit -Sn; ulimit -Hn; stat -c %u /proc/$$/environ; ls /proc/$$/task | wc -l"
        let direct = try Child(wrapper + ["sh", "-c", show], in: workspace.folder.url).end()
        let behind = try workspace.start(["run", "main", "--", "sh", "-c", show], wrapper: wrapper).end()
        #expect(behind.exit == 0, behind.told)
        #expect(direct.stdout.hasPrefix("0027\n8\n300\n"), direct.told)
        #expect(behind.stdout == direct.stdout, behind.told)
    }

    @Test(
        "without the variables that slots alone needed, unless one is kept",
        .enabled(if: Tool.isThere("age"), "no age")
    )
    func environment() throws {
        let workspace = try SecretWorkspace()
        #expect(try workspace.start("apply", "--yes").end().exit == 0)
        let credentials = workspace.folder.path + "/credentials"
        try workspace.folder.write("credentials/slots-identity", "")
        let more = [
            "SOMETHING_ELSE": "kept", "SLOTS_OWN": "x", "GNUPGHOME": "/g", "PASSWORD_STORE_DIR": "/p",
            "CREDENTIALS_DIRECTORY": credentials,
            "SLOTS_IDENTITY": workspace.folder.path + "/.config/slots/identity.txt",
        ]
        let own = Set(workspace.environment.keys).union(more.keys).subtracting(["SOMETHING_ELSE"])
        func variables(_ ended: Child.Ended) -> [String: String] {
            Dictionary(
                ended.stdout.split(separator: "\n").compactMap { line in
                    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
                },
                uniquingKeysWith: { first, _ in first }
            )
        }
        let ended = try workspace.start("run", "main", "--", "env", adding: more).end()
        #expect(ended.exit == 0, ended.told)
        let given = variables(ended)
        #expect(given["SOMETHING_ELSE"] == "kept" && given["HOME"] == workspace.folder.path, ended.told)
        #expect(own.isDisjoint(with: given.keys), ended.told)
        for (place, secret) in workspace.secrets {
            #expect(Canary(secret).found(in: ended.stdout + ended.stderr) == [], "\(place)")
        }
        let (name, value) = try #require(workspace.environment.sorted { $0.key < $1.key }.first)
        try workspace.folder.write("credentials/of-the-bot", "")
        let kept = try workspace.start(
            "run",
            "main",
            "--keep",
            name,
            "--keep",
            "GNUPGHOME",
            "--",
            "env",
            adding: more
        )
        .end()
        #expect(kept.exit == 0, kept.told)
        #expect(variables(kept)[name] == value && variables(kept)["GNUPGHOME"] == "/g", kept.told)
        #expect(variables(kept)["CREDENTIALS_DIRECTORY"] == credentials, "it holds one that is the bot's")
        #expect(
            variables(kept)["SLOTS_OWN"] == nil && variables(kept)["PASSWORD_STORE_DIR"] == nil,
            kept.told
        )
    }

    @Test("without the password of another bot's program, which only that bot gets")
    func otherBotsPassword() throws {
        let workspace = try TestWorkspace(lines: "  other: {template: hummingbot, directory: bots/other}")
        let slot = try Account.named("hitbtc-connected")
        try workspace.add(slot, named: "hitbtc", lines: ["bots: [main]"])
        let applied = try workspace.run("apply", "main")
        #expect(applied.exit == 0, applied.told)
        let password = ["HBOT_PASSWORD": "FAKE-passw0rd"]
        let ended = try workspace.start(["run", "main", "--", "env"], environment: password).end()
        #expect(ended.exit == 0 && ended.stdout.contains("HOME="), ended.told)
        #expect(!ended.stdout.contains("HBOT_PASSWORD"), ended.told)
    }

    @Test("that has an interface of its own gets no token of it from a variable")
    func token() throws {
        let workspace = try SecretWorkspace()
        let text = try workspace.folder.text("slots.yaml")
        let folder = "    directory: bots/gunbot\n"
        try #require(text.contains(folder))
        try workspace.folder.write(
            "slots.yaml",
            text.replacingOccurrences(of: folder, with: folder + "    api: {token: env:BOT_TOKEN}\n")
        )
        #expect(try workspace.start("apply", "--yes").end().exit == 0)
        let ended = try workspace.start("run", "main", "--", "env", adding: ["BOT_TOKEN": "FAKE-t0ken"]).end()
        #expect(ended.exit == 0, ended.told)
        #expect(ended.stdout.contains("HOME=") && !ended.stdout.contains("BOT_TOKEN"), ended.told)
    }
}

@Suite("the gate of one bot")
struct RunGateTests {
    @Test("that stays closed tells each slot on one line, with its cure, and starts nothing")
    func refusal() throws {
        let workspace = try TestWorkspace(lines: "    start: [touch, started]")
        try workspace.add(try Account.named("hitbtc-connected"), named: "hitbtc")
        #expect(try workspace.run("apply").exit == 0)
        try workspace.add(try Account.named("aster-underfunded"), named: "poor")
        try workspace.add(try Account.named("bitget-wrong-passphrase"), named: "wrong")
        let verify = try workspace.run("verify")
        let ended = try workspace.run("run", "main")
        #expect(ended.exit == verify.exit && ended.exit == 1, ended.told)
        #expect(ended.stdout == "", ended.told)
        let lines = ended.stderr.split(separator: "\n")
        #expect(lines.count == 3, ended.told)
        #expect(lines.first?.hasPrefix("error: poor is underfunded: ") == true, ended.told)
        #expect(
            lines.dropFirst().first?.hasPrefix("error: wrong is invalid-credentials: ") == true,
            ended.told
        )
        #expect(lines.dropLast().allSatisfy { $0.contains("; ") }, ended.told)
        #expect(lines.last == "'main' was not started", ended.told)
        #expect(!workspace.folder.exists("bots/gunbot/started"))
        let json = try workspace.run("run", "main", "-o", "json")
        #expect(json.exit == 1, json.told)
        #expect(try json.json().statuses["poor"] == "underfunded" && json.json().exit == 1, json.told)
        let whole = try workspace.run("run", "main", "-v")
        #expect(whole.exit == 1 && whole.stdout.contains("connected"), whole.told)
    }

    @Test("asks nothing about other bots' slots, templates and files")
    func others() throws {
        let workspace = try TestWorkspace(
            lines:
                "  other: {template: broken, directory: bots/other}\n  third: {template: freqtrade, directory: bots/third}"
        )
        try workspace.folder.write("templates/broken/template.yaml", "nonsense: true\n")
        try workspace.folder.write("bots/other/x", "")
        try workspace.folder.write("bots/third/exchange.mine.json", "{")
        try workspace.add(
            try Account.named("hitbtc-connected"),
            named: "mine",
            lines: ["bots: [main, third]"]
        )
        try workspace.add(try Account.named("aster-underfunded"), named: "poor", lines: ["bots: [other]"])
        try workspace.folder.write(
            "slots/wrong.yaml",
            "exchange: aster\ncredentials: {key: a, sekret: b}\nbots: [other]\n"
        )
        let config = try TestWorkspace()
        try config.add(try Account.named("hitbtc-connected"), named: "mine")
        #expect(try config.run("apply").exit == 0)
        try workspace.folder.write(
            "bots/gunbot/config.js",
            try config.folder.text("bots/gunbot/config.js"),
            mode: 0o600
        )
        #expect(try workspace.run("verify").exit == 65)
        // A slot whose file cannot be read may be anybody's.
        let unread = try workspace.run("run", "main", "--", "echo", "started")
        #expect(unread.exit == 65 && unread.stderr.contains("slots/wrong.yaml"), unread.told)
        #expect(!unread.stderr.contains("templates/broken"), unread.told)
        unlink(workspace.folder.path + "/slots/wrong.yaml")
        let ended = try workspace.run("run", "main", "--", "echo", "started")
        #expect(ended.exit == 0 && ended.stdout == "started\n", ended.told)
        let third = try workspace.run("run", "third", "--", "echo", "started")
        #expect(third.exit == 65 && third.stderr.contains("bots/third/exchange.mine.json"), third.told)
    }

    @Test("warns of a disabled slot that the bot goes on using, and starts it")
    func stillUsed() throws {
        let workspace = try TestWorkspace(lines: "    start: [echo, started]")
        try workspace.add(try Account.named("hitbtc-connected"), named: "hitbtc")
        try workspace.add(try Account.named("bitget-connected"), named: "bitget")
        #expect(try workspace.run("apply").exit == 0)
        let slot = try workspace.folder.text("slots/bitget.yaml")
        try workspace.folder.write("slots/bitget.yaml", slot + "enabled: false\n")
        let ended = try workspace.run("run", "main")
        #expect(ended.exit == 0 && ended.stdout == "started\n", ended.told)
        #expect(ended.stderr.contains("[bot.still-used]") && ended.stderr.contains("slots apply"), ended.told)
    }

    @Test("wants a slot, a bot's files and the same key in them")
    func files() throws {
        let workspace = try TestWorkspace(lines: "    start: [echo, started]")
        let none = try workspace.run("run", "main")
        #expect(none.exit == 1 && none.stderr.contains("[verify.nothing]"), none.told)
        try workspace.add(try Account.named("hitbtc-connected"), named: "hitbtc")
        let missing = try workspace.run("run", "main")
        #expect(missing.exit == 1 && missing.stderr.contains("error: hitbtc: "), missing.told)
        #expect(missing.stderr.contains("slots apply") && missing.stdout == "", missing.told)
        #expect(try workspace.run("apply").exit == 0)
        #expect(try workspace.run("run", "main").stdout == "started\n")
        let unknown = try workspace.run("run", "mian")
        #expect(unknown.exit == 64 && unknown.stderr.contains("did you mean 'main'?"), unknown.told)
        try workspace.folder.write("slots.yaml", "network: [")
        #expect(try workspace.run("run", "main").exit == 65)
    }

    @Test("takes a recorded result while nothing has changed, and compares the bot's file all the same")
    func recorded() throws {
        let workspace = try TestWorkspace(lines: "    start: [echo, started]")
        try workspace.add(try Account.named("hitbtc-connected"), named: "hitbtc")
        #expect(try workspace.run("apply").exit == 0)
        func isKnown(_ ended: Child.Ended) -> Bool {
            #expect(ended.exit == 0 && ended.stdout == "started\n", ended.told)
            return ended.stderr.contains("1 slot of 'main' verified (1 from the history); starting")
        }
        let run = ["run", "main", "--max-age", "10m"]
        #expect(try isKnown(workspace.start(run).end()))
        #expect(try !isKnown(workspace.run("run", "main")))
        #expect(try !isKnown(workspace.run("run", "main", "--max-age", "0s")))
        try workspace.folder.write(
            "slots.yaml",
            workspace.folder.text("slots.yaml") + "\npolicy: {withdraw: warn}\n"
        )
        #expect(try !isKnown(workspace.start(run).end()), "other rules")
        #expect(try isKnown(workspace.start(run).end()))
        try workspace.add(try Account.named("hitbtc-connected"), named: "hitbtc", lines: ["# a remark"])
        #expect(try !isKnown(workspace.start(run).end()), "another slot")
        #expect(try isKnown(workspace.start(run).end()))
        let config = try workspace.folder.text("bots/gunbot/config.js")
        let key = try #require(try Account.named("hitbtc-connected").credentials[.key])
        try workspace.folder.write(
            "bots/gunbot/config.js",
            config.replacingOccurrences(of: key, with: "another")
        )
        let other = try workspace.start(run).end()
        #expect(
            other.exit == 1 && other.stdout == "" && other.stderr.contains("other credentials"),
            other.told
        )
    }

    /// A slot that was applied, of an exchange that is gone since, and the port at which it may come back.
    private func unreachable(start word: String) throws -> (workspace: TestWorkspace, port: String) {
        let port = "\(Int.random(in: 20_000..<30_000))"
        let first = try SandboxProcess(["--port", port])
        let workspace = try TestWorkspace(network: "live", lines: "    start: [echo, \(word)]")
        try workspace.add(
            try Account.named("hitbtc-connected"),
            named: "hitbtc",
            lines: [first.endpoint(for: .hitbtc)]
        )
        #expect(try workspace.run("apply").exit == 0)
        _ = first.end()
        return (workspace, port)
    }

    @Test("waits for an exchange that cannot be reached as long as somebody has the patience")
    func patience() throws {
        let (workspace, port) = try unreachable(start: "started")
        let impatient = try workspace.run("run", "main", "--timeout", "1s")
        #expect(impatient.exit == 69 && impatient.stderr.contains("hitbtc is unavailable"), impatient.told)
        let child = try workspace.start(["run", "main", "--timeout", "1s", "--patience", "30s"])
        #expect(
            child.waits { $0.stderr.contains("'main' waits: hitbtc is unavailable; asking again in 3 s") }
        )
        let second = try SandboxProcess(["--port", port])
        let ended = child.end()
        #expect(ended.exit == 0 && ended.stdout == "started\n", ended.told)
        _ = second.end()
        let start = ContinuousClock.now
        let given = try workspace.run("run", "main", "--timeout", "1s", "--patience", "2s")
        #expect(given.exit == 69 && ContinuousClock.now - start < .seconds(20), given.told)
        let waiting = try workspace.start(["run", "main", "--timeout", "1s", "--patience", "5m"])
        #expect(waiting.waits { $0.stderr.contains("asking again in 30 s") })
        waiting.signal(SIGTERM)
        let stopped = waiting.end(within: .seconds(10))
        #expect(stopped.exit == 143 && !stopped.isOverdue, stopped.told)
    }

    @Test(
        "starts what slots.yaml says when the exchange is there again, and nothing of a bot that is gone by then"
    )
    func changedWhileWaiting() throws {
        let (workspace, port) = try unreachable(start: "old")
        let text = try workspace.folder.text("slots.yaml")
        let cases = [
            (text.replacing("echo, old", with: "echo, new"), Int32(0), "new\n", "starting echo"),
            (text.replacing("  main:", with: "  other:"), 1, "", "there is no enabled slot for 'main'"),
            (text.replacing("template: gunbot", with: "template: [}"), 65, "", "slots.yaml:"),
        ]
        for (changed, exit, output, told) in cases {
            try #require(changed != text)
            try workspace.folder.write("slots.yaml", text)
            let child = try workspace.start(["run", "main", "--timeout", "1s", "--patience", "60s"])
            #expect(child.waits { $0.stderr.contains("asking again in") })
            try workspace.folder.write("slots.yaml", changed)
            let served = try SandboxProcess(["--port", port])
            let ended = child.end()
            #expect(ended.exit == exit && ended.stdout == output, ended.told)
            #expect(ended.stderr.contains(told), ended.told)
            _ = served.end()
        }
    }

    struct Command: CustomTestStringConvertible, Sendable {
        var start: String
        var words: [String]?
        var exit: Int32
        var says: [String]
        var testDescription: String { words?.joined(separator: " ") ?? start }
    }

    static let commands = [
        Command(
            start: "[./nothing]",
            exit: 65,
            says: [
                "there is no program './nothing' in bots/gunbot", "slots.yaml:6:12", "[run.no-program]",
                "correct 'start:'",
            ]
        ),
        Command(
            start: "[no-such-program-here]",
            exit: 65,
            says: ["'no-such-program-here' on PATH", "slots.yaml:6:12"]
        ),
        Command(start: "[./closed]", exit: 65, says: ["'./closed' may not be executed", "chmod +x"]),
        Command(
            start: "[./text]",
            exit: 65,
            says: ["neither a program for this machine nor a script", "'#!'"]
        ),
        Command(start: "[\"\"]", exit: 65, says: ["[run.no-program]"]),
        Command(start: "[./..]", exit: 65, says: ["'./..' is no program"]),
        Command(
            start: "[true]",
            words: ["./nothing"],
            exit: 64,
            says: ["there is no program './nothing'", "usage: slots run"]
        ),
        Command(start: "[true]", words: [], exit: 64, says: ["no command stands behind '--'"]),
    ]

    @Test("says at once what cannot be started, where that stands and what to do", arguments: commands)
    func missing(_ command: Command) throws {
        let workspace = try TestWorkspace(lines: "    start: \(command.start)")
        try workspace.add(try Account.named("hitbtc-connected"), named: "hitbtc")
        #expect(try workspace.run("apply").exit == 0)
        try workspace.folder.write("bots/gunbot/closed", "#!/bin/sh\n", mode: 0o600)
        try workspace.folder.write("bots/gunbot/text", "just text\n", mode: 0o700)
        let ended = try workspace.start(["run", "main"] + (command.words.map { ["--"] + $0 } ?? [])).end()
        #expect(ended.exit == command.exit, ended.told)
        for text in command.says { #expect(ended.stderr.contains(text), ended.told) }
    }

    @Test("says where the command may stand when nothing does, and that options of it stand behind '--'")
    func unknown() throws {
        let workspace = try TestWorkspace(lines: "  second: {template: freqtrade, directory: bots/second}")
        try workspace.add(try Account.named("hitbtc-connected"), named: "hitbtc")
        let ended = try workspace.run("run", "second")
        #expect(ended.exit == 64, ended.told)
        #expect(ended.stderr.contains("nothing says what starts 'second'"), ended.told)
        #expect(ended.stderr.contains("slots run second -- PROGRAM"), ended.told)
        #expect(ended.stderr.contains("start: [PROGRAM, ARGUMENT]"), ended.told)
        let bare = try workspace.run("run", "main", "./bot", "-v")
        #expect(bare.exit == 64 && bare.stderr.contains("stands behind '--'"), bare.told)
        #expect(try workspace.run("run").exit == 64)
    }
}

@Suite("the bot at the terminal", .enabled(if: Tool.isThere("python3"), "no python3"))
struct RunTerminalTests {
    private func applied() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        try workspace.add(try Account.named("hitbtc-connected"), named: "hitbtc")
        #expect(try workspace.run("apply").exit == 0)
        return workspace
    }

    struct Case: CustomTestStringConvertible, Sendable {
        var steps: [Typist.Step]
        var script: String
        var shows: String
        var exit: String
        var testDescription: String { script }
    }

    private static let forever = "echo ready; while :; do sleep 0.05; done"

    static let cases = [
        Case(
            steps: [["ready", "\u{3}"]],
            script: "trap 'echo caught; exit 5' INT; \(forever)",
            shows: "caught",
            exit: "5"
        ),
        Case(steps: [["ready", "\u{3}"]], script: forever, shows: "^C", exit: "-2"),
        Case(
            steps: [["ready", "SIGTERM"]],
            script: "trap 'echo told; exit 6' TERM; \(forever)",
            shows: "told",
            exit: "6"
        ),
        Case(steps: [["ready", "SIGTERM"]], script: forever, shows: "ready", exit: "-15"),
        Case(steps: [["ready", "SIGHUP"]], script: forever, shows: "ready", exit: "-1"),
        Case(steps: [["ready", "\u{1C}"]], script: "ulimit -c 0; \(forever)", shows: "ready", exit: "-3"),
        Case(
            steps: [["ready", "hello\n"]],
            script: "echo ready; read word; echo got-$word",
            shows: "got-hello",
            exit: "0"
        ),
        Case(
            steps: [["ready", "x\n"]],
            script: "test -t 0 -a -t 1 -a -t 2 && echo ready; read word; exit 9",
            shows: "ready",
            exit: "9"
        ),
    ]

    @Test("has it as its own: what is typed, Ctrl-C and every signal; its end is the end", arguments: cases)
    func terminal(_ testCase: Case) throws {
        let workspace = try applied()
        let shown = try Typist.type(
            testCase.steps,
            environment: ["TERM": "xterm"],
            in: workspace.folder.url,
            columns: 80,
            ["run", "main", "--", "sh", "-c", testCase.script]
        )
        #expect(
            shown.contains(testCase.shows) && shown.contains("END exit=\(testCase.exit) echo=1"),
            "\(shown)"
        )
    }

    @Test("gets it without a trace of the progress that was drawn")
    func progress() throws {
        let workspace = try applied()
        let shown = try Typist.type(
            [],
            environment: ["TERM": "xterm"],
            in: workspace.folder.url,
            columns: 80,
            ["run", "main", "--", "stty", "-a"]
        )
        let plain = try Typist.type(
            [],
            environment: ["TERM": "xterm"],
            in: workspace.folder.url,
            columns: 80,
            ["--version"]
        )
        #expect(shown.contains("icanon") && shown.contains(" echo ") && shown.contains("isig"), "\(shown)")
        #expect(plain.contains("END exit=0 echo=1") && shown.contains("END exit=0 echo=1"), "\(shown)")
    }
}
