import Glibc
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("the command under on-apply")
struct HookTests {
    private func workspace(_ command: String) throws -> TestWorkspace {
        let workspace = try TestWorkspace(lines: "    on-apply: \(command)")
        try workspace.addConnected()
        return workspace
    }

    @Test("runs when the bot's file changed, and only then, with the workspace as its folder")
    func onlyAfterChange() throws {
        let workspace = try workspace(#"[sh, -c, "echo ran >> runs; echo said"]"#)
        let first = try workspace.run("apply")
        #expect(first.exit == 0, first.told)
        #expect(first.stderr.contains("said"), "what it prints is no result of ours")
        #expect(try workspace.folder.text("runs") == "ran\n")
        let second = try workspace.run("apply")
        #expect(second.exit == 0, second.told)
        #expect(try workspace.folder.text("runs") == "ran\n")
    }

    @Test(
        "that fails is told, and the file is written",
        arguments: [
            (#"[sh, -c, "exit 3"]"#, "ended with exit code 3"),
            (#"[sh, -c, "kill -9 $$"]"#, "was ended by signal 9"),
            ("[no-such-program-here]", "cannot be started: "),
        ]
    )
    func failure(_ command: String, _ words: String) throws {
        let workspace = try workspace(command)
        let ended = try workspace.run("apply")
        #expect(ended.exit == 74, ended.told)
        #expect(ended.stderr.contains(words), ended.told)
        #expect(ended.stderr.contains("apply.hook-failed"), ended.told)
        #expect(try workspace.folder.text("bots/gunbot/config.js").contains("asterdex"))
        #expect(try workspace.run("list", "-o", "json").stdout.contains("apply.hook-due"))
    }

    @Test("that failed is run again by the next apply, until it succeeds, though nothing changes")
    func again() throws {
        let workspace = try workspace(#"[sh, -c, "echo ran >> runs; test -e ready"]"#)
        #expect(try workspace.run("apply").exit == 74)
        #expect(try workspace.run("apply", "--offline").exit == 74)
        try workspace.folder.write("ready", "")
        let third = try workspace.run("apply", "--offline")
        #expect(third.exit == 0, third.told)
        #expect(try workspace.run("apply", "--offline").exit == 0)
        #expect(try workspace.folder.text("runs") == "ran\nran\nran\n")
    }

    @Test("reads the revision's facts, without a value, and need not")
    func facts() throws {
        let workspace = try workspace("[sh, -c, \"cat > facts\"]")
        #expect(try workspace.run("apply").exit == 0)
        let facts = try JSONValue.read(workspace.folder.bytes("facts"))
        #expect(facts["number"] == 1 && facts["command"] == "apply")
        #expect(facts["slots"]?["aster"] == "connected")
        let file = facts["files"]?.array?.first
        #expect(file?["bot"] == "main" && file?["name"] == "bots/gunbot/config.js")
        let changes = file?["changes"]?.array ?? []
        #expect(changes.contains(["path": "exchanges.asterdex.key", "change": "add"]))
        let account = try Account.connected()
        let secret = try #require(account.credentials[.privateKey])
        #expect(try !workspace.folder.text("facts").contains(secret))
        #expect(try workspace.run("rollback", "--yes").exit == 0)
        #expect(try JSONValue.read(workspace.folder.bytes("facts"))["command"] == "rollback")
    }

    @Test("does not hold the lock, and is not started by the apply that it starts")
    func lock() throws {
        let workspace = try workspace(
            #"[sh, -c, "echo ran >> runs; exec \#(BuiltProgram.path) apply --offline"]"#
        )
        let ended = try workspace.run("apply", "--offline")
        #expect(ended.exit == 0, ended.told)
        #expect(ended.stderr.contains("note: ") && ended.stderr.contains("[apply.hook-running]"), ended.told)
        #expect(try workspace.folder.text("runs") == "ran\n")
        #expect(try workspace.run("apply", "--offline").stdout.contains("nothing to change"))
        #expect(try workspace.folder.text("runs") == "ran\n")
    }

    @Test("that still runs is started again only by an apply after it, for files written meanwhile")
    func running() throws {
        let workspace = try workspace(
            #"[sh, -c, "echo ran >> runs; while test ! -e go; do sleep 0.05; done"]"#
        )
        let first = try workspace.start(["apply", "--offline"])
        #expect(first.waits { _ in (try? workspace.folder.text("runs")) == "ran\n" })
        let same = try workspace.run("apply", "--offline")
        #expect(same.exit == 0 && same.stderr.contains("apply.hook-running"), same.told)
        try workspace.addConnected(lines: ["delay: 20s"])
        let newer = try workspace.run("apply", "--offline")
        #expect(newer.exit == 74 && newer.stderr.contains("apply.hook-running"), newer.told)
        #expect(try workspace.folder.text("runs") == "ran\n")
        try workspace.folder.write("go", "")
        #expect(first.end(within: .seconds(20)).exit == 0)
        #expect(try workspace.run("apply", "--offline").exit == 0)
        #expect(try workspace.folder.text("runs") == "ran\nran\n", "for the files that it did not know of")
        #expect(try workspace.run("apply", "--offline").exit == 0)
        #expect(try workspace.folder.text("runs") == "ran\nran\n")
    }

    @Test("may lie below home")
    func home() throws {
        let workspace = try workspace("[~/hk/h.sh, x]")
        try workspace.folder.write("hk/h.sh", "#!/bin/sh\necho \"$1\" > ran\n", mode: 0o700)
        let ended = try workspace.run("apply", environment: ["HOME": workspace.folder.path])
        #expect(ended.exit == 0, ended.told)
        #expect(try workspace.folder.text("ran") == "x\n")
    }

    @Test("does not keep the program from ending, once the files are written", arguments: [SIGINT, SIGTERM])
    func interrupted(signal: Int32) throws {
        let workspace = try workspace(
            #"[sh, -c, "test -e pid && exit; echo $$ > pid; exec sleep 60"]"#
        )
        let child = try workspace.start(["apply"])
        let isStarted = child.waits { _ in (try? workspace.folder.text("pid"))?.hasSuffix("\n") == true }
        let hook = pid_t(try workspace.folder.text("pid").dropLast())
        defer { if let hook { kill(hook, SIGKILL) } }
        #expect(isStarted)
        // To the program alone, as a service's manager may do it.
        #expect(kill(child.process, signal) == 0)
        let ended = child.end(within: .seconds(20))
        #expect(!ended.isOverdue && ended.exit == 128 + signal, ended.told)
        #expect(try workspace.folder.text("bots/gunbot/config.js").contains("asterdex"))
        // What it held is free, and what it wrote is its own.
        let plan = try workspace.run("plan", "--detailed-exitcode")
        #expect(plan.exit == 0, plan.told)
        #expect(try workspace.run("apply").exit == 0)
    }

    @Test("finds the limits with which slots was started, not the ones that slots needs")
    func limits() throws {
        let workspace = try workspace(#"[sh, -c, "ulimit -Sc; ulimit -Sn; ulimit -Hn"]"#)
        let limits = ["sh", "-c", "ulimit -Sc 8 && ulimit -Sn 300 && ulimit -Hn 2000 && exec \"$@\"", "sh"]
        let ended = try workspace.run("apply", wrapper: limits)
        #expect(ended.exit == 0, ended.told)
        #expect(ended.stderr.contains("8\n300\n2000\n"), ended.told)
    }
}
