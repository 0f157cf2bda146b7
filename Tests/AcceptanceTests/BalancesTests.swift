import Foundation
import PlainJSON
import TestSupport
import Testing

/// `slots balances [SLOT]`.
@Suite("balances over time")
struct BalancesTests {
    private let workspace: TestWorkspace

    init() throws { workspace = try TestWorkspace() }

    @Test("come exact, as numbers for programs and as drawings on a terminal")
    func recorded() throws {
        for account in ["bitget-connected", "bitget-underfunded", "bitget-connected"] {
            try workspace.add(Account.named(account), named: "mine")
            _ = try workspace.run("check")
        }
        let report = try workspace.run("balances", "-o", "json").json()
        let schema = try JSONValue.read(Array(workspace.run("schema", "report").stdout.utf8))
        #expect(SchemaCheck(schema).problems(in: report) == [])
        let rows = report["balances"]?.array ?? []
        let accounts = rows.compactMap { $0["account"]?.string }
        let usdt = rows.filter { $0["asset"]?.string == "USDT" }.compactMap { $0["total"]?.string }
        // The account in between is another one, and empty.
        #expect(Set(accounts).count == 1 && usdt == ["2600.25", "2600.25"], "\(usdt)")
        let lines = try workspace.run("-o", "ndjson", "balances", "mine").lines()
        #expect(lines.count { $0["type"]?.string == "balance" } == rows.count)
        let csv = try workspace.run("-o", "csv", "balances", "mine", "--since", "1h").stdout
        #expect(csv.split(separator: "\n").count == rows.count + 1)
        #expect(csv.hasPrefix("at,slot,exchange,network,account,asset,free,locked,total\n"))
        let piped = try workspace.run("balances").stdout
        #expect(piped.split(separator: "\n").count == rows.count + 1)
        #expect(try workspace.run("balances", "mine", "--since", "1ms").stderr.contains("without --since"))
    }

    @Test("are none where nothing was checked, and csv is no format of other commands")
    func none() throws {
        try workspace.add(Account.named("bitget-connected"), named: "mine")
        let ended = try workspace.run("balances")
        #expect(ended.exit == 0 && ended.stderr.contains("slots check"), ended.told)
        #expect(try workspace.run("balances", "mine", "-o", "csv").stdout.split(separator: "\n").count == 1)
        #expect(try workspace.run("balances", "nobody").exit == 64)
        for refused in [try workspace.run("-o", "csv", "list"), try workspace.run("list", "-o", "csv")] {
            #expect(refused.exit == 64 && refused.stderr.contains("not 'csv'"), refused.told)
        }
    }
}
