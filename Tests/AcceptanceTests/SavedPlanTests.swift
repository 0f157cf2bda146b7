import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// `slots plan --out FILE` and `slots apply FILE`.
@Suite("a saved plan")
struct SavedPlanTests {
    private static let config = "bots/gunbot/config.js"
    private let workspace: TestWorkspace
    private var folder: TemporaryFolder { workspace.folder }
    private var path: String { folder.path + "/new.plan" }

    init() throws {
        workspace = try TestWorkspace()
        try workspace.addConnected()
    }

    private func save() throws {
        let saved = try workspace.run("plan", "--out", path)
        try #require(saved.exit == 0 && saved.stderr.contains("next: slots apply"), saved.told)
    }

    private func expectRefused(_ code: String, exit: Int32 = 1) throws {
        let before = folder.exists(Self.config) ? try folder.text(Self.config) : nil
        let refused = try workspace.run("apply", path)
        #expect(refused.exit == exit && refused.stderr.contains("[\(code)]"), refused.told)
        #expect((folder.exists(Self.config) ? try folder.text(Self.config) : nil) == before)
    }

    @Test("is carried out once, by whoever names it, and holds no secret")
    func once() throws {
        try save()
        #expect(try folder.mode("new.plan") == 0o600)
        let text = try folder.text("new.plan")
        for secret in try Account.connected().credentials.values { #expect(!text.contains(secret)) }
        #expect(!folder.exists(Self.config))
        let applied = try workspace.run("apply", path)
        #expect(applied.exit == 0 && applied.stderr.contains("wrote \(Self.config)"), applied.told)
        #expect(try workspace.run("verify").exit == 0)
        try expectRefused("plan.carried-out")
        try FileManager.default.removeItem(atPath: folder.path + "/" + Self.config)
        try expectRefused("plan.carried-out")
        // The next one takes its place.
        try save()
        #expect(try workspace.run("apply", path).exit == 0)
    }

    @Test(
        "is refused where its name would be taken for something else",
        arguments: [
            "main", "slots/new.yaml", "secrets.age", "templates/gunbot/new.json", "bots/gunbot/new.plan",
        ]
    )
    func names(_ name: String) throws {
        _ = try workspace.run("apply")
        let ended = try workspace.run("plan", "--out", name)
        #expect(ended.exit == 73 && ended.stderr.contains("[plan.not-saved]"), ended.told)
        #expect(!folder.exists(name))
    }

    @Test("asks the exchanges before it is carried out, also where it was made without asking")
    func offline() throws {
        try workspace.add(Account.named("bitget-underfunded"), named: "poor")
        let saved = try workspace.run("plan", "--offline", "--out", path)
        try #require(saved.exit == 0, saved.told)
        let refused = try workspace.run("apply", path)
        #expect(refused.exit == 1 && !folder.exists(Self.config), refused.told)
        let offline = try workspace.run("apply", path, "--offline")
        #expect(offline.exit == 0 && folder.exists(Self.config), offline.told)
    }

    @Test("needs no second consent for what it shows")
    func consent() throws {
        try folder.write(Self.config, #"{"exchanges":{"asterdex":{"key":"theirs","secret":"theirs"}}}"#)
        let asked = try workspace.run("apply")
        #expect(asked.exit == 1 && asked.stderr.contains("--yes"), asked.told)
        try save()
        let applied = try workspace.run("apply", path)
        #expect(applied.exit == 0, applied.told)
        #expect(try !folder.text(Self.config).contains("theirs"))
    }

    struct Move: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: String
        let move: @Sendable (TestWorkspace) throws -> Void

        init(
            _ description: String,
            _ code: String = "plan.moved",
            _ move: @escaping @Sendable (TestWorkspace) throws -> Void
        ) {
            (testDescription, self.code, self.move) = (description, code, move)
        }
    }

    static let moves: [Move] = [
        Move("the bot saved its file") {
            let text = try $0.folder.text(config)
            try $0.folder.write(config, text.replacing("{", with: "{ ", maxReplacements: 1))
        },
        Move("the bot's file is gone") {
            try FileManager.default.removeItem(atPath: $0.folder.path + "/" + config)
        },
        Move("another slot came") { try $0.addConnected(.asterFutures) },
        Move("a slot wants another delay") {
            try $0.folder.write("slots/aster.yaml", try $0.folder.text("slots/aster.yaml") + "delay: 42s\n")
        },
        Move("somebody applied meanwhile, and the file is as it was") {
            let (text, slot) = (try $0.folder.text(config), try $0.folder.text("slots/aster.yaml"))
            #expect(try $0.run("apply").exit == 0)
            try $0.folder.write("slots/aster.yaml", slot)
            try $0.folder.write(config, text)
        },
        Move("the bot has another name") {
            try $0.folder.write(
                "slots.yaml",
                try $0.folder.text("slots.yaml").replacing("main:", with: "other:")
            )
        },
    ]

    @Test("is refused when something moved since, and nothing is written", arguments: moves)
    func moved(_ move: Move) throws {
        #expect(try workspace.run("apply").exit == 0)
        let slot = try folder.text("slots/aster.yaml")
        try folder.write("slots/aster.yaml", slot + "fees: 0.09%\n")
        try save()
        try move.move(workspace)
        try expectRefused(move.code)
    }

    @Test("does not mind a comment, and is checked anew")
    func harmless() throws {
        try save()
        try folder.write("slots/aster.yaml", "# mine\n" + folder.text("slots/aster.yaml"))
        try workspace.add(Account.named("aster-underfunded"), named: "aster")
        let refused = try workspace.run("apply", path)
        #expect(refused.exit == 1 && !folder.exists(Self.config), refused.told)
        try workspace.addConnected(.aster, lines: ["# mine"])
        let applied = try workspace.run("apply", path)
        #expect(applied.exit == 0, applied.told)
    }

    @Test("is known by whoever made it: a changed, cut or foreign one is none")
    func forged() throws {
        try save()
        let text = try folder.text("new.plan")
        for (old, new) in [
            (#""prune": false"#, #""prune": true"#), (#""only": null"#, #""only": ["aster"]"#),
            ("\"kind\"", "\"knd\""),
            (#""version": 1"#, #""version": 2"#), (#""odd": false"#, #""odd": true"#), ("{", "["),
            ("{", "{ "),
        ] {
            let changed = text.replacing(old, with: new, maxReplacements: 1)
            try #require(changed != text)
            try folder.write("new.plan", changed)
            try expectRefused("plan.not-readable", exit: 65)
        }
        for other in ["", "{}", "main", String(text.dropLast(30))] {
            try folder.write("new.plan", other)
            try expectRefused("plan.not-readable", exit: 65)
        }
        let copy = try workspace.copy()
        try folder.write("new.plan", text)
        let elsewhere = try copy.run("apply", path)
        #expect(elsewhere.exit == 65 && elsewhere.stderr.contains("[plan.not-readable]"), elsewhere.told)
        try FileManager.default.removeItem(atPath: path)
        try expectRefused("plan.not-readable", exit: 65)
        #expect(try workspace.run("apply", "nobody").exit == 64)
    }

    @Test("takes the place of nothing but a saved plan, and is not made of what cannot be applied")
    func notSaved() throws {
        try folder.write("mine.txt", "mine")
        let mine = folder.path + "/mine.txt"
        let refused = try workspace.run("plan", "--out", mine)
        #expect(refused.exit == 73 && refused.stderr.contains("[plan.not-saved]"), refused.told)
        #expect(try folder.text("mine.txt") == "mine")
        #expect(try workspace.run("plan", "--out", folder.path + "/none/x").exit == 73)
        try save()
        let options = try workspace.run("apply", path, "--prune")
        #expect(options.exit == 64, options.told)
        try FileManager.default.removeItem(atPath: path)
        try workspace.add(Account.named("aster-underfunded"), named: "aster")
        let failed = try workspace.run("plan", "--out", path)
        #expect(failed.exit == 1 && failed.stderr.hasSuffix("no plan was saved\n"), failed.told)
        #expect(!folder.exists("new.plan"))
    }
}
