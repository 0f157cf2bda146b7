import Cryptography
import Foundation
import Glibc
import Secrets
import SlotModel
import Testing

@Suite("secret commands")
struct SecretCommandTests {
    private let workspace: TemporaryWorkspace
    private let place = Place(file: "slots/aster.yaml", line: 4, column: 8, length: 8)

    init() throws { workspace = try TemporaryWorkspace() }

    private func resolver(_ words: [String], limit: Duration = .seconds(10)) -> SecretResolver {
        .live(
            workspace: workspace.path,
            credentialsDirectory: nil,
            commands: ["vault": Located(words, at: Place(file: "slots.yaml"))],
            commandLimit: limit
        ) { _ in nil }
    }

    private func value(_ words: [String]) throws -> String {
        try resolver(words).resolve(Located(.command(name: "vault"), at: place))
            .withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Expects a refusal with exactly these texts.
    private func refuse(
        _ words: [String],
        _ code: String,
        _ message: String,
        help: String,
        named name: String = "vault",
        limit: Duration = .seconds(10),
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let wanted = Finding(.error, code, message, at: place, help: help)
        #expect(throws: wanted, sourceLocation: sourceLocation) {
            _ = try resolver(words, limit: limit).resolve(Located(.command(name: name), at: place))
        }
    }

    @Test(
        "give what they print, without one line end",
        arguments: zip(
            [#"abc"#, #"abc\n"#, #"abc\r\n"#, #"abc\n\n"#, #" a b "#, #"a\nb"#],
            ["abc", "abc", "abc", "abc\n", " a b ", "a\nb"]
        )
    )
    func output(printed: String, value: String) throws {
        #expect(try self.value(["printf", printed]) == value)
    }

    @Test("get their words as they are: no shell reads them")
    func noShell() throws {
        #expect(try value(["printf", "%s", "$HOME; `id` *"]) == "$HOME; `id` *")
    }

    @Test("run in the workspace, with nothing to read")
    func surroundings() throws {
        #expect(try value(["pwd", "-P"]) == (workspace.path as NSString).resolvingSymlinksInPath)
        #expect(try value(["sh", "-c", "cat; echo end"]) == "end")
    }

    @Test("get a small environment, and signals as a program expects them")
    func environment() throws {
        setenv("SLOTS_TEST_CANARY", "canary-4711", 1)
        let told = try value(["env"])
        #expect(told.contains("PATH="))
        #expect(!told.contains("canary"))
        // From 32 on the numbers belong to the C library.
        let masks = try value(["grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"]).split(separator: "\n")
            .map { UInt64($0.suffix(16), radix: 16).map { $0 & 0x7FFF_FFFF } }
        #expect(masks == [0, 0])
    }

    @Test("inherit no descriptor but the three")
    func descriptors() throws {
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        // ls opens one to list.
        #expect(try value(["ls", "/proc/self/fd"]).split(separator: "\n").count == 4)
    }

    @Test("that fail are told without what they said")
    func failures() {
        let named = "the secret command 'vault'"
        refuse(
            ["sh", "-c", "echo canary >&2; echo canary; exit 3"],
            "secret.command-failed",
            "\(named) failed with exit code 3",
            help: "it said why on standard error, which slots does not show: run it by hand"
        )
        refuse(
            ["false"],
            "secret.command-failed",
            "\(named) failed with exit code 1",
            help: "run it by hand to see why"
        )
        refuse(
            ["sh", "-c", "kill -9 $$"],
            "secret.command-failed",
            "\(named) was ended by signal 9",
            help: "run it by hand to see why"
        )
        refuse(
            ["no-such-program-here"],
            "secret.command-failed",
            "\(named) does not start: there is no such program",
            help: "correct it in slots.yaml under secret-commands:, or install the program"
        )
        refuse(
            ["true"],
            "secret.empty",
            "\(named) printed nothing",
            help: "run it by hand to see why"
        )
        refuse(
            ["printf", " \\n\\n"],
            "secret.empty",
            "\(named) printed nothing but blanks",
            help: "run it by hand to see why"
        )
        refuse(
            ["head", "-c", "70000", "/dev/zero"],
            "secret.too-large",
            "\(named) printed more than 65536 bytes",
            help: "let it print the value and nothing else"
        )
        refuse(
            ["yes"],
            "secret.too-large",
            "\(named) printed more than 65536 bytes",
            help: "let it print the value and nothing else"
        )
    }

    @Test("that nobody named are told with the nearest name")
    func unknown() {
        refuse(
            ["true"],
            "secret.no-command",
            "the secret command 'valut' is not named in slots.yaml under secret-commands:",
            help: "did you mean 'cmd:vault'?",
            named: "valut"
        )
        refuse(
            ["true"],
            "secret.no-command",
            "the secret command 'other' is not named in slots.yaml under secret-commands:",
            help: "add it there: secret-commands: {NAME: [program, argument]}",
            named: "other"
        )
    }

    @Test("that take too long end with everything that they started")
    func timeout() throws {
        let start = ContinuousClock.now
        refuse(
            ["sh", "-c", "sleep 30 & echo $! > child; sleep 30; echo canary"],
            "secret.command-timeout",
            "the secret command 'vault' took more than 1 s and was ended",
            help: "nobody can type anything while it runs: unlock the password manager first, then try again",
            limit: .seconds(1)
        )
        #expect(ContinuousClock.now - start < .seconds(5))
        let text = try String(contentsOfFile: workspace.path + "/child", encoding: .utf8)
        let child = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        for _ in 0..<100 where kill(child, 0) == 0 { usleep(10_000) }
        let state = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)) ?? ") Z"
        #expect(state.contains(") Z"), "\(state)")
    }

    @Test("that leave a process behind do not wait for it")
    func leftBehind() throws {
        let start = ContinuousClock.now
        #expect(try value(["sh", "-c", "sleep 4 & echo abc"]) == "abc")
        #expect(ContinuousClock.now - start < .seconds(3))
    }

    @Test("run once, however often they are asked for")
    func once() throws {
        let resolver = resolver(["sh", "-c", "echo run >> runs; echo abc"])
        for _ in 0..<3 { _ = try resolver.resolve(Located(.command(name: "vault"), at: place)) }
        #expect(try String(contentsOfFile: workspace.path + "/runs", encoding: .utf8) == "run\n")
    }
}
