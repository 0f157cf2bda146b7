import Foundation
import Ledger
import SlotModel
import TestSupport
import Testing

/// `Fixtures/version-1.sqlite` was written by `slots check` of a release that knew no accounts, on the built-in exchange.
@Suite("A history of version 1")
struct VersionOneTests {
    let folder: TemporaryFolder
    private static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/version-1.sqlite")

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.file(".slots"),
            withIntermediateDirectories: true
        )
        try Data(contentsOf: Self.fixture).write(to: URL(fileURLWithPath: folder.database))
        chmod(folder.database, 0o600)
    }

    @Test("loses the words of exchanges when it is opened, for good, and keeps the rest")
    func cleaning() throws {
        let name = "q7Wz9kfT2bLm4"
        try alter("UPDATE checks SET message = '\(name)', help = '\(name)'")
        try alter("UPDATE checks SET balances = replace(balances, 'BGB', '\(name)') WHERE slot = 'bitget'")
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)).range(of: Data(name.utf8)) != nil)
        let store = try #require(try HistoryStore.openExisting(folder.database))
        try expectOldResults(store, among: ["aster", "aster-futures", "bitget-futures", "hitbtc"])
        let odd = try #require(try store.latest("bitget")?.report)
        #expect(odd.status == .connected)
        #expect(odd.balances.isEmpty)
        #expect(odd.help == nil)
        let after = try Data(contentsOf: URL(fileURLWithPath: folder.database))
        #expect(after.range(of: Data(name.utf8)) == nil)
        #expect(after[60..<64] == Data([0, 0, 0, 5]), "the file's user version")
        #expect(try folder.rows("id FROM checks WHERE slot = 'bitget'").count == 1)
    }

    @Test("of version 2: accounts that are plainly ones stay")
    func accounts() throws {
        try alter("ALTER TABLE checks ADD COLUMN account TEXT")
        try alter("PRAGMA user_version = 2")
        let address = "0x98a9c91b9823c994008217d6b89019ed3b975802"
        try alter("UPDATE checks SET account = '7482910' WHERE slot = 'bitget'")
        try alter("UPDATE checks SET account = '\(address)' WHERE slot = 'aster'")
        try alter("UPDATE checks SET account = 'q7Wz9kfT2bLm4' WHERE slot = 'bitget-futures'")
        let store = try HistoryStore.open(folder.database)
        #expect(try store.latest("bitget")?.report.account == "7482910")
        #expect(try store.latest("aster")?.report.account == address)
        #expect(try store.latest("bitget-futures")?.report.account == nil)
    }

    private func alter(_ statement: String) throws {
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        python.arguments = [
            "-c", "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()",
            folder.database, statement,
        ]
        try python.run()
        python.waitUntilExit()
        #expect(python.terminationStatus == 0)
    }

    @Test("is read where it cannot be written", .enabled(if: geteuid() != 0, "root may write everything"))
    func readOnly() throws {
        chmod(folder.database, 0o400)
        chmod(folder.file(".slots"), 0o500)
        defer { chmod(folder.file(".slots"), 0o700) }
        try expectOldResults(try HistoryStore.open(folder.database))
    }

    @Test("takes new results, and keeps what it had")
    func update() throws {
        let store = try HistoryStore.open(folder.database)
        var sample = recorded("bitget")
        sample.report.account = "7482910"
        try store.record([sample])
        #expect(try store.latest("bitget") == sample)
        #expect(
            try folder.rows("account FROM checks WHERE slot = 'bitget' ORDER BY id") == ["None", "7482910"]
        )
        let again = try #require(try HistoryStore.openExisting(folder.database))
        #expect(try again.latest("bitget") == sample)
        try expectOldResults(again, among: ["aster", "aster-futures", "bitget-futures", "hitbtc"])
        let after = try Data(contentsOf: URL(fileURLWithPath: folder.database))
        #expect(after[60..<64] == Data([0, 0, 0, 5]), "the file's user version")
    }

    @Test("is brought up to date once, however many wait to write")
    func concurrentUpdate() async throws {
        let path = folder.database
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask { try HistoryStore.open(path).record([recorded("w\(writer)")]) }
            }
            try await group.waitForAll()
        }
        let store = try HistoryStore.open(path)
        #expect(try store.latestAll().count == 5 + 4)
    }

    @Test("two that are open at once both go on after one was the first to write")
    func twoStores() throws {
        let (first, second) = (try HistoryStore.open(folder.database), try HistoryStore.open(folder.database))
        try expectOldResults(second)
        try first.record([recorded("a")])
        #expect(try second.latest("a") == recorded("a"))
        try second.record([recorded("b")])
        #expect(try first.lastAccount(of: "b", on: .asterFutures, network: .sandbox) != nil)
    }

    private static let all = ["aster", "aster-futures", "bitget", "bitget-futures", "hitbtc"]

    private func expectOldResults(_ store: HistoryStore, among names: [String] = all) throws {
        for name in names {
            let recorded = try #require(try store.latest(name))
            #expect(recorded.report.exchange.rawValue == name)
            #expect(recorded.report.status == .connected)
            #expect(recorded.report.account == nil)
            #expect(recorded.inputs.count == 64)
            #expect(!recorded.report.balances.isEmpty)
        }
        let old = try #require(try store.latest("aster-futures")?.report)
        #expect(old.message == "recorded by an earlier version of slots, whose words are not kept")
        #expect(old.weight == 29)
        #expect(old.duration == .microseconds(12365))
        #expect(old.permissions[.futures] == .yes)
    }
}

@Suite("The last account of a slot")
struct LastAccountTests {
    let folder: TemporaryFolder
    private let store: HistoryStore

    init() throws {
        folder = try TemporaryFolder()
        store = try HistoryStore.open(folder.database)
    }

    private func record(
        _ slot: String,
        _ exchange: SlotModel.Selector,
        _ network: Network,
        _ account: String?,
        _ status: Status = .connected
    ) throws {
        var report = SlotReport(slot: slot, exchange: exchange, network: network, status: status, message: "")
        report.checkedAt = Timestamp(milliseconds: 1_790_000_000_000)
        report.account = account
        try store.record([RecordedReport(report: report, inputs: "")])
    }

    @Test("is the one that was told last, whatever went wrong since, and whatever was wrong then")
    func last() throws {
        #expect(try store.lastAccount(of: "a", on: .bitget, network: .live) == nil)
        try record("a", .bitget, .live, "1")
        #expect(try store.lastAccount(of: "a", on: .bitget, network: .live) == "1")
        try record("a", .bitget, .live, "2", .underfunded)
        try record("a", .bitget, .live, nil, .invalidCredentials)
        try record("a", .bitget, .live, nil, .unavailable)
        #expect(try store.lastAccount(of: "a", on: .bitget, network: .live) == "2")
    }

    @Test("is the same for both markets of an exchange, and no other slot's, exchange's or network's")
    func separation() throws {
        try record("a", .bitgetFutures, .live, "1")
        try record("a", .aster, .live, "0x1")
        try record("a", .bitget, .testnet, "2")
        try record("b", .bitget, .live, "3")
        #expect(try store.lastAccount(of: "a", on: .bitget, network: .live) == "1")
        #expect(try store.lastAccount(of: "a", on: .bitgetFutures, network: .live) == "1")
        #expect(try store.lastAccount(of: "a", on: .bitgetFutures, network: .testnet) == "2")
        #expect(try store.lastAccount(of: "a", on: .asterFutures, network: .live) == "0x1")
        #expect(try store.lastAccount(of: "a", on: .hitbtc, network: .live) == nil)
        #expect(try store.lastAccount(of: "a", on: .aster, network: .sandbox) == nil)
        #expect(try store.lastAccount(of: "c", on: .bitget, network: .live) == nil)
    }
}
