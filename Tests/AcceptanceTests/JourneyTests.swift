import Foundation
import Glibc
import PlainJSON
import TestSupport
import Testing

@Suite("the way from a new workspace to a written config.js")
struct JourneyTests {
    @Test("init, validate, list, check, plan, apply and verify work one after the other")
    func wholeWay() throws {
        let folder = try TemporaryFolder()
        func slots(_ arguments: String..., location: Testing.SourceLocation = #_sourceLocation) throws
            -> Child.Ended
        {
            let ended = try Child([BuiltProgram.path] + arguments, in: folder.url).end()
            #expect(!ended.isOverdue, ended.told, sourceLocation: location)
            return ended
        }

        let initialized = try slots("init", "trading")
        #expect(initialized.exit == 0, initialized.told)
        #expect(initialized.stdout == "")
        #expect(
            try folder.names("trading") == [".gitignore", "bots", "slots", "slots.yaml", "templates"],
            initialized.told
        )

        let validated = try slots("-C", "trading", "validate")
        #expect(validated.exit == 0, validated.told)
        let listed = try slots("-C", "trading", "list")
        #expect(listed.exit == 0, listed.told)
        #expect(listed.stdout.contains("aster-futures"))
        let checked = try slots("-C", "trading", "check")
        #expect(checked.exit == 0, checked.told)
        #expect(checked.stdout.contains("connected"), checked.told)

        // A file that is missing is a change; it stays missing.
        let planned = try slots("-C", "trading", "plan", "-v", "--offline", "--detailed-exitcode")
        #expect(planned.exit == 2, planned.told)
        #expect(planned.stdout.contains("exchanges.asterdex.TRADING_FEES"), planned.told)
        #expect(try folder.names("trading/bots/gunbot") == [])

        let applied = try slots("-C", "trading", "apply")
        #expect(applied.exit == 0, applied.told)
        #expect(applied.stderr.contains("wrote bots/gunbot/config.js"), applied.told)
        #expect(try folder.names("trading/bots/gunbot") == ["config.js"])
        #expect(try folder.mode("trading/bots/gunbot/config.js") == 0o600)
        let config = try JSONValue.read(folder.bytes("trading/bots/gunbot/config.js"))
        let spot = try #require(config["exchanges"]?["asterdex"])
        #expect(spot["delay"]?.numericText == "10")
        #expect(spot["TRADING_FEES"]?.numericText == "0.07")
        #expect(config["exchanges"]?["asterFutures"]?["TRADING_FEES"]?.numericText == "0.035")
        #expect(spot["key"] == spot["masterkey"])

        let before = try Snapshot(of: folder.url, leavingOut: ["run"])
        let again = try slots("-C", "trading", "apply")
        #expect(again.exit == 0, again.told)
        #expect(again.stdout.contains("nothing to change"), again.told)
        let after = try Snapshot(of: folder.url, leavingOut: ["run"])
        #expect(
            before.differences(to: after).filter { !$0.contains("/.slots/") } == [],
            "an apply without changes touches nothing"
        )
        #expect(try slots("-C", "trading", "plan", "--detailed-exitcode").exit == 0)

        #expect(try slots("-C", "trading", "verify").exit == 0)
        let recorded = try slots("-C", "trading", "verify", "--max-age", "10m", "-o", "json")
        #expect(recorded.exit == 0, recorded.told)
        let relisted = try slots("-C", "trading", "list")
        #expect(relisted.stdout.contains("connected"), relisted.told)
    }

    @Test("the state folder is private, and what is in it too")
    func stateIsPrivate() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        try workspace.folder.write("bots/gunbot/config.js", "{}\n", mode: 0o640)
        #expect(try workspace.run("apply").exit == 0)
        #expect(try workspace.folder.mode(".slots") == 0o700)
        for name in try FileManager.default.subpathsOfDirectory(atPath: workspace.folder.path + "/.slots") {
            let mode = try workspace.folder.mode(".slots/" + name)
            #expect(mode & 0o077 == 0, ".slots/\(name) has mode \(String(mode, radix: 8))")
        }
        #expect(try workspace.folder.mode("bots/gunbot/config.js") == 0o640)
    }

    @Test("verify --max-age accepts a recent result, and not the one of another slot file")
    func maximumAge() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        #expect(try workspace.run("apply").exit == 0)
        let first = try workspace.run("verify", "--max-age", "10m", "-o", "json")
        let moment = try first.json()["slots"]?.array?.first?["checked_at"]?.string
        let second = try workspace.run("verify", "--max-age", "10m", "-o", "json")
        #expect(second.exit == 0)
        #expect(try second.json()["slots"]?.array?.first?["checked_at"]?.string == moment)
        try workspace.addConnected(lines: ["label: changed"])
        let third = try workspace.run("verify", "--max-age", "10m", "-o", "json")
        #expect(third.exit == 0)
        #expect(try third.json()["slots"]?.array?.first?["checked_at"]?.string != moment)
        // Nothing recorded is older than no time at all.
        let fourth = try workspace.run("verify", "--max-age", "0s", "-o", "json")
        #expect(try fourth.json()["slots"]?.array?.first?["checked_at"]?.string != moment)
    }

    @Test(
        "verify --max-age believes no result that somebody else wrote into the history",
        .enabled(if: Tool.isThere("python3")),
        arguments: [
            "UPDATE checks SET status = 'connected'",
            "CREATE TRIGGER t AFTER INSERT ON checks BEGIN UPDATE checks SET status = 'connected'; END",
            "UPDATE checks SET status = 'connected', checked_at = checked_at + 100000000, message = 'all is well'",
        ]
    )
    func forgedHistory(_ sql: String) throws {
        let workspace = try TestWorkspace()
        let account = try Account.named("bitget-underfunded")
        try workspace.add(account)
        #expect(try workspace.run("check").exit == 1)
        let forge = [
            "python3", "-c",
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()",
            ".slots/history.sqlite", sql,
        ]
        #expect(try Child(forge, in: workspace.folder.url).end().exit == 0)
        if sql.hasPrefix("CREATE") { #expect(try workspace.run("check").exit == 1) }
        let verified = try workspace.run("verify", "--max-age", "10m")
        #expect(verified.exit == 1, verified.told)
    }

    @Test("a gate that nobody stands behind is closed")
    func emptyGate() throws {
        let workspace = try TestWorkspace()
        let empty = try workspace.run("verify")
        #expect(empty.exit == 1, empty.told)
        try workspace.addConnected(lines: ["enabled: false"])
        let disabled = try workspace.run("verify")
        #expect(disabled.exit == 1, disabled.told)
        let named = try workspace.run("verify", "aster")
        #expect(named.exit == 1, named.told)
    }

    @Test(
        "a workspace for one's own keys has no fake ones, and a fake one in it is told",
        arguments: [["--empty"], ["--network", "live"]]
    )
    func empty(_ options: [String]) throws {
        let folder = try TemporaryFolder()
        func slots(_ arguments: [String]) throws -> Child.Ended {
            try Child([BuiltProgram.path] + arguments, in: folder.url).end()
        }
        let laidOut = try slots(["init", "mine"] + options)
        #expect(
            laidOut.exit == 0 && laidOut.stderr.hasSuffix("next:    slots -C mine add SELECTOR\n"),
            laidOut.told
        )
        #expect(try folder.names("mine/slots") == [])
        let network = options.last == "live" ? "live" : "sandbox"
        #expect(try folder.text("mine/slots.yaml").contains("\nnetwork: \(network)\n"))
        #expect(try slots(["init", "examples"]).exit == 0)
        try folder.write("mine/slots/bitget.yaml", try folder.text("examples/slots/bitget.yaml"))
        let told = try slots(["-C", "mine", "validate"])
        #expect(told.exit == (network == "live" ? 65 : 0), told.told)
        #expect(told.stderr.contains("slot.public-credentials") == (network == "live"), told.told)
    }

    @Test("init leaves files that are there alone")
    func initTwice() throws {
        let folder = try TemporaryFolder()
        try folder.write("slots.yaml", "network: live\n")
        let ended = try Child([BuiltProgram.path, "init"], in: folder.url).end()
        #expect(ended.exit == 0, ended.told)
        #expect(ended.stderr.contains("kept"))
        #expect(try folder.text("slots.yaml") == "network: live\n")
        let slots = try FileManager.default.contentsOfDirectory(atPath: folder.url.path + "/slots")
        #expect(slots == [], "no example slots with public fake keys in a workspace of somebody's own")
    }

    @Test("init in a folder that cannot be made says so and exits 73")
    func initNowhere() throws {
        let folder = try TemporaryFolder()
        try folder.write("file", "")
        let ended = try Child([BuiltProgram.path, "init", "file/below"], in: folder.url).end()
        #expect(ended.exit == 73, ended.told)
    }

    @Test("a command without a workspace says how to make one")
    func noWorkspace() throws {
        let folder = try TemporaryFolder()
        for command in ["validate", "list", "check", "plan", "apply", "verify"] {
            let ended = try Child([BuiltProgram.path, command], in: folder.url).end()
            #expect(ended.exit == 65, ended.told)
            #expect(ended.stderr.contains("slots init"), ended.told)
        }
        #expect(try folder.names().filter { $0 != "run" } == [])
    }

    @Test(
        "a user without special rights can do it all",
        .enabled(if: getuid() == 0 && Tool.isThere("setpriv"), "only root can become somebody else")
    )
    func ordinaryUser() throws {
        let folder = try TemporaryFolder()
        // The program as it is installed: the repository may lie in a folder of root's.
        // Copied by another process: a program that is open for writing in any child of ours cannot be run.
        let templates = Shared.repository.appendingPathComponent("templates").path
        let script = """
            mkdir -p prefix/bin prefix/share/slots && cp -L "$0" prefix/bin/slots && cp -r "$1" prefix/share/slots/
            """
        let copied = try Child(["sh", "-c", script, BuiltProgram.path, templates], in: folder.url).end()
        #expect(copied.exit == 0, copied.told)
        #expect(chown(folder.path, 12345, 12345) == 0)
        let program = folder.path + "/prefix/bin/slots"
        let user = ["setpriv", "--reuid=12345", "--regid=12345", "--clear-groups", program]
        for arguments in [["init", "w"], ["-C", "w", "apply"], ["-C", "w", "verify"]] {
            let ended = try Child(user + arguments, in: folder.url).end()
            #expect(ended.exit == 0, ended.told)
        }
        #expect(try folder.mode("w/bots/gunbot/config.js") == 0o600)

        // In a workspace that may only be read everything works that only reads; nothing was applied there yet.
        #expect(try Child([program, "init", "ours"], in: folder.url).end().exit == 0)
        #expect(try Child(["chown", "-R", "0:0", "ours"], in: folder.url).end().exit == 0)
        let exits: [(arguments: [String], exit: Int32)] = [
            (["validate"], 0), (["list"], 0), (["check"], 0), (["verify"], 1), (["plan"], 0),
            (["plan", "--offline"], 0), (["apply"], 73),
        ]
        for (arguments, exit) in exits {
            let ended = try Child(user + ["-C", "ours"] + arguments, in: folder.url).end()
            #expect(ended.exit == exit, "\(arguments): \(ended.told)")
        }
    }
}
