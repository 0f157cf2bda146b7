import Foundation
import Ledger
import SlotModel
import TestSupport
import Testing

extension TemporaryFolder {
    /// Where a workspace keeps its history.
    var database: String { url.appendingPathComponent(".slots/history.sqlite").path }

    /// What `SELECT` gives, a row each, its columns parted by `|`.
    func rows(_ selection: String) throws -> [String] {
        let python = Process()
        let output = Pipe()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        python.arguments = [
            "-c",
            "import sqlite3, sys\n"
                + "for row in sqlite3.connect(sys.argv[1]).execute('SELECT ' + sys.argv[2]): print(*row, sep='|')",
            database, selection,
        ]
        python.standardOutput = output
        try python.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        python.waitUntilExit()
        try #require(python.terminationStatus == 0)
        return text.split(separator: "\n").map { String($0) }
    }

    func file(_ name: String) -> String { url.appendingPathComponent(name).path }
}

func mode(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? Int ?? -1) & 0o777
}

func recorded(
    _ slot: String,
    _ status: Status = .connected,
    at milliseconds: Int64 = 1_790_000_000_000,
    inputs: String = "a1"
) -> RecordedReport {
    var report = SlotReport(
        slot: slot,
        exchange: .asterFutures,
        network: .sandbox,
        status: status,
        message: "signed in, 12.5 USDT free"
    )
    report.help = "a 'help' with \"quotes\"; DROP TABLE checks"
    report.checkedAt = Timestamp(milliseconds: milliseconds)
    report.duration = .milliseconds(212)
    report.weight = 30
    report.account = "0x3a6da71f0ffd008b25d8ad0491b0b6c4f93275fe"
    report.permissions = [.read: .yes, .futures: .yes, .spot: .no, .withdraw: .no, .transfer: .unknown]
    report.balances = [
        Balance(
            asset: "USDT",
            free: ExactDecimal("12345678901234567890.123456789012345678") ?? .zero,
            locked: ExactDecimal("0.000000000000000001") ?? .zero,
            total: ExactDecimal("-0.5") ?? .zero
        )
    ]
    return RecordedReport(report: report, inputs: inputs)
}
