import Files
import Ledger
import SlotModel
import TestSupport
import Testing

/// Commits what a ledger staged, as an apply does with the bots' files beside it.
func commit(_ change: FileChange?, in state: StateFolder) throws {
    let outcome = try Transaction([change].compactMap(\.self), state: state.create()).commit()
    #expect(outcome == .done)
}

/// What every ledger keeps to.
@Suite("A ledger")
struct LedgerTests {
    enum Kind: CaseIterable { case sqlite, memory }

    private let folder: TemporaryFolder
    private var state: StateFolder { StateFolder(workspace: folder.path) }

    init() throws { folder = try TemporaryFolder() }

    private func ledger(_ kind: Kind) -> Ledger {
        switch kind {
        case .sqlite: .sqlite(in: state)
        case .memory: .inMemory()
        }
    }

    @Test("in which nothing was recorded is empty, and stays so", arguments: Kind.allCases)
    func empty(_ kind: Kind) throws {
        let ledger = ledger(kind)
        #expect(try ledger.latestChecks() == [:])
        #expect(try ledger.lastAccount("a", .aster, .sandbox) == nil)
        #expect(try ledger.ownership() == Ownership())
        // Who only asks leaves no file behind.
        #expect(try folder.names() == [])
    }

    @Test("gives each slot's latest result, to the last digit", arguments: Kind.allCases)
    func latest(_ kind: Kind) throws {
        let ledger = ledger(kind)
        var newer = recorded("a", .expired, at: 1_790_000_000_001)
        newer.report.checks = [CheckResult(.expiry, .fail, "ended", data: [.init("days", .integer(-1))])]
        try ledger.recordChecks([recorded("a"), recorded("b")])
        try ledger.recordChecks([newer])
        #expect(try ledger.latestChecks() == ["a": newer, "b": recorded("b")])
        let applies = [
            RecordedApply(time: Timestamp(milliseconds: 1), bots: ["main"], changes: 2),
            RecordedApply(time: Timestamp(milliseconds: 2), bots: [], changes: 0),
        ]
        for apply in applies { try ledger.recordApply(apply) }
        #expect(try ledger.pastApplies() == applies)
        #expect(try ledger.latestChecks().count == 2)
    }

    @Test("gives all results of a slot in their order, also under another name", arguments: Kind.allCases)
    func past(_ kind: Kind) throws {
        let ledger = ledger(kind)
        for (number, status) in [Status.connected, .connected, .expired].enumerated() {
            try ledger.recordChecks([
                recorded("a", status, at: 1_790_000_000_000 + Int64(number)), recorded("b"),
            ])
        }
        #expect(try ledger.pastChecks("a", nil).map(\.report.status) == [.connected, .connected, .expired])
        #expect(try ledger.pastChecks("c", nil) == [])
        #expect(try ledger.pastChecks(nil, nil).map(\.report.slot) == ["a", "a", "a", "b", "b", "b"])
        let second = Timestamp(milliseconds: 1_790_000_000_001)
        #expect(try ledger.pastChecks("a", second).map(\.report.status) == [.connected, .expired])
        #expect(try ledger.pastChecks(nil, second).map(\.report.slot) == ["a", "a"])
        // One of that name is gone, and what it came to was another account's.
        try ledger.recordChecks([recorded("c", .underfunded)])
        try ledger.renameSlot("a", "c")
        #expect(try ledger.pastChecks("c", nil).map(\.report.slot) == ["c", "c", "c"])
        #expect(try ledger.pastChecks("a", nil) == [])
        #expect(try ledger.latestChecks()["c"]?.report.status == .expired)
        #expect(try ledger.latestChecks()["a"] == nil)
    }

    @Test("passes over what says nothing about an exchange", arguments: Kind.allCases)
    func unchecked(_ kind: Kind) throws {
        let ledger = ledger(kind)
        var timeless = recorded("b")
        timeless.report.checkedAt = nil
        try ledger.recordChecks([recorded("a", .unchecked), timeless])
        #expect(try ledger.latestChecks() == [:])
    }

    @Test("knows the last account of a slot's exchange and network", arguments: Kind.allCases)
    func account(_ kind: Kind) throws {
        let ledger = ledger(kind)
        var unnamed = recorded("a", .unavailable)
        unnamed.report.account = nil
        try ledger.recordChecks([recorded("a")])
        try ledger.recordChecks([unnamed])
        let told = recorded("a").report.account
        #expect(told != nil)
        #expect(try ledger.lastAccount("a", .asterFutures, .sandbox) == told)
        #expect(try ledger.lastAccount("a", .aster, .sandbox) == told)
        #expect(try ledger.lastAccount("a", .hitbtc, .sandbox) == nil)
        #expect(try ledger.lastAccount("a", .aster, .live) == nil)
        #expect(try ledger.lastAccount("b", .aster, .sandbox) == nil)
    }

    @Test("owns what was staged, once it is committed", arguments: Kind.allCases)
    func ownership(_ kind: Kind) throws {
        let ledger = ledger(kind)
        var owned = Ownership()
        owned.hooksDue = ["main"]
        try commit(ledger.stage(owned, state.create()), in: state)
        #expect(try ledger.ownership() == owned)
        #expect(try ledger.stage(owned, state.create()) == nil)
    }

    @Test("stages without changing what is owned until the transaction is whole")
    func staged() throws {
        let ledger = ledger(.sqlite)
        var owned = Ownership()
        owned.hooksDue = ["main"]
        let change = try #require(try ledger.stage(owned, state.create()))
        #expect(try ledger.ownership() == Ownership())
        #expect(try !folder.names(".slots").contains("owned.json"))
        #expect(change.mode == 0o600)
        try commit(change, in: state)
        #expect(try ledger.ownership() == owned)
    }

    @Test("whose folder cannot be made warns, and throws nothing else")
    func noFolder() throws {
        try folder.write(".slots", "a file")
        let ledger = ledger(.sqlite)
        let error = #expect(throws: HistoryError.self) { try ledger.recordChecks([recorded("a")]) }
        #expect(error?.finding.severity == .warning)
        #expect(error?.finding.message.contains(".slots") == true)
    }
}
