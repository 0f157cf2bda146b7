import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

@Suite("verify proves what the bot will use")
struct BotAgreementTests {
    private static let config = "bots/gunbot/config.js"

    /// A slot that was applied.
    private func applied() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        let ended = try workspace.run("apply")
        try #require(ended.exit == 0, ended.told)
        return workspace
    }

    private func edit(_ workspace: TestWorkspace, _ old: String, _ new: String) throws {
        let text = try workspace.folder.text(Self.config)
        try #require(text.contains(old))
        try workspace.folder.write(Self.config, text.replacingOccurrences(of: old, with: new))
    }

    private func bot(_ ended: Child.Ended) throws -> String? {
        let checks = try ended.json()["slots"]?.array?.first?["checks"]?.array ?? []
        return checks.first { $0["check"]?.string == "bot" }?["outcome"]?.string
    }

    @Test("the same credentials pass")
    func same() throws {
        let workspace = try applied()
        let ended = try workspace.run("verify", "-o", "json")
        #expect(ended.exit == 0, ended.told)
        #expect(try bot(ended) == "pass")
    }

    @Test("another key in the bot's file stops, also with a recorded result, and apply is the cure")
    func otherKey() throws {
        let workspace = try applied()
        let key = try #require(try Account.connected().credentials[.apiWallet])
        try edit(workspace, "\"key\": \"\(key)\"", "\"key\": \"0x1111111111111111111111111111111111111111\"")
        for arguments in [["verify"], ["verify", "--max-age", "10m"], ["verify", "aster"]] {
            let child = try workspace.start(arguments + ["-o", "json"])
            let ended = child.end(within: .seconds(60))
            #expect(ended.exit == 1, ended.told)
            #expect(try bot(ended) == "fail", ended.told)
            #expect(try ended.json().codes.contains("bot.other-credentials"), ended.told)
        }
        let told = try workspace.run("verify")
        #expect(
            told.stderr.contains("bots/gunbot/config.js holds other credentials than the slot"),
            told.told
        )
        #expect(told.stderr.contains("slots apply"), told.told)
        let quiet = try workspace.run("verify", "--quiet")
        #expect(quiet.exit == 1 && quiet.stderr.contains("[bot.other-credentials]"), quiet.told)
        #expect(!quiet.stderr.hasPrefix("\n"), quiet.told)
        #expect(
            quiet.stderr.split(separator: "\n").last?.hasPrefix("the gate stays closed: ") == true,
            quiet.told
        )
        #expect(try workspace.run("apply", "--yes").exit == 0)
        #expect(try workspace.run("verify").exit == 0)
    }

    @Test("a file without the entry stops, and so does one that cannot be read as JSON")
    func missing() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        let ended = try workspace.run("verify", "-o", "json")
        #expect(ended.exit == 1, ended.told)
        #expect(try bot(ended) == "fail", ended.told)
        try workspace.folder.write(Self.config, "{\"exchanges\": {}}")
        #expect(try workspace.run("verify").exit == 1)
        try workspace.folder.write(Self.config, "{\"exchanges\": ")
        #expect(try workspace.run("verify").exit == 65)
    }

    @Test("another delay is warned about")
    func otherDelay() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected(lines: ["delay: 10s"])
        #expect(try workspace.run("apply").exit == 0)
        try edit(workspace, "\"delay\": 10", "\"delay\": 3")
        let ended = try workspace.run("verify", "-o", "json")
        #expect(ended.exit == 0, ended.told)
        #expect(try bot(ended) == "warn", ended.told)
        #expect(try ended.json().codes.contains("bot.other-values"), ended.told)
    }

    @Test("credentials that the bot encrypted cannot be compared, and that is said in every run")
    func encrypted() throws {
        let workspace = try applied()
        let credentials = try Account.connected().credentials
        let key = try #require(credentials[.apiWallet])
        let secret = try #require(credentials[.privateKey])
        try edit(workspace, "\"key\": \"\(key)\"", "\"key\": \"ENC:12ab\"")
        try edit(workspace, "\"\(secret)\"", "\"ENC:34cd\"")
        let ended = try workspace.run("verify", "-o", "json")
        #expect(ended.exit == 0, ended.told)
        #expect(try ended.json().codes.contains("bot.encrypted"), ended.told)
        #expect(try bot(ended) == "warn", ended.told)
        let told = try workspace.run("verify", "-v")
        #expect(!told.stderr.contains("uses the same credentials"), told.told)
    }

    @Test(
        "a file with keys that everybody may read is warned about in every run, with the line that closes it"
    )
    func openFile() throws {
        let workspace = try applied()
        let config = workspace.folder.path + "/" + Self.config
        #expect(chmod(config, 0o644) == 0)
        for command in ["plan", "apply", "verify"] {
            let ended = try workspace.run(command, "-o", "json")
            #expect(ended.exit == 0, ended.told)
            #expect(try ended.json().codes.contains("bot.open-file"), "\(command): \(ended.told)")
        }
        #expect(chmod(config, 0o640) == 0)
        let ended = try workspace.run("verify", "-o", "json")
        #expect(!(try ended.json().codes.contains("bot.open-file")), ended.told)
    }

    @Test(
        "a file that is gone since slots wrote it is told as gone, and made anew only where somebody agrees"
    )
    func fileGone() throws {
        let workspace = try applied()
        try FileManager.default.removeItem(atPath: workspace.folder.path + "/" + Self.config)
        let gate = try workspace.run("verify", "-o", "json")
        #expect(try gate.exit == 1 && gate.json().codes.contains("bot.file-gone"), gate.told)
        let refused = try workspace.run("apply")
        #expect(refused.exit == 1 && refused.stderr.contains("this would make 1 file anew"), refused.told)
        #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/" + Self.config))
        #expect(try workspace.run("apply", "--yes").exit == 0)
        #expect(try workspace.run("verify").exit == 0)
    }

    @Test(
        "a bot's file has no place in the workspace's own folders",
        arguments: ["slots", ".slots", "./templates/x"]
    )
    func ownFolder(_ directory: String) throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        try FileManager.default.createDirectory(
            atPath: workspace.folder.path + "/templates/x",
            withIntermediateDirectories: true
        )
        _ = try workspace.run("plan", "--offline")
        let text = try workspace.folder.text("slots.yaml")
        try workspace.folder.write("slots.yaml", text.replacing("bots/gunbot", with: directory))
        let ended = try workspace.run("apply", "--offline", "--yes", "-o", "json")
        #expect(try ended.exit == 65 && ended.json().codes.contains("bot.own-folder"), ended.told)
        #expect(!FileManager.default.fileExists(atPath: workspace.folder.path + "/\(directory)/config.js"))
    }

    @Test("a bot under another name keeps its entries, and one that left slots.yaml is told once more")
    func otherName() throws {
        let workspace = try applied()
        let text = try workspace.folder.text("slots.yaml")
        try workspace.folder.write("slots.yaml", text.replacing("  main:", with: "  gun:"))
        let renamed = try workspace.run("plan", "-o", "json")
        #expect(try renamed.exit == 0 && renamed.json().paths.isEmpty, renamed.told)
        #expect(try workspace.run("apply").exit == 0)
        let removed = try workspace.run("remove", "aster", "--yes")
        #expect(removed.exit == 0 && removed.stderr.contains("wrote \(Self.config)"), removed.told)
        #expect(!(try workspace.folder.text(Self.config)).contains("asterdex"))
        try workspace.addConnected()
        #expect(try workspace.run("apply", "--yes").exit == 0)
        let moved = text.replacing("  main:", with: "  two:").replacing("bots/gunbot", with: "bots/two")
        try FileManager.default.createDirectory(
            atPath: workspace.folder.path + "/bots/two",
            withIntermediateDirectories: true
        )
        try workspace.folder.write("slots.yaml", moved)
        for isTold in [true, false] {
            let ended = try workspace.run("apply", "-o", "json")
            #expect(ended.exit == 0, ended.told)
            #expect(try ended.json().codes.contains("bot.left") == isTold, ended.told)
        }
    }

    @Test("a workspace that names no bot says that nothing is written or compared")
    func nowhere() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        let text = try workspace.folder.text("slots.yaml")
        let bots = try #require(text.range(of: "bots:"))
        try workspace.folder.write("slots.yaml", String(text[..<bots.lowerBound]))
        for command in ["validate", "plan", "apply", "verify"] {
            let ended = try workspace.run(command, "-o", "json")
            #expect(ended.exit == 0, ended.told)
            #expect(try ended.json().codes.contains("workspace.no-bots"), "\(command): \(ended.told)")
        }
    }

    @Test("another key in plain beside an encrypted secret stops")
    func halfEncrypted() throws {
        let workspace = try applied()
        let credentials = try Account.connected().credentials
        let key = try #require(credentials[.apiWallet])
        let secret = try #require(credentials[.privateKey])
        try edit(workspace, "\"key\": \"\(key)\"", "\"key\": \"0x1111111111111111111111111111111111111111\"")
        try edit(workspace, "\"\(secret)\"", "\"ENC:34cd\"")
        let ended = try workspace.run("verify", "-o", "json")
        #expect(ended.exit == 1, ended.told)
        #expect(try bot(ended) == "fail", ended.told)
    }

    @Test("another key in plain stops where the bot's flag says that it is encrypted, too")
    func flaggedPlain() throws {
        let workspace = try applied()
        let key = try #require(try Account.connected().credentials[.apiWallet])
        try edit(
            workspace,
            "\"key\": \"\(key)\"",
            "\"isEncrypted\": true, \"key\": \"0x1111111111111111111111111111111111111111\""
        )
        let ended = try workspace.run("verify", "-o", "json")
        #expect(ended.exit == 1, ended.told)
        #expect(try bot(ended) == "fail", ended.told)
    }

    @Test(
        "a slot that left and still stands in the bot's file is told until an apply",
        arguments: [true, false]
    )
    func stillUsed(isDisabled: Bool) throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected()
        try workspace.addConnected(.asterFutures)
        #expect(try workspace.run("apply").exit == 0)
        if isDisabled {
            try workspace.addConnected(.asterFutures, lines: ["enabled: false"])
        } else {
            try workspace.folder.write("slots/aster-futures.yaml", "")
            try FileManager.default.removeItem(atPath: workspace.folder.path + "/slots/aster-futures.yaml")
        }
        let told = try workspace.run("verify")
        #expect(told.exit == 0, told.told)
        #expect(told.stderr.contains("goes on using 'asterFutures'"), told.told)
        #expect(told.stderr.contains("help: take it out with: slots apply"), told.told)
        #expect(try workspace.run("apply", "--yes").exit == 0)
        let after = try workspace.run("verify", "-o", "json")
        #expect(!(try after.json().codes.contains("bot.still-used")), after.told)
    }

    @Test("an id that the slot was given and the file does not have is not there yet, rather than another's")
    func otherID() throws {
        let workspace = try applied()
        try workspace.addConnected(.aster, lines: ["as: {main: \"asterdex#7\"}"])
        let told = try workspace.run("verify")
        #expect(told.exit == 1 && told.stderr.contains("does not hold the slot's credentials yet"), told.told)
        #expect(!told.stderr.contains("replace-key") && !told.stderr.contains("bot.still-used"), told.told)
    }

    @Test("what is wrong with a bot's file is told once, whatever the number of slots, and last")
    func once() throws {
        let workspace = try TestWorkspace()
        for selector in [Selector.aster, .asterFutures] { try workspace.addConnected(selector) }
        let missing = try workspace.run("verify")
        #expect(missing.exit == 1, missing.told)
        #expect(missing.stderr.contains("aster, aster-futures: ✓ connected (sandbox)"), missing.told)
        #expect(
            missing.stderr.hasSuffix(
                "gate stays closed: \(Self.config) does not hold the slot's credentials yet\n"
            ),
            missing.told
        )
        try workspace.folder.write(Self.config, "no JSON")
        let broken = try workspace.run("verify")
        #expect(broken.exit == 65 && !broken.stderr.contains("bot.other-credentials"), broken.told)
        #expect(broken.stderr.components(separatedBy: "error:").count == 2, broken.told)
        #expect(broken.stderr.contains("the gate stays closed: \(Self.config)"), broken.told)
    }

    @Test("a recorded result repeats no reminder: two lines")
    func recorded() throws {
        let workspace = try TestWorkspace()
        try workspace.add(Account.named("hitbtc-connected"), named: "hitbtc")
        #expect(try workspace.run("apply").exit == 0)
        #expect(try workspace.run("check").stderr.contains("does not tell whether the key has the right"))
        for arguments in [["verify"], ["verify", "--max-age", "10m"]] {
            let ended = try workspace.start(arguments).end()
            #expect(ended.exit == 0 && ended.stdout == "", ended.told)
            #expect(ended.stderr == "1 slot: 1 connected (on the built-in exchange)\n", ended.told)
        }
    }

    @Test("show tells an entry that somebody changed since, without opening a secret")
    func shown() throws {
        let workspace = try applied()
        let own = try workspace.run("show", "aster", "-o", "json").json()["entries"]?.array?.first
        #expect(own?["state"]?.string == "written")
        let key = try #require(try Account.connected().credentials[.apiWallet])
        try edit(workspace, "\"key\": \"\(key)\"", "\"key\": \"0x1111111111111111111111111111111111111111\"")
        let shown = try workspace.run("show", "aster")
        #expect(shown.stdout.contains("changed by somebody else"), shown.told)
        let state = try workspace.run("show", "aster", "-o", "json").json()["entries"]?.array?.first?[
            "state"
        ]?.string
        #expect(state == "changed")
    }

    @Test("a gate whose slots have errors tells these, and no slot that is missing")
    func unreadable() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected(lines: ["delay: 10"])
        let told = try workspace.run("verify")
        #expect(told.exit == 65 && !told.stderr.contains("verify.nothing"), told.told)
        #expect(told.stderr.contains("[slot.missing-unit]"), told.told)
    }

    @Test("a slot that no bot uses has nothing to compare")
    func noBot() throws {
        let workspace = try TestWorkspace()
        try workspace.addConnected(lines: ["bots: []"])
        let ended = try workspace.run("verify", "-o", "json")
        #expect(ended.exit == 0, ended.told)
        #expect(try bot(ended) == "skip", ended.told)
    }
}
