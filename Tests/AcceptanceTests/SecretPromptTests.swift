import Foundation
import TestSupport
import Testing

/// `slots secret set` at a terminal: a small Python program is the person who types.
@Suite(
    "A secret that is typed",
    .enabled(if: Tool.isThere("age") && Tool.isThere("python3"))
)
struct SecretPromptTests {
    private let workspace: TestWorkspace

    init() throws { workspace = try TestWorkspace() }

    /// Runs the program on a terminal, does each step when it asks, and tells how it ended and whether the echo is on.
    private static let typist = #"""
        import os, pty, select, signal, sys, termios, time
        steps, program = sys.argv[1].split(","), sys.argv[2:]
        shell, terminal = pty.fork()
        if shell == 0:
            child = os.fork()
            if child == 0:
                os.execvp(program[0], program)
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            status = os.waitpid(child, 0)[1]
            echo = bool(termios.tcgetattr(0)[3] & termios.ECHO)
            code = os.waitstatus_to_exitcode(status)
            os.write(1, b"END exit=%d echo=%d\n" % (code, echo))
            time.sleep(0.2)
            os._exit(0)
        out = b""
        def read(until, seconds):
            global out
            got, end = b"", time.time() + seconds
            while until not in got and time.time() < end:
                if select.select([terminal], [], [], 0.05)[0]:
                    try: piece = os.read(terminal, 4096)
                    except OSError: return
                    if not piece: return
                    got += piece
                    out += piece
        for step in steps:
            read(b": ", 30)
            for _ in range(100):
                if not termios.tcgetattr(terminal)[3] & termios.ECHO: break
                time.sleep(0.02)
            else: out += b"ECHO WAS ON"
            typed = {"value": b"canary-typed\n", "interrupt": b"cana\x03", "end": b"\x04", "empty": b"\n",
                     "lines": b"canary-1\ncanary-2\n", "cut": b"canary-1\ncanary-2",
                     "blanks": b"canary-typed\n\r\n \n", "long": b"x" * 5000 + b"\n", "arrow": b"can\x1b[Aary\n",
                     "quit": b"can\x1cary\n", "pass": b"passphrase-1\n", "other": b"passphrase-2\n"}.get(step)
            if typed: os.write(terminal, typed)
            else:
                children = open("/proc/%d/task/%d/children" % (shell, shell)).read().split()
                os.kill(int(children[0]), getattr(signal, step))
        read(b"END", 60)
        read(b"\n", 0.3)
        sys.stdout.write(out.decode(errors="replace"))
        """#

    private func type(_ steps: String, environment: [String: String] = [:], _ arguments: String...) throws
        -> String
    {
        let line = ["python3", "-c", Self.typist, steps, BuiltProgram.path] + arguments
        let ended = try Child(line, in: workspace.folder.url, environment: environment).end(
            within: .seconds(120)
        )
        #expect(!ended.isOverdue)
        #expect(ended.stderr == "", ended.told)
        #expect(!ended.stdout.contains("ECHO WAS ON"))
        #expect(!ended.stdout.contains("cana"))
        return ended.stdout
    }

    @Test("is not shown and is stored, without what copying brings along", arguments: ["value", "blanks"])
    func value(step: String) throws {
        let told = try type(step, "secret", "set", "a")
        #expect(told.contains("12 bytes read"))
        #expect(told.contains("END exit=0 echo=1"), "\(told)")
        #expect(try workspace.run("secret", "get", "a", "--reveal").stdout == "canary-typed")
    }

    @Test(
        "leaves the echo on, and nothing behind, however the prompt ends",
        arguments: [
            ("interrupt", 130), ("SIGTERM", 143), ("SIGHUP", 143), ("end", 78), ("empty", 78), ("lines", 78),
            ("cut", 78),
            ("long", 78), ("arrow", 78), ("quit", 78),
        ]
    )
    func ends(step: String, exit: Int) throws {
        let told = try type(step, "secret", "set", "a")
        #expect(told.contains("\r\nEND exit=\(exit) echo=1"), "\(told)")
        #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/secrets.age"))
    }

    @Test("is protected by a passphrase that age asks for, also when that is interrupted")
    func passphrase() throws {
        let environment = ["SLOTS_IDENTITY": "passphrase"]
        let set = try type("value,pass,pass", environment: environment, "secret", "set", "a")
        #expect(set.contains("with a passphrase") && set.contains("END exit=0 echo=1"), "\(set)")
        #expect(
            set.contains("age asks twice for the passphrase that opens secrets.age from now on\r\n"),
            "\(set)"
        )
        let list = try type("pass", environment: environment, "secret", "list")
        #expect(list.contains("END exit=0 echo=1"), "\(list)")
        #expect(list.contains("it is not an exchange's\r\n"), "\(list)")
        for (step, exit) in [("interrupt", 130), ("SIGTERM", 143), ("quit", 130), ("SIGQUIT", 130)] {
            let told = try type(step, environment: environment, "secret", "list")
            #expect(told.contains("END exit=\(exit) echo=1"), "\(told)")
        }
    }

    @Test("is no answer to a question that came after it")
    func early() throws {
        let folder = workspace.folder
        let config = "{\"exchanges\": {\"hitbtc\": {\"key\": \"k\", \"secret\": \"s\"}}}\n"
        try folder.write("bots/gunbot/config.js", config)
        try folder.write(
            "slots/hitbtc.yaml",
            "exchange: hitbtc\ncredentials: {key: cmd:slow, secret: cmd:slow}\n"
        )
        try folder.write(
            "slots.yaml",
            folder.text("slots.yaml") + "secret-commands: {slow: [sh, -c, sleep 1; echo new]}\n"
        )
        let before = try workspace.snapshot()
        let steps = [["", "y\n"], ["[y/N] ", "n\n"]]
        let told = try Typist.type(steps, in: folder.url, ["apply", "--offline"])
        #expect(told.contains("nothing was written") && told.contains("END exit=1"), "\(told)")
        #expect(try workspace.snapshot() == before)
    }

    @Test("is not lost when the new passphrase is mistyped once, and given up in the end")
    func mistyped() throws {
        let environment = ["SLOTS_IDENTITY": "passphrase"]
        let slip = "pass,other,"
        let never = try type(
            "value," + slip + slip + "pass,other",
            environment: environment,
            "secret",
            "set",
            "a"
        )
        #expect(
            never.contains("not typed twice the same way") && never.contains("END exit=78 echo=1"),
            "\(never)"
        )
        #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/secrets.age"))
        let set = try type("value," + slip + "pass,pass", environment: environment, "secret", "set", "a")
        #expect(set.contains("the two were not the same; once more"), "\(set)")
        #expect(set.contains("END exit=0 echo=1"), "\(set)")
    }
}
