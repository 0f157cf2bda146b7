import Foundation
import Glibc
import Sandbox
import SlotModel
import Testing

/// A workspace of one test with one funded slot of the built-in exchange, removed with it.
final class Workspace: Sendable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("slots-\(UUID().uuidString)")
        .path
    /// The slot's secret comes from the environment.
    let variable = "SLOTS_TEST_\(UInt32.random(in: 0 ... .max))"

    init() throws {
        let files = FileManager.default
        let templates = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("templates").path
        for folder in ["slots", "bots/gunbot"] {
            try files.createDirectory(atPath: path + "/" + folder, withIntermediateDirectories: true)
        }
        try files.copyItem(atPath: templates, toPath: path + "/templates")
        try write(
            "slots.yaml",
            "network: sandbox\nbots:\n  main:\n    template: gunbot\n    directory: bots/gunbot\n"
        )
        let account = try #require(
            SandboxAccounts.all.first { $0.selector == .hitbtc && $0.expected == .connected }
        )
        setenv(variable, try #require(account.credentials[.secret]), 1)
        let key = try #require(account.credentials[.key])
        try write(
            "slots/hitbtc.yaml",
            "exchange: hitbtc\ncredentials:\n  key: \(key)\n  secret: env:\(variable)\nfees: 0.25%\ndelay: 10s\n"
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }
}
