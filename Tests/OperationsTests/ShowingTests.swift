import History
import Operations
import SlotModel
import Testing

@Suite("what is known of a slot without asking")
struct ShowingTests {
    private func record(_ report: SlotReport, in workspace: Workspace) throws {
        try HistoryStore.open(workspace.path + "/.slots/history.sqlite")
            .record([RecordedReport(report: report, inputs: "")])
    }

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
        try record(report, in: workspace)
        let told = try await loaded(workspace).recordedAddress
        #expect(told?.address == "203.0.113.9" && told?.time == report.checkedAt)
        report.network = .sandbox
        try record(report, in: workspace)
        #expect(try await loaded(workspace).recordedAddress == nil)
    }

    @Test("a slot's entry is missing, then written; one that the bot had is not ours")
    func entries() async throws {
        let workspace = try Workspace()
        func states() async throws -> [ShownSlot.Entry.State] {
            let loaded = try await loaded(workspace)
            return try #require(loaded.slots.first.map { loaded.show($0, nil) }).entries.map(\.state)
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
