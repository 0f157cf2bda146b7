import Terminal
import SlotsCLI
import Testing

@Suite("Command lines")
struct ArgumentParserTests {
    struct Accepted: CustomTestStringConvertible, Sendable {
        var line: String
        var command: CommandName
        var arguments: [String] = []
        var change: @Sendable (inout CommonOptions) -> Void = { _ in }
        var testDescription: String { line }
    }

    private static let surplusHelp =
        "a secret is typed when slots asks for it, or piped in: every user of the machine can read a command line, so "
        + "make a new key if this was one"

    static let accepted = [
        Accepted(line: "check", command: .check),
        Accepted(line: "check aster aster-futures", command: .check, arguments: ["aster", "aster-futures"]),
        Accepted(line: "-C dir check", command: .check) { $0.directory = "dir" },
        Accepted(line: "check -Cdir", command: .check) { $0.directory = "dir" },
        Accepted(line: "check --directory=dir", command: .check) { $0.directory = "dir" },
        Accepted(line: "check --directory dir", command: .check) { $0.directory = "dir" },
        Accepted(line: "check -C=dir", command: .check) { $0.directory = "=dir" },
        Accepted(line: "-qojson list", command: .list) {
            $0.isQuiet = true
            $0.output = .json
        },
        Accepted(line: "list -q -o ndjson", command: .list) {
            $0.isQuiet = true
            $0.output = .ndjson
        },
        Accepted(line: "list -o json -o table", command: .list) { $0.output = .table },
        Accepted(line: "check aster --color never x", command: .check, arguments: ["aster", "x"]) {
            $0.color = .never
        },
        Accepted(line: "check --jobs 8 --timeout=1.5m --no-progress", command: .check) {
            $0.jobs = 8
            $0.timeout = .seconds(90)
            $0.showsProgress = false
        },
        Accepted(line: "check -- -x --jobs", command: .check, arguments: ["-x", "--jobs"]),
        Accepted(line: "-- check", command: .check),
        Accepted(line: "check -", command: .check, arguments: ["-"]),
        Accepted(line: "schema slot", command: .schema, arguments: ["slot"]),
        Accepted(line: "help exit-codes", command: .help, arguments: ["exit-codes"]),
        Accepted(line: "validate --timeout 5s", command: .validate) { $0.timeout = .seconds(5) },
    ]

    @Test("know home in paths, and nowhere else")
    func home() throws {
        func parsed(_ words: String...) throws -> ParsedArguments? {
            guard case .run(let parsed) = try parseArguments(words, home: "/home/me") else { return nil }
            return parsed
        }
        #expect(try parsed("-C~/w", "import", "~/b/config.js")?.arguments == ["/home/me/b/config.js"])
        for words in [["-C", "~/w"], ["-C~/w"], ["--directory=~/w"]] {
            guard case .run(let parsed) = try parseArguments(words + ["list"], home: "/home/me") else {
                Issue.record("not to be run")
                continue
            }
            #expect(parsed.common.directory == "/home/me/w")
        }
        #expect(try parsed("plan", "--out=~/p")?[.out] == "/home/me/p")
        #expect(try parsed("init", "~")?.arguments == ["/home/me"])
        #expect(try parsed("apply", "~/p")?.arguments == ["/home/me/p"])
        let rekey = try parsed("secret", "rekey", "--recipients-file", "~/r", "--recipient", "~/r")
        #expect(rekey?[.recipientsFile] == "/home/me/r")
        #expect(rekey?[.recipient] == "~/r")
    }

    @Test("are understood with options anywhere", arguments: accepted)
    func understood(_ testCase: Accepted) throws {
        let parsed = try parse(testCase.line)
        #expect(parsed.command == testCase.command)
        #expect(parsed.arguments == testCase.arguments)
        var common = CommonOptions()
        testCase.change(&common)
        #expect(parsed.common == common)
    }

    @Test("give a command its own options, also before its name")
    func ownOptions() throws {
        let apply = try parse("--wait 1m apply main -y --offline")
        #expect(apply[.wait] == .seconds(60))
        #expect(apply[.yes])
        #expect(apply[.offline])
        #expect(apply.arguments == ["main"])
        let plain = try parse("apply")
        #expect(plain[.wait] == nil)
        #expect(!plain[.yes])
        let sandbox = try parse("sandbox --port 0 --clock-offset -10m --latency=250ms")
        #expect(sandbox[.port] == 0)
        #expect(sandbox[.clockOffset] == .seconds(-600))
        #expect(sandbox[.latency] == .milliseconds(250))
        #expect(try parse("verify --max-age 1d")[.maximumAge] == .seconds(86_400))
        #expect(try parse("plan --detailed-exitcode")[.detailedExitCode])
        #expect(try parse("sandbox --clock-offset=-0.5s")[.clockOffset] == .milliseconds(-500))
    }

    @Test("leave what is started behind '--' as it was typed")
    func verbatim() throws {
        guard
            case .run(let parsed) = try parseArguments(
                ["-q", "run", "main", "--keep", "A", "--", "./bot", "-v", "", "~/x", "--", "--keep", "B"],
                home: "/home/me"
            )
        else {
            Issue.record("not to be run")
            return
        }
        #expect(parsed.command == .run && parsed.arguments == ["main"] && parsed.common.isQuiet)
        #expect(!parsed.common.isVerbose && parsed.all(.keep) == ["A"])
        #expect(parsed.verbatim == ["./bot", "-v", "", "~/x", "--", "--keep", "B"])
        #expect(try parse("run main").verbatim == nil)
        #expect(try parse("run main --").verbatim == [])
        #expect(CommandDeclaration.of(.run).usage == "slots run [OPTION…] BOT [-- CMD…]")
    }

    @Test("that ask for help or the version get it, whatever else is missing")
    func helpAndVersion() throws {
        for (line, command) in [
            ("--help", nil), ("-h", nil), ("schema -h", CommandName.schema), ("-h plan", .plan),
        ] {
            guard case .help(let name, _) = try parseArguments(line.words) else {
                Issue.record("no help for \(line)")
                continue
            }
            #expect(name == command)
        }
        for line in ["--version", "check --version", "--version --help"] {
            guard case .version = try parseArguments(line.words) else {
                Issue.record("no version for \(line)")
                continue
            }
        }
    }

    struct Refused: CustomTestStringConvertible, Sendable {
        var line: String
        var message: String
        var help: String?
        var testDescription: String { line }
    }

    static let refused = [
        Refused(line: "-q", message: "no command given", help: "'slots help' lists the commands"),
        Refused(line: "chekc", message: "unknown command 'chekc'", help: "did you mean 'check'?"),
        Refused(line: "che", message: "unknown command 'che'", help: "'slots help' lists the commands"),
        Refused(line: "watch", message: "unknown command 'watch'", help: "'slots help' lists the commands"),
        Refused(
            line: "check --jbos 3",
            message: "unknown option '--jbos' for 'slots check'",
            help: "did you mean '--jobs'?"
        ),
        Refused(
            line: "check --time 3s",
            message: "unknown option '--time' for 'slots check'",
            help: "'slots help check' lists the options"
        ),
        Refused(
            line: "check --yes",
            message: "unknown option '--yes' for 'slots check'",
            help:
                "'slots import', 'slots replace-key', 'slots remove', 'slots rename', 'slots apply', 'slots rollback' or 'slots register' knows it"
        ),
        Refused(
            line: "--offline check",
            message: "unknown option '--offline' for 'slots check'",
            help: "'slots plan', 'slots apply' or 'slots doctor' knows it"
        ),
        Refused(
            line: "apply --dry-run",
            message: "unknown option '--dry-run' for 'slots apply'",
            help: "'slots plan' shows what apply would write, and writes nothing"
        ),
        Refused(
            line: "check -y",
            message: "unknown option '-y' for 'slots check'",
            help:
                "'slots import', 'slots replace-key', 'slots remove', 'slots rename', 'slots apply', 'slots rollback' or 'slots register' knows it"
        ),
        Refused(
            line: "check -qx",
            message: "unknown option '-x' for 'slots check'",
            help: "'slots help check' lists the options"
        ),
        Refused(
            line: "check --quiet=yes",
            message: "'--quiet' takes no value"
        ),
        Refused(line: "check -q=1", message: "'-q' takes no value"),
        Refused(
            line: "list -o jsno",
            message: "'-o' takes table, json or ndjson, not 'jsno'",
            help: "did you mean 'json'?"
        ),
        Refused(
            line: "list --output",
            message: "'--output' needs a value",
            help: "write --output table|json|ndjson"
        ),
        Refused(
            line: "list --output --quiet",
            message: "'--output' needs a value",
            help: "write --output table|json|ndjson"
        ),
        Refused(
            line: "check --timeout 10",
            message:
                "'--timeout' takes a duration of at most ten years with its unit, such as 10s, 250ms, 5m, 12h or 30d, not '10'"
        ),
        Refused(
            line: "check --timeout=-1s",
            message:
                "'--timeout' takes a duration of at most ten years with its unit, such as 10s, 250ms, 5m, 12h or 30d, not '-1s'"
        ),
        Refused(
            line: "check --jobs 0",
            message: "'--jobs' takes a whole number from 1 to 10000, not '0'"
        ),
        Refused(
            line: "sandbox --port 65536",
            message: "'--port' takes a whole number from 0 to 65535, not '65536'"
        ),
        Refused(
            line: "validate slots",
            message: "'slots validate' takes no argument, but 'slots' was given",
            help: "leave it out; a workspace is named with -C DIR"
        ),
        Refused(
            line: "plan --dry-run",
            message: "unknown option '--dry-run' for 'slots plan'",
            help: "leave it out: 'slots plan' writes nothing"
        ),
        Refused(
            line: "apply --force",
            message: "unknown option '--force' for 'slots apply'",
            help: "'--yes' agrees to what apply would ask; a slot that is not connected is not written"
        ),
        Refused(
            line: "add",
            message: "aster, aster-futures, bitget, bitget-futures or hitbtc is missing",
            help: "the selector: the exchange, spot and futures apart; for example: slots add aster-futures"
        ),
        Refused(
            line: "secret",
            message: "set, get, list, remove or rekey is missing",
            help: "what to do; for example: slots secret set aster.private-key"
        ),
        Refused(line: "init a b", message: "unexpected argument 'b'"),
        Refused(
            line: "secret set a.key canary",
            message: "one argument too many; it is not repeated here, because it may be a secret",
            help: Self.surplusHelp
        ),
        Refused(
            line: "add hitbtc mine canary canary",
            message: "one argument too many; it is not repeated here, because it may be a secret",
            help: Self.surplusHelp
        ),
        Refused(
            line: "schema",
            message: "slot, workspace, template, report or doctor is missing",
            help: "what the schema describes; for example: slots schema slot > slot.schema.json"
        ),
        Refused(
            line: "schema slto",
            message: "'slto' is no KIND: slot, workspace, template, report or doctor is wanted",
            help: "did you mean 'slot'?"
        ),
        Refused(
            line: "schema reprot",
            message: "'reprot' is no KIND: slot, workspace, template, report or doctor is wanted",
            help: "did you mean 'report'?"
        ),
    ]

    @Test("that are wrong are refused with what would be right", arguments: refused)
    func refusedLines(_ testCase: Refused) {
        let error = #expect(throws: UsageError.self) { try parseArguments(testCase.line.words) }
        #expect(error?.message == testCase.message)
        #expect(error?.help == testCase.help)
    }

    @Test("that are wrong show the usage of the command")
    func usage() {
        let error = #expect(throws: UsageError.self) { try parseArguments(["completions"]) }
        #expect(
            error?.text(.plain) == """
                error: bash, zsh or fish is missing
                  help: the shell; for example: slots completions fish > ~/.config/fish/completions/slots.fish
                  usage: slots completions [OPTION…] bash|zsh|fish

                """
        )
    }

    @Test("that are hostile are refused without obeying them")
    func hostile() throws {
        let escape = #expect(throws: UsageError.self) { try parseArguments(["\u{1B}[2Jx\u{202E}"]) }
        #expect(escape?.message == "unknown command '\\u{1b}[2Jx\\u{202e}'")
        let bytes = #expect(throws: UsageError.self) {
            try parseArguments([Array("check".utf8), [0xFF, 0x61]])
        }
        #expect(bytes?.message == "the argument '\u{FFFD}a' is not valid UTF-8")
        let long = #expect(throws: UsageError.self) {
            try parseArguments([String(repeating: "a", count: 1_000_000)])
        }
        #expect((long?.message.count ?? .max) < 200)
        for line in [
            [""], ["check", ""], ["check", "-C", ""], ["check", "-o", ""], ["--"], ["check", "--="],
        ] {
            #expect(throws: UsageError.self) { try parseArguments(line) }
        }
        let empty = #expect(throws: UsageError.self) { try parseArguments(["check", "--timeout="]) }
        #expect(empty?.message.hasSuffix(", not an empty value") == true)
        let many = Array(repeating: "slot", count: 100_000)
        #expect(try parse(["check"] + many).arguments.count == 100_000)
        for duration in [
            "1e3s", "0x1s", "1_0s", "١s", "1 s", ".5s", "5.s", "99999999999d", "1.2.3s", "s", "-s",
        ] {
            #expect(throws: UsageError.self) { try parseArguments(["check", "--timeout", duration]) }
        }
    }

    private func parse(_ line: String) throws -> ParsedArguments { try parse(line.words) }

    private func parse(_ words: [String]) throws -> ParsedArguments {
        guard case .run(let parsed) = try parseArguments(words) else { throw NotRun() }
        return parsed
    }

    private struct NotRun: Error {}
}

extension String {
    fileprivate var words: [String] { split(separator: " ").map(String.init) }
}
