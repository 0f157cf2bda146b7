import Foundation
import PlainJSON
import SlotModel
import TestSupport
import Testing

/// `slots history SLOT`.
@Suite("a slot's statuses over time")
struct HistoryTests {
    private let workspace: TestWorkspace

    init() throws { workspace = try TestWorkspace() }

    private func check(_ account: String) throws {
        try workspace.add(Account.named(account), named: "mine")
        _ = try workspace.run("check")
    }

    @Test("fold where nothing changed, with exact times for programs, and go with a new name")
    func folded() throws {
        for account in ["bitget-connected", "bitget-connected", "bitget-underfunded", "bitget-connected"] {
            try check(account)
        }
        let report = try workspace.run("history", "mine", "-o", "json").json()
        let spans = report["history"]?.array ?? []
        #expect(spans.compactMap { $0["status"]?.string } == ["connected", "underfunded", "connected"])
        #expect(spans.compactMap { $0["checks"]?.numericText } == ["2", "1", "1"])
        #expect(spans.allSatisfy { $0["duration_ms"]?.numericText != nil })
        #expect(spans.compactMap { $0["outcomes"]?["balance"]?.string } == ["pass", "fail", "pass"])
        let each = try workspace.run("history", "mine", "-v")
        #expect(each.stdout.split(separator: "\n").count == 5 && each.stdout.contains("TOOK"), each.told)
        let last = try workspace.run("history", "mine", "--limit", "1", "-o", "json").json()
        #expect(last["history"]?.array?.count == 1)
        #expect(last["history"]?.array?.first?["from"] == spans.last?["from"])
        #expect(spans.allSatisfy { $0["from"]?.string?.hasSuffix("Z") == true })
        let schema = try JSONValue.read(Array(workspace.run("schema", "report").stdout.utf8))
        #expect(SchemaCheck(schema).problems(in: report) == [])
        let table = try workspace.run("history", "mine")
        #expect(table.exit == 0 && table.stdout.split(separator: "\n").count == 4, table.told)
        #expect(table.stdout.contains("underfunded (sandbox)"), table.told)
        #expect(
            try workspace.run("history", "mine", "--since", "1ms").stderr.contains(
                "nothing was recorded in that time"
            )
        )
        #expect(try workspace.run("rename", "mine", "main-slot", "--yes").exit == 0)
        let renamed = try workspace.run("history", "main-slot", "-o", "ndjson").lines()
        #expect(renamed.count { $0["type"]?.string == "span" } == 3)
        #expect(try workspace.run("remove", "main-slot", "--yes").exit == 0)
        #expect(try workspace.run("history", "main-slot").stdout.split(separator: "\n").count == 4)
    }

    @Test("are none for a slot that was never checked, or that nobody knows")
    func none() throws {
        try workspace.add(Account.named("bitget-connected"), named: "mine")
        let ended = try workspace.run("history", "mine")
        #expect(ended.exit == 0 && ended.stderr.contains("slots check mine"), ended.told)
        #expect(try workspace.run("history", "nobody").exit == 64)
        #expect(try workspace.run("history").stderr.contains("nothing was applied yet"))
        #expect(try workspace.run("apply", "--yes").exit == 0)
        #expect(
            try workspace.run("history", "--since", "1ms").stderr.contains("nothing was applied in that time")
        )
        try workspace.folder.write(".slots/history.sqlite", "no database")
        let strange = try workspace.run("history", "mine")
        #expect(strange.exit == 65 && strange.stderr.contains("error:"), strange.told)
        #expect(strange.stderr.contains("[history.foreign]"), strange.told)
    }
}
