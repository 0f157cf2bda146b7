import Foundation
import PlainJSON
import SlotModel
import TestSupport
import Testing

/// `--only` and `--skip-failed`.
@Suite("a plan for some of the slots")
struct PartialApplyTests {
    private static let config = "bots/gunbot/config.js"
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }

    init() throws {
        workspace = try TestWorkspace()
        try workspace.addConnected(.aster)
        try workspace.add(Account.named("hitbtc-connected"), named: "hitbtc")
    }

    private func entries() throws -> Set<String> {
        let config = try JSONValue.read(Array(folder.text(Self.config).utf8))
        return Set((config["exchanges"]?.object ?? []).map(\.name))
    }

    private func delay(_ id: String) throws -> String? {
        let config = try JSONValue.read(Array(folder.text(Self.config).utf8))
        return config["exchanges"]?[id]?["delay"]?.numericText
    }

    @Test("asks and writes the slot that is named, and nothing of the others")
    func only() throws {
        let planned = try workspace.run("plan", "--only", "aster", "-o", "json").json()
        #expect(planned.statuses == ["aster": "connected"])
        let applied = try workspace.run("apply", "--only", "aster")
        #expect(applied.exit == 0, applied.told)
        #expect(try entries() == ["asterdex"])
        // What waits for the other one goes on waiting, a removal among it.
        #expect(try workspace.run("apply").exit == 0)
        try FileManager.default.removeItem(atPath: folder.path + "/slots/aster.yaml")
        try folder.write("slots/hitbtc.yaml", try folder.text("slots/hitbtc.yaml") + "delay: 77s\n")
        #expect(try workspace.run("apply", "--only", "hitbtc").exit == 0)
        #expect(try entries() == ["asterdex", "hitbtc"])
        #expect(try delay("hitbtc") == "77")
        #expect(try workspace.run("apply", "--yes").exit == 0)
        #expect(try entries() == ["hitbtc"])
    }

    @Test("is not stopped by another slot's missing secret or refused key")
    func onlyBesideBroken() throws {
        try workspace.add(Account.named("bitget-invalid-credentials"), named: "dead")
        try folder.write(
            "slots/none.yaml",
            "exchange: bitget-futures\ncredentials: {key: env:NONE, secret: env:NONE, passphrase: env:NONE}\n"
        )
        #expect(try workspace.run("apply").exit == 78)
        let applied = try workspace.run("apply", "--only", "aster", "--only", "hitbtc")
        #expect(applied.exit == 0, applied.told)
        #expect(try entries() == ["asterdex", "hitbtc"])
        let unknown = try workspace.run("plan", "--only", "astr")
        #expect(unknown.exit == 64 && unknown.stderr.contains("aster"), unknown.told)
    }

    @Test("leaves out what does not check out, and says so in table, JSON and exit code")
    func skipFailed() throws {
        #expect(try workspace.run("apply").exit == 0)
        let before = try folder.text(Self.config)
        // The entry of a slot that worked stays as it is when its key dies.
        let dead = try Account.named("hitbtc-invalid-credentials")
        try workspace.add(dead, named: "hitbtc", lines: ["delay: 99s"])
        try folder.write("slots/aster.yaml", try folder.text("slots/aster.yaml") + "delay: 77s\n")
        #expect(try workspace.run("apply").exit == 1)
        #expect(try folder.text(Self.config) == before)
        let planned = try workspace.run("plan", "--skip-failed", "-o", "json")
        #expect(planned.exit == 1, planned.told)
        let applied = try workspace.run("apply", "--skip-failed")
        #expect(applied.exit == 1 && applied.stderr.contains("[apply.skipped]"), applied.told)
        #expect(applied.stderr.contains("wrote \(Self.config)"), applied.told)
        #expect(try delay("asterdex") == "77" && delay("hitbtc") != "99")
        // The only change that is left waits: the last line says why this is no success.
        for command in ["apply", "plan"] {
            let waiting = try workspace.run(command, "--skip-failed")
            #expect(waiting.exit == 1, waiting.told)
            let told = "left out, as hitbtc is invalid-credentials; what the bots have of it stays as it is\n"
            #expect(waiting.stderr.hasSuffix(told), waiting.told)
        }
        let again = try workspace.start(["apply", "--skip-failed", "-o", "json"]).end()
        let report = try again.json()
        #expect(again.exit == 1 && report.exit == 1)
        #expect(report["findings"]?.array?.contains { $0["code"]?.string == "apply.skipped" } == true)
    }

    @Test("writes nothing where no slot checks out")
    func allFailed() throws {
        for name in ["aster", "hitbtc"] {
            try workspace.add(Account.named("\(name)-invalid-credentials"), named: name)
        }
        let refused = try workspace.run("apply", "--skip-failed")
        #expect(refused.exit == 1 && refused.stderr.contains("nothing was written"), refused.told)
        #expect(!folder.exists(Self.config))
    }
}
