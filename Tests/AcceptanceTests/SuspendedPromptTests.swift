import Foundation
import TestSupport
import Testing

/// Somebody who suspends the program while it asks, and comes back.
@Suite(
    "A prompt that is suspended",
    .enabled(if: Tool.isThere("age") && Tool.isThere("age-keygen") && Tool.isThere("python3"))
)
struct SuspendedPromptTests {
    /// A shell, and what it does with the terminal of a job that stops.
    enum Shell: String, CaseIterable, Sendable {
        /// Gives the next job the terminal as it was found; bash and zsh do so.
        case tidy
        /// Leaves it as it is; dash does so.
        case careless
    }

    enum Way: String, CaseIterable, Sendable {
        case key, signal = "SIGTSTP", stop = "SIGSTOP"
    }

    /// Starts the program as a shell's job, stops it at its prompt and goes on with it, and types then.
    private static let shell = #"""
        import json, os, pty, select, signal, sys, termios, time
        kind, way, steps, program = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), sys.argv[4:]
        told, tell = os.pipe()
        go, ready = os.pipe()
        leader, terminal = pty.fork()
        if leader == 0:
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            modes = termios.tcgetattr(0)
            def isEchoOn(): return bool(termios.tcgetattr(0)[3] & termios.ECHO)
            job = os.fork()
            if job == 0:
                os.setpgid(0, 0)
                os.tcsetpgrp(0, os.getpid())
                signal.signal(signal.SIGTTOU, signal.SIG_DFL)
                os.execvp(program[0], program)
            os.write(tell, b"%d " % job)
            while True:
                status = os.waitpid(job, os.WUNTRACED)[1]
                os.tcsetpgrp(0, os.getpgrp())
                if not os.WIFSTOPPED(status): break
                os.write(tell, b"stopped echo=%d\n" % isEchoOn())
                if kind == "tidy": termios.tcsetattr(0, termios.TCSADRAIN, modes)
                os.read(go, 1)
                os.tcsetpgrp(0, job)
                os.killpg(job, signal.SIGCONT)
            os.write(tell, b"exit=%d echo=%d\n" % (os.waitstatus_to_exitcode(status), isEchoOn()))
            os._exit(0)
        os.close(tell)
        out = b""
        def read(until, seconds=30):
            global out
            end = time.time() + seconds
            while until not in out and time.time() < end:
                if select.select([terminal], [], [], 0.05)[0]:
                    try: out += os.read(terminal, 4096)
                    except OSError: break
            if until not in out: sys.exit("never came: %r in %r" % (until, out))
            sys.stdout.write(out.decode(errors="replace"))
            out = b""
        def waitForSilence():
            end = time.time() + 5
            while termios.tcgetattr(terminal)[3] & termios.ECHO and time.time() < end: time.sleep(0.01)
            if termios.tcgetattr(terminal)[3] & termios.ECHO: sys.exit("the echo is on")
        def hear():
            if not select.select([told], [], [], 20)[0]: sys.exit("the job neither stopped nor ended")
            return os.read(told, 100).decode()
        job = int(hear().split()[0])
        for prompt, typed in steps:
            hidden = "not shown" in prompt or "passphrase" in prompt
            read(prompt.encode())
            if hidden: waitForSilence()
            # Somebody who thinks of something else in the middle of a word.
            if hidden: os.write(terminal, b"cana")
            time.sleep(0.1)
            if way == "key": os.write(terminal, b"\x1a")
            else: os.killpg(job, getattr(signal, way))
            print(hear(), end="")
            os.write(ready, b"x")
            if hidden: waitForSilence()
            time.sleep(0.2)
            # Where nobody asked again, the beginning of the word is still there.
            os.write(terminal, b"\x15" + typed.encode())
        last = hear()
        while select.select([terminal], [], [], 0.2)[0]:
            try: out += os.read(terminal, 4096)
            except OSError: break
        print(out.decode(errors="replace") + last, end="")
        """#

    private let workspace: TestWorkspace

    init() throws { workspace = try TestWorkspace() }

    private func type(
        _ steps: [Typist.Step],
        _ shell: Shell,
        _ way: Way,
        environment: [String: String] = [:],
        _ arguments: String...
    ) throws -> String {
        let json = String(decoding: try JSONSerialization.data(withJSONObject: steps), as: UTF8.self)
        let line = ["python3", "-c", Self.shell, shell.rawValue, way.rawValue, json, BuiltProgram.path]
        let ended = try Child(line + arguments, in: workspace.folder.url, environment: environment)
            .end(within: .seconds(120))
        #expect(!ended.isOverdue && ended.exit == 0 && ended.stderr == "", ended.told)
        #expect(!ended.stdout.contains("cana"), ended.told)
        // Nothing can be done about a stop that a program is not told of.
        if way != .stop { #expect(!ended.stdout.contains("stopped echo=0"), ended.told) }
        #expect(ended.stdout.contains("stopped echo="), ended.told)
        return ended.stdout
    }

    @Test("hides the value when it goes on", arguments: Shell.allCases, Way.allCases)
    func hidden(_ shell: Shell, _ way: Way) throws {
        let told = try type([["(not shown): ", "canary\n"]], shell, way, "secret", "set", "a")
        #expect(told.hasSuffix("exit=0 echo=1\n"), "\(told)")
        // What the shell said has pushed the question away.
        if shell == .tidy || way != .stop {
            #expect(told.components(separatedBy: "value of a (not shown): ").count == 3, "\(told)")
        }
        #expect(try workspace.run("secret", "get", "a", "--reveal").stdout == "canary")
    }

    @Test("hides the passphrase when it goes on", arguments: Shell.allCases, [Way.key, .signal])
    func passphrase(_ shell: Shell, _ way: Way) throws {
        let steps = [
            ["(not shown): ", "canary\n"], ["nter passphrase", "canary-pass\n"],
            ["onfirm passphrase", "canary-pass\n"],
        ]
        let told = try type(
            steps,
            shell,
            way,
            environment: ["SLOTS_IDENTITY": "passphrase"],
            "secret",
            "set",
            "a"
        )
        #expect(told.hasSuffix("exit=0 echo=1\n"), "\(told)")
        #expect(workspace.folder.exists("secrets.age"))
    }

    @Test("waits for its answer when it goes on", arguments: Way.allCases)
    func open(_ way: Way) throws {
        let config = "bots/gunbot/config.js"
        try workspace.folder.write(
            config,
            "{\"exchanges\": {\"hitbtc\": {\"key\": \"k\", \"secret\": \"s\"}}}\n"
        )
        try workspace.folder.write(
            "slots/hitbtc.yaml",
            "exchange: hitbtc\ncredentials: {key: env:K, secret: env:S}\n"
        )
        let environment = ["K": "new-key", "S": "new-secret"]
        let told = try type([["[y/N] ", "y\n"]], .tidy, way, environment: environment, "apply", "--offline")
        #expect(told.hasSuffix("exit=0 echo=1\n"), "\(told)")
        #expect(try workspace.folder.text(config).contains("new-secret"))
    }
}
