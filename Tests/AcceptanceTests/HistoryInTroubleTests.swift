import Foundation
import PlainJSON
import TestSupport
import Testing

/// A history that is damaged, or is none: results are lost, and nothing else.
@Suite("a history in trouble")
struct HistoryInTroubleTests {
    private let workspace: TestWorkspace
    private var database: URL { workspace.folder.url.appendingPathComponent(".slots/history.sqlite") }

    init() throws {
        workspace = try TestWorkspace()
        try workspace.addConnected()
        let first = try workspace.run("check")
        try #require(first.exit == 0, first.told)
    }

    private func cut() throws {
        try Data(contentsOf: database).prefix(6000).write(to: database)
    }

    @Test(
        "that is damaged is set aside by whoever finds it, told in one line, and begun anew",
        arguments: [
            ["check"], ["list"], ["history", "aster"], ["balances"], ["apply", "--yes"],
            ["verify", "--max-age", "10m"],
        ]
    )
    func damaged(_ command: [String]) throws {
        try cut()
        let broken = try Data(contentsOf: database)
        let ended = try run(command)
        #expect(ended.exit == (command[0] == "verify" ? 1 : 0), ended.told)
        #expect(ended.stderr.components(separatedBy: "[history.set-aside]").count == 2, ended.told)
        let kept = database.path + ".damaged-1"
        #expect(ended.stderr.replacing("\n", with: " ").contains("history.sqlite.damaged-1"), ended.told)
        #expect(try Data(contentsOf: URL(fileURLWithPath: kept)) == broken)
        let mode = try FileManager.default.attributesOfItem(atPath: kept)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let next = try workspace.run("check")
        #expect(next.exit == 0 && !next.stderr.contains("history."), next.told)
        #expect(try workspace.run("list").stdout.contains("connected"))
        #expect(try workspace.run("explain", "history.set-aside").exit == 0)
    }

    @Test(
        "of another kind stays as it is, and neither check nor apply nor verify waits for it",
        arguments: [
            ("folder", "not-a-file"), ("pipe", "not-a-file"), ("link", "not-a-file"), ("text", "foreign"),
            ("newer", "from-the-future"), ("other program", "foreign"),
        ]
    )
    func strange(_ kind: String, _ code: String) throws {
        try #require(try workspace.run("apply", "--yes").exit == 0)
        let manager = FileManager.default
        let precious = workspace.folder.url.appendingPathComponent("precious")
        try Data("precious".utf8).write(to: precious)
        if kind != "newer" { try manager.removeItem(at: database) }
        switch kind {
        case "folder": try manager.createDirectory(at: database, withIntermediateDirectories: false)
        case "pipe": #expect(mkfifo(database.path, 0o600) == 0)
        case "link": try manager.createSymbolicLink(at: database, withDestinationURL: precious)
        case "text": try manager.copyItem(at: precious, to: database)
        case "newer": try alter("PRAGMA user_version = 99")
        default: try alter("CREATE TABLE t (x)")
        }
        for command in [["check"], ["verify"], ["verify", "--max-age", "10m"], ["apply"], ["list"]] {
            let ended = try run(command)
            #expect(ended.exit == 0, "\(command): \(ended.told)")
            #expect(ended.stderr.contains("[history.\(code)]"), "\(command): \(ended.told)")
        }
        for command in [["history", "aster"], ["balances"]] {
            let ended = try run(command)
            #expect(ended.exit == 65 && ended.stderr.contains("[history.\(code)]"), ended.told)
        }
        #expect(try String(contentsOf: precious, encoding: .utf8) == "precious")
        #expect(
            try manager.contentsOfDirectory(atPath: database.deletingLastPathComponent().path)
                .allSatisfy { !$0.contains("damaged") }
        )
    }

    @Test(
        "on a full disk, or in a folder that cannot be written, is told and read",
        .enabled(if: FullDisk.isPossible, FullDisk.reason)
    )
    func scarce() throws {
        for (options, code) in [("remount,bind,ro", "read-only"), ("size=64k", "full")] {
            let script =
                options.hasPrefix("size")
                ? "cp -a .slots /tmp/.kept-$$ && mount -t tmpfs -o \(options),mode=700 tmpfs .slots && cp -a /tmp/.kept-$$/. .slots"
                    + "; rm -rf /tmp/.kept-$$; dd if=/dev/zero of=.slots/fill bs=1k 2>/dev/null"
                : "mount --bind .slots .slots && mount -o \(options) .slots"
            let wrapper = ["unshare", "-m", "sh", "-c", script + "; exec \"$@\"", "sh"]
            let checked = try run(["check"], wrapper)
            #expect(checked.exit == 0 && checked.stderr.contains("[history.\(code)]"), checked.told)
            let listed = try run(["list"], wrapper)
            #expect(listed.exit == 0 && listed.stdout.contains("connected"), listed.told)
        }
        #expect(try workspace.run("history", "aster").exit == 0)
    }

    @Test(
        "that another process holds is waited for a moment, and told",
        .enabled(if: Tool.isThere("python3"))
    )
    func held() throws {
        let script = """
            import sqlite3, sys, time
            database = sqlite3.connect(sys.argv[1], isolation_level=None)
            database.execute("BEGIN EXCLUSIVE")
            open("held", "w").close()
            time.sleep(60)
            """
        let holder = try Child(["python3", "-c", script, database.path], in: workspace.folder.url)
        defer {
            holder.signal(SIGKILL)
            _ = holder.end()
        }
        let mark = workspace.folder.url.appendingPathComponent("held").path
        try #require(holder.waits { _ in FileManager.default.fileExists(atPath: mark) })
        for command in [["check"], ["list"]] {
            let ended = try run(command)
            #expect(ended.exit == 0 && ended.stderr.contains("[history.busy]"), ended.told)
        }
    }

    /// How many results of the slot are there; what else is told is a failure.
    private func recorded() throws -> Int {
        let ended = try workspace.run("history", "aster", "-o", "json")
        #expect(ended.exit == 0 && ended.stderr.isEmpty, ended.told)
        let report = try ended.json()
        #expect(report["findings"]?.array?.isEmpty == true, ended.told)
        return (report["history"]?.array ?? []).reduce(0) {
            $0 + ($1["checks"]?.numericText.flatMap { Int($0) } ?? 0)
        }
    }

    @Test("has the results of twenty that record at once")
    func atOnce() throws { try recordAtOnce([]) }

    @Test(
        "has the results of twenty that record at once on a slow disk",
        .enabled(if: Tool.canTrace, "strace is missing, or may not trace here")
    )
    func atOnceSlowly() throws { try recordAtOnce(Tool.strace("fdatasync", "delay_enter=50000:when=1+")) }

    private func recordAtOnce(_ wrapper: [String]) throws {
        let before = try recorded()
        let children = try (0..<20).map { _ in try workspace.start(["check"], wrapper: wrapper) }
        for child in children {
            let ended = child.end()
            #expect(ended.exit == 0 && !ended.stderr.contains("history."), ended.told)
        }
        #expect(try recorded() == before + 20)
    }

    @Test(
        "loses at most the result that was being recorded when the command was killed",
        .enabled(if: Tool.canTrace, "strace is missing, or may not trace here"),
        arguments: ["pwrite64", "fdatasync", "unlink"]
    )
    func killed(_ call: String) throws {
        var (kills, count) = (0, try recorded())
        while kills < 60 {
            let struck = try run(["check"], Tool.strace(call, "signal=KILL:when=\(kills + 1)"))
            let now = try recorded()
            #expect(now == count || now == count + 1, "after a kill at \(call) \(kills + 1)")
            count = now
            if struck.exit == 0 { break }
            kills += 1
        }
        #expect(kills > 0 && kills < 60, "\(kills) kills at \(call)")
        #expect(try recorded() == count)
        #expect(try run(["check"]).exit == 0)
        #expect(try recorded() == count + 1)
        let left = try FileManager.default.contentsOfDirectory(
            atPath: database.deletingLastPathComponent().path
        )
        #expect(left.filter { $0.hasPrefix("history") } == ["history.sqlite"])
    }

    private func run(_ command: [String], _ wrapper: [String] = []) throws -> Child.Ended {
        try workspace.start(command, wrapper: wrapper).end()
    }

    private func alter(_ sql: String) throws {
        let script =
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
        let ended = try Child(["python3", "-c", script, database.path, sql], in: workspace.folder.url).end()
        try #require(ended.exit == 0, ended.told)
    }
}
