import Foundation
import PlainJSON
import TestSupport
import Testing

/// Files of every kind of bot as people have them, each made from a number.
@Suite("'slots import' of every kind of bot")
struct ImportOfEveryKindTests {
    @Test(
        "makes the slots that the file says, and leaves the next plan and apply nothing to change",
        arguments: MadeUpBotFile.kinds,
        1...10
    )
    func imported(_ kind: String, _ seed: Int) throws {
        let bot = try BotWorkspace(kind, network: "live")
        let made = MadeUpBotFile(kind, seed: seed)
        let file = "bot/" + made.path
        try bot.folder.write(file, made.text, mode: 0o600)
        for (path, text) in made.companions { try bot.folder.write("bot/" + path, text, mode: 0o600) }
        let ended = try bot.workspace.run("import", file, "--secrets", "file", "-o", "json")
        #expect(ended.exit == 0, "\(made.text)\n\(ended.told)")
        let names = try bot.folder.names("slots").sorted()
        #expect(names == made.slots.keys.map { $0 + ".yaml" }.sorted(), "\(made.text)\n\(ended.told)")
        var shown = ended.stdout + ended.stderr
        for (name, selector) in made.slots {
            let slot = try bot.folder.text("slots/\(name).yaml")
            #expect(slot.contains("exchange: \(selector)\n"), "\(made.text)\n\(slot)")
            for line in made.lines[name] ?? [] {
                #expect(slot.contains(line + "\n"), "\(made.text)\n\(slot)")
            }
            shown += slot
        }
        for secret in made.secrets { #expect(!shown.contains(secret), "\(shown)") }
        #expect(try !ended.json().codes.contains("import.would-change"), ended.told)
        try bot.expectSettled()
        let applied = try bot.workspace.run("apply", "--offline")
        #expect(applied.exit == 0, "\(made.text)\n\(applied.told)")
        #expect(try bot.folder.text(file) == made.text)
        for (path, text) in made.companions { #expect(try bot.folder.text("bot/" + path) == text) }
    }

    @Test("knows the kind of a file by what stands in it", arguments: MadeUpBotFile.kinds, 1...3)
    func recognized(_ kind: String, _ seed: Int) throws {
        let workspace = try TestWorkspace(network: "live")
        let made = MadeUpBotFile(kind, seed: seed)
        // Under a name that says nothing, too: many bots have a config.json.
        for name in [made.path, "old/config.json"] {
            try workspace.folder.write("far/" + name, made.text, mode: 0o600)
            let ended = try workspace.run("import", "far/" + name)
            #expect(ended.exit == 65 && ended.stderr.contains("[import.no-bot]"), ended.told)
            #expect(ended.stderr.contains("\n    template: \(kind)\n"), "\(made.text)\n\(ended.told)")
            if name == made.path { #expect(ended.stderr.contains("directory: \"far\""), ended.told) }
            #expect(!ended.stderr.contains("canary"), ended.told)
        }
    }

    @Test("finds the bot by its file where several live in one folder")
    func sameFolder() throws {
        let workspace = try TestWorkspace(network: "live")
        let bots = ["ccxt", "dotenv", "passivbot"]
        let lines = bots.map { "  \($0): {template: \($0), directory: scripts}\n" }.joined()
        try workspace.folder.write("slots.yaml", "network: live\nbots:\n" + lines)
        for kind in bots.reversed() {
            let made = MadeUpBotFile(kind, seed: 4)
            try workspace.folder.write("scripts/" + made.path, made.text, mode: 0o600)
            let ended = try workspace.run("import", "scripts/" + made.path, "--secrets", "file", "--dry-run")
            #expect(ended.exit == 0, ended.told)
            for name in made.slots.keys { #expect(ended.stdout.contains("slots/\(name).yaml"), ended.told) }
        }
    }
}
