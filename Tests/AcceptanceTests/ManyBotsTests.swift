import Foundation
import PlainJSON
import Sandbox
import SlotModel
import TestSupport
import Testing

/// Several installations in one workspace: two of one kind, and one of each of four others.
struct ManyBots {
    static let bots = [
        "one": "gunbot", "two": "gunbot", "trade": "freqtrade", "lib": "ccxt", "env": "dotenv",
        "web": "bitsgap",
    ]
    static let files = [
        "env/.env", "lib/ccxt.json", "one/config.js", "trade/exchange.bitget.json", "two/config.js",
        "web/bitsgap.bitget.txt", "web/bitsgap.hitbtc.txt",
    ]

    let workspace: TestWorkspace
    var folder: TemporaryFolder { workspace.folder }

    init(_ workspace: TestWorkspace) { self.workspace = workspace }

    /// `bitget` is everybody's, `hitbtc` of three, `perps` of one Gunbot and of the library.
    init() throws {
        workspace = try TestWorkspace()
        try writeBots()
        try addConnected(
            .bitget,
            lines: [
                "fees: 0.1%", "as: {two: \"bitget#2\", env: MAIN}",
                "extra: {one: {type: first}, lib: {timeout: 5000}}", "bots: [one, two, trade, lib, env, web]",
            ]
        )
        try addConnected(.hitbtc, lines: ["bots: [two, lib, web]", "fees: 0.25%"])
        try addConnected(
            .bitgetFutures,
            named: "perps",
            lines: ["bots: [one, lib]", "fees: 0.06%", "delay: 5s"]
        )
        for name in ["one", "two"] {
            try folder.write("\(name)/config.js", Self.config(name), mode: 0o600)
        }
    }

    /// A slot of the account of a selector with which all is well.
    func addConnected(_ selector: SlotModel.Selector, named name: String? = nil, lines: [String]) throws {
        let account = SandboxAccounts.all.first { $0.selector == selector && $0.expected == .connected }
        try workspace.add(#require(account), named: name ?? selector.rawValue, lines: lines)
    }

    static func config(_ name: String) -> String {
        "{\"bot\": {\"name\": \"\(name)\"}, \"exchanges\": {}, \"pairs\": {}}\n"
    }

    /// - Parameter directories: Where a bot is that is not in the folder of its name.
    func writeBots(directories: [String: String] = [:]) throws {
        let lines = Self.bots.sorted { $0.key < $1.key }.map { name, kind in
            "  \(name): {template: \(kind), directory: \(directories[name] ?? name)}"
        }
        let head = ["network: sandbox", "policy: {plaintext-secret: allow, shared-key: allow}", "bots:"]
        try folder.write("slots.yaml", (head + lines).joined(separator: "\n") + "\n")
        for name in Self.bots.keys {
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent(name),
                withIntermediateDirectories: true
            )
        }
    }

    /// Everything below the bots' folders, by path.
    func written() throws -> [String: String] {
        var contents: [String: String] = [:]
        for bot in Self.bots.keys {
            for file in try folder.names(bot) {
                contents["\(bot)/\(file)"] = try folder.text("\(bot)/\(file)")
            }
        }
        return contents
    }

    static let untouched = ["one/config.js": config("one"), "two/config.js": config("two")]

    func expectUntouched(_ ended: Child.Ended) throws {
        #expect(try written() == Self.untouched, ended.told)
    }
}

@Suite("many bots in one workspace")
struct ManyBotsTests {
    private let bots: ManyBots
    private var workspace: TestWorkspace { bots.workspace }
    private var folder: TemporaryFolder { bots.folder }

    init() throws { bots = try ManyBots() }

    @Test("each bot gets its slots, under its own ids and with its own extras, in one revision")
    func applied() throws {
        let applied = try workspace.run("apply", "--yes", "-o", "json")
        #expect(applied.exit == 0, applied.told)
        #expect(try applied.json()["revision"]?.numericText == "1", applied.told)
        let contents = try bots.written()
        #expect(contents.keys.sorted() == ManyBots.files, applied.told)
        func object(_ file: String, _ path: String...) throws -> [String: Any] {
            let text = try #require(contents[file])
            let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            return try path.reduce(root) { try #require($0[$1] as? [String: Any], "\(text)") }
        }
        #expect(Set(try object("one/config.js", "exchanges").keys) == ["bitget", "bitget#2"])
        #expect(Set(try object("two/config.js", "exchanges").keys) == ["bitget#2", "hitbtc"])
        #expect(try object("one/config.js", "exchanges", "bitget")["type"] as? String == "first")
        #expect(try object("two/config.js", "exchanges", "bitget#2")["type"] == nil)
        #expect(try object("one/config.js", "exchanges", "bitget#2")["delay"] as? Int == 5)
        #expect(Set(try object("lib/ccxt.json").keys) == ["bitget", "hitbtc", "perps"])
        #expect(try object("lib/ccxt.json", "bitget")["timeout"] as? Int == 5000)
        #expect(contents["env/.env"]?.contains("MAIN_API_KEY=") == true)
        #expect(try object("trade/exchange.bitget.json", "exchange")["name"] as? String == "bitget")

        let settled = try workspace.run("plan", "--offline", "--detailed-exitcode", "-o", "json")
        #expect(settled.exit == 0, settled.told)
        let verified = try workspace.run("verify")
        #expect(verified.exit == 0, verified.told)

        // One bot alone, and one slot alone.
        try bots.addConnected(.hitbtc, lines: ["bots: [two, lib, web]", "fees: 0.2%"])
        let one = try workspace.run("apply", "lib", "-o", "json")
        #expect(one.exit == 0, one.told)
        #expect(try bots.written()["two/config.js"] == contents["two/config.js"])
        let only = try workspace.run("apply", "--only", "hitbtc", "-o", "json")
        #expect(only.exit == 0, only.told)
        #expect(try bots.written()["two/config.js"] != contents["two/config.js"])
        #expect(try bots.written()["one/config.js"] == contents["one/config.js"])

        let back = try workspace.run("rollback", "1", "--yes")
        #expect(back.exit == 0, back.told)
        try bots.expectUntouched(back)
    }

    @Test(
        "where one file cannot be written, none is",
        arguments: [
            ("lib/ccxt.json", "{\"a\": ", 65), ("env/.env", "if true; then\n", 65), ("two/config.js", "", 65),
            ("web/bitsgap.hitbtc.txt", "mine\n", 1),
        ]
    )
    func oneFails(file: String, text: String, exit: Int) throws {
        try folder.write(file, text, mode: 0o600)
        let before = try bots.written()
        let ended = try workspace.run("apply")
        #expect(ended.exit == exit, ended.told)
        #expect(try bots.written() == before, ended.told)
    }

    @Test("where one folder takes no file, none is written")
    func foreignFolder() throws {
        try FileManager.default.removeItem(atPath: folder.path + "/web")
        try folder.write("web", "no folder\n")
        let ended = try workspace.run("apply", "--yes")
        #expect([65, 73].contains(ended.exit), ended.told)
        #expect(try folder.text("one/config.js") == ManyBots.config("one"), ended.told)
        #expect(try folder.names("lib") == [] && folder.names("env") == [] && folder.names("trade") == [])
    }

    @Test("a platform's rule that a slot breaks holds all of them back, and --skip-failed the slot alone")
    func oneRefuses() throws {
        let account = try Account.named("bitget-excess-permission")
        try workspace.add(account, named: "bitget", lines: ["allow: [withdraw]", "fees: 0.1%"])
        let stopped = try workspace.run("apply", "--yes")
        #expect(stopped.exit == 1, stopped.told)
        try bots.expectUntouched(stopped)
        let skipped = try workspace.run("apply", "--yes", "--skip-failed")
        #expect(skipped.exit == 1, skipped.told)
        let contents = try bots.written()
        #expect(contents["web/bitsgap.hitbtc.txt"] != nil && contents["web/bitsgap.bitget.txt"] == nil)
        #expect(contents["trade/exchange.bitget.json"] == nil, skipped.told)
        #expect(contents["two/config.js"]?.contains("\"hitbtc\"") == true, skipped.told)
    }

    @Test("two bots with one output are refused, under whatever name the folder goes")
    func sameFile() throws {
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/other", withDestinationPath: "one")
        for directory in ["one", "./one/../one", "other"] {
            try bots.writeBots(directories: ["two": directory])
            for command in ["validate", "plan", "apply"] {
                let ended = try workspace.run(command, "-o", "json")
                #expect(ended.exit == 65, ended.told)
                #expect(try ended.json().codes.contains("bot.same-file"), ended.told)
            }
            try bots.expectUntouched(workspace.run("list"))
        }
    }
}

/// System calls of an apply to six bots that change something, ended or failed in turn: some of them, or with
/// `scripts/test --long` all.
@Suite(
    "an apply to six bots that is killed, or whose system calls fail",
    .enabled(if: SystemCallSweep.isPossible, SystemCallSweep.reason)
)
struct ManyBotsSweepTests {
    private static let apply = ["apply", "--offline", "--yes", "--quiet"]

    @Test(
        "leaves all files of all bots as they were, or all new",
        arguments: [.kill, SystemCallSweep.usualError] as [SystemCallSweep.Blow]
    )
    func strike(_ blow: SystemCallSweep.Blow) async throws {
        let template = try ManyBots().workspace
        let applied = ManyBots(try template.copy())
        let ended = try applied.workspace.start(Self.apply).end()
        #expect(ended.exit == 0, ended.told)
        let new = try applied.written()
        #expect(new.keys.sorted() == ManyBots.files)
        let all = try SystemCallSweep.points(of: Self.apply, in: template.copy(), blow: blow)
        let points = all.filter { LongRun.isWanted || $0.number % 5 == 0 }
        try await SystemCallSweep.forAll(points, "\(blow), six bots") { point in
            let bots = ManyBots(try template.copy())
            let struck = try bots.workspace.start(
                Self.apply,
                wrapper: SystemCallSweep.strike(blow, at: point)
            ).end()
            let comment: Comment = "\(blow) at \(point): \(struck.told)"
            #expect(!SystemCallSweep.isCrash(struck) || blow == .kill, comment)
            try bots.workspace.expectRecovery(by: ["plan", "--offline"], comment)
            let contents = try bots.written()
            #expect(contents == ManyBots.untouched || contents == new, comment)
            if struck.exit == 0 { #expect(contents == new, comment) }
        }
    }
}
