import Foundation
import Sandbox
import SlotModel
import TestSupport
import Testing

/// A person at a real terminal, which a small Python program makes.
enum Typist {
    /// What is waited for, and what is typed then: text, `SIGTERM` for a signal, or `SH:…` for what somebody else does.
    ///
    /// Where what is waited for says `not shown`, or a third word is `hidden`, the echo must be off first.
    typealias Step = [String]

    private static let program = #"""
        import fcntl, json, os, pty, select, signal, struct, subprocess, sys, termios, time
        steps, columns, program = json.loads(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
        shell, terminal = pty.fork()
        if shell == 0:
            if columns: fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
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
        out, seen = b"", 0
        def read(until, seconds):
            global out, seen
            end = time.time() + seconds
            while until not in out[seen:] and time.time() < end:
                if select.select([terminal], [], [], 0.05)[0]:
                    try: piece = os.read(terminal, 4096)
                    except OSError: break
                    if not piece: break
                    out += piece
            place = out.find(until, seen)
            if place < 0: out += b"NEVER CAME: " + until
            else: seen = place + len(until)
        for wait, typed, *how in steps:
            read(wait.encode(), 30)
            if "not shown" in wait or "hidden" in how:
                for _ in range(100):
                    if not termios.tcgetattr(terminal)[3] & termios.ECHO: break
                    time.sleep(0.02)
                else: out += b"ECHO WAS ON"
            time.sleep(0.05)
            if typed.startswith("SH:"): subprocess.run(["sh", "-c", typed[3:]], check=True)
            elif typed.startswith("SIG"):
                children = open("/proc/%d/task/%d/children" % (shell, shell)).read().split()
                os.kill(int(children[0]), getattr(signal, typed))
            else: os.write(terminal, typed.encode())
        read(b"END exit=", 60)
        read(b"\n", 5)
        sys.stdout.write(out.decode(errors="replace"))
        """#

    /// Runs the program on a terminal.
    ///
    /// - Parameter columns: The terminal's width; 0: it does not say.
    /// - Returns: What the terminal showed; at its end `END exit=CODE echo=0|1`.
    static func type(
        _ steps: [Step],
        environment: [String: String] = [:],
        in folder: URL,
        columns: Int = 0,
        _ arguments: [String]
    ) throws -> String {
        let json = String(decoding: try JSONSerialization.data(withJSONObject: steps), as: UTF8.self)
        let line = ["python3", "-c", Self.program, json, "\(columns)", BuiltProgram.path] + arguments
        let ended = try Child(line, in: folder, environment: environment).end(within: .seconds(180))
        #expect(!ended.isOverdue)
        #expect(ended.stderr == "", ended.told)
        #expect(!ended.stdout.contains("ECHO WAS ON") && !ended.stdout.contains("NEVER CAME"), ended.told)
        return ended.stdout
    }

    /// All that is typed for an account, field by field, with blanks as they come along from web pages.
    static func steps(_ account: SandboxAccount, without left: CredentialField? = nil) -> [Step] {
        account.credentials.filter { $0.key != left }.sorted { $0.key < $1.key }
            .map { field, value in
                [
                    [.secret, .passphrase].contains(field)
                        ? "\(field.rawValue) (not shown): "
                        : "(\(field.rawValue)\(field.isPublic ? "" : ", not shown")): ",
                    "\t \(value) \t\n",
                ]
            }
    }
}
