import Foundation
import Glibc
import SlotModel
import TestSupport
import Testing

/// A terminal that is closed, or a connection that breaks, while somebody is asked.
@Suite("A terminal that goes away", .enabled(if: Tool.isThere("age") && Tool.isThere("python3")))
struct TerminalGoneTests {
    /// How the terminal goes.
    enum Way: String, CaseIterable, Sendable {
        /// The program has the terminal to itself, and the system tells it.
        case alone
        /// A shell had started the program, and ends with the terminal.
        case withShell = "with-shell"
        /// A shell had started the program and heeds nothing: nobody tells the program.
        case silently
        /// The terminal stays, and somebody else says that it went.
        case hangup
    }

    /// What is asked, after which answers, and what it must not leave behind.
    struct Question: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var arguments: [String]
        /// What is waited for, and what is typed then; nothing is typed for the last one.
        var steps: [[String]]
        var environment: [String: String] = [:]
        /// The exit code where the end of the input is noticed first.
        var exit: Int32
    }

    private static let passphrase = ["SLOTS_IDENTITY": "passphrase"]
    private static let wallet = "0x2417549E702A0bcb34c38A15C11dA7976Da099A2"

    static let questions = [
        Question(
            testDescription: "a value to store",
            arguments: ["secret", "set", "b"],
            steps: [["value of b (not shown): ", ""]],
            exit: 78
        ),
        Question(
            testDescription: "a new passphrase",
            arguments: ["secret", "set", "b", "-C", "empty"],
            steps: [["value of b (not shown): ", "canary\n"], ["nter passphrase", ""]],
            environment: passphrase,
            exit: 78
        ),
        Question(
            testDescription: "a new passphrase once more",
            arguments: ["secret", "set", "b", "-C", "empty"],
            steps: [
                ["value of b (not shown): ", "canary\n"], ["nter passphrase", "canary-pass\n"],
                ["onfirm passphrase", ""],
            ],
            environment: passphrase,
            exit: 78
        ),
        Question(
            testDescription: "the passphrase of a store",
            arguments: ["secret", "list", "-C", "locked"],
            steps: [["nter passphrase", ""]],
            environment: passphrase,
            exit: 78
        ),
        Question(
            testDescription: "the passphrase for a check",
            arguments: ["check", "-C", "locked"],
            steps: [["nter passphrase", ""]],
            environment: passphrase,
            exit: 78
        ),
        Question(
            testDescription: "a wallet of a new slot",
            arguments: ["add", "aster", "new"],
            steps: [["(api-wallet): ", ""]],
            exit: 1
        ),
        Question(
            testDescription: "a key of a new slot",
            arguments: ["add", "aster", "new"],
            steps: [["(api-wallet): ", wallet + "\n"], ["(private-key, not shown): ", ""]],
            exit: 1
        ),
        Question(
            testDescription: "whether a new slot is written",
            arguments: ["add", "hitbtc", "new"],
            steps: [
                ["(key, not shown): ", "canary-key\n"], ["(secret, not shown): ", "canary-secret\n"],
                ["or [s]top? ", ""],
            ],
            exit: 1
        ),
        Question(
            testDescription: "the passphrase of a new slot's store",
            arguments: ["add", "hitbtc", "new", "--no-check", "-C", "empty"],
            steps: [
                ["(key, not shown): ", "canary-key\n"], ["(secret, not shown): ", "canary-secret\n"],
                ["nter passphrase", ""],
            ],
            environment: passphrase,
            exit: 78
        ),
        Question(
            testDescription: "a slot's next key",
            arguments: ["replace-key", "hitbtc"],
            steps: [["(key, not shown): ", ""]],
            exit: 1
        ),
        Question(
            testDescription: "whether a slot's next key is taken",
            arguments: ["replace-key", "hitbtc"],
            steps: [
                ["(key, not shown): ", "canary-key\n"], ["(secret, not shown): ", "canary-secret\n"],
                ["or [s]top? ", ""],
            ],
            exit: 1
        ),
        Question(
            testDescription: "whether an import overwrites",
            arguments: ["import", "bots/gunbot/config.js", "--secrets", "file"],
            steps: [["Go on? [y/N] ", ""]],
            exit: 1
        ),
        Question(
            testDescription: "whether an apply overwrites",
            arguments: ["apply", "--offline"],
            steps: [["Go on? [y/N] ", ""]],
            exit: 1
        ),
    ]

    /// Runs the program on a terminal, types, and takes the terminal away; tells how the program ended.
    private static let typist = #"""
        import json, os, pty, select, signal, sys, termios, time
        way, steps, program = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3:]
        told, tell = os.pipe()
        leader, terminal = pty.fork()
        if leader == 0:
            if way == "alone":
                os.execvp(program[0], program)
            child = os.fork()
            if child == 0:
                os.execvp(program[0], program)
            if way == "with-shell":
                # Another one, without the terminal, waits for the exit code.
                os.write(tell, b"child %d\n" % child)
                signal.pause()
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            status = os.waitpid(child, 0)[1]
            code = os.waitstatus_to_exitcode(status)
            echo = way == "hangup" and bool(termios.tcgetattr(0)[3] & termios.ECHO)
            os.write(tell, b"exit %d echo %d\n" % (code, echo))
            os._exit(0)
        os.close(tell)
        # Children that lose their parent become ours.
        import ctypes
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
        out = b""
        def read(until):
            global out
            place, end = len(out), time.time() + 30
            while until not in out and time.time() < end:
                if select.select([terminal], [], [], 0.05)[0]:
                    try: out += os.read(terminal, 4096)
                    except OSError: break
            if until not in out: sys.exit("never came: %r in %r" % (until, out))
            out = out.split(until, 1)[1]
        def isEchoOff(): return not termios.tcgetattr(terminal)[3] & termios.ECHO
        for wait, typed in steps:
            read(wait.encode())
            hidden = "not shown" in wait or "passphrase" in wait
            end = time.time() + 5
            while hidden and not isEchoOff() and time.time() < end: time.sleep(0.01)
            if hidden and not isEchoOff(): sys.exit("the echo is on")
            time.sleep(0.05)
            os.write(terminal, typed.encode())
        def children(process):
            try: return [int(word) for word in open("/proc/%d/task/%d/children" % (process, process)).read().split()]
            except OSError: return []
        if way == "hangup":
            os.kill(children(leader)[0], signal.SIGHUP)
        else:
            # The last characters of a value, without its end.
            os.write(terminal, b"cana")
            time.sleep(0.05)
            os.close(terminal)
        start = time.time()
        if way == "alone":
            code = os.waitstatus_to_exitcode(os.waitpid(leader, 0)[1])
            line = "exit %d echo 1" % code
        elif way == "with-shell":
            child = int(os.read(told, 100).split()[1])
            os.waitpid(leader, 0)
            line = "exit %d echo 1" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        else:
            ready = select.select([told], [], [], 30)[0]
            line = os.read(told, 100).decode().strip() if ready else "exit -1 echo 0"
            if way == "silently": line = line.replace("echo 0", "echo 1")
        time.sleep(0.1)
        left = [process for process in children(os.getpid()) if process != leader]
        print(line, "left %d" % len(left), "after %d" % (time.time() - start))
        for process in [leader] + left:
            try: os.kill(process, 9)
            except OSError: pass
        """#

    private static let json = "{\"exchanges\": {\"hitbtc\": {\"key\": \"k1\", \"secret\": \"s1\"}}}\n"

    /// A workspace with a store, an empty one below it, and one with a passphrase.
    private func workspace() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        let folder = workspace.folder
        try folder.write(
            "slots/hitbtc.yaml",
            "exchange: hitbtc\ncredentials: {key: secret:a, secret: secret:c}\n"
        )
        try folder.write("bots/gunbot/config.js", Self.json)
        for name in ["a", "c"] {
            let ended = try workspace.run("secret", "set", name, input: "value-of-\(name)")
            try #require(ended.exit == 0, ended.told)
        }
        for name in ["empty", "locked"] { try folder.write(name + "/slots.yaml", "network: sandbox\n") }
        try folder.write(
            "locked/slots/hitbtc.yaml",
            "exchange: hitbtc\ncredentials: {key: secret:a, secret: env:S}\n"
        )
        // Made by age; its salt and work factor are such that no passphrase is needed here.
        try folder.write(
            "locked/secrets.age",
            "age-encryption.org/v1\n-> scrypt 3xFrx6vLCUYH0tM5d7yKmg 10\n"
                + "tUE9/K4qYVvrRGgGfUBFGzHxs3gyNYPrT9zR7RDPtmk\n"
                + "--- 4cyZGqLcNEUKBLRoqrMsCIrPbkOkFV1F05Iqb8MGVMU\ncanary"
        )
        return workspace
    }

    @Test("ends the command in time, with nothing written", arguments: questions, Way.allCases)
    func gone(_ question: Question, _ way: Way) throws {
        let workspace = try workspace()
        let before = try workspace.snapshot()
        let steps = String(
            decoding: try JSONSerialization.data(withJSONObject: question.steps),
            as: UTF8.self
        )
        let line = ["python3", "-c", Self.typist, way.rawValue, steps, BuiltProgram.path]
        let ended = try Child(
            line + question.arguments,
            in: workspace.folder.url,
            environment: question.environment.merging(["S": "value-of-s"]) { $1 }
        ).end(within: .seconds(120))
        #expect(ended.exit == 0 && ended.stderr == "" && !ended.isOverdue, ended.told)
        let words = ended.stdout.split(whereSeparator: \.isWhitespace).map(String.init)
        try #require(words.count == 8, ended.told)
        let exit = try #require(Int32(words[1]))
        // Whichever of the two is noticed first.
        let expected = way == .silently ? [question.exit] : way == .hangup ? [143] : [question.exit, 143]
        #expect(expected.contains(exit), ended.told)
        #expect(words[3] == "1", "the echo is on again: \(ended.told)")
        #expect(words[5] == "0", "nothing is left running: \(ended.told)")
        #expect(try #require(Int(words[7])) < 10, "\(ended.told)")
        // A check notes what it is about to do.
        let differences = try workspace.snapshot().differences(to: before)
        #expect(differences.filter { !$0.contains("/.slots") } == [], ended.told)
    }
}
