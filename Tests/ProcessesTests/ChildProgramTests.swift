import Cryptography
import Glibc
import Processes
import Testing

@Suite("child programs")
struct ChildProgramTests {
    private func shell(_ script: String, in folder: String = "/", limit: Duration? = .seconds(20))
        -> ChildProgram
    {
        ChildProgram(
            program: "/bin/sh",
            arguments: ["-c", script],
            passingOn: ["PATH"],
            folder: folder,
            timeLimit: limit,
            outputLimit: 1 << 10
        )
    }

    private func output(_ outcome: ChildProgram.Outcome) -> String {
        outcome.output.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    @Test("run in their folder, while ours stays the same")
    func folder() throws {
        let before = try #require(getcwd(nil, 0))
        defer { free(before) }
        #expect(try output(shell("pwd", in: "/usr/bin").run()) == "/usr/bin\n")
        #expect(try shell("test \"$(pwd)\" = /usr/bin", in: "/usr/bin").runInSight() == .exited(code: 0))
        let after = try #require(getcwd(nil, 0))
        defer { free(after) }
        #expect(strcmp(before, after) == 0)
    }

    @Test("do not start in a folder that is not there")
    func missingFolder() {
        #expect(throws: ChildProgram.Failure.notStarted(code: ENOENT)) {
            _ = try shell("true", in: "/no/such/folder").runInSight()
        }
    }

    @Test("get the variables that they are passed, and no others")
    func environment() throws {
        setenv("SLOTS_TEST_HIDDEN", "hidden", 1)
        let names = try output(shell("env | sed 's/=.*//' | sort").run()).split(separator: "\n")
        #expect(names.contains("PATH") && !names.contains("SLOTS_TEST_HIDDEN") && !names.contains("HOME"))
    }

    @Test("say how they ended")
    func ending() throws {
        #expect(try shell("exit 3").runInSight() == .exited(code: 3))
        #expect(try shell("kill -TERM $$").runInSight() == .killed(signal: SIGTERM))
        #expect(try shell("kill -TERM $$").run().exit == 128 + SIGTERM)
    }

    @Test("are ended when their time is over, also when they do not care for being asked")
    func timeLimit() {
        for script in ["sleep 60", "trap '' TERM; while :; do sleep 1; done"] {
            let start = ContinuousClock.now
            #expect(throws: ChildProgram.Failure.timedOut) {
                _ = try shell(script, limit: .milliseconds(200)).runInSight()
            }
            #expect(throws: ChildProgram.Failure.timedOut) {
                _ = try shell(script, limit: .milliseconds(200)).run()
            }
            #expect(ContinuousClock.now - start < .seconds(15))
        }
    }

    @Test("read what they are given, and print no more than is allowed")
    func streams() throws {
        let text = Secret(copying: Array("fed".utf8))
        #expect(try output(shell("cat").run(input: text)) == "fed")
        #expect(throws: ChildProgram.Failure.tooMuch(maximum: 1 << 10)) {
            _ = try shell("head -c 5000 /dev/zero").run()
        }
    }

    @Test("find no signal ignored, whatever we ignore")
    func surroundings() throws {
        signal(SIGPIPE, SIG_IGN)
        let line = try output(shell("sed -n 's/^SigIgn:\\t//p' /proc/self/status").run()).dropLast()
        let ignored = try #require(UInt64(line, radix: 16))
        // The C library keeps the signals 32 and 33 to itself.
        #expect(ignored & 0x7FFF_FFFF == 0)
    }
}
