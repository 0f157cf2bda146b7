import Ledger
import Operations
import SlotModel
import TestSupport
import Testing

@Suite("what is known of a slot without asking")
struct ShowingTests {
    private func loaded(_ workspace: Workspace) async throws -> LoadedWorkspace {
        try await LoadedWorkspace.load(named: workspace.path)
    }

    @Test("our address is the one that an exchange told a slot without a proxy last")
    func address() async throws {
        let workspace = try Workspace()
        var report = SlotReport(
            slot: "hitbtc",
            exchange: .hitbtc,
            network: .live,
            status: .ipNotAllowed,
            message: ""
        )
        report.checkedAt = Timestamp(microseconds: 1_700_000_000_000_000)
        report.checks = [
            CheckResult(.addresses, .fail, "not listed", data: [.init("ours", .text("203.0.113.9"))])
        ]
        let ledger = Ledger.inMemory()
        try ledger.recordChecks([RecordedReport(report: report, inputs: "")])
        let told = try await loaded(workspace).recordedAddress(ledger)
        #expect(told?.address == "203.0.113.9" && told?.time == report.checkedAt)
        report.network = .sandbox
        try ledger.recordChecks([RecordedReport(report: report, inputs: "")])
        #expect(try await loaded(workspace).recordedAddress(ledger) == nil)
    }

    @Test("a slot's entry is missing, then written; one that the bot had is not ours")
    func entries() async throws {
        let workspace = try Workspace()
        func states() async throws -> [ShownSlot.Entry.State] {
            let session = Session(try await loaded(workspace), .live())
            let slot = try #require(session.workspace.slots.first)
            return session.show(slot, nil).entries.map(\.state)
        }
        #expect(try await states() == [.missing])
        try workspace.write("bots/gunbot/config.js", #"{"exchanges": {"hitbtc": {"key": "old"}}}"#)
        #expect(try await states() == [.foreign])
        try workspace.write("bots/gunbot/config.js", "{}")
        let session = try await Session.open(workspace.path, .live())
        let applied = try await session.apply([], ApplyOptions()) { _ in .refused }
        #expect(applied.end == .written)
        #expect(try await states() == [.written])
        let path = try workspace.text("slots/hitbtc.yaml")
        try workspace.write("slots/hitbtc.yaml", path + "enabled: false\n")
        #expect(try await states() == [.written])
    }
}
