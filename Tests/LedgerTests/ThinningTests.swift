import Ledger
import SlotModel
import TestSupport
import Testing

@Suite("Results of long ago")
struct ThinningTests {
    private let folder: TemporaryFolder
    private static let minute: Int64 = 60_000
    private static let day: Int64 = 86_400_000
    /// Midnight of a day.
    private static let start: Int64 = 20_000 * day

    init() throws { folder = try TemporaryFolder() }

    private func record(_ statuses: [(Int64, Status)], slot: String = "a") throws {
        try HistoryStore.open(folder.database)
            .record(statuses.map { recorded(slot, $0.1, at: Self.start + $0.0) })
    }

    private func kept(_ slot: String = "a") throws -> [Int64] {
        try folder.rows("checked_at FROM checks WHERE slot = '\(slot)' ORDER BY id")
            .map { try #require(Int64($0)) / 1000 - Self.start }
    }

    @Test("are one an hour after a week and one a day after 90 days; those of the last week all stay")
    func fewer() throws {
        // A check every 15 minutes for 100 days, as a service makes them, and the first of the day after.
        let every = 15 * Self.minute
        try record((0..<9600).map { ($0 * every, .connected) })
        let now = 100 * Self.day
        try record([(now, .connected)])
        let kept = try kept()
        let (days, rest) = (
            kept.filter { $0 < now - 90 * Self.day }, kept.filter { $0 >= now - 90 * Self.day }
        )
        #expect(days == (0..<10).map { $0 * Self.day })
        let hours = rest.filter { $0 < now - 7 * Self.day }
        #expect(hours.count == 83 * 24 + 1, "the last of them has nothing after it that is as old")
        #expect(hours.allSatisfy { $0 % (60 * Self.minute) == 0 || $0 == hours.last })
        #expect(rest.count - hours.count == 7 * 96 + 1)
        #expect(try folder.rows("sum(times) FROM checks") == ["9601"], "each stands for those that went")
        #expect(try folder.rows("times FROM checks WHERE id = 1") == ["96"])
    }

    @Test("keep every change, with the results right before and after it")
    func changes() throws {
        let statuses: [Status] = [
            .connected, .connected, .connected, .underfunded, .connected, .connected, .expired, .expired,
            .expired,
        ]
        try record(statuses.enumerated().map { (Int64($0.offset) * Self.minute, $0.element) })
        try record([(200 * Self.day, .connected)])
        #expect(try kept() == [0, 2, 3, 4, 5, 6, 8].map { $0 * Self.minute } + [200 * Self.day])
    }

    @Test("are looked through once a day, slot by slot, also when the clock was set back")
    func daily() throws {
        func looked(_ slot: String) throws -> [Int64] {
            try folder.rows("thinned_at FROM latest WHERE slot = '\(slot)'")
                .map { try #require(Int64($0)) / 1000 - Self.start }
        }
        try record((0..<5).map { (Int64($0) * Self.minute, .connected) })
        try record((0..<5).map { (Int64($0) * Self.minute, .connected) }, slot: "b")
        try record([(20 * Self.day, .connected)])
        #expect(try kept() == [0, 4 * Self.minute, 20 * Self.day])
        #expect(try kept("b").count == 5)
        try record([(21 * Self.day - 1, .connected)])
        #expect(try looked("a") == [20 * Self.day])
        try record([(21 * Self.day, .connected)])
        #expect(try looked("a") == [21 * Self.day])
        try record([(10 * Self.day, .connected)])
        #expect(try looked("a") == [10 * Self.day])
        #expect(try looked("b") == [0])
    }

    @Test("are 20,000 of a slot at most, whatever changes between them")
    func most() throws {
        try record((0..<20_050).map { ($0 * 1000, $0 % 2 == 0 ? .connected : .underfunded) })
        try record([(2 * Self.day, .connected)])
        let kept = try kept()
        #expect(kept.count == 20_000 && kept.last == 2 * Self.day && kept.first == 51 * 1000)
    }

    @Test("tell the outcome of each check")
    func outcomes() throws {
        var sample = recorded("a")
        sample.report.checks = [
            CheckResult(.clock, .pass, "18 ms"),
            CheckResult(.signIn, .fail, "refused", help: "make a new key"),
        ]
        let store = try HistoryStore.open(folder.database)
        try store.record([sample])
        try store.record([recorded("a")])
        let past = try store.past("a", since: nil)
        #expect(
            past.first?.report.checks == [CheckResult(.clock, .pass, ""), CheckResult(.signIn, .fail, "")]
        )
        #expect(past.last?.report.checks == [])
    }
}
