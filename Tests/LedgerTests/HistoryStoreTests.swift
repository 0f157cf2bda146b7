import Foundation
import Ledger
import SlotModel
import TestSupport
import Testing

@Suite("The history")
struct HistoryStoreTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("gives back what was recorded, to the last digit")
    func roundTrip() throws {
        let sample = recorded("aster-futures")
        try HistoryStore.open(folder.database).record([sample])
        let store = try #require(try HistoryStore.openExisting(folder.database))
        #expect(try store.latest("aster-futures") == sample)
        #expect(try store.latestAll() == ["aster-futures": sample])
        #expect(try store.latest("other") == nil)
    }

    @Test("keeps absent values absent")
    func absentValues() throws {
        var sample = recorded("aster")
        sample.report.help = nil
        sample.report.duration = nil
        sample.report.permissions = [:]
        sample.report.balances = []
        sample.report.account = nil
        let store = try HistoryStore.open(folder.database)
        try store.record([sample])
        #expect(try store.latest("aster") == sample)
    }

    @Test("keeps the checks of a slot's latest result, with their data")
    func checks() throws {
        var sample = recorded("a")
        sample.report.checks = [
            CheckResult(
                .clock,
                .warn,
                "18 ms behind",
                help: "set the clock",
                data: [.init("skew_ms", .integer(-18)), .init("compensated", .boolean(true))]
            ),
            CheckResult(.addresses, .pass, "ours", data: [.init("listed", .list(["203.0.113.7", "::1"]))]),
            CheckResult(.reach, .skip, "not asked"),
        ]
        let store = try HistoryStore.open(folder.database)
        try store.record([sample])
        #expect(try store.latest("a") == sample)
        try store.record([sample])
        #expect(try store.latest("a") == sample)
        #expect(try folder.rows("results IS NULL FROM checks WHERE slot = 'a' ORDER BY id") == ["1", "0"])
    }

    @Test("the latest result is the one recorded last, even after the clock was set back")
    func latest() throws {
        let store = try HistoryStore.open(folder.database)
        try store.record([recorded("a", .connected, at: 2000), recorded("b", .expired)])
        try store.record([recorded("a", .underfunded, at: 1000)])
        #expect(try store.latest("a")?.report.status == .underfunded)
        #expect(try store.latestAll().mapValues(\.report.status) == ["a": .underfunded, "b": .expired])
        #expect(
            try folder.rows("status FROM checks WHERE slot = 'a' ORDER BY id") == [
                "connected", "underfunded",
            ]
        )
    }

    @Test("unchecked slots are passed over")
    func unchecked() throws {
        var sample = recorded("a", .unchecked)
        let store = try HistoryStore.open(folder.database)
        try store.record([sample])
        sample = recorded("a")
        sample.report.checkedAt = nil
        try store.record([sample])
        #expect(try store.latestAll().isEmpty)
    }

    @Test("belongs to whom its folder belongs, where root makes it", .enabled(if: geteuid() == 0, "not root"))
    func owner() throws {
        try FileManager.default.createDirectory(
            atPath: folder.file(".slots"),
            withIntermediateDirectories: true
        )
        #expect(chown(folder.file(".slots"), 65_534, 65_534) == 0)
        try HistoryStore.open(folder.database).record([recorded("a")])
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.database)
        #expect(attributes[.ownerAccountID] as? Int == 65_534)
    }

    @Test("remembers applied plans")
    func applies() throws {
        let store = try HistoryStore.open(folder.database)
        let first = RecordedApply(time: Timestamp(milliseconds: 1), bots: ["main", "second"], changes: 7)
        let second = RecordedApply(time: Timestamp(milliseconds: 2), bots: [], changes: 0)
        try store.record(first)
        try store.record(second)
        #expect(
            try folder.rows("applied_at, bots, changes FROM applies ORDER BY id")
                == [#"1000|["main","second"]|7"#, "2000|[]|0"]
        )
    }

    @Test("is a file for the owner only, in a folder for the owner only, whatever the umask")
    func modes() throws {
        try HistoryStore.open(folder.database).record([recorded("a")])
        #expect(try mode(of: folder.database) == 0o600)
        #expect(try mode(of: folder.file(".slots")) == 0o700)
    }

    @Test("a file that others could read is closed to them")
    func widened() throws {
        try HistoryStore.open(folder.database).record([recorded("a")])
        chmod(folder.database, 0o644)
        _ = try HistoryStore.open(folder.database)
        #expect(try mode(of: folder.database) == 0o600)
    }

    @Test("is not made by those who only read it")
    func absent() throws {
        #expect(try HistoryStore.openExisting(folder.database) == nil)
        #expect(!FileManager.default.fileExists(atPath: folder.file(".slots")))
    }

    @Test("works in a workspace that is reached through a symbolic link")
    func linkedWorkspace() throws {
        let link = folder.file("link")
        try FileManager.default.createDirectory(
            atPath: folder.file("real"),
            withIntermediateDirectories: true
        )
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real")
        try HistoryStore.open(link + "/.slots/history.sqlite").record([recorded("a")])
        #expect(try HistoryStore.openExisting(folder.file("real/.slots/history.sqlite"))?.latest("a") != nil)
    }
}

@Suite("A recorded result")
struct FreshnessTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var age: Duration
        var inputs = "a1"
        var isFresh: Bool
    }

    @Test(
        "stands in for a check only while it is young and about the same inputs",
        arguments: [
            Case(testDescription: "just now", age: .zero, isFresh: true),
            Case(testDescription: "at the limit", age: .seconds(600), isFresh: true),
            Case(testDescription: "past the limit", age: .seconds(601), isFresh: false),
            Case(testDescription: "from the future", age: .milliseconds(-1), isFresh: false),
            Case(testDescription: "another key", age: .zero, inputs: "b2", isFresh: false),
        ]
    )
    func freshness(_ testCase: Case) {
        let sample = recorded("a", at: 5_000_000)
        let now = Timestamp(milliseconds: 5_000_000) + testCase.age
        #expect(
            sample.isFresh(at: now, maximumAge: .seconds(600), inputs: testCase.inputs) == testCase.isFresh
        )
    }
}
