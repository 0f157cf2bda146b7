import Foundation
import Ledger
import SlotModel
import TestSupport
import Testing

/// A python with sqlite3, for a second process that holds a lock or writes a strange file.
private let python = "/usr/bin/python3"
private var hasPython: Bool { FileManager.default.isExecutableFile(atPath: python) }

private func runPython(_ script: String, _ arguments: String...) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", script] + arguments
    try process.run()
    return process
}

@Suite("A history in trouble")
struct HistoryTroubleTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("several handles write at once, and nothing is lost")
    func concurrentWriters() async throws {
        let path = folder.database
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let store = try HistoryStore.open(path)
                    for number in 0..<10 {
                        try store.record([recorded("w\(writer)", at: Int64(number))])
                    }
                }
            }
            try await group.waitForAll()
        }
        for writer in 0..<4 {
            #expect(try folder.rows("id FROM checks WHERE slot = 'w\(writer)'").count == 10)
        }
    }

    @Test(
        "who waits too long for another process is told so, and nothing is recorded",
        .enabled(if: hasPython)
    )
    func busy() throws {
        try HistoryStore.open(folder.database).record([recorded("a")])
        let marker = folder.file("locked")
        let holder = try runPython(
            """
            import sqlite3, sys, time
            database = sqlite3.connect(sys.argv[1], isolation_level=None)
            database.execute("BEGIN IMMEDIATE")
            open(sys.argv[2], "w").close()
            time.sleep(60)
            """,
            folder.database,
            marker
        )
        // Started from a test, it may have inherited that SIGTERM is blocked.
        defer { kill(holder.processIdentifier, SIGKILL) }
        let limit = Date().addingTimeInterval(10)
        while !FileManager.default.fileExists(atPath: marker), Date() < limit { usleep(10_000) }
        try #require(FileManager.default.fileExists(atPath: marker))

        let store = try HistoryStore.open(folder.database)
        let started = ContinuousClock.now
        #expect(throws: HistoryError.busy(path: folder.database)) { try store.record([recorded("b")]) }
        #expect(ContinuousClock.now - started < .seconds(10))
        #expect(try store.latest("a") != nil, "reading goes on")
        #expect(try store.latest("b") == nil)
    }

    @Test("two processes write at once", .enabled(if: hasPython))
    func twoProcesses() throws {
        let store = try HistoryStore.open(folder.database)
        try store.record([recorded("a")])
        let other = try runPython(
            """
            import sqlite3, sys
            database = sqlite3.connect(sys.argv[1], timeout=10)
            for number in range(20):
                with database:
                    database.execute("INSERT INTO applies (applied_at, bots, changes) VALUES (?, '[]', 1)", (number,))
            """,
            folder.database
        )
        for number in 0..<20 { try store.record([recorded("a", at: Int64(number))]) }
        other.waitUntilExit()
        #expect(other.terminationStatus == 0)
        #expect(try folder.rows("id FROM checks WHERE slot = 'a'").count == 21)
        #expect(try folder.rows("id FROM applies").count == 20)
    }

    @Test("a file that is no database is left alone")
    func strange() throws {
        try makeFile(Data(repeating: 0x41, count: 4096))
        #expect(throws: HistoryError.foreign(path: folder.database)) {
            try HistoryStore.open(folder.database)
        }
        #expect(throws: HistoryError.foreign(path: folder.database)) {
            try HistoryStore.openExisting(folder.database)
        }
        #expect(throws: HistoryError.foreign(path: folder.database)) {
            try HistoryStore.setAside(folder.database)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)).count == 4096)
    }

    @Test("a database that was cut short or overwritten in the middle is a clear error, never a crash")
    func corrupted() throws {
        try HistoryStore.open(folder.database).record((0..<200).map { recorded("s\($0)") })
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.database))
        for offset in stride(from: 4096, to: whole.count, by: 4096) {
            var broken = whole
            broken.replaceSubrange(offset..<offset + 2048, with: Data(repeating: 0xA5, count: 2048))
            try makeFile(broken)
            readEverything()
            try makeFile(Data(whole.prefix(offset + 100)))
            readEverything()
        }
    }

    /// Succeeds, or fails with an error of ours: what must not happen is a crash.
    private func readEverything() {
        do throws(HistoryError) {
            guard let store = try HistoryStore.openExisting(folder.database) else { return }
            _ = try store.latestAll()
            _ = try store.latest("s7")
            try store.record([recorded("s7")])
        } catch {
            #expect(error.finding.severity == .warning)
        }
    }

    @Test("a database of a later release is refused by name and version", .enabled(if: hasPython))
    func fromTheFuture() throws {
        _ = try HistoryStore.open(folder.database)
        try alter("PRAGMA user_version = 7")
        let error = #expect(throws: HistoryError.self) { try HistoryStore.open(folder.database) }
        #expect(error == .fromTheFuture(path: folder.database, version: 7, known: 5))
        #expect(
            error?.finding.message
                == "the history \(folder.database) has version 7, this release of slots knows up to 5"
        )
    }

    @Test("one of version 4 goes on, and its results have no outcomes", .enabled(if: hasPython))
    func versionFour() throws {
        var sample = recorded("a")
        sample.report.checks = [CheckResult(.clock, .pass, "18 ms")]
        try HistoryStore.open(folder.database).record([sample])
        for sql in [
            "ALTER TABLE checks DROP COLUMN times", "ALTER TABLE checks DROP COLUMN outcomes",
            "ALTER TABLE latest DROP COLUMN thinned_at",
            "PRAGMA user_version = 4",
        ] {
            try alter(sql)
        }
        chmod(folder.database, 0o400)
        let store = try #require(try HistoryStore.openExisting(folder.database))
        #expect(try store.latest("a") == sample)
        #expect(try store.past("a", since: nil).map(\.report.checks) == [[]])
        chmod(folder.database, 0o600)
        try HistoryStore.open(folder.database).record([sample])
        let past = try store.past("a", since: nil)
        #expect(past.map(\.report.checks.count) == [0, 1])
    }

    @Test("a file of a time that no clock here reaches is read and written")
    func farTime() throws {
        try HistoryStore.open(folder.database).record([recorded("a")])
        var times = [
            timespec(tv_sec: 10_413_792_000, tv_nsec: 0), timespec(tv_sec: 10_413_792_000, tv_nsec: 0),
        ]
        #expect(utimensat(AT_FDCWD, folder.database, &times, 0) == 0)
        #expect(try HistoryStore.openExisting(folder.database)?.latestAll().count == 1)
        try HistoryStore.open(folder.database).record([recorded("b")])
    }

    @Test("another program's database is refused", .enabled(if: hasPython))
    func foreign() throws {
        try FileManager.default.createDirectory(
            atPath: folder.file(".slots"),
            withIntermediateDirectories: true
        )
        try alter("CREATE TABLE t (x)")
        #expect(throws: HistoryError.foreign(path: folder.database)) {
            try HistoryStore.open(folder.database)
        }
    }

    @Test("a row that says something unknown counts as not recorded", .enabled(if: hasPython))
    func unknownRow() throws {
        try HistoryStore.open(folder.database).record([recorded("a"), recorded("b")])
        try alter("UPDATE checks SET status = 'splendid' WHERE slot = 'a'")
        let store = try HistoryStore.open(folder.database)
        #expect(try store.latest("a") == nil)
        #expect(try Set(store.latestAll().keys) == ["b"])
    }

    @Test(
        "a symbolic link, a folder and a pipe in its place are refused",
        arguments: ["link", "folder", "pipe"]
    )
    func notAFile(_ kind: String) throws {
        let manager = FileManager.default
        try manager.createDirectory(atPath: folder.file(".slots"), withIntermediateDirectories: true)
        let victim = folder.file("victim")
        try Data("precious".utf8).write(to: URL(fileURLWithPath: victim))
        switch kind {
        case "link": try manager.createSymbolicLink(atPath: folder.database, withDestinationPath: victim)
        case "folder":
            try manager.createDirectory(atPath: folder.database, withIntermediateDirectories: false)
        default: #expect(mkfifo(folder.database, 0o600) == 0)
        }
        #expect(throws: HistoryError.notAFile(path: folder.database)) {
            try HistoryStore.open(folder.database)
        }
        #expect(try String(contentsOfFile: victim, encoding: .utf8) == "precious")
    }

    @Test(
        "a read-only folder is read, and recording says why it cannot",
        .enabled(if: geteuid() != 0, "root may write everything")
    )
    func readOnlyFolder() throws {
        try HistoryStore.open(folder.database).record([recorded("a")])
        chmod(folder.database, 0o400)
        chmod(folder.file(".slots"), 0o500)
        defer { chmod(folder.file(".slots"), 0o700) }
        let store = try HistoryStore.open(folder.database)
        #expect(!store.isWritable)
        #expect(try store.latest("a") != nil)
        #expect(throws: HistoryError.readOnly(path: folder.database)) { try store.record([recorded("b")]) }
    }

    @Test("a folder that cannot be made is an error with the system's words")
    func noFolder() throws {
        try Data().write(to: URL(fileURLWithPath: folder.file("file")))
        let path = folder.file("file/.slots/history.sqlite")
        #expect(throws: HistoryError.cannotOpen(path: path, reason: "Not a directory")) {
            try HistoryStore.open(path)
        }
        let missing = folder.file("no/such/history.sqlite")
        #expect(throws: HistoryError.cannotOpen(path: missing, reason: "No such file or directory")) {
            try HistoryStore.open(missing)
        }
    }

    @Test(
        "a history that cannot be read is kept beside, and makes room for a new one",
        arguments: ["cut", "cut in the head", "zeros", "overwritten head"]
    )
    func setAside(_ kind: String) throws {
        try HistoryStore.open(folder.database).record((0..<50).map { recorded("s\($0)") })
        var broken = try Data(contentsOf: URL(fileURLWithPath: folder.database))
        switch kind {
        case "cut": broken = broken.prefix(5000)
        case "cut in the head": broken = broken.prefix(10)
        case "zeros": broken = Data(count: broken.count)
        default: broken.replaceSubrange(0..<60, with: Data(repeating: 0xA5, count: 60))
        }
        try makeFile(broken)
        chmod(folder.database, 0o640)
        try Data("a journal".utf8).write(to: URL(fileURLWithPath: folder.database + "-journal"))
        let damaged = try #require(try HistoryStore.setAside(folder.database))
        #expect(damaged.kept == folder.database + ".damaged-1")
        #expect(try Data(contentsOf: URL(fileURLWithPath: damaged.kept)) == broken)
        #expect(!FileManager.default.fileExists(atPath: folder.database + "-journal"))
        try HistoryStore.open(folder.database).record([recorded("new")])
        #expect(try HistoryStore.setAside(folder.database) == nil, "this one is whole")
        #expect(try HistoryStore.open(folder.database).latestAll().count == 1)
        try makeFile(broken)
        #expect(try HistoryStore.setAside(folder.database)?.kept == folder.database + ".damaged-2")
    }

    @Test("a history of two names is not moved, nor one that somebody else looks after just now")
    func keptInPlace() throws {
        try HistoryStore.open(folder.database).record([recorded("a")])
        let broken = try Data(contentsOf: URL(fileURLWithPath: folder.database)).prefix(5000)
        try makeFile(broken)
        #expect(link(folder.database, folder.file("other")) == 0)
        #expect(throws: HistoryError.foreign(path: folder.database)) {
            try HistoryStore.setAside(folder.database)
        }
        unlink(folder.file("other"))
        let holder = open(folder.database, O_RDONLY)
        #expect(flock(holder, LOCK_EX) == 0)
        #expect(throws: HistoryError.busy(path: folder.database)) {
            try HistoryStore.setAside(folder.database)
        }
        close(holder)
        #expect(try HistoryStore.setAside(folder.database) != nil)
    }

    @Test("several who find it damaged at once move it once")
    func setAsideOnce() async throws {
        try HistoryStore.open(folder.database).record((0..<50).map { recorded("s\($0)") })
        try makeFile(try Data(contentsOf: URL(fileURLWithPath: folder.database)).prefix(5000))
        let path = folder.database
        let moved = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { (try? HistoryStore.setAside(path)).flatMap(\.self) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(moved == 1)
        #expect(FileManager.default.fileExists(atPath: path + ".damaged-1"))
        #expect(!FileManager.default.fileExists(atPath: path + ".damaged-2"))
    }

    private func makeFile(_ data: Data) throws {
        try FileManager.default.createDirectory(
            atPath: folder.file(".slots"),
            withIntermediateDirectories: true
        )
        try data.write(to: URL(fileURLWithPath: folder.database))
    }

    private func alter(_ sql: String) throws {
        let process = try runPython(
            "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute(sys.argv[2]); d.commit()",
            folder.database,
            sql
        )
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
