import Foundation
import PlainJSON
import TestSupport
import Testing

/// Bots' files as nobody would write them by hand, each made from a number.
@Suite("'slots import' of made-up files")
struct ImportedConfigTests {
    @Test("leaves the next plan nothing to change, or tells of every entry why not", arguments: 0..<120)
    func roundTrip(seed: Int) throws {
        let workspace = try TestWorkspace(network: "live")
        let path = "bots/gunbot/config.js"
        var made = MadeUpConfig(seed: seed)
        let text = made.text()
        try workspace.folder.write(path, text)
        let before = try Snapshot(of: workspace.folder.url)

        let dry = try workspace.run("import", path, "--secrets", "file", "--dry-run")
        #expect(try Snapshot(of: workspace.folder.url).differences(to: before) == [], dry.told)
        let ended = try workspace.run("import", path, "--secrets", "file", "-o", "json")
        let report = try ended.json()
        let slots = try workspace.folder.names("slots")
        #expect(ended.exit == (slots.isEmpty ? 65 : 0) && dry.exit == ended.exit, "\(text) \(ended.told)")
        #expect(!report.codes.contains("import.would-change"), "\(text) \(ended.told)")
        #expect(try workspace.folder.text(path) == text)
        let files = try slots.map { try workspace.folder.text("slots/" + $0) }.joined()
        let shown = [files, dry.stdout, dry.stderr, ended.stdout, ended.stderr].joined()
        for secret in made.secrets { #expect(!shown.contains(secret), "\(secret): \(shown)") }
        let refusals =
            ["unknown-exchange", "encrypted", "bad-id", "no-key"].map { "import." + $0 }
            + ["bot.wrong-shape", "bot.duplicate-member"]
        let refused = report.codes.filter(refusals.contains).count
        #expect(refused + slots.count == made.ids.count, "\(made.ids) \(ended.told)")

        guard !slots.isEmpty else { return }
        for line in [["validate"], ["plan", "--offline", "--detailed-exitcode"], ["apply", "--offline"]] {
            let next = try workspace.start(line + ["-o", "json"]).end()
            #expect(next.exit == 0, "\(text) \(next.told)")
            #expect(try workspace.folder.text(path) == text, "\(line)")
        }
    }
}
