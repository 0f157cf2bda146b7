import Foundation
import TestSupport
import Testing

/// A question at the terminal that is never answered, because the terminal goes away or a signal comes.
struct CutOffQuestion: CustomTestStringConvertible, Sendable {
    /// How the terminal goes.
    enum Way: String, CaseIterable, Sendable {
        /// The program has the terminal to itself, and the system tells it.
        case alone
        /// A shell had started the program, and ends with the terminal.
        case withShell = "with-shell"
        /// A shell had started the program and ignores every signal: nobody tells the program.
        case silently
        /// It goes while the program is stopped.
        case stopped
        /// The terminal stays, and somebody else says that it went.
        case hangup
        /// Somebody else ends the program.
        case terminate
        /// Ctrl-C.
        case key
    }

    var testDescription: String
    var arguments: [String]
    /// What is waited for, and what is typed then; nothing is typed for the last one.
    var steps: [[String]]
    var environment: [String: String] = [:]
    /// The exit code where the end of the input is noticed first.
    var exit: Int32

    /// Runs the program on a terminal, types, and takes the terminal away; tells how the program ended.
    private static let typist = #"""
        import json, os, pty, select, signal, sys, termios, time
        way, steps, program = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3:]
        told, tell = os.pipe()
        leader, terminal = pty.fork()
        if leader == 0:
            if way in ("alone", "stopped"):
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
            # A terminal that is gone has none.
            echo = way == "silently" or bool(termios.tcgetattr(0)[3] & termios.ECHO)
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
        if way in ("hangup", "terminate"):
            os.kill(children(leader)[0], signal.SIGHUP if way == "hangup" else signal.SIGTERM)
        elif way == "key":
            os.write(terminal, b"cana\x03")
        else:
            if way == "stopped": os.kill(leader, signal.SIGSTOP)
            # The last characters of a value, without its end.
            os.write(terminal, b"cana")
            time.sleep(0.05)
            os.close(terminal)
        start = time.time()
        if way in ("alone", "stopped"):
            code = os.waitstatus_to_exitcode(os.waitpid(leader, 0)[1])
            line = "exit %d echo 1" % code
        elif way == "with-shell":
            child = int(os.read(told, 100).split()[1])
            os.waitpid(leader, 0)
            line = "exit %d echo 1" % os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        else:
            ready = select.select([told], [], [], 30)[0]
            line = os.read(told, 100).decode().strip() if ready else "exit -1 echo 0"
        time.sleep(0.1)
        left = [process for process in children(os.getpid()) if process != leader]
        print(line, "left %d" % len(left), "after %d" % (time.time() - start))
        for process in [leader] + left:
            try: os.kill(process, 9)
            except OSError: pass
        """#

    /// The program ends as told, with the echo on and nothing left running.
    func expectEnd(_ way: Way, in workspace: TestWorkspace) throws {
        let steps = String(
            decoding: try JSONSerialization.data(withJSONObject: steps),
            as: UTF8.self
        )
        let line = ["python3", "-c", Self.typist, way.rawValue, steps, BuiltProgram.path]
        let ended = try Child(
            line + arguments,
            in: workspace.folder.url,
            environment: environment.merging(["S": "value-of-s"]) { $1 }
        ).end(within: .seconds(120))
        let told: Comment = "\(way): \(ended.told)"
        #expect(ended.exit == 0 && ended.stderr == "" && !ended.isOverdue, told)
        let words = ended.stdout.split(whereSeparator: \.isWhitespace).map(String.init)
        try #require(words.count == 8, told)
        let found = try #require(Int32(words[1]))
        let expected: [Int32] =
            switch way {
            case .key: [130]
            case .hangup, .terminate: [143]
            case .silently: [exit]
            // Whichever of the two is noticed first.
            case .alone, .withShell, .stopped: [exit, 143]
            }
        #expect(expected.contains(found), told)
        #expect(words[3] == "1", "the echo is on again: \(told)")
        #expect(words[5] == "0", "nothing is left running: \(told)")
        #expect(try #require(Int(words[7])) < 10, told)
    }
}
